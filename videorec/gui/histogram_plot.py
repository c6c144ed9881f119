"""How similar recent faces were to the people of the gallery, with the threshold among them.

What is drawn is the strength: the similarity less the face's handicap, which the threshold meets.
"""

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from videorec.core.types import Float64
from videorec.gui.number_text import number_text, with_decimal_sign
from videorec.gui.values import Histogram

# Space left and right of the axis, so that a slider below can be as long as the axis.
SIDE = 8.0
_TOP, _TICKS, _LEGEND = 20.0, 18.0, 18.0
_KEY = 10.0


class HistogramPlot(QWidget):
    """Bars over similarities from 0 to 1; those below 0 count as 0.

    Named tracks are solid, unknown ones hatched and on top of them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram: Histogram | None = None
        self._threshold: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Similarities of recent faces"))
        self.setToolTip(
            self.tr("A face that resembles many people stands further left, as it needs more.")
        )
        self._describe()

    def show_histogram(self, histogram: Histogram | None) -> None:
        """The counts to draw; None for none."""
        self._histogram = histogram
        self._describe()
        self.update()

    def show_threshold(self, threshold: float | None) -> None:
        """Where the line stands."""
        self._threshold = threshold
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 144)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 144)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPointSizeF(max(6.5, font.pointSizeF() * 0.85))
        painter.setFont(font)
        area = QRectF(self.rect()).adjusted(SIDE, _TOP, -SIDE, -_TICKS - _LEGEND)
        self._draw_axis(painter, area)
        counts = self._visible_counts()
        if counts is None:
            self._draw_threshold(painter, area)
            self._draw_hint(painter, area)
        else:
            self._draw_bars(painter, area, *counts)
            self._draw_threshold(painter, area)
            self._draw_legend(painter, area)
        painter.end()

    def _visible_counts(self) -> tuple[Float64, Float64, Float64] | None:
        """Edges within 0..1 and the counts of named and unknown between them."""
        histogram = self._histogram
        if histogram is None:
            return None
        known, unknown = np.asarray(histogram.known), np.asarray(histogram.unknown)
        if not (known.sum() + unknown.sum()):
            return None
        edges = np.clip(np.asarray(histogram.edges, np.float64), 0.0, 1.0)
        # What lies below 0 is shown in the first bar there is.
        first = int(np.argmax(edges[1:] > 0.0))

        def gathered(values: Float64) -> Float64:
            return np.append(values[: first + 1].sum(), values[first + 1 :])

        return edges[first:], gathered(known.astype(float)), gathered(unknown.astype(float))

    def _draw_axis(self, painter: QPainter, area: QRectF) -> None:
        quiet = self._ink(0.45)
        painter.setPen(QPen(quiet, 1.0))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(self._ink(0.75))
        for step in range(5):
            x = area.left() + area.width() * step / 4
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3))
            label = QRectF(x - 20, area.bottom() + 3, 40, _TICKS - 3)
            align = Qt.AlignmentFlag.AlignHCenter
            if step in (0, 4):
                label = label.translated(20 - SIDE if step == 0 else SIDE - 20, 0)
                align = Qt.AlignmentFlag.AlignLeft if step == 0 else Qt.AlignmentFlag.AlignRight
            text = with_decimal_sign(f"{step / 4:g}")
            painter.drawText(label, align | Qt.AlignmentFlag.AlignTop, text)

    def _draw_bars(
        self, painter: QPainter, area: QRectF, edges: Float64, known: Float64, unknown: Float64
    ) -> None:
        scale = area.height() * 0.92 / float((known + unknown).max())
        for left, right, named, strange in zip(edges[:-1], edges[1:], known, unknown, strict=True):
            x = area.left() + left * area.width() + 0.75
            width = max(1.0, (right - left) * area.width() - 1.5)
            height = named * scale
            solid = QRectF(x, area.bottom() - height, width, height)
            hatched = QRectF(x, solid.top() - strange * scale, width, strange * scale)
            if named:
                painter.fillRect(solid, self._known_brush())
            if strange:
                self._hatch(painter, hatched)

    def _draw_threshold(self, painter: QPainter, area: QRectF) -> None:
        if self._threshold is None:
            return
        x = area.left() + min(max(self._threshold, 0.0), 1.0) * area.width()
        painter.setPen(QPen(self._ink(1.0), 2.0))
        painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
        text = number_text(self._threshold, 2)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
        left = min(max(x - width / 2, 0.0), self.width() - width)
        tag = QRectF(left, 0.0, width, _TOP - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink(1.0))
        painter.drawRoundedRect(tag, 3, 3)
        painter.setPen(self.palette().color(QPalette.ColorRole.Window))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_legend(self, painter: QPainter, area: QRectF) -> None:
        """Below the numbers: neither bars nor line are there."""
        metrics = QFontMetricsF(painter.font())
        left, top = area.left(), area.bottom() + _TICKS
        for number, text in enumerate((self.tr("named"), self.tr("unknown"))):
            key = QRectF(left, top + (_LEGEND - _KEY) / 2, _KEY, _KEY)
            if number == 0:
                painter.fillRect(key, self._known_brush())
            else:
                self._hatch(painter, key)
            width = metrics.horizontalAdvance(text) + 1
            painter.setPen(self._ink(0.85))
            painter.drawText(
                QRectF(key.right() + 5, top, width, _LEGEND), Qt.AlignmentFlag.AlignVCenter, text
            )
            left = key.right() + 5 + width + 16

    def _draw_hint(self, painter: QPainter, area: QRectF) -> None:
        text = self.tr("Similarities appear here while faces are seen.")
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        place = painter.boundingRect(area.adjusted(4, 0, -4, 0), flags, text)
        # The line behind it must not strike it through.
        ground = place.adjusted(-4, -2, 4, 2)
        painter.fillRect(ground, self.palette().color(QPalette.ColorRole.Window))
        painter.setPen(self._ink(0.6))
        painter.drawText(place, flags, text)

    def _hatch(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QBrush(self._ink(0.7), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(self._ink(0.55), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)

    def _known_brush(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Highlight)

    def _ink(self, strength: float) -> QColor:
        """The text colour, nearer to the background the less the strength."""
        color = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        color.setAlphaF(strength)
        return color

    def _describe(self) -> None:
        if self._histogram is None:
            self.setAccessibleDescription(self.tr("No faces were compared yet."))
            return
        text = self.tr("{known} named and {unknown} unknown tracks; the threshold is {threshold}.")
        self.setAccessibleDescription(
            text.format(
                known=int(np.sum(self._histogram.known)),
                unknown=int(np.sum(self._histogram.unknown)),
                threshold=self.tr("not known")
                if self._threshold is None
                else number_text(self._threshold, 2),
            )
        )
