"""Figures over the picture: how fast everything goes, and where the time of a frame goes."""

from PyQt6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from videorec.gui.number_text import number_text
from videorec.gui.values import EngineInfo, Statistics

translate = QCoreApplication.translate

PAD = 10.0
GAP = 14.0
BAR = 84.0
# A value has this much in any case; the status line tells names that are longer in full.
ROOM = 170.0
GROUND = QColor(16, 18, 22, 205)
INK = QColor(238, 240, 244)
FAINT = QColor(168, 174, 184)
BAR_GROUND = QColor(255, 255, 255, 34)
BAR_INK = QColor(96, 178, 255)


class Hud(QWidget):
    """Lies over the live view; the mouse reaches what is below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Figures"))
        self._statistics: Statistics | None = None
        self._engine: EngineInfo | None = None

    def show_statistics(self, statistics: Statistics | None) -> None:
        """Newest figures; None when nothing is open."""
        self._statistics = statistics
        self._changed()

    def show_engine(self, engine: EngineInfo) -> None:
        """Device and model in use."""
        self._engine = engine
        self._changed()

    def figures(self) -> tuple[tuple[str, str], ...]:
        """Label and value of every line above the stages."""
        rows: list[tuple[str, str]] = []
        if (now := self._statistics) is not None:
            rows += [
                (translate("Hud", "source"), _rate(now.source_fps)),
                (translate("Hud", "recognised"), _rate(now.recognition_fps)),
                (translate("Hud", "painted"), _rate(now.painted_fps)),
                (translate("Hud", "latency"), _milliseconds(now.latency_ms)),
                (translate("Hud", "dropped"), f"{now.dropped}"),
            ]
        if self._engine is not None:
            rows.append((translate("Hud", "device"), self._engine.device))
            rows.append((translate("Hud", "model"), self._engine.model))
        return tuple(rows)

    def stages(self) -> tuple[tuple[str, float], ...]:
        """Name and milliseconds of every stage, in the order of the pipeline."""
        return () if self._statistics is None else tuple(self._statistics.stages_ms.items())

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        labels, values = self._columns(metrics)
        rows = len(self.figures()) + len(self.stages()) + (1 if self.stages() else 0)
        wide = labels + GAP + max(values, BAR + 66.0)
        return QSize(int(wide + 2 * PAD + 1), int(rows * _line(metrics) + 2 * PAD))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GROUND)
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        metrics = QFontMetricsF(self.font())
        line = _line(metrics)
        left = PAD + self._columns(metrics)[0] + GAP
        y = PAD
        for label, value in self.figures():
            self._write(painter, y, label, left, value)
            y += line
        stages = self.stages()
        if not stages:
            return
        y += line / 2
        longest = max(max(ms for _, ms in stages), 1.0)
        for name, spent in stages:
            ground = QRectF(left, y + line * 0.28, BAR, line * 0.44)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(BAR_GROUND)
            painter.drawRoundedRect(ground, 2, 2)
            painter.setBrush(BAR_INK)
            ground.setWidth(BAR * min(spent / longest, 1.0))
            painter.drawRoundedRect(ground, 2, 2)
            self._write(painter, y, _stage(name), left + BAR + 8, _milliseconds(spent))
            y += line

    def _write(self, painter: QPainter, y: float, label: str, left: float, value: str) -> None:
        line = _line(QFontMetricsF(self.font()))
        painter.setPen(FAINT)
        painter.drawText(QRectF(PAD, y, left, line), Qt.AlignmentFlag.AlignVCenter, label)
        painter.setPen(INK)
        room = QRectF(left, y, self.width() - left - PAD + 2, line)
        cut = QFontMetricsF(self.font()).elidedText(
            value, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, cut)

    def _columns(self, metrics: QFontMetricsF) -> tuple[float, float]:
        labels = [label for label, _ in self.figures()] + [_stage(n) for n, _ in self.stages()]
        values = [value for _, value in self.figures()]
        widest = metrics.horizontalAdvance
        left = max(map(widest, labels), default=0.0)
        return left, min(max(map(widest, values), default=0.0), max(ROOM, self._room(left)))

    def _room(self, labels: float) -> float:
        """Of a value beside labels so wide, with the same margin to both sides of the view."""
        if (view := self.parentWidget()) is None:
            return ROOM
        return view.width() - 2 * self.x() - 2 * PAD - labels - GAP - 1

    def _changed(self) -> None:
        words = [f"{label} {value}" for label, value in self.figures()]
        words += [f"{_stage(name)} {_milliseconds(ms)}" for name, ms in self.stages()]
        self.setAccessibleDescription(", ".join(words))
        if self.isVisible():
            self.adjustSize()
            self.update()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self.adjustSize()


def _line(metrics: QFontMetricsF) -> float:
    return metrics.height() * 1.12


def _rate(per_second: float | None) -> str:
    if per_second is None:
        return "-"
    return translate("Hud", "{rate} pictures/s").format(rate=number_text(per_second, 1))


def _milliseconds(value: float | None) -> str:
    if value is None:
        return "-"
    return translate("Hud", "{value} ms").format(value=number_text(value, 1))


def _stage(name: str) -> str:
    known = {
        "decode": translate("Hud", "decode"),
        "shots": translate("Hud", "shots"),
        "detect": translate("Hud", "detect"),
        "flow": translate("Hud", "flow"),
        "follow": translate("Hud", "follow"),
        "track": translate("Hud", "track"),
        "align": translate("Hud", "align"),
        "embed": translate("Hud", "embed"),
        "match": translate("Hud", "match"),
        "draw": translate("Hud", "draw"),
        "paint": translate("Hud", "paint"),
    }
    return known.get(name, name)
