"""What a panel shows when there is nothing in it: an icon and what to do."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QIcon, QPalette
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

_ICON = 44


class EmptyState(QWidget):
    """An icon, a title, a sentence, and perhaps a button, in the middle."""

    def __init__(self, icon: QIcon, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel()
        self._title = _centred(title)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._text = _centred(text)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 24, 16, 24)
        self._layout.setSpacing(8)
        self._layout.addStretch(2)
        self._layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._text)
        self._layout.addStretch(3)
        self._draw_icon()

    def add_button(self, button: QPushButton) -> None:
        """Below the sentence."""
        self._layout.insertSpacing(self._layout.count() - 1, 4)
        self._layout.insertWidget(
            self._layout.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter
        )

    def say(self, title: str, text: str) -> None:
        """Other words."""
        self._title.setText(title)
        self._text.setText(text)

    def _draw_icon(self) -> None:
        self._picture.setPixmap(self._icon.pixmap(_ICON, _ICON, QIcon.Mode.Disabled))


def _centred(text: str) -> QLabel:
    label = QLabel(text)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label
