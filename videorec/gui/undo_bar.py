"""A line that says what was done and takes it back."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from videorec.gui.panel_icons import panel_icon
from videorec.gui.two_line_label import TwoLineLabel


class UndoBar(QFrame):
    """undo(): the user wants it back. Stays until it is used, closed or replaced."""

    undo = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = TwoLineLabel()
        self._button = QPushButton(self.tr("Undo"))
        close = QToolButton()
        close.setAutoRaise(True)
        close.setIcon(panel_icon("cross"))
        close.setAccessibleName(self.tr("Close"))
        close.setToolTip(self.tr("Close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(self._text)
        layout.addWidget(self._button)
        layout.addWidget(close)
        self._button.clicked.connect(self._use)
        close.clicked.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """What can be undone; an empty text for nothing."""
        self._text.setText(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What is offered; empty when nothing is."""
        return self._text.text()

    def _use(self) -> None:
        self.say("")
        self.undo.emit()
