"""Boxes and names over the picture, drawn in the widget's own pixels: crisp at any zoom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from videorec.core.palette import UNKNOWN_COLOR, Color, color_of
from videorec.core.types import Status, Track
from videorec.gui.number_text import number_text
from videorec.gui.viewport import Viewport
from videorec.media.drawing import place_label

translate = QCoreApplication.translate

PAD = 5.0
CORNER = 4.0
NOTE_WIDTH = 260.0
LINE = 2.4
RIM = QColor(0, 0, 0, 150)
NOTE_GROUND = QColor(20, 22, 26, 225)
NOTE_INK = QColor(240, 242, 245)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceMark:
    """One face as it is drawn. Rectangles in logical pixels of the widget."""

    track: Track
    color: QColor
    title: str
    number: str
    notes: tuple[str, ...]
    box: QRectF
    plate: QRectF


def title_of(track: Track) -> str:
    """What is written at a face: a name, "?", or why nothing can be said."""
    if track.status is Status.UNUSABLE:
        return translate("Overlay", "too small or blurred to tell")
    name = track.match.name if track.status is Status.KNOWN else None
    return name if name is not None else "?"


def number_of(track: Track) -> str:
    """The similarity; empty when nothing was compared."""
    if track.status is Status.UNUSABLE or track.match.similarity <= -1.0:
        return ""
    return number_text(track.match.similarity, 2)


def notes_of(track: Track) -> tuple[str, ...]:
    """What one may want to know about a face that one points at."""
    match = track.match
    lines = [translate("Overlay", "face {number}").format(number=track.track_id)]
    if track.status is Status.UNUSABLE:
        return tuple(lines)
    if match.similarity <= -1.0:
        lines.append(translate("Overlay", "nobody to compare with"))
        return tuple(lines)
    if match.identity_id is None and match.candidates:
        lines.append(
            translate("Overlay", "closest: {name} {similarity}").format(
                name=match.candidates[0].name,
                similarity=number_text(match.candidates[0].similarity, 2),
            )
        )
    if match.runner_up > -1.0:
        others = [c.name for c in match.candidates if c.identity_id != _first(track)]
        lines.append(
            translate("Overlay", "runner-up: {name} {similarity}").format(
                name=others[0] if others else "", similarity=number_text(match.runner_up, 2)
            )
        )
    lines.append(
        translate("Overlay", "needs {threshold} for a name").format(
            threshold=number_text(match.threshold, 2)
        )
    )
    return tuple(lines)


def spoken(track: Track) -> str:
    """A face in words, for a screen reader."""
    if track.status is Status.KNOWN:
        return f"{title_of(track)}, {number_of(track)}"
    if track.status is Status.UNUSABLE:
        return title_of(track)
    return translate("Overlay", "unknown face")


def color_for(track: Track, colors: Mapping[str, Color]) -> QColor:
    """A person's colour; grey for everybody else. colors: of people by name."""
    name = track.match.name
    if track.status is not Status.KNOWN or name is None:
        return QColor(*UNKNOWN_COLOR)
    return QColor(*(colors.get(name) or color_of(name)))


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever reads better."""
    luma = 0.299 * ground.red() + 0.587 * ground.green() + 0.114 * ground.blue()
    return QColor(Qt.GlobalColor.black if luma > 140 else Qt.GlobalColor.white)


def lay_out(
    tracks: Sequence[Track],
    colors: Mapping[str, Color],
    viewport: Viewport,
    widget: QSizeF,
    font: QFont,
) -> tuple[FaceMark, ...]:
    """Where everything goes; the tracks' order is kept.

    Plates stay inside the widget and out of the way of other faces; named faces choose first.
    """
    boxes = [_box(track, viewport) for track in tracks]
    cells = [_cells(box) for box in boxes]
    plates: dict[int, QRectF] = {}
    placed: list[tuple[int, int, int, int]] = []
    for i in sorted(range(len(tracks)), key=lambda i: tracks[i].status is not Status.KNOWN):
        size = _plate_size(tracks[i], font, widget.width())
        place = place_label(
            cells[i],
            (round(size.width()), round(size.height())),
            (round(widget.width()), round(widget.height())),
            [*cells[:i], *cells[i + 1 :]],
            placed,
        )
        placed.append(place)
        x0, y0, x1, y1 = place
        plates[i] = QRectF(x0, y0, x1 - x0, y1 - y0)
    return tuple(
        FaceMark(
            track=track,
            color=color_for(track, colors),
            title=title_of(track),
            number=number_of(track),
            notes=notes_of(track),
            box=boxes[i],
            plate=plates[i],
        )
        for i, track in enumerate(tracks)
    )


def paint_marks(
    painter: QPainter, marks: Sequence[FaceMark], font: QFont, chosen: Callable[[Track], bool]
) -> None:
    """All boxes, then all plates. chosen: faces that are pointed at or selected."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        _paint_box(painter, mark, LINE + 1.4 if chosen(mark.track) else LINE)
    for mark in marks:
        _paint_plate(painter, mark, font)


