"""A turning ring that says that something is going on."""

from PyQt6.QtCore import QBasicTimer, QRectF, QSize, Qt, QTimerEvent
from PyQt6.QtGui import QHideEvent, QPainter, QPaintEvent, QPalette, QPen, QShowEvent
from PyQt6.QtWidgets import QWidget

TURN_MS = 1000
STEP_MS = 50


class Spinner(QWidget):
    """Turns while it can be seen; its timer stops when it is hidden."""

    def __init__(self, parent: QWidget | None = None, *, side: int = 16) -> None:
        super().__init__(parent)
        self._side = side
        self._angle = 0.0
        self._timer = QBasicTimer()
        self.setFixedSize(side, side)
        self.setAccessibleName(self.tr("Busy"))

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def showEvent(self, event: QShowEvent | None) -> None:
        self._timer.start(STEP_MS, self)

    def hideEvent(self, event: QHideEvent | None) -> None:
        self._timer.stop()

    def timerEvent(self, event: QTimerEvent | None) -> None:
        self._angle = (self._angle + 360.0 * STEP_MS / TURN_MS) % 360.0
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._side / 8
        ring = QRectF(self.rect()).adjusted(line, line, -line, -line)
        palette = self.palette()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), line))
        painter.drawEllipse(ring)
        pen = QPen(palette.color(QPalette.ColorRole.Highlight), line)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(ring, round(-self._angle * 16), 100 * 16)
