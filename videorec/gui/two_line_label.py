"""Text on two lines at most, cut with dots where that is too little room."""

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PyQt6.QtWidgets import QSizePolicy, QWidget

MOST_LINES = 2
USUAL_WIDTH = 160


class TwoLineLabel(QWidget):
    """Plain text that never asks for more than two lines; the whole of it is the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """What to show."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def lines(self, width: int) -> tuple[str, ...]:
        """The lines as they are drawn in a width of so many logical pixels."""
        layout = QTextLayout(self._text, self.font())
        layout.setTextOption(_wrapped_anywhere())
        starts: list[int] = []
        layout.beginLayout()
        while len(starts) <= MOST_LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            starts.append(line.textStart())
        layout.endLayout()
        ends = [*starts[1:MOST_LINES], len(self._text)]
        found = [self._text[a:b].strip() for a, b in zip(starts, ends, strict=False)]
        return tuple(
            self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, width)
            for line in found
        )

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(1, len(self.lines(width))) * self.fontMetrics().lineSpacing()

    def sizeHint(self) -> QSize:
        return QSize(USUAL_WIDTH, self.heightForWidth(USUAL_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        lines = self.lines(self.width())
        high = self.fontMetrics().lineSpacing()
        top = (self.height() - high * len(lines)) / 2
        for row, line in enumerate(lines):
            place = QRectF(0, top + row * high, self.width(), high)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)
        painter.end()


def _wrapped_anywhere() -> QTextOption:
    """A name may be one long word."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
