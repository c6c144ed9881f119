"""A picture in a widget: scaled to the screen's pixels, with zoom and pan."""

from PyQt6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QWidget

from videorec.core.types import Frame
from videorec.gui.pixels import visible_part
from videorec.gui.viewport import Viewport

STAGE = QColor(14, 15, 18)
# One notch of a wheel is 120 units: about 20 %.
WHEEL_BASE = 1.0015
DRAG_FROM = 6


class PictureView(QWidget):
    """Paints the newest picture; the wheel zooms about the pointer, dragging moves.

    painted(Frame): a picture is on the screen for the first time.
    """

    painted = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 135)
        self._frame: Frame | None = None
        self._viewport = Viewport()
        self._fitted = True
        self._scaled: tuple[object, QImage, QRectF] | None = None
        self._unpainted = False
        self._pressed: QPointF | None = None
        self._dragged = False

    def show_picture(self, frame: Frame) -> None:
        """Paint this picture from now on."""
        before, self._frame, self._scaled = self._frame, frame, None
        self._unpainted = True
        if before is None or before.image.shape != frame.image.shape:
            self._refit()
        self.update()

    def clear(self) -> None:
        """Nothing is open."""
        self._frame, self._scaled, self._unpainted = None, None, False
        self._fitted = True
        self.update()

    def fit(self) -> None:
        """The whole picture, also when the window changes its size."""
        self._fitted = True
        self._refit()

    def actual_size(self) -> None:
        """A pixel of the picture on a pixel of the screen."""
        self._fitted = False
        scale = 1.0 / self.devicePixelRatioF()
        self._move(Viewport.centred(scale, self._picture_size(), self._room()))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger by a factor about a point of the widget, or its middle."""
        if self._frame is None:
            return
        self._fitted = False
        at = QRectF(self.rect()).center() if at is None else at
        self._move(self._viewport.zoomed(factor, at, self._picture_size(), self._room()))

    @property
    def viewport(self) -> Viewport:
        """Where the picture lies."""
        return self._viewport

    def sizeHint(self) -> QSize:
        return QSize(854, 480)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), STAGE)
        if self._frame is None:
            return
        image, place = self._visible(self._frame)
        if not image.isNull():
            painter.drawImage(place.topLeft(), image)
        self.paint_over(painter)
        if self._unpainted:
            self._unpainted = False
            self.painted.emit(self._frame)

    def paint_over(self, painter: QPainter) -> None:
        """What lies over the picture, in logical pixels of the widget."""

    def clicked(self, at: QPointF) -> None:
        """The left button was pressed and released without dragging."""

    def pointed(self, at: QPointF) -> None:
        """The pointer moved without a button."""

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        self._refit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None and event.angleDelta().y():
            self.zoom(WHEEL_BASE ** event.angleDelta().y(), event.position())

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        if self._pressed is None:
            self.pointed(event.position())
            return
        by = event.position() - self._pressed
        if self._dragged or by.manhattanLength() > DRAG_FROM:
            self._dragged, self._pressed = True, event.position()
            if not self._fitted:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._move(self._viewport.panned(by, self._picture_size(), self._room()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        clicked = self._pressed is not None and not self._dragged
        self._pressed, self._dragged = None, False
        self.pointed(event.position())
        if clicked:
            self.clicked(event.position())

    def _visible(self, frame: Frame) -> tuple[QImage, QRectF]:
        """Scaled once per picture and place, not at every repaint."""
        key = (self._viewport, self.width(), self.height(), self.devicePixelRatioF())
        if self._scaled is None or self._scaled[0] != key:
            image, place = visible_part(
                frame.image, self._viewport, QRectF(self.rect()), self.devicePixelRatioF()
            )
            self._scaled = (key, image, place)
        return self._scaled[1], self._scaled[2]

    def _refit(self) -> None:
        picture, room = self._picture_size(), self._room()
        self._move(
            Viewport.fit(picture, room) if self._fitted else self._viewport.held(picture, room)
        )

    def _move(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self.update()

    def _picture_size(self) -> QSizeF:
        if self._frame is None:
            return QSizeF()
        height, width = self._frame.image.shape[:2]
        return QSizeF(width, height)

    def _room(self) -> QSizeF:
        return QSizeF(self.size())
