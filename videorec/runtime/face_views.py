"""The best views of a face, small enough to keep for every face of a long film."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from videorec.core.alignment import LANDMARK_OFFSET, align
from videorec.core.quality import ProbeGates, measure
from videorec.core.types import Face, Float32, Quality, UInt8

MOST_VIEWS = 3
# Views closer together than this show the same.
APART_S = 0.7
# How much of the picture is kept: the face's box and as much again around it.
MARGIN = 0.5
LONGEST_SIDE = 512
_JPEG = [cv2.IMWRITE_JPEG_QUALITY, 95]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceView:
    """A face as it was seen at one moment.

    jpeg: the part of the picture around it. face: box and landmarks in pixels of that part.
    """

    time_s: float
    jpeg: bytes
    face: Face
    quality: Quality

    def part(self) -> UInt8:
        """(H, W, 3) BGR."""
        return np.asarray(
            cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8
        )

    def crop(self) -> UInt8:
        """(112, 96, 3) BGR, aligned."""
        return _crop(self)


@lru_cache(maxsize=256)
def _crop(view: FaceView) -> UInt8:
    crop: UInt8 = align(view.part(), view.face.landmarks[None])[0]
    return crop


def offer_view(views: list[FaceView], image: UInt8, face: Face, time_s: float) -> None:
    """Keep this view, in place of a worse one of the same moment or of the worst, or not.

    views: best first; changed in place. Faces that are not good enough to be told are not kept.
    """
    crops = align(image, face.landmarks[None])
    (quality,) = measure(face.landmarks[None], crops, image.shape[:2])
    if ProbeGates().reasons(quality):
        return
    rivals = [view for view in views if abs(view.time_s - time_s) < APART_S]
    if not rivals and len(views) >= MOST_VIEWS:
        rivals = views[-1:]
    if any(rival.quality.score >= quality.score for rival in rivals):
        return
    views[:] = [view for view in views if not any(view is rival for rival in rivals)]
    views.append(_cut(image, face, quality, time_s))
    views.sort(key=lambda view: -view.quality.score)


def _cut(image: UInt8, face: Face, quality: Quality, time_s: float) -> FaceView:
    height, width = image.shape[:2]
    points = np.concatenate([face.box.reshape(2, 2), face.landmarks])
    low, high = points.min(axis=0), points.max(axis=0)
    reach = MARGIN * (high - low)
    x0, y0 = np.maximum(np.floor(low - reach), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(high + reach), (width, height)).astype(int)
    part = image[y0:y1, x0:x1]
    ratio = min(1.0, LONGEST_SIDE / max(part.shape[:2]))
    if ratio < 1.0:
        size = (max(1, round(part.shape[1] * ratio)), max(1, round(part.shape[0] * ratio)))
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    origin = np.array((x0, y0), np.float32)
    return FaceView(
        time_s=time_s,
        jpeg=cv2.imencode(".jpg", part, _JPEG)[1].tobytes(),
        face=Face(
            box=((face.box - np.tile(origin, 2)) * ratio).astype(np.float32),
            landmarks=_scaled(face.landmarks - origin, ratio),
            score=face.score,
        ),
        quality=quality,
    )


def _scaled(landmarks: Float32, ratio: float) -> Float32:
    center = LANDMARK_OFFSET + 0.5
    return np.asarray((landmarks + center) * ratio - center, np.float32)
