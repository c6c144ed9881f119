"""How pictures and crops lie in the gallery: bytes of an image file, of bounded size."""

import hashlib
import struct

import cv2
import numpy as np

from videorec.core.errors import GalleryError
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, UInt8

# A picture is kept to be looked at; the face itself is kept in the crop, without loss.
MAX_PICTURE_SIDE = 1280
# The longest side of a JPEG file's 16-bit frame header that an imported picture may state.
_MAX_STATED_SIDE = 4 * MAX_PICTURE_SIDE
_JPEG_QUALITY = 90
_PNG_HEADER = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def digest_of(picture: UInt8) -> bytes:
    """SHA-256 of the pixels and their shape: equal for equal pictures, whatever the file."""
    header = struct.pack("<3q", *picture.shape)
    return hashlib.sha256(header + np.ascontiguousarray(picture).tobytes()).digest()


def encode_picture(picture: UInt8) -> bytes:
    """(H, W, 3) BGR -> JPEG with its longer side at most 1280 pixels.

    Encoded anew, so that nothing hidden in the file (place, camera, owner) is kept.
    """
    height, width = picture.shape[:2]
    ratio = MAX_PICTURE_SIDE / max(height, width)
    if ratio < 1.0:
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return _encoded(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])


def encode_crop(crop: UInt8) -> bytes:
    """(112, 96, 3) BGR -> PNG, without loss."""
    if crop.shape != (CROP_HEIGHT, CROP_WIDTH, 3) or crop.dtype != np.uint8:
        raise GalleryError(
            f"an aligned face is {CROP_HEIGHT} x {CROP_WIDTH} x 3 of uint8, "
            f"not {crop.shape} of {crop.dtype}"
        )
    return _encoded(".png", crop, [])


def decode_crop(data: bytes) -> UInt8:
    """PNG -> (112, 96, 3) BGR. GalleryError for anything else; its size is checked first."""
    stated = struct.unpack(">2I", data[16:24]) if len(data) >= 24 else None
    if not data.startswith(_PNG_HEADER) or stated != (CROP_WIDTH, CROP_HEIGHT):
        raise GalleryError(
            f"an aligned face must be a PNG of {CROP_WIDTH} x {CROP_HEIGHT} pixels; "
            "remove the image it belongs to and enrol it again"
        )
    return _decoded(data)


def decode_picture(data: bytes) -> UInt8:
    """JPEG -> (H, W, 3) BGR. GalleryError for anything else; its size is checked first."""
    width, height = _jpeg_size(data)
    if not 0 < max(width, height) <= _MAX_STATED_SIDE:
        raise GalleryError(f"a stored picture of {width} x {height} pixels is not one of ours")
    return _decoded(data)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height as the frame header states them; (0, 0) when there is none."""
    place = 2 if data.startswith(b"\xff\xd8") else len(data)
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">2H", data[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return 0, 0


def _encoded(suffix: str, image: UInt8, options: list[int]) -> bytes:
    done, data = cv2.imencode(suffix, image, options)
    if not done:
        raise GalleryError(f"an image of the shape {image.shape} cannot be encoded")
    return data.tobytes()


def _decoded(data: bytes) -> UInt8:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise GalleryError("a stored image is damaged; remove it and enrol it again")
    return np.asarray(image, np.uint8)
