"""MTCNN's cascade (Zhang et al. 2016): proposals from an image pyramid, refined in two steps.

Finds what `facenet_pytorch.MTCNN(keep_all=True).detect` finds at equal settings. The roundings of
that code are repeated on purpose, to the last bit: crops are cut at whole pixels. Why this one is
faster, and what was tried, is in docs/detection.md.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from torch import Tensor

from videorec.core import boxes as geometry
from videorec.core.settings import DetectorSettings
from videorec.core.types import Bool, Float32, Int64, UInt8
from videorec.models.area_sampling import SummedArea
from videorec.models.mtcnn_nets import (
    OutputNet,
    ProposalNet,
    RefineNet,
    read_state,
    weights_folder,
)

_LEVEL_IOU = 0.5
_FRAME_IOU = 0.7
_FINAL_OVERLAP = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portions:
    """How much is worked off at a time, so that memory is bounded.

    On the CPU what passes between two layers should also stay in the caches.
    strip: pixels of a pyramid level; refine, output: crops through R-Net and O-Net.
    """

    strip: int
    refine: int
    output: int


_PORTIONS = {
    "cpu": _Portions(strip=1 << 16, refine=32, output=8),
    "cuda": _Portions(strip=1 << 22, refine=1024, output=256),
}


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

    @property
    def landmarks(self) -> Float32:
        """(N, 5, 2) float32 x y px, when they are complete."""
        return np.stack([self.details[:, 4:9], self.details[:, 9:14]], axis=2)


def pyramid_scales(height: int, width: int, settings: DetectorSettings) -> list[float]:
    """Scales from the one that makes the smallest face P-Net's window to the last that fits."""
    scale = ProposalNet.window / settings.min_face
    side = min(height, width) * scale
    scales = []
    while side >= ProposalNet.window:
        scales.append(scale)
        scale *= settings.factor
        side *= settings.factor
    return scales


