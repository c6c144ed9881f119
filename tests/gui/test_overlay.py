"""What is written beside a face that is pointed at."""

from dataclasses import replace

from PyQt6.QtCore import QRectF, QSizeF
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtWidgets import QApplication

from tests.gui import scenes
from videorec.gui.overlay import FaceMark, notes_of, number_of, paint_notes, title_of

ROOM = QRectF(0, 0, 640, 360)


def _mark(name: str) -> FaceMark:
    track = scenes.unknown(1, (100, 100, 160, 170))
    closest = replace(track.match.candidates[0], name=name)
    match = replace(track.match, candidates=(closest, *track.match.candidates[1:]))
    track = replace(track, match=match)
    return FaceMark(
        track=track,
        color=QColor("grey"),
        title=title_of(track),
        number=number_of(track),
        notes=notes_of(track),
        box=QRectF(100, 100, 60, 70),
        plate=QRectF(100, 75, 80, 22),
    )


def _place(mark: FaceMark, room: QRectF) -> QRectF:
    image = QImage(QSizeF(room.size()).toSize(), QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    place = paint_notes(painter, mark, QApplication.font(), room)
    painter.end()
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    assert any(image.pixelColor(x, y).lightness() > 100 for x, y in pixels)
    return place


def test_a_long_name_covers_half_the_picture_at_most(qapp: QApplication) -> None:
    long = _mark("brewstermurray" * 14)
    assert any("brewstermurray" in note for note in long.notes)
    assert _place(long, ROOM).width() <= ROOM.width() / 2
    small = QRectF(0, 0, 200, 150)
    assert small.contains(_place(long, small))
    assert _place(_mark("Ada"), ROOM).width() < ROOM.width() / 2
