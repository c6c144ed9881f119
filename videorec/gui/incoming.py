"""Pictures that come by drag and drop or from the clipboard."""

from pathlib import Path

import cv2
import numpy as np
from PyQt6.QtCore import QMimeData
from PyQt6.QtGui import QImage

from videorec.core.types import UInt8
from videorec.media.images import IMAGE_SUFFIXES


def local_pictures(data: QMimeData | None) -> tuple[Path, ...]:
    """Files named like pictures, and whatever has no suffix, such as folders."""
    if data is None or not data.hasUrls():
        return ()
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return tuple(p for p in paths if p.suffix.lower() in IMAGE_SUFFIXES or p.is_dir())


def picture_in(data: QMimeData | None) -> UInt8 | None:
    """(H, W, 3) BGR of a picture that is no file; None when there is none."""
    if data is None or not data.hasImage():
        return None
    image = data.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    return from_qimage(image)


def has_pictures(data: QMimeData | None) -> bool:
    """Whether there is something to enrol."""
    return bool(local_pictures(data)) or (data is not None and data.hasImage())


def from_qimage(image: QImage) -> UInt8:
    """A picture of Qt as (H, W, 3) BGR; transparent parts become white."""
    if image.hasAlphaChannel():
        straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
        rgba = _pixels(straight, 4)
        alpha = rgba[:, :, 3:].astype(np.float32) / 255.0
        rgb = rgba[:, :, :3] * alpha + 255.0 * (1.0 - alpha)
        return np.ascontiguousarray(np.rint(rgb).astype(np.uint8)[:, :, ::-1])
    rgb = _pixels(image.convertToFormat(QImage.Format.Format_RGB888), 3)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)


def _pixels(image: QImage, channels: int) -> UInt8:
    """A copy of 8-bit pixels; lines of Qt are padded to four bytes."""
    bits = image.constBits()
    assert bits is not None
    values = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8)
    lines = values.reshape(image.height(), image.bytesPerLine())
    used = lines[:, : image.width() * channels]
    return used.reshape(image.height(), image.width(), channels)
