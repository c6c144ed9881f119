"""What video does to a face, done to aligned crops: small, blurred, compressed, dark, turned."""

import cv2
import numpy as np

from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Array, UInt8

EYE_DISTANCE = 35.24  # pixels between the eyes in the aligned crop
_SIZE = (CROP_WIDTH, CROP_HEIGHT)


def augment(crop: UInt8, rng: np.random.Generator, strong: bool) -> UInt8:
    """One crop, (112, 96, 3) uint8 BGR, changed at random; always mirrored half of the time."""
    crop = move(mirror(crop, rng), rng, 1.0 if strong else 0.4)
    if not strong:
        return crop
    if rng.random() < 0.6:
        crop = _shrink(crop, rng)
    if rng.random() < 0.2:
        crop = _blur(crop, rng)
    if rng.random() < 0.3:
        quality = int(rng.integers(15, 75))
        encoded = cv2.imencode(".jpg", crop, (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
        crop = _pixels(cv2.imdecode(encoded, cv2.IMREAD_COLOR))
    crop = _light(crop, rng)
    if rng.random() < 0.15:
        crop = _erase(crop, rng)
    return crop


def mirror(crop: UInt8, rng: np.random.Generator) -> UInt8:
    """The crop or, half of the time, its mirror image."""
    return _pixels(cv2.flip(crop, 1)) if rng.random() < 0.5 else crop


def move(crop: UInt8, rng: np.random.Generator, amount: float) -> UInt8:
    """Shift, scale, rotate and stretch as imprecise landmarks do (Gaussian)."""
    angle, zoom, stretch, dx, dy = rng.standard_normal(5) * amount * (0.06, 0.045, 0.03, 1.5, 1.5)
    cos, sin = np.cos(angle) * np.exp(zoom), np.sin(angle) * np.exp(zoom)
    matrix = np.array([[cos * np.exp(stretch), -sin, 0.0], [sin, cos * np.exp(-stretch), 0.0]])
    center = np.array([CROP_WIDTH / 2, CROP_HEIGHT / 2])
    matrix[:, 2] = center + np.array([dx, dy]) - matrix[:, :2] @ center
    return _pixels(
        cv2.warpAffine(crop, matrix, _SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def _shrink(crop: UInt8, rng: np.random.Generator) -> UInt8:
    """To 9 .. 28 pixels between the eyes and back, as a far face is aligned from few pixels."""
    factor = rng.uniform(9.0, 28.0) / EYE_DISTANCE
    small = (max(8, round(CROP_WIDTH * factor)), max(8, round(CROP_HEIGHT * factor)))
    down = cv2.INTER_AREA if rng.random() < 0.7 else cv2.INTER_LINEAR
    up = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
    shrunk = cv2.resize(crop, small, interpolation=down)
    return _pixels(cv2.resize(shrunk, _SIZE, interpolation=up))


def _blur(crop: UInt8, rng: np.random.Generator) -> UInt8:
    """Out of focus, or moving along a line."""
    if rng.random() < 0.5:
        return _pixels(cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.5, 2.5)))
    length = int(rng.integers(3, 10))
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0.0, np.pi)
    half = (length - 1) / 2
    offset = np.array([np.cos(angle), np.sin(angle)]) * half
    start, end = np.rint(half - offset).astype(int), np.rint(half + offset).astype(int)
    cv2.line(kernel, start.tolist(), end.tolist(), 1.0)
    return _pixels(cv2.filter2D(crop, -1, kernel / kernel.sum()))


def _light(crop: UInt8, rng: np.random.Generator) -> UInt8:
    """Contrast, brightness, gamma and colour cast through one look-up table; sometimes grey."""
    if rng.random() < 0.1:
        crop = _pixels(cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))
    gain, gamma, lift, *cast = rng.standard_normal(6) * (0.2, 0.25, 0.06, 0.06, 0.06, 0.06)
    level = np.linspace(0.0, 1.0, 256)[:, None] ** np.exp(gamma) * np.exp(gain + np.array(cast))
    table = np.clip(255.0 * (level + lift), 0, 255).astype(np.uint8)
    return _pixels(cv2.LUT(crop, table.reshape(1, 256, 3)))


def _erase(crop: UInt8, rng: np.random.Generator) -> UInt8:
    """A grey or noisy rectangle, as a hand or a microphone in front of a face."""
    height, width = int(rng.integers(12, 45)), int(rng.integers(12, 45))
    top = int(rng.integers(0, CROP_HEIGHT - height))
    left = int(rng.integers(0, CROP_WIDTH - width))
    crop = crop.copy()
    crop[top : top + height, left : left + width] = rng.integers(0, 256, 3)
    return crop


def _pixels(image: Array | None) -> UInt8:
    """OpenCV's result as what it is: it is declared more loosely than it behaves."""
    return np.asarray(image, np.uint8)
