"""How the timeline looks: ruler, lanes and position, in logical pixels of its viewport."""

from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
)

from videorec.gui.clock_text import clock_text
from videorec.gui.number_text import with_decimal_sign
from videorec.gui.overlay import ink_on
from videorec.gui.timeline_rows import TimeScale
from videorec.gui.values import Lane

NAMES_WIDTH = 140
RULER_HEIGHT = 22
LANE_HEIGHT = 20
EDGE = 10
CORNER = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLook:
    """A lane as it is painted. title: what is written; pattern: lies over the colour."""

    lane: Lane
    title: str
    pattern: Qt.BrushStyle
    chosen: bool


def paint_lane(
    painter: QPainter, band: QRectF, scale: TimeScale, look: LaneLook, palette: QPalette
) -> None:
    """Name, line and segments of a lane. band: the whole row."""
    if look.chosen:
        ground = QColor(palette.color(QPalette.ColorRole.Highlight))
        ground.setAlpha(60)
        painter.fillRect(band, ground)
    color, top = QColor(*look.lane.color), band.top()
    _fill(painter, QRectF(EDGE - 2, top + 4, 12, LANE_HEIGHT - 8), color, look.pattern)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    room = NAMES_WIDTH - EDGE - 26
    title = QFontMetrics(painter.font()).elidedText(look.title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(
        QRectF(EDGE + 16, top, room, LANE_HEIGHT), Qt.AlignmentFlag.AlignVCenter, title
    )
    line = QRectF(scale.left, top + LANE_HEIGHT - 3, scale.width, 1)
    painter.fillRect(line, palette.color(QPalette.ColorRole.Mid))
    for start, end in look.lane.intervals:
        x0, x1 = scale.to_x(start), scale.to_x(end)
        segment = QRectF(x0, top + 3, max(x1 - x0, 2.0), LANE_HEIGHT - 6)
        _fill(painter, segment, color, look.pattern)


def paint_ruler(painter: QPainter, band: QRectF, scale: TimeScale, palette: QPalette) -> None:
    """Times, as many as there is room for. band: the whole ruler."""
    painter.fillRect(band, palette.color(QPalette.ColorRole.Window))
    font = QFont(painter.font())
    font.setPointSizeF(max(7.0, font.pointSizeF() * 0.85))
    painter.setFont(font)
    wide = QFontMetrics(font).horizontalAdvance("0:00:00.0")
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    marks = scale.marks(wide + 24)
    step = marks[1] - marks[0] if len(marks) > 1 else 1.0
    for mark in marks:
        x = scale.to_x(mark)
        painter.drawLine(QPointF(x, RULER_HEIGHT - 6), QPointF(x, RULER_HEIGHT - 1))
        text = clock_text(mark)
        if step < 1.0:
            text = with_decimal_sign(f"{text}.{round(mark * 10) % 10}")
        left = min(x - wide / 2, band.width() - wide - 2)
        painter.drawText(
            QRectF(left, 0, wide, RULER_HEIGHT - 6), Qt.AlignmentFlag.AlignCenter, text
        )
    painter.drawLine(
        QPointF(scale.left, RULER_HEIGHT - 1), QPointF(scale.left + scale.width, RULER_HEIGHT - 1)
    )


def paint_position(painter: QPainter, x: float, height: float, color: QColor) -> None:
    """A line under an arrow head."""
    painter.setPen(QPen(color, 1.6))
    painter.drawLine(QPointF(x, RULER_HEIGHT - 4), QPointF(x, height))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    y = RULER_HEIGHT - 10
    painter.drawPolygon(QPolygonF([QPointF(x - 6, y), QPointF(x + 6, y), QPointF(x, y + 9)]))


def _fill(painter: QPainter, rect: QRectF, color: QColor, pattern: Qt.BrushStyle) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, CORNER, CORNER)
    if pattern is not Qt.BrushStyle.NoBrush:
        ink = ink_on(color)
        ink.setAlpha(110)
        painter.setBrush(QBrush(ink, pattern))
        painter.drawRoundedRect(rect, CORNER, CORNER)
