"""Photographs to encoded crops, a batch at a time; runs in this process or in others."""

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

import cv2
import torch

from training.imagetree import UnreadableImageError, decode_image
from training.preprocess.faces import NO_FACE, AlignedFace, FaceDetector, align_photographs
from training.preprocess.outputs import Outcome
from videorec.core.errors import TrainingError
from videorec.core.settings import DetectorSettings
from videorec.core.types import UInt8
from videorec.models.devices import resolve_device, set_cpu_threads
from videorec.pipeline.detector import Detector

# Eye distance in pixels of the photograph; in the crop it is 35. Names and order of magnitude are
# those of the training's index: full resolution, about half, and less.
WILD_EYES, HALF_EYES = 24.0, 16.5
ENCODINGS: dict[str, list[int]] = {
    "jpg": [cv2.IMWRITE_JPEG_QUALITY, 95],
    "png": [],
    "webp": [cv2.IMWRITE_WEBP_QUALITY, 95],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """source: name in the data set. crop: name its crop will get.

    data: the file's bytes, or the reason why they could not be read.
    """

    source: str
    crop: str
    data: bytes | str


Batch = tuple[Photograph, ...]
Aligned = list[tuple[Outcome, bytes | None]]


class BatchAligner:
    """Finds and aligns the faces of a batch of photographs, and encodes the crops."""

    def __init__(self, detector: FaceDetector, encoding: str) -> None:
        self._detector = detector
        self._encoding = encoding

    def __call__(self, batch: Batch) -> Aligned:
        """An outcome for each photograph, in order, with its encoded crop where there is one."""
        images: list[UInt8] = []
        reasons: dict[str, str] = {}
        for photograph in batch:
            try:
                if isinstance(photograph.data, str):
                    raise UnreadableImageError(photograph.data)
                images.append(decode_image(photograph.data))
            except UnreadableImageError as exc:
                reasons[photograph.source] = str(exc)
        faces = iter(align_photographs(self._detector, images) if images else ())
        return [
            _missing(photograph, reasons[photograph.source])
            if photograph.source in reasons
            else self._outcome(photograph, next(faces))
            for photograph in batch
        ]

    def _outcome(
        self, photograph: Photograph, face: AlignedFace | None
    ) -> tuple[Outcome, bytes | None]:
        if face is None:
            return _missing(photograph, NO_FACE)
        encoded = cv2.imencode(f".{self._encoding}", face.crop, ENCODINGS[self._encoding])[1]
        outcome = Outcome(
            source=photograph.source,
            crop=photograph.crop,
            quality=quality_of(face.eye_distance),
            faces=face.faces,
            reason="",
        )
        return outcome, encoded.tobytes()


def quality_of(eye_distance: float) -> str:
    """The training's name for how finely a face was photographed."""
    if eye_distance >= WILD_EYES:
        return "wild"
    return "half" if eye_distance >= HALF_EYES else "low"


@contextmanager
def aligner(
    workers: int, device: str, encoding: str
) -> Iterator[Callable[[Iterable[Batch]], Iterator[Aligned]]]:
    """A function that aligns a stream of batches, in order; one worker is this process itself.

    Each further process uses one CPU thread. DeviceError for a device that is not there.
    """
    place = resolve_device(device)
    if workers == 1:
        align = BatchAligner(_detector(place), encoding)
        yield lambda batches: map(align, batches)
        return
    pool = ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(str(place), encoding),
    )
    try:
        yield lambda batches: _in_order(pool, batches, ahead=2 * workers)
    except BrokenProcessPool as exc:
        raise TrainingError(
            "a worker process died, perhaps for want of memory; try fewer --workers. "
            "What is finished is kept, and the same command goes on from there"
        ) from exc
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, batches: Iterable[Batch], *, ahead: int
) -> Generator[Aligned, None, None]:
    """Results in the order of the batches, with at most `ahead` of them read in advance."""
    waiting: deque[Future[Aligned]] = deque()
    for batch in batches:
        waiting.append(pool.submit(_align, batch))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _missing(photograph: Photograph, reason: str) -> tuple[Outcome, None]:
    return Outcome(source=photograph.source, crop=None, quality="", faces=0, reason=reason), None


def _detector(device: torch.device) -> FaceDetector:
    return Detector(DetectorSettings.preset("sphereface"), device)


# Set once in each worker process.
_process_aligner: BatchAligner | None = None


def _start_worker(device: str, encoding: str) -> None:
    global _process_aligner
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the parent
    set_cpu_threads(1)
    _process_aligner = BatchAligner(_detector(torch.device(device)), encoding)


def _align(batch: Batch) -> Aligned:
    assert _process_aligner is not None
    return _process_aligner(batch)
