"""Who is on screen when: a lane per person over the length of the file."""

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PyQt6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from videorec.gui.clock_text import exact_clock_text
from videorec.gui.timeline_painting import (
    EDGE,
    LANE_HEIGHT,
    NAMES_WIDTH,
    RULER_HEIGHT,
    LaneLook,
    paint_lane,
    paint_position,
    paint_ruler,
)
from videorec.gui.timeline_rows import TimeScale, interval_at, next_start, previous_start
from videorec.gui.values import Lane

LANES_SHOWN = 5
# Colour is not the only sign of a lane.
PATTERNS = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.CrossPattern,
)


class Timeline(QAbstractScrollArea):
    """A ruler, the position, and a lane per person; a click on a lane's segment jumps to it.

    seek(seconds): asked for by clicking, dragging or the keys of a chosen lane (up and down choose,
    enter goes to the lane's next appearance).
    """

    seek = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self._view().setMouseTracking(True)
        self._lanes: tuple[Lane, ...] = ()
        self._patterns: dict[str, Qt.BrushStyle] = {}
        self._duration_s = 0.0
        self._position_s = 0.0
        self._chosen = -1
        self._dragging = False
        self.setEnabled(False)
        self._fit_height()

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        """One row each, in the order given; a lane without a name is that of unknown faces."""
        ordered = tuple(sorted(lanes, key=lambda lane: lane.name == ""))
        for lane in ordered:
            # In order of first appearance and kept, so that no lane changes its looks.
            self._patterns.setdefault(lane.name, PATTERNS[len(self._patterns) % len(PATTERNS)])
        grown = len(ordered) != len(self._lanes)
        self._lanes = ordered
        self._chosen = min(self._chosen, len(ordered) - 1)
        if grown:
            self._fit_height()
        self._view().update()

    def show_span(self, duration_s: float | None, *, seekable: bool) -> None:
        """How long the file is; disabled where one cannot seek, as in a live picture."""
        span = duration_s or 0.0
        enabled = seekable and span > 0.0
        if span != self._duration_s or enabled != self.isEnabled():
            self._duration_s = span
            self.setEnabled(enabled)
            self._view().update()

    def show_position(self, position_s: float) -> None:
        """Where the picture on screen is; only what changed is painted."""
        if self._dragging or position_s == self._position_s:
            return
        before, self._position_s = self._scale().to_x(self._position_s), position_s
        after = self._scale().to_x(position_s)
        for x in (before, after):
            self._view().update(int(x) - 8, 0, 17, self._view().height())

    def clear(self) -> None:
        """Nothing is open."""
        self._lanes, self._patterns = (), {}
        self._position_s, self._chosen, self._dragging = 0.0, -1, False
        self.show_span(None, seekable=False)
        self._fit_height()

    def jump_to_next(self) -> None:
        """Ask for the next appearance of the chosen lane, or of anybody."""
        if (start := next_start(self._intervals(), self._position_s)) is not None:
            self.seek.emit(start)

    def jump_to_previous(self) -> None:
        """Ask for the appearance before."""
        if (start := previous_start(self._intervals(), self._position_s)) is not None:
            self.seek.emit(start)

    def chosen_lane(self) -> Lane | None:
        """The lane the keys act on."""
        return self._lanes[self._chosen] if 0 <= self._chosen < len(self._lanes) else None

    def sizeHint(self) -> QSize:
        return QSize(600, self.maximumHeight())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self._view())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, view = self._scale(), self._view()
        painter.save()
        painter.setClipRect(0, RULER_HEIGHT, view.width(), view.height())
        for row, lane in enumerate(self._lanes):
            top = RULER_HEIGHT + row * LANE_HEIGHT - self._scrolled()
            paint_lane(
                painter,
                QRectF(0, top, view.width(), LANE_HEIGHT),
                scale,
                LaneLook(
                    lane=lane,
                    title=self._title(lane),
                    pattern=self._patterns[lane.name],
                    chosen=row == self._chosen,
                ),
                self.palette(),
            )
        painter.restore()
        paint_ruler(painter, QRectF(0, 0, view.width(), RULER_HEIGHT), scale, self.palette())
        if self._duration_s > 0.0:
            highlight = self.palette().color(QPalette.ColorRole.Highlight)
            paint_position(painter, scale.to_x(self._position_s), view.height(), highlight)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit_scroll_bar()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        at = event.position()
        row = self._row_at(at)
        if row is not None:
            self._chosen = row
            self._view().update()
            reach_s = 4 * self._duration_s / max(self._scale().width, 1.0)
            span = interval_at(self._lanes[row].intervals, self._scale().to_time(at.x()), reach_s)
            if span is not None:
                self.seek.emit(span[0])
                return
            if at.x() < self._scale().left:
                self.jump_to_next()
                return
        self._dragging = True
        self._drag_to(at.x())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._dragging:
            self._drag_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._lanes:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._chosen = max(0, min(len(self._lanes) - 1, self._chosen + step))
            self._scroll_to(self._chosen)
            self._view().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.jump_to_next()
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().viewportEvent(event)

    def words_at(self, at: QPointF) -> str:
        """What lies under a point of the viewport, for its tool tip."""
        time_s = self._scale().to_time(at.x())
        row = self._row_at(at)
        if row is None or at.x() < self._scale().left:
            return exact_clock_text(time_s) if row is None else self._title(self._lanes[row])
        lane = self._lanes[row]
        span = interval_at(lane.intervals, time_s, 0.0)
        if span is None:
            return exact_clock_text(time_s)
        start, end = (exact_clock_text(t) for t in span)
        return self.tr("{name}: {start} to {end}").format(
            name=self._title(lane), start=start, end=end
        )

    def _view(self) -> QWidget:
        view = self.viewport()
        assert view is not None
        return view

    def _title(self, lane: Lane) -> str:
        return lane.name or self.tr("Unknown")

    def _scale(self) -> TimeScale:
        width = self._view().width() - NAMES_WIDTH - EDGE
        return TimeScale(left=NAMES_WIDTH, width=max(width, 1), duration_s=self._duration_s)

    def _intervals(self) -> list[tuple[float, float]]:
        lane = self.chosen_lane()
        lanes = self._lanes if lane is None else (lane,)
        return [span for lane in lanes for span in lane.intervals]

    def _scrolled(self) -> int:
        bar = self.verticalScrollBar()
        return 0 if bar is None else bar.value()

    def _row_at(self, at: QPointF) -> int | None:
        if at.y() < RULER_HEIGHT:
            return None
        row = int((at.y() - RULER_HEIGHT + self._scrolled()) // LANE_HEIGHT)
        return row if row < len(self._lanes) else None

    def _drag_to(self, x: float) -> None:
        self._position_s = self._scale().to_time(x)
        self._view().update()
        self.seek.emit(self._position_s)

    def _fit_height(self) -> None:
        rows = min(max(len(self._lanes), 1), LANES_SHOWN)
        self.setFixedHeight(RULER_HEIGHT + rows * LANE_HEIGHT + 4)
        self._fit_scroll_bar()

    def _fit_scroll_bar(self) -> None:
        bar = self.verticalScrollBar()
        if bar is not None:
            room = self.maximumHeight() - RULER_HEIGHT - 4
            bar.setRange(0, max(0, len(self._lanes) * LANE_HEIGHT - room))
            bar.setPageStep(room)
            bar.setSingleStep(LANE_HEIGHT)

    def _scroll_to(self, row: int) -> None:
        bar = self.verticalScrollBar()
        if bar is not None:
            top = row * LANE_HEIGHT
            bar.setValue(max(min(bar.value(), top), top + LANE_HEIGHT - bar.pageStep()))