class Mtcnn:
    """The cascade on one device. It remembers nothing between calls."""

    def __init__(self, settings: DetectorSettings, device: torch.device) -> None:
        """Raises WeightsError when the networks' weights cannot be read."""
        folder = weights_folder()
        self.settings = settings
        self.device = device
        self._portions = _PORTIONS[device.type]
        self._propose = ProposalNet(read_state(folder, "pnet"), device)
        self._refine = RefineNet(read_state(folder, "rnet"), device)
        self._output = OutputNet(read_state(folder, "onet"), device)

    def detect(self, images: Sequence[UInt8]) -> Detections:
        """All faces. images: (H, W, 3) uint8 BGR, one size; best first within each picture."""
        _, refine_least, output_least = self.settings.thresholds
        scales = pyramid_scales(images[0].shape[0], images[0].shape[1], self.settings)
        if not scales:
            return Detections.none()
        with torch.inference_mode(), _full_precision():
            pictures = SummedArea(images, self.device)
            found = self._proposals(pictures, scales)

            found = self._judged(pictures, found, self._refine, self._portions.refine)
            found = _above(found, refine_least)
            found = found.pick(_per_frame(found, self._best(_FRAME_IOU)))
            found = replace(found, boxes=geometry.to_squares(_corrected(found)))

            found = self._judged(pictures, found, self._output, self._portions.output)
            found = _completed(_above(found, output_least))
            return found.pick(_per_frame(found, _unnested))

    def look_at(self, image: UInt8, boxes: Float32) -> tuple[Detections, Int64]:
        """What O-Net says about given places of one picture.

        image: (H, W, 3) uint8 BGR; boxes: (N, 4) px, taken as squares of their longer side.
        Returns detections of any score, and the index of the box that each comes from; boxes
        outside the picture give none.
        """
        squares = geometry.to_squares(geometry.as_boxes(boxes))
        pixels = _pixels(squares, *image.shape[:2])
        index = np.flatnonzero(_has_extent(pixels))
        if not len(index):
            return Detections.none(), index
        size = self._output.size
        with torch.inference_mode(), _full_precision():
            # A table for each place: together they are far smaller than one of the picture.
            crops = [
                SummedArea([image[y0:y1, x0:x1]], self.device).level(size, size, range(size))
                for x0, y0, x1, y1 in pixels[index].tolist()
            ]
            answers = self._output(torch.cat(crops))
            found = _answered(np.zeros_like(index), squares[index], answers)
        return _completed(found), index

    def _proposals(self, pictures: SummedArea, scales: Sequence[float]) -> Detections:
        """P-Net over the pyramid: squares, best first within each picture."""
        found = _joined([self._level_proposals(pictures, scale) for scale in scales])
        found = found.pick(_per_frame(found, self._best(_FRAME_IOU)))
        extent = found.boxes[:, 2:] - found.boxes[:, :2]
        moved = found.boxes + found.details * np.tile(extent, 2)
        return replace(found, boxes=geometry.to_squares(moved))

    def _level_proposals(self, pictures: SummedArea, scale: float) -> Detections:
        """P-Net over one level of the pyramid: its windows in pixels of the picture."""
        cells, answers = self._responses(pictures, scale)
        corner = cells[:, :0:-1].astype(np.float32) * ProposalNet.stride + 1  # x y
        first = np.floor(corner / np.float32(scale))
        last = np.floor((corner + (ProposalNet.window - 1)) / np.float32(scale))
        found = Detections(
            frames=cells[:, 0],
            boxes=np.concatenate([first, last], axis=1),
            scores=answers[:, 0],
            details=answers[:, 1:],
        )
        return found.pick(_per_frame(found, self._best(_LEVEL_IOU)))

    def _responses(self, pictures: SummedArea, scale: float) -> tuple[Int64, Float32]:
        """(N, 3) picture, row, column in P-Net's map; (N, 5) score and four offsets there."""
        height = int(pictures.height * scale + 1)
        width = int(pictures.width * scale + 1)
        least = _logit(self.settings.thresholds[0])
        cells, answers = [], []
        for rows in _strips(height, self._portions.strip // (width * len(pictures))):
            answer = self._propose(pictures.level(height, width, rows)).permute(0, 2, 3, 1)
            where = (answer[..., 0] >= least).nonzero()
            answers.append(answer[where[:, 0], where[:, 1], where[:, 2]])
            where[:, 1] += rows.start // ProposalNet.stride
            cells.append(where)
        scored = torch.cat(answers)
        scored[:, 0].sigmoid_()
        return torch.cat(cells).cpu().numpy(), scored.cpu().numpy()

    def _judged(
        self, pictures: SummedArea, found: Detections, net: RefineNet | OutputNet, portion: int
    ) -> Detections:
        """The same boxes with the network's scores and details; those outside are dropped."""
        pixels = _pixels(found.boxes, pictures.height, pictures.width)
        inside = _has_extent(pixels)
        found, pixels = found.pick(inside), pixels[inside]
        if not len(found):
            return Detections.none()
        answers = torch.cat(
            [
                net(pictures.crops(found.frames[part], pixels[part], net.size))
                for part in _parts(len(found), portion)
            ]
        )
        return _answered(found.frames, found.boxes, answers)

    def _best(self, threshold: float) -> Callable[[Detections], Int64]:
        """Suppression by IoU within one picture, bounded."""
        limit = self.settings.max_candidates
        return lambda found: geometry.nms(found.boxes, found.scores, threshold, limit)


def _full_precision() -> AbstractContextManager[None]:
    """Convolutions on CUDA in float32 proper: TF32 would move boxes and scores."""
    return torch.backends.cudnn.flags(enabled=True, allow_tf32=False)


def _logit(probability: float) -> float:
    with np.errstate(divide="ignore"):
        odds = np.float64(probability) / np.float64(1 - probability)
        return float(np.log(odds))


def _strips(height: int, rows: int) -> Iterator[range]:
    """Parts of about `rows` rows of a level; each cell of P-Net's map lies in exactly one.

    Neighbours overlap by what a window reaches past its step. They start on even rows, so that
    the pooling's windows are those of the whole level.
    """
    overlap = ProposalNet.window - ProposalNet.stride
    count = -(-(height - overlap) // max(rows - overlap, 2))
    step = -(-(height - overlap) // (2 * count)) * 2
    for start in range(0, height - overlap, step):
        yield range(start, min(start + step + overlap, height))


def _parts(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))


def _joined(parts: Sequence[Detections]) -> Detections:
    return Detections(
        frames=np.concatenate([part.frames for part in parts]),
        boxes=np.concatenate([part.boxes for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
        details=np.concatenate([part.details for part in parts]),
    )


def _per_frame(found: Detections, choose: Callable[[Detections], Int64]) -> Int64:
    """Indices chosen within each picture, picture by picture."""
    if not found.frames.any():
        return choose(found)  # the first picture is the only one
    groups = [np.flatnonzero(found.frames == frame) for frame in np.unique(found.frames)]
    chosen = [group[choose(found.pick(group))] for group in groups]
    return np.concatenate([np.zeros(0, dtype=np.int64), *chosen])


def _above(found: Detections, threshold: float) -> Detections:
    return found.pick(found.scores > threshold)


def _answered(frames: Int64, boxes: Float32, answers: Tensor) -> Detections:
    """Boxes with what a network answered: (N, 1 + K) logit and details."""
    answers[:, 0].sigmoid_()
    values = answers.cpu().numpy()
    return Detections(frames=frames, boxes=boxes, scores=values[:, 0], details=values[:, 1:])


def _inclusive_extent(boxes: Float32) -> Float32:
    """(N, 2) width and height, the last pixel counted, as the networks were trained with."""
    return boxes[:, 2:] - boxes[:, :2] + 1


def _corrected(found: Detections) -> Float32:
    """(N, 4) boxes moved by the network's offsets."""
    return found.boxes + found.details[:, :4] * np.tile(_inclusive_extent(found.boxes), 2)


def _completed(found: Detections) -> Detections:
    """O-Net's answers in pixels: the landmarks lie in the box before its correction."""
    extent = _inclusive_extent(found.boxes)
    x = extent[:, :1] * found.details[:, 4:9] + found.boxes[:, :1] - 1
    y = extent[:, 1:] * found.details[:, 9:14] + found.boxes[:, 1:2] - 1
    details = np.concatenate([found.details[:, :4], x, y], axis=1)
    return replace(found, boxes=_corrected(found), details=details)


def _unnested(found: Detections) -> Int64:
    """Indices, best first, without those that overlap a better one by most of the smaller box.

    Scores of 1 are common here; which of the equal ones wins is left to numpy's default sort, as
    in the published code.
    """
    order = np.argsort(found.scores)[::-1]
    boxes = found.boxes[order]
    inclusive = boxes + np.array([0, 0, 1, 1], dtype=np.float32)
    area = geometry.area(inclusive)
    overlap = geometry.pairwise_intersection(inclusive, inclusive)
    overlap /= np.minimum(area[:, None], area)
    return order[geometry.keep_unsuppressed(overlap > _FINAL_OVERLAP)]


def _pixels(boxes: Float32, height: int, width: int) -> Int64:
    """(N, 4) whole pixels inside a picture: x0 y0 x1 y1, half-open.

    As in the published code the first row and column, counted from 1, are one further out.
    """
    whole = np.trunc(boxes).astype(np.int64)
    first = np.maximum(whole[:, :2], 1) - 1
    last = np.minimum(whole[:, 2:], [width, height])
    return np.concatenate([first, last], axis=1)


def _has_extent(pixels: Int64) -> Bool:
    positive: Bool = pixels[:, 2:] > pixels[:, :2]
    return np.logical_and(positive[:, 0], positive[:, 1])
