"""MTCNN's cascade (Zhang et al. 2016): proposals from an image pyramid, refined in two steps.

Finds what `facenet_pytorch.MTCNN(keep_all=True).detect` finds at equal settings. Why it is faster,
and what was tried, is in docs/detection.md.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Self

import numpy as np
import torch
from torch import Tensor

from videorec.core import boxes as geometry
from videorec.core.settings import DetectorSettings
from videorec.core.types import Float32, Int64, UInt8
from videorec.models.area_sampling import SummedArea
from videorec.models.devices import has_native_bfloat16
from videorec.models.mtcnn_boxes import (
    Detections,
    completed,
    covered_pixels,
    has_pixels,
    proposed,
    refined,
    uncovered,
)
from videorec.models.mtcnn_nets import (
    OutputNet,
    ProposalNet,
    RefineNet,
    read_state,
    weights_folder,
)
from videorec.models.mtcnn_screening import build_refiner
from videorec.models.suppression import nms
from videorec.models.workers import Workers

_LEVEL_IOU = 0.5
_FRAME_IOU = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portions:
    """How much is worked off at a time, so that memory is bounded.

    On the CPU larger ones leave the caches, and smaller ones have the threads wait for Python's
    lock more often.
    strip: pixels of a pyramid level; sheet: of small levels together; refine, output: crops
    through R-Net and O-Net.
    """

    strip: int
    sheet: int
    refine: int
    output: int


_PORTIONS = {
    "cpu": _Portions(strip=1 << 17, sheet=1 << 14, refine=128, output=16),
    "cuda": _Portions(strip=1 << 22, sheet=1 << 17, refine=1024, output=256),
}


@dataclass(frozen=True, slots=True)
class _Strip:
    """Some rows of one level of the pyramid; height and width are the whole level's."""

    level: int
    scale: float
    height: int
    width: int
    rows: range


@dataclass(frozen=True, slots=True)
class _Question:
    """What a network is asked about crops.

    ask: (N, 3, size, size) -> (n,) which of them may pass, (n, 1 + K) answers about these.
    portion: crops at a time.
    """

    ask: Callable[[Tensor], tuple[Tensor, Tensor]]
    size: int
    portion: int


