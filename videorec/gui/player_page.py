"""The picture with its figures, the transport keys below it and the timeline below them."""

from PyQt6.QtWidgets import QVBoxLayout, QWidget

from videorec.gui.actions import Actions
from videorec.gui.hud import Hud
from videorec.gui.live_view import LiveView
from videorec.gui.timeline import Timeline
from videorec.gui.transport_bar import TransportBar

HUD_MARGIN = 12


class PlayerPage(QWidget):
    """view, hud, transport and timeline, arranged."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = LiveView(self)
        self.hud = Hud(self.view)
        self.hud.move(HUD_MARGIN, HUD_MARGIN)
        self.hud.hide()
        self.transport = TransportBar(self)
        self.timeline = Timeline(self)
        for action in (
            *(actions.to_start, actions.step_back, actions.play, actions.step_forward),
            actions.loop,
        ):
            self.transport.add_button(action)
        for action in (actions.fit, actions.hud, actions.snapshot):
            self.transport.add_right_button(action)
        actions.fit.triggered.connect(self.view.fit)
        actions.actual_size.triggered.connect(self.view.actual_size)
        actions.zoom_in.triggered.connect(lambda: self.view.zoom(1.25))
        actions.zoom_out.triggered.connect(lambda: self.view.zoom(0.8))
        actions.hud.toggled.connect(self.hud.setVisible)
        actions.next_face.triggered.connect(self.timeline.jump_to_next)
        actions.previous_face.triggered.connect(self.timeline.jump_to_previous)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.transport)
        layout.addWidget(self.timeline)

    def show_controls(self, *, shown: bool) -> None:
        """Hidden in full screen, so that nothing but the picture is left."""
        self.transport.setVisible(shown)
        self.timeline.setVisible(shown)

    def clear(self) -> None:
        """Nothing is open."""
        self.view.clear()
        self.transport.clear()
        self.timeline.clear()
        self.hud.show_statistics(None)
