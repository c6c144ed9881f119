"""A picture with the faces found in it, one of them chosen."""

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from videorec.gui.values import CheckedPicture


class FacePicture(QWidget):
    """Faces are chosen by a click or the arrow keys. face_chosen(index)."""

    face_chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: CheckedPicture | None = None
        self._pixels = QPixmap()
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture with the faces found in it"))

    def show_picture(self, picture: CheckedPicture | None, chosen: int) -> None:
        """What to draw, and which of its faces is chosen."""
        if picture is not self._picture:
            self._picture = picture
            self._pixels = QPixmap()
            if picture is not None and picture.preview:
                self._pixels.loadFromData(picture.preview)
        self._chosen = chosen
        count = 0 if picture is None else len(picture.faces)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if count > 1 else Qt.CursorShape.ArrowCursor
        )
        self.setAccessibleDescription(
            self.tr("{count} faces, number {number} is chosen").format(
                count=count, number=chosen + 1
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, 280)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def face_places(self) -> list[QRectF]:
        """Where the faces are in this widget."""
        if self._picture is None or self._pixels.isNull():
            return []
        place, scale = self._place()
        return [
            QRectF(
                place.left() + float(face.face.box[0]) * scale,
                place.top() + float(face.face.box[1]) * scale,
                float(face.face.box[2] - face.face.box[0]) * scale,
                float(face.face.box[3] - face.face.box[1]) * scale,
            )
            for face in self._picture.faces
        ]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixels.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("no picture"))
            painter.end()
            return
        place, _ = self._place()
        painter.drawPixmap(place, self._pixels, QRectF(self._pixels.rect()))
        painter.setClipRect(place)
        for number, face in enumerate(self.face_places()):
            self._draw_face(painter, face, chosen=number == self._chosen)
        painter.setClipping(False)
        if self.hasFocus() and len(self.face_places()) > 1:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2.0))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        hits = [n for n, place in enumerate(self.face_places()) if place.contains(event.position())]
        if hits:
            self.face_chosen.emit(hits[-1])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        count = len(self.face_places())
        step = None if event is None else steps.get(Qt.Key(event.key()))
        if step is None or count < 2:
            super().keyPressEvent(event)
        else:
            self.face_chosen.emit((self._chosen + step) % count)

    def _draw_face(self, painter: QPainter, place: QRectF, *, chosen: bool) -> None:
        """Light on dark, so that it shows on any picture; others are dashed."""
        style = Qt.PenStyle.SolidLine if chosen else Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 4.5 if chosen else 3.0))
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QPen(QColor(255, 255, 255), 2.5 if chosen else 1.5, style))
        painter.drawRoundedRect(place, 4, 4)

    def _place(self) -> tuple[QRectF, float]:
        """Where the picture is drawn, and screen pixels per pixel of the picture."""
        assert self._picture is not None
        width, height = self._picture.width, self._picture.height
        scale = min(self.width() / width, self.height() / height)
        corner = QPointF((self.width() - width * scale) / 2, (self.height() - height * scale) / 2)
        return QRectF(corner.x(), corner.y(), width * scale, height * scale), scale
