"""The way to further problems: how many there are, to the next, all away."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from videorec.gui.panel_icons import panel_icon


class ProblemSteps(QWidget):
    """step(by): 1 for an older problem, -1 for a newer one. close_all(): none is wanted."""

    step = pyqtSignal(int)
    close_all = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        older = self._arrow("back", self.tr("Older problem"))
        older.clicked.connect(lambda: self.step.emit(1))
        self._more = QLabel(self)
        newer = self._arrow("forward", self.tr("Newer problem"))
        newer.clicked.connect(lambda: self.step.emit(-1))
        close_all = QToolButton(self)
        close_all.setAutoRaise(True)
        close_all.setText(self.tr("Close all"))
        close_all.setToolTip(self.tr("Close all problems"))
        close_all.setAccessibleName(self.tr("Close all problems"))
        close_all.clicked.connect(self.close_all)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (older, self._more, newer, close_all):
            layout.addWidget(widget)
        # As high as the line would be without it: the picture below must not move.
        for part in (self, older, newer, close_all):
            part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)

    def show_place(self, at: int, count: int) -> None:
        """at: the index of the problem that is shown, 0 for the newest, among so many."""
        self.setVisible(count > 1)
        if count < 2:
            return
        self._more.setText(self.tr("{count} more").format(count=count - 1))
        place = self.tr("Problem {number} of {count}").format(number=at + 1, count=count)
        self._more.setToolTip(place)
        self.setAccessibleName(place)

    def _arrow(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIcon(panel_icon(name))
        button.setToolTip(text)
        button.setAccessibleName(text)
        return button