class Mtcnn:
    """The cascade on one device. It remembers nothing between calls.

    On the CPU it computes on as many threads as torch is set to when it is made.
    """

    def __init__(self, settings: DetectorSettings, device: torch.device) -> None:
        """Raises WeightsError when the networks' weights cannot be read."""
        if device.type == "cuda":
            # Convolutions in float32 proper: TF32 would move boxes and scores. For the process,
            # because a context manager would change it under other threads just the same.
            torch.backends.cudnn.allow_tf32 = False
        folder = weights_folder()
        self.settings = settings
        self.device = device
        self._portions = _PORTIONS[device.type]
        self._workers = Workers(torch.get_num_threads() if device.type == "cpu" else 1)
        screened = device.type == "cpu" and has_native_bfloat16()
        self._propose = ProposalNet(read_state(folder, "pnet"), device)
        self._refine = build_refiner(read_state(folder, "rnet"), device, screened=screened)
        self._output = OutputNet(read_state(folder, "onet"), device)
        self._least = [_logit(threshold) for threshold in settings.thresholds]

    @property
    def threads(self) -> int:
        """How many threads a picture is spread over."""
        return self._workers.count

    def alone(self) -> Self:
        """The same networks in the calling thread only, for callers that fill all cores."""
        twin = copy.copy(self)
        twin._workers = Workers(1)
        return twin

    def detect(self, images: Sequence[UInt8]) -> Detections:
        """All faces. images: (H, W, 3) uint8 BGR, one size; best first within each picture."""
        scales = pyramid_scales(images[0].shape[0], images[0].shape[1], self.settings)
        if not scales:
            return Detections.none()
        pictures = SummedArea(images, self.device)
        found = self._proposals(pictures, scales)

        found = self._judged(pictures, found, self._refinement)
        found = found.above(self.settings.thresholds[1])
        found = refined(found.pick_per_frame(self._best(_FRAME_IOU)))

        found = self._judged(pictures, found, self._outputs)
        found = found.above(self.settings.thresholds[2])
        return completed(found).pick_per_frame(uncovered)

    def look_at(self, image: UInt8, boxes: Float32) -> tuple[Detections, Int64]:
        """What O-Net says about given places of one picture.

        image: (H, W, 3) uint8 BGR; boxes: (N, 4) px, taken as squares of their longer side.
        Returns detections of any score, and the index of the box that each comes from; boxes
        outside the picture give none.
        """
        squares = geometry.to_squares(geometry.as_boxes(boxes))
        pixels = covered_pixels(squares, image.shape[0], image.shape[1])
        index = np.flatnonzero(has_pixels(pixels))
        if not len(index):
            return Detections.none(), index
        squares, pixels = squares[index], pixels[index]
        # The table is made of the part of the picture that all places lie in.
        x0, y0 = pixels[:, :2].min(axis=0)
        x1, y1 = pixels[:, 2:].max(axis=0)
        with torch.inference_mode():
            part = SummedArea([image[y0:y1, x0:x1]], self.device)
            frames = np.zeros(len(index), dtype=np.int64)
            pixels -= [x0, y0, x0, y0]
            found = self._answers(part, frames, squares, pixels, self._outputs)
        return completed(found), index

    def _proposals(self, pictures: SummedArea, scales: Sequence[float]) -> Detections:
        """P-Net over the pyramid: squares, best first within each picture."""
        sheets = self._sheets(pictures, scales)
        windows = self._workers.map(lambda sheet: self._windows(pictures, sheet), sheets)
        pairs = zip(chain.from_iterable(sheets), chain.from_iterable(windows), strict=True)
        # While the workers are busy with the next level, this thread thins the last one out.
        levels = [
            Detections.joined([part for _, part in parts]).pick_per_frame(self._best(_LEVEL_IOU))
            for _, parts in groupby(pairs, lambda pair: pair[0].level)
        ]
        found = Detections.joined(levels)
        return proposed(found.pick_per_frame(self._best(_FRAME_IOU)))

    def _strips(self, pictures: SummedArea, scales: Sequence[float]) -> list[_Strip]:
        strips = []
        for level, scale in enumerate(scales):
            height = int(pictures.height * scale + 1)
            width = int(pictures.width * scale + 1)
            rows = self._portions.strip // (width * len(pictures))
            strips += [_Strip(level, scale, height, width, r) for r in split_rows(height, rows)]
        return strips

    def _sheets(self, pictures: SummedArea, scales: Sequence[float]) -> list[list[_Strip]]:
        """All strips in order, those together that are small enough."""
        sheets: list[list[_Strip]] = []
        room = 0
        for strip in self._strips(pictures, scales):
            pixels = len(strip.rows) * strip.width * len(pictures)
            if pixels > room:
                sheets.append([])
                room = self._portions.sheet
            sheets[-1].append(strip)
            room -= pixels
        return sheets

    @torch.inference_mode()
    def _windows(self, pictures: SummedArea, sheet: Sequence[_Strip]) -> list[Detections]:
        """P-Net's windows above the threshold in each strip, in pixels of the picture."""
        levels = [pictures.level(strip.height, strip.width, strip.rows) for strip in sheet]
        answers = self._propose(levels)
        return [self._likely(*pair) for pair in zip(sheet, answers, strict=True)]

    def _likely(self, strip: _Strip, answers: Tensor) -> Detections:
        everywhere = answers.permute(0, 2, 3, 1)
        cells = (everywhere[..., 0] >= self._least[0]).nonzero()
        answers = everywhere[cells[:, 0], cells[:, 1], cells[:, 2]]
        frames, row, column = cells.cpu().numpy().T
        corner = np.stack([column, row + strip.rows.start // ProposalNet.stride], axis=1)
        first = corner.astype(np.float32) * ProposalNet.stride + 1
        last = first + (ProposalNet.window - 1)
        boxes = np.floor(np.concatenate([first, last], axis=1) / np.float32(strip.scale))
        return Detections.answered(frames, boxes, answers)

    @property
    def _refinement(self) -> _Question:
        return _Question(
            lambda crops: self._refine(crops, self._least[1]),
            RefineNet.size,
            self._portions.refine,
        )

    @property
    def _outputs(self) -> _Question:
        return _Question(
            lambda crops: (torch.arange(len(crops)), self._output(crops)),
            OutputNet.size,
            self._portions.output,
        )

    def _judged(self, pictures: SummedArea, found: Detections, question: _Question) -> Detections:
        """The same boxes with the network's scores and details; those outside are dropped."""
        pixels = covered_pixels(found.boxes, pictures.height, pictures.width)
        inside = has_pixels(pixels)
        found, pixels = found.pick(inside), pixels[inside]
        return self._answers(pictures, found.frames, found.boxes, pixels, question)

    def _answers(
        self,
        pictures: SummedArea,
        frames: Int64,
        boxes: Float32,
        pixels: Int64,
        question: _Question,
    ) -> Detections:
        """What a network says of boxes that cover these pixels; none is empty."""
        if not len(boxes):
            return Detections.none()

        @torch.inference_mode()
        def answer(part: Int64) -> Detections:
            crops = pictures.crops(frames[part], pixels[part], question.size)
            index, answers = question.ask(crops)
            kept = part[index.cpu().numpy()]
            return Detections.answered(frames[kept], boxes[kept], answers)

        # As many parts for each worker, but for a single crop it does not pay to share.
        rounds = -(-len(boxes) // (question.portion * self._workers.count))
        shares = min(rounds * self._workers.count, -(-len(boxes) // 2))
        parts = np.array_split(np.arange(len(boxes)), shares)
        return Detections.joined(list(self._workers.map(answer, parts)))

    def _best(self, threshold: float) -> Callable[[Detections], Int64]:
        """Suppression by IoU within one picture, bounded."""
        limit = self.settings.max_candidates
        return lambda found: nms(found.boxes, found.scores, threshold, limit)


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


def split_rows(height: int, rows: int) -> Iterator[range]:
    """Parts of about `rows` rows of a level; each cell of P-Net's map lies in exactly one.

    Neighbours overlap by what a window reaches past its step. They start on even rows, so that
    the pooling's windows are those of the whole level.
    """
    overlap = ProposalNet.window - ProposalNet.stride
    count = -(-(height - overlap) // max(rows - overlap, ProposalNet.stride))
    step = -(-(height - overlap) // (ProposalNet.stride * count)) * ProposalNet.stride
    for start in range(0, height - overlap, step):
        yield range(start, min(start + step + overlap, height))


def _logit(probability: float) -> float:
    """Its inverse is the sigmoid; infinite at 0 and 1."""
    with np.errstate(divide="ignore"):
        return float(np.log(np.float64(probability) / np.float64(1 - probability)))
