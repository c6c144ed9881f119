"""From pictures of the engine to pictures of Qt, scaled where it is cheapest."""

import math

import cv2
import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage

from videorec.core.types import UInt8
from videorec.gui.viewport import Viewport

# From this many screen pixels per picture pixel on, one wants to see the pixels themselves.
BLOCKY_SCALE = 6.0


def to_qimage(image: UInt8) -> QImage:
    """(H, W, 3) uint8 BGR to a picture that owns its pixels."""
    height, width = image.shape[:2]
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    if picture.isNull():  # no pixels
        return picture
    memory = picture.bits()
    # Written straight into Qt's memory: a picture over an array's memory might outlive the array.
    memory.setsize(picture.sizeInBytes())
    # The stubs do not know that it is a buffer.
    pixels = np.frombuffer(memory, np.uint8).reshape(height, width, 4)  # type: ignore[call-overload]
    cv2.cvtColor(image, cv2.COLOR_BGR2BGRA, dst=pixels)
    return picture


def visible_part(
    image: UInt8, viewport: Viewport, widget: QRectF, ratio: float
) -> tuple[QImage, QRectF]:
    """What of a picture shows in a widget, at the resolution of the screen.

    widget: logical pixels. ratio: screen pixels per logical pixel. Returns the picture and where
    it goes in the widget. Shrinking averages, so that nothing flickers; enlarging interpolates,
    until single pixels can be told apart.
    """
    height, width = image.shape[:2]
    seen = viewport.to_picture(widget)
    x0, y0 = max(0, math.floor(seen.left())), max(0, math.floor(seen.top()))
    x1, y1 = min(width, math.ceil(seen.right())), min(height, math.ceil(seen.bottom()))
    if x0 >= x1 or y0 >= y1:
        return QImage(), QRectF()
    place = viewport.to_widget(QRectF(x0, y0, x1 - x0, y1 - y0))
    scale = viewport.scale * ratio
    size = (max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale)))
    if scale < 1.0:
        way = cv2.INTER_AREA
    else:
        way = cv2.INTER_NEAREST if scale >= BLOCKY_SCALE else cv2.INTER_LINEAR
    part = image[y0:y1, x0:x1]
    if size != (x1 - x0, y1 - y0):
        part = np.asarray(cv2.resize(part, size, interpolation=way), np.uint8)
    shown = to_qimage(part)
    shown.setDevicePixelRatio(ratio)
    # On whole screen pixels, so that nothing is interpolated a second time.
    left, top = round(place.left() * ratio) / ratio, round(place.top() * ratio) / ratio
    return shown, QRectF(left, top, size[0] / ratio, size[1] / ratio)