def paint_notes(painter: QPainter, mark: FaceMark, font: QFont, room: QRectF) -> QRectF:
    """The notes beside the plate, inside `room`; returns where they went."""
    note_font = _note_font(font)
    metrics = QFontMetricsF(note_font)
    # Cut in the middle: a long name gives way, the number behind it stays.
    most = min(room.width(), max(room.width() / 2, NOTE_WIDTH)) - 2 * PAD
    notes = [metrics.elidedText(n, Qt.TextElideMode.ElideMiddle, most) for n in mark.notes]
    wide = max(metrics.horizontalAdvance(line) for line in notes) + 2 * PAD
    high = len(notes) * metrics.height() + 2 * PAD
    above = mark.plate.center().y() < mark.box.center().y()
    top = mark.plate.top() - high - 2 if above else mark.plate.bottom() + 2
    if top < room.top():
        top = mark.plate.bottom() + 2
    if top + high > room.bottom():
        top = room.bottom() - high
    left = max(room.left(), min(mark.plate.left(), room.right() - wide))
    place = QRectF(left, top, wide, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(NOTE_GROUND)
    painter.drawRoundedRect(place, CORNER, CORNER)
    painter.setPen(NOTE_INK)
    painter.setFont(note_font)
    for row, line in enumerate(notes):
        painter.drawText(
            QPointF(left + PAD, top + PAD + row * metrics.height() + metrics.ascent()), line
        )
    return place


def _first(track: Track) -> int | None:
    return track.match.candidates[0].identity_id if track.match.candidates else None


def _box(track: Track, viewport: Viewport) -> QRectF:
    x0, y0, x1, y1 = (float(v) for v in track.face.box)
    return viewport.to_widget(QRectF(QPointF(x0, y0), QPointF(x1, y1)))


def _cells(box: QRectF) -> tuple[int, int, int, int]:
    return round(box.left()), round(box.top()), round(box.right()), round(box.bottom())


def _note_font(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setBold(False)
    smaller.setPointSizeF(max(7.5, font.pointSizeF() * 0.92))
    return smaller


def _title_font(track: Track, font: QFont) -> QFont:
    if track.status is Status.UNUSABLE:
        return _note_font(font)
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _plate_size(track: Track, font: QFont, room: float) -> QSizeF:
    metrics = QFontMetricsF(_title_font(track, font))
    wide = metrics.horizontalAdvance(title_of(track))
    if number := number_of(track):
        wide += PAD + QFontMetricsF(font).horizontalAdvance(number)
    # A long name is cut so that the plate takes about half the picture.
    return QSizeF(min(wide + 2 * PAD + 1, max(room / 2, 60.0)), metrics.height() + PAD)


def _paint_box(painter: QPainter, mark: FaceMark, line: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if mark.track.status is Status.UNUSABLE:
        pen = QPen(RIM, 2.6)
        painter.setPen(pen)
        painter.drawRoundedRect(mark.box, CORNER, CORNER)
        pen = QPen(mark.color, 1.2 if line <= LINE else 2.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4.0, 3.0])
    else:
        painter.setPen(QPen(RIM, line + 2.0))
        painter.drawRoundedRect(mark.box, CORNER, CORNER)
        pen = QPen(mark.color, line)
    painter.setPen(pen)
    painter.drawRoundedRect(mark.box, CORNER, CORNER)


def _paint_plate(painter: QPainter, mark: FaceMark, font: QFont) -> None:
    unusable = mark.track.status is Status.UNUSABLE
    ground = NOTE_GROUND if unusable else mark.color
    ink = NOTE_INK if unusable else ink_on(mark.color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(mark.plate, CORNER, CORNER)
    painter.setPen(ink)
    inner = mark.plate.adjusted(PAD, 0, -PAD, 0)
    if mark.number:
        painter.setFont(font)
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark.number
        )
        inner.setRight(inner.right() - QFontMetricsF(font).horizontalAdvance(mark.number) - PAD)
    title_font = _title_font(mark.track, font)
    painter.setFont(title_font)
    title = QFontMetricsF(title_font).elidedText(
        mark.title, Qt.TextElideMode.ElideRight, inner.width() + 1
    )
    painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
