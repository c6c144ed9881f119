"""What the stages of MTCNN hand on, boxes with scores, and the arithmetic on them.

The roundings of facenet-pytorch's code are repeated on purpose, to the last bit: crops are cut at
whole pixels, and which of two equal scores wins decides which box is seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from torch import Tensor

from videorec.core import boxes as geometry
from videorec.core.types import Bool, Float32, Int64
from videorec.models.suppression import keep_unsuppressed

# Of two boxes of which one covers so much of the smaller one, the better stays at the end.
_COVERED = 0.7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detections:
    """Faces, or what may become one, in a batch of pictures.

    frames: (N,) int64 which picture. boxes: (N, 4) float32 x0 y0 x1 y1 px. scores: (N,) float32.
    details: (N, K) float32: four box offsets, then (O-Net) five landmarks' x and five y.
    """

    frames: Int64
    boxes: Float32
    scores: Float32
    details: Float32

    @classmethod
    def none(cls) -> Self:
        """Nothing found."""
        return cls(
            frames=np.zeros(0, dtype=np.int64),
            boxes=np.zeros((0, 4), dtype=np.float32),
            scores=np.zeros(0, dtype=np.float32),
            details=np.zeros((0, 14), dtype=np.float32),
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """One after the other; at least one part."""
        return cls(
            frames=np.concatenate([part.frames for part in parts]),
            boxes=np.concatenate([part.boxes for part in parts]),
            scores=np.concatenate([part.scores for part in parts]),
            details=np.concatenate([part.details for part in parts]),
        )

    @classmethod
    def answered(cls, frames: Int64, boxes: Float32, answers: Tensor) -> Self:
        """Boxes with what a network says of them: (N, 1 + K) logit and details."""
        answers[:, 0].sigmoid_()
        values = answers.cpu().numpy()
        return cls(frames=frames, boxes=boxes, scores=values[:, 0], details=values[:, 1:])

    def __len__(self) -> int:
        return len(self.frames)

    def pick(self, index: Int64 | Bool) -> Self:
        """Those at the indices, or where the mask is true."""
        return type(self)(
            frames=self.frames[index],
            boxes=self.boxes[index],
            scores=self.scores[index],
            details=self.details[index],
        )

    def pick_per_frame(self, choose: Callable[[Self], Int64]) -> Self:
        """Those that `choose` gives the indices of within each picture, picture by picture."""
        if not self.frames.any():
            return self.pick(choose(self))  # one picture, the first
        groups = [np.flatnonzero(self.frames == frame) for frame in np.unique(self.frames)]
        return self.pick(np.concatenate([group[choose(self.pick(group))] for group in groups]))

    def above(self, threshold: float) -> Self:
        """Those with a better score."""
        return self.pick(self.scores > threshold)

    @property
    def landmarks(self) -> Float32:
        """(N, 5, 2) float32 x y px, once they are completed."""
        return np.stack([self.details[:, 4:9], self.details[:, 9:14]], axis=2)


def proposed(found: Detections) -> Detections:
    """P-Net's windows moved by its offsets, as squares."""
    extent = found.boxes[:, 2:] - found.boxes[:, :2]
    boxes = found.boxes + found.details * np.tile(extent, 2)
    return replace(found, boxes=geometry.to_squares(boxes))


def refined(found: Detections) -> Detections:
    """Squares moved by R-Net's offsets, as squares again."""
    return replace(found, boxes=geometry.to_squares(_corrected(found)))


def completed(found: Detections) -> Detections:
    """O-Net's answers in pixels: the landmarks lie in the box before its correction."""
    extent = _inclusive_extent(found.boxes)
    x = extent[:, :1] * found.details[:, 4:9] + found.boxes[:, :1] - 1
    y = extent[:, 1:] * found.details[:, 9:14] + found.boxes[:, 1:2] - 1
    details = np.concatenate([found.details[:, :4], x, y], axis=1)
    return replace(found, boxes=_corrected(found), details=details)


def uncovered(found: Detections) -> Int64:
    """Indices, best first, without those that overlap a better one by most of the smaller box.

    Scores of 1 are common here; which of the equal ones wins is left to numpy's default sort, as
    in the published code.
    """
    order = np.argsort(found.scores)[::-1]
    inclusive = found.boxes[order] + np.array([0, 0, 1, 1], dtype=np.float32)
    area = geometry.area(inclusive)
    overlap = geometry.pairwise_intersection(inclusive, inclusive)
    overlap /= np.minimum(area[:, None], area)
    return order[keep_unsuppressed(overlap > _COVERED)]


def covered_pixels(boxes: Float32, height: int, width: int) -> Int64:
    """(N, 4) whole pixels inside a picture: x0 y0 x1 y1, half-open, not more where outside.

    As in the published code the first row and column, counted from 1, are one further out.
    """
    whole = np.trunc(boxes).astype(np.int64)
    first = np.maximum(whole[:, :2], 1) - 1
    last = np.minimum(whole[:, 2:], [width, height])
    return np.concatenate([first, last], axis=1)


def has_pixels(pixels: Int64) -> Bool:
    """(N, 4) -> (N,) whether there is anything inside."""
    positive: Bool = pixels[:, 2:] > pixels[:, :2]
    return np.logical_and(positive[:, 0], positive[:, 1])


def _inclusive_extent(boxes: Float32) -> Float32:
    """(N, 2) width and height, the last pixel counted, as the networks were trained with."""
    return boxes[:, 2:] - boxes[:, :2] + 1


def _corrected(found: Detections) -> Float32:
    """(N, 4) boxes moved by the network's offsets."""
    return found.boxes + found.details[:, :4] * np.tile(_inclusive_extent(found.boxes), 2)
