"""A button whose text is cut with dots where there is no room for it."""

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QIcon, QPaintEvent
from PyQt6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

_MARGIN = 20


class ElidedButton(QPushButton):
    """For texts with names in them; the whole text is the tool tip."""

    def __init__(self, icon: QIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str | None) -> None:
        # Qt takes "&" in a name for the mark of a key.
        super().setText((text or "").replace("&", "&&"))
        self.setToolTip(text or "")
        self.setAccessibleName(text or "")

    def minimumSizeHint(self) -> QSize:
        return QSize(self.iconSize().width() + 2 * _MARGIN, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(min(super().sizeHint().width(), 200), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - option.iconSize.width() - _MARGIN
        option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()
