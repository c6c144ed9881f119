"""The picture with its named boxes: point at faces, name them, by mouse and by keyboard."""

from collections.abc import Mapping

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PyQt6.QtWidgets import QMenu, QWidget

from videorec.core.palette import Color
from videorec.core.types import FrameResult, Status, Track
from videorec.gui.name_popup import NamePopup
from videorec.gui.overlay import FaceMark, lay_out, paint_marks, paint_notes, spoken, title_of
from videorec.gui.picture_view import PictureView
from videorec.gui.pixels import to_qimage
from videorec.gui.viewport import Viewport
from videorec.media.events import visible_tracks

COPIED_MARGIN = 0.25


class LiveView(PictureView):
    """Shows the newest picture and the newest result; knows nothing of where they come from.

    face_clicked(Track): a face was clicked or chosen by Enter; the naming field opens by itself.
    enrol_track(name, track_id), reject_track(track_id, identity_id): what the user said of a face.
    """

    face_clicked = pyqtSignal(object)
    enrol_track = pyqtSignal(str, int)
    reject_track = pyqtSignal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tracks: tuple[Track, ...] = ()
        self._colors: Mapping[str, Color] = {}
        self._marks: tuple[FaceMark, ...] | None = None
        self._hovered: int | None = None
        self._selected: int | None = None
        self._named: int | None = None
        self._popup = NamePopup(self)
        self._popup.named.connect(self._name)
        self._popup.closed.connect(self.setFocus)

    def show_result(self, result: FrameResult) -> None:
        """Draw these faces from now on, over whatever picture is the newest."""
        self._tracks = visible_tracks(result)
        self._faces_changed()

    def show_people(self, colors: Mapping[str, Color]) -> None:
        """The enrolled people with their colours."""
        self._colors = dict(colors)
        self._popup.show_names(tuple(colors))
        self._faces_changed()

    def clear(self) -> None:
        """Nothing is open."""
        self._tracks = ()
        self._hovered = self._selected = self._named = None
        self._popup.close_again()
        self._faces_changed()
        super().clear()

    def marks(self) -> tuple[FaceMark, ...]:
        """The faces as they are drawn now."""
        if self._marks is None:
            self._marks = lay_out(
                self._tracks, self._colors, self.viewport, self._room(), self._font()
            )
        return self._marks

    def mark_at(self, at: QPointF) -> FaceMark | None:
        """The face whose box or plate is under a point; the smallest of several."""
        hit = [m for m in self.marks() if m.box.contains(at) or m.plate.contains(at)]
        return min(hit, key=lambda m: m.box.width() * m.box.height(), default=None)

    # What can be done with a face

    def open_naming(self, track: Track) -> None:
        """Ask who this is, beside the face."""
        mark = self._mark_of(track.track_id)
        if mark is None:
            return
        self._named = track.track_id
        known = track.match.name if track.status is Status.KNOWN else None
        self._popup.open_at(mark.box, known or "")

    def menu_of(self, track: Track) -> QMenu:
        """What can be done with a face; the menu deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = menu.addAction(self.tr("Name this face…"))
        assert name is not None
        name.triggered.connect(lambda: self.open_naming(track))
        identity = track.match.identity_id
        if identity is not None:
            no = menu.addAction(self.tr("Not {name}").format(name=title_of(track)))
            assert no is not None
            no.triggered.connect(lambda: self.reject_track.emit(track.track_id, identity))
        menu.addSeparator()
        copy = menu.addAction(self.tr("Copy face"))
        assert copy is not None
        copy.triggered.connect(lambda: self.copy_face(track))
        return menu

    def copy_face(self, track: Track) -> None:
        """The face with some margin, to the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if self._frame is None or clipboard is None:
            return
        height, width = self._frame.image.shape[:2]
        x0, y0, x1, y1 = track.face.box.tolist()
        margin = COPIED_MARGIN * max(x1 - x0, y1 - y0)
        left, right = (int(np.clip(v, 0, width)) for v in (x0 - margin, x1 + margin))
        top, bottom = (int(np.clip(v, 0, height)) for v in (y0 - margin, y1 + margin))
        if left < right and top < bottom:
            clipboard.setImage(to_qimage(self._frame.image[top:bottom, left:right]))

    def _name(self, name: str) -> None:
        if self._named is not None:
            self.enrol_track.emit(name, self._named)
        self._named = None

    def _ask_about(self, mark: FaceMark) -> None:
        self.face_clicked.emit(mark.track)
        self.open_naming(mark.track)

    # Keyboard

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab walks through the faces from left to right before it leaves the picture."""
        ids = [m.track.track_id for m in sorted(self.marks(), key=lambda m: m.box.center().x())]
        if not ids or self._popup.isVisible():
            return super().focusNextPrevChild(next)
        start = -1 if next else len(ids)
        at = ids.index(self._selected) if self._selected in ids else start
        at += 1 if next else -1
        if not 0 <= at < len(ids):
            self._select(None)
            return super().focusNextPrevChild(next)
        self._select(ids[at])
        return True

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        chosen = None if self._selected is None else self._mark_of(self._selected)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self._ask_about(chosen)
        elif event.key() == Qt.Key.Key_Escape and self._selected is not None:
            self._select(None)
        else:
            event.ignore()

    def _select(self, track_id: int | None) -> None:
        self._selected = track_id
        mark = None if track_id is None else self._mark_of(track_id)
        self.setAccessibleDescription("" if mark is None else spoken(mark.track))
        self.update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        self._popup.close_again()
        super().mousePressEvent(event)

    def clicked(self, at: QPointF) -> None:
        mark = self.mark_at(at)
        self._select(None if mark is None else mark.track.track_id)
        if mark is not None:
            self._ask_about(mark)

    def pointed(self, at: QPointF) -> None:
        self._hover(self.mark_at(at))

    def leaveEvent(self, event: QEvent | None) -> None:
        self._hover(None)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        if event is None:
            return
        mark = self.mark_at(QPointF(event.pos()))
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self._selected is not None:
            mark = self._mark_of(self._selected)
        if mark is not None:
            self._select(mark.track.track_id)
            self.menu_of(mark.track).popup(event.globalPos())

    def _hover(self, mark: FaceMark | None) -> None:
        hovered = None if mark is None else mark.track.track_id
        shape = Qt.CursorShape.ArrowCursor if mark is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    # Painting

    def paint_over(self, painter: QPainter) -> None:
        marks, font = self.marks(), self._font()
        near = {self._hovered, self._selected, self._named if self._popup.isVisible() else None}
        paint_marks(painter, marks, font, lambda track: track.track_id in near)
        for mark in marks:
            if mark.track.track_id in (self._hovered, self._selected):
                paint_notes(painter, mark, font, QRectF(self.rect()))

    def _move(self, viewport: Viewport) -> None:
        self._marks = None
        super()._move(viewport)

    def _faces_changed(self) -> None:
        self._marks = None
        self.update()

    def _mark_of(self, track_id: int) -> FaceMark | None:
        return next((m for m in self.marks() if m.track.track_id == track_id), None)

    def _font(self) -> QFont:
        # Readable from a chair in a large window, out of the way in a small one.
        font = QFont(self.font())
        font.setPointSizeF(min(max(9.0, self.height() / 48), 14.0))
        return font
