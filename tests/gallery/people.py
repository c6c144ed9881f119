"""Made-up faces for the gallery's tests: the gallery does not look at what they show."""

import numpy as np

from gallery.records import Enrolment
from videorec.core.types import Float32, UInt8

SIZE = 16
MODEL = "a" * 64
OTHER_MODEL = "b" * 64
SPACE = f"{MODEL}/{SIZE}"
OTHER_SPACE = f"{OTHER_MODEL}/8"


def unit(seed: int, size: int = SIZE) -> Float32:
    """(size,) a direction of its own for every seed."""
    vector = np.random.default_rng(seed).standard_normal(size)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def crop_of(seed: int) -> UInt8:
    return np.random.default_rng(seed).integers(0, 256, (112, 96, 3), dtype=np.uint8)


def picture_of(seed: int) -> UInt8:
    return np.random.default_rng(~seed & 0xFFFF).integers(0, 256, (60, 40, 3), dtype=np.uint8)


def face(seed: int, *, place: float = 0.0, size: int = SIZE) -> Enrolment:
    """A face in the picture number `seed`; place: moves it within the picture, pixels."""
    points = np.array([[10, 10], [20, 10], [15, 15], [11, 20], [19, 20]], np.float32)
    return Enrolment(
        picture=picture_of(seed),
        landmarks=points + np.float32(place),
        crop=crop_of(seed),
        quality=0.5,
        source=f"picture {seed}",
        embedding=unit(seed, size),
    )
