"""Icons of the panels, drawn like those of the window."""

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QIcon, QPainterPath

from videorec.gui.icons import PathIcon, PathMaker

_LINE = 1.9


def panel_icon(name: str) -> QIcon:
    """An icon by name; KeyError when there is none."""
    return QIcon(PathIcon(_MAKERS[name], line=_LINE))


def _strokes(*lines: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.moveTo(*line[0])
        for point in line[1:]:
            path.lineTo(*point)
    return path


def _add() -> QPainterPath:
    return _strokes(((12, 5), (12, 19)), ((5, 12), (19, 12)))


def _cross() -> QPainterPath:
    return _strokes(((6.5, 6.5), (17.5, 17.5)), ((17.5, 6.5), (6.5, 17.5)))


def _check() -> QPainterPath:
    return _strokes(((5, 12.5), (10, 17.5), (19, 7)))


def _back() -> QPainterPath:
    return _strokes(((14.5, 5), (7.5, 12), (14.5, 19)))


def _forward() -> QPainterPath:
    return _strokes(((9.5, 5), (16.5, 12), (9.5, 19)))


def _person() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 8), 4, 4)
    ring = QRectF(4, 14.5, 16, 14)
    path.arcMoveTo(ring, 0)
    path.arcTo(ring, 0, 180)
    return path


def _folder() -> QPainterPath:
    path = _strokes(((3, 19), (3, 5), (9, 5), (11, 8), (21, 8), (21, 19)))
    path.closeSubpath()
    return path


def _seek() -> QPainterPath:
    path = _strokes(((8, 5), (19, 12), (8, 19)))
    path.closeSubpath()
    path.addPath(_strokes(((4.5, 5), (4.5, 19))))
    return path


def _pictures() -> QPainterPath:
    path = QPainterPath()
    for x, y in ((4, 4), (13, 4), (4, 13), (13, 13)):
        path.addRoundedRect(QRectF(x, y, 7, 7), 1.5, 1.5)
    return path


def _pencil() -> QPainterPath:
    path = _strokes(((4, 20), (5, 15.5), (16.5, 4), (20, 7.5), (8.5, 19)))
    path.closeSubpath()
    return path


def _drop() -> QPainterPath:
    path = QPainterPath(QPointF(12, 3.5))
    path.cubicTo(14.5, 8, 18, 11, 18, 14.8)
    path.cubicTo(18, 18.4, 15.3, 20.5, 12, 20.5)
    path.cubicTo(8.7, 20.5, 6, 18.4, 6, 14.8)
    path.cubicTo(6, 11, 9.5, 8, 12, 3.5)
    return path


def _merge() -> QPainterPath:
    return _strokes(
        ((5, 4), (5, 7), (12, 13), (12, 20)),
        ((19, 4), (19, 7), (12, 13)),
        ((8.5, 16.5), (12, 20), (15.5, 16.5)),
    )


def _bin() -> QPainterPath:
    return _strokes(
        ((4, 6.5), (20, 6.5)),
        ((9, 6.5), (9, 4), (15, 4), (15, 6.5)),
        ((6, 6.5), (7, 20), (17, 20), (18, 6.5)),
        ((10, 10.5), (10.3, 16)),
        ((14, 10.5), (13.7, 16)),
    )


def _paste() -> QPainterPath:
    path = _strokes(((9, 5), (5.5, 5), (5.5, 20.5), (18.5, 20.5), (18.5, 5), (15, 5)))
    path.addRoundedRect(QRectF(9, 3, 6, 4), 1, 1)
    return path


_MAKERS: dict[str, PathMaker] = {
    "pictures": _pictures,
    "pencil": _pencil,
    "drop": _drop,
    "merge": _merge,
    "bin": _bin,
    "paste": _paste,
    "add": _add,
    "cross": _cross,
    "check": _check,
    "back": _back,
    "forward": _forward,
    "person": _person,
    "folder": _folder,
    "seek": _seek,
}
