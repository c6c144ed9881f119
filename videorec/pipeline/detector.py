"""Finds faces in pictures, and follows known ones from picture to picture."""

import copy
from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np
import torch

from videorec.core.errors import UsageError
from videorec.core.settings import DetectorSettings
from videorec.core.types import Face, Float32, UInt8
from videorec.models.mtcnn import Mtcnn
from videorec.models.mtcnn_boxes import Detections

# Pictures that go through the cascade at once: batches pay on CUDA only (docs/detection.md).
_PIXELS_AT_ONCE = 1 << 24


class Detector:
    """MTCNN on one device. Calls do not influence each other."""

    def __init__(self, settings: DetectorSettings, device: torch.device) -> None:
        """Raises WeightsError when the networks' weights cannot be read."""
        self.settings = settings
        self.device = device
        self._cascade = Mtcnn(settings, device)

    @property
    def threads(self) -> int:
        """How many threads a picture is spread over."""
        return self._cascade.threads

    def alone(self) -> Self:
        """The same detector in the calling thread only, for callers that fill all cores."""
        twin = copy.copy(self)
        twin._cascade = self._cascade.alone()
        return twin

    def detect(self, images: Sequence[UInt8]) -> list[tuple[Face, ...]]:
        """The faces of each picture, best score first; an empty tuple where there is none.

        images: (H, W, 3) uint8 BGR of any sizes. Pictures of one size that follow each other go
        through together on CUDA. Raises UsageError for an array that is no such picture.
        """
        for image in images:
            _require_picture(image)
        faces: list[tuple[Face, ...]] = []
        for group in self._groups(images):
            found = self._cascade.detect(group)
            faces += [_faces(found.pick(found.frames == i)) for i in range(len(group))]
        return faces

    def follow(
        self, image: UInt8, faces: Sequence[Face], *, least_score: float = 0.7
    ) -> tuple[Face | None, ...]:
        """Where faces of a picture shortly before are now, at less than a millisecond each.

        Only the last network looks, at the square about each face's box; a face should not have
        moved by more than about a fifth of its size, so give boxes moved by known motion.

        image: (H, W, 3) uint8 BGR; faces: as detected or followed before; least_score: of the
        last network, in [0, 1].
        Returns one entry per face: None where no face is seen close to it any more. Two faces may
        end on the same place, when one hides the other; the caller decides.
        """
        _require_picture(image)
        if not faces:
            return ()
        boxes = np.stack([face.box for face in faces])
        seen, index = self._cascade.look_at(image, boxes)
        followed: list[Face | None] = [None] * len(faces)
        for place, face in zip(index.tolist(), _faces(seen), strict=True):
            if face.score >= least_score:
                followed[place] = face
        return tuple(followed)

    def _groups(self, images: Sequence[UInt8]) -> Iterator[list[UInt8]]:
        """Neighbours of one size, few enough to be processed at once."""
        group: list[UInt8] = []
        for image in images:
            most = 1 if self.device.type == "cpu" else _PIXELS_AT_ONCE // max(image[..., 0].size, 1)
            if group and (image.shape != group[0].shape or len(group) >= max(most, 1)):
                yield group
                group = []
            group.append(image)
        if group:
            yield group


def _faces(found: Detections) -> tuple[Face, ...]:
    landmarks: Float32 = found.landmarks
    return tuple(
        Face(box=found.boxes[i], landmarks=landmarks[i], score=float(found.scores[i]))
        for i in range(len(found))
    )


def _require_picture(image: UInt8) -> None:
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise UsageError(
            f"the detector takes pictures of height x width x 3 bytes (BGR), not an array of "
            f"shape {image.shape} and type {image.dtype}"
        )
