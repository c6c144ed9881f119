"""Where a picture lies in a widget: zoom and pan as plain arithmetic."""

from dataclasses import dataclass
from typing import Self

from PyQt6.QtCore import QPointF, QRectF, QSizeF

LARGEST_SCALE = 32.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewport:
    """Point in the widget = point in the picture * scale + (dx, dy), logical pixels."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    @classmethod
    def fit(cls, picture: QSizeF, widget: QSizeF) -> Self:
        """The whole picture, as large as it goes, in the middle."""
        return cls.centred(fitting_scale(picture, widget), picture, widget)

    @classmethod
    def centred(cls, scale: float, picture: QSizeF, widget: QSizeF) -> Self:
        """The middle of the picture in the middle of the widget."""
        return cls(
            scale=scale,
            dx=(widget.width() - picture.width() * scale) / 2,
            dy=(widget.height() - picture.height() * scale) / 2,
        )

    def zoomed(self, factor: float, at: QPointF, picture: QSizeF, widget: QSizeF) -> "Viewport":
        """Larger by `factor`; what lies at `at` in the widget stays there while it can."""
        least = min(fitting_scale(picture, widget), 1.0)
        scale = min(max(self.scale * factor, least), max(LARGEST_SCALE, self.scale))
        ratio = scale / self.scale
        moved = Viewport(
            scale=scale,
            dx=at.x() + (self.dx - at.x()) * ratio,
            dy=at.y() + (self.dy - at.y()) * ratio,
        )
        return moved.held(picture, widget)

    def panned(self, by: QPointF, picture: QSizeF, widget: QSizeF) -> "Viewport":
        """Moved by logical pixels."""
        moved = Viewport(scale=self.scale, dx=self.dx + by.x(), dy=self.dy + by.y())
        return moved.held(picture, widget)

    def held(self, picture: QSizeF, widget: QSizeF) -> "Viewport":
        """So that no border shows where there is picture to show; a small picture is centred."""
        return Viewport(
            scale=self.scale,
            dx=_held(self.dx, picture.width() * self.scale, widget.width()),
            dy=_held(self.dy, picture.height() * self.scale, widget.height()),
        )

    def to_widget(self, rect: QRectF) -> QRectF:
        """From pixels of the picture to those of the widget."""
        return QRectF(
            rect.x() * self.scale + self.dx,
            rect.y() * self.scale + self.dy,
            rect.width() * self.scale,
            rect.height() * self.scale,
        )

    def to_picture(self, rect: QRectF) -> QRectF:
        """From pixels of the widget to those of the picture."""
        return QRectF(
            (rect.x() - self.dx) / self.scale,
            (rect.y() - self.dy) / self.scale,
            rect.width() / self.scale,
            rect.height() / self.scale,
        )


def fitting_scale(picture: QSizeF, widget: QSizeF) -> float:
    """The largest scale at which the whole picture shows."""
    if picture.isEmpty() or widget.isEmpty():
        return 1.0
    return min(widget.width() / picture.width(), widget.height() / picture.height())


def _held(offset: float, length: float, room: float) -> float:
    if length <= room:
        return (room - length) / 2
    return min(0.0, max(room - length, offset))
