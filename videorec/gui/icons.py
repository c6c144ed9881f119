"""Icons drawn from paths in the text colour of the theme: crisp at any size, light and dark."""

from collections.abc import Callable

from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)

GRID = 24.0
PathMaker = Callable[[], QPainterPath]


class PathIcon(QIconEngine):
    """Fills or strokes a path on a grid of 24 by 24 whenever it is asked for."""

    def __init__(
        self,
        make: PathMaker,
        line: float = 0.0,
        role: QPalette.ColorRole = QPalette.ColorRole.ButtonText,
    ) -> None:
        super().__init__()
        self._make = make
        self._line = line
        self._role = role

    def paint(
        self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        if painter is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(rect.width(), rect.height())
        painter.translate(
            rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2
        )
        painter.scale(side / GRID, side / GRID)
        color = self._ink(mode)
        if self._line:
            painter.strokePath(
                self._make(),
                QPen(
                    color,
                    self._line,
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.RoundCap,
                    Qt.PenJoinStyle.RoundJoin,
                ),
            )
        else:
            painter.fillPath(self._make(), color)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return PathIcon(self._make, self._line, self._role)

    def _ink(self, mode: QIcon.Mode) -> QColor:
        palette = QGuiApplication.palette()
        if mode is QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, self._role)
        if mode is QIcon.Mode.Selected:
            return palette.color(QPalette.ColorRole.HighlightedText)
        return palette.color(self._role)


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _line(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def _bars(*bars: tuple[float, float, float, float]) -> QPainterPath:
    path = QPainterPath()
    for bar in bars:
        path.addRoundedRect(QRectF(*bar), 1.0, 1.0)
    return path


def _play() -> QPainterPath:
    return _polygon((7, 4), (20, 12), (7, 20))


def _pause() -> QPainterPath:
    return _bars((6, 4, 4.5, 16), (13.5, 4, 4.5, 16))


def _step_forward() -> QPainterPath:
    return _polygon((5, 5), (15, 12), (5, 19)) + _bars((16, 5, 3, 14))


def _step_back() -> QPainterPath:
    return _polygon((19, 5), (9, 12), (19, 19)) + _bars((5, 5, 3, 14))


def _to_start() -> QPainterPath:
    return (
        _bars((3, 5, 3, 14))
        + _polygon((21, 5), (14, 12), (21, 19))
        + _polygon((14, 5), (7, 12), (14, 19))
    )


def _loop() -> QPainterPath:
    path = _line((4, 11), (4, 10))
    path.quadTo(4, 7, 7, 7)
    path.lineTo(19, 7)
    path.addPath(_line((16, 4), (19, 7), (16, 10)))
    path.addPath(_line((20, 13), (20, 14)))
    path.quadTo(20, 17, 17, 17)
    path.lineTo(5, 17)
    path.addPath(_line((8, 14), (5, 17), (8, 20)))
    return path


def _file() -> QPainterPath:
    path = _line((3, 19), (3, 5), (9, 5), (11, 8), (21, 8), (21, 19), (3, 19))
    path.closeSubpath()
    return path


def _camera() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(2.5, 6.5, 13, 11), 2, 2)
    path.addPath(_line((15.5, 11), (21, 7.5), (21, 16.5), (15.5, 13)))
    return path


def _stream() -> QPainterPath:
    path = QPainterPath()
    for radius in (4.0, 8.5):
        ring = QRectF(12 - radius, 12 - radius, 2 * radius, 2 * radius)
        path.arcMoveTo(ring, -45)
        path.arcTo(ring, -45, 90)
        path.arcMoveTo(ring, 135)
        path.arcTo(ring, 135, 90)
    path.addEllipse(QPointF(12, 12), 0.8, 0.8)
    return path


def _close() -> QPainterPath:
    path = _line((6, 6), (18, 18))
    path.addPath(_line((18, 6), (6, 18)))
    return path


def _fit() -> QPainterPath:
    path = _line((4, 9), (4, 4), (9, 4))
    for corner in (
        ((15, 4), (20, 4), (20, 9)),
        ((20, 15), (20, 20), (15, 20)),
        ((9, 20), (4, 20), (4, 15)),
    ):
        path.addPath(_line(*((float(x), float(y)) for x, y in corner)))
    return path


def _gauge() -> QPainterPath:
    path = QPainterPath()
    ring = QRectF(3, 5, 18, 18)
    path.arcMoveTo(ring, -10)
    path.arcTo(ring, -10, 200)
    path.addPath(_line((12, 14), (16, 9)))
    return path


def _snapshot() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3, 7, 18, 12.5), 2, 2)
    path.addPath(_line((8, 7), (9.5, 4.5), (14.5, 4.5), (16, 7)))
    path.addEllipse(QPointF(12, 13), 3.4, 3.4)
    return path


_FILLED: dict[str, PathMaker] = {
    "play": _play,
    "pause": _pause,
    "step-forward": _step_forward,
    "step-back": _step_back,
    "to-start": _to_start,
}
_STROKED: dict[str, PathMaker] = {
    "loop": _loop,
    "file": _file,
    "camera": _camera,
    "stream": _stream,
    "close": _close,
    "fit": _fit,
    "gauge": _gauge,
    "snapshot": _snapshot,
}


def application_icon() -> QIcon:
    """A face in its box, for the task bar."""
    side = 128
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(36, 41, 51))
    painter.drawRoundedRect(QRectF(4, 4, 120, 120), 26, 26)
    painter.setBrush(QColor(240, 243, 248))
    painter.drawEllipse(QPointF(64, 54), 20, 24)
    painter.drawRoundedRect(QRectF(32, 84, 64, 40), 20, 20)
    painter.setBrush(QColor(36, 41, 51))
    painter.drawRect(QRectF(4, 108, 120, 6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 136, 255), 8))
    painter.drawRoundedRect(QRectF(24, 18, 80, 88), 8, 8)
    painter.end()
    return QIcon(pixmap)


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """An icon by name, in a colour of the theme; KeyError when there is none."""
    if name in _FILLED:
        return QIcon(PathIcon(_FILLED[name], 0.0, role))
    return QIcon(PathIcon(_STROKED[name], 1.9, role))
