"""Pictures with faces for the detector's tests, from public-domain portraits."""

from collections.abc import Iterator

import cv2
import numpy as np
import skimage.data
from matplotlib.cbook import get_sample_data

from videorec.core.types import Array, UInt8


def astronaut() -> UInt8:
    """Eileen Collins, 512 x 512 BGR."""
    return np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])


def grace_hopper() -> UInt8:
    """Grace Hopper, 600 x 512 BGR."""
    return _picture(cv2.imread(str(get_sample_data("grace_hopper.jpg", asfileobj=False))))


def _picture(values: Array | None) -> UInt8:
    """cv2's annotations promise no dtype."""
    return np.asarray(values, dtype=np.uint8)


def resized(image: UInt8, width: int, height: int) -> UInt8:
    """The picture at another size."""
    return _picture(cv2.resize(image, (width, height)))


def turned(image: UInt8, degrees: float) -> UInt8:
    """The picture turned about its middle."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return _picture(cv2.warpAffine(image, turn, (width, height)))


def noise(height: int, width: int) -> UInt8:
    """Uniform noise."""
    random = np.random.default_rng(height + width)
    return random.integers(0, 256, (height, width, 3), dtype=np.uint8)


def mosaic() -> UInt8:
    """Both portraits in many sizes on 720 x 1280."""
    canvas = resized(astronaut(), 1280, 720) // 3
    canvas[:512, :512] = astronaut()
    canvas[60:660, 740:1252] = grace_hopper()
    for k, size in enumerate((150, 100, 75, 50, 36)):
        canvas[560 : 560 + size, k * 140 : k * 140 + size] = resized(astronaut(), size, size)
    return canvas


def all_pictures() -> Iterator[tuple[str, UInt8]]:
    """Pictures of all kinds with a name each; every one is large enough for the baseline."""
    portraits = {"astronaut": astronaut(), "hopper": grace_hopper()}
    for name, image in portraits.items():
        yield name, image
        height, width = image.shape[:2]
        for scale in (0.3, 0.77):
            yield f"{name} x {scale}", resized(image, int(width * scale), int(height * scale))
        for degrees in (-25, 15, 90):
            yield f"{name} turned by {degrees}", turned(image, degrees)
        yield f"{name} mirrored", np.ascontiguousarray(image[:, ::-1])
        yield f"{name} dark", image // 5
        yield f"{name} blurred", _picture(cv2.GaussianBlur(image, (0, 0), 4))
    hopper = portraits["hopper"]
    yield "mosaic", mosaic()
    yield "tiles", np.tile(resized(portraits["astronaut"], 160, 160), (3, 4, 1))
    yield "cut face, odd size", hopper[100:263, 220:401]
    yield "very wide", resized(portraits["astronaut"], 1001, 140)
    yield "very tall", resized(hopper, 97, 803)
    yield "small", resized(portraits["astronaut"], 61, 53)
    yield "noise", noise(301, 403)
    yield "soft noise", _picture(cv2.GaussianBlur(noise(240, 320), (0, 0), 3))
    yield "black", np.zeros((120, 160, 3), np.uint8)
    yield "white", np.full((121, 163, 3), 255, np.uint8)
