"""Looking ahead: where shots begin, and, every so often, all the faces of a frame.

A scout knows no tracks and no names, so it can run in a thread of its own, some frames ahead of
the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, sqrt
from typing import TYPE_CHECKING

from videorec.core.settings import Mode, RecognitionSettings
from videorec.core.shots import ShotDetector
from videorec.core.types import Face, Frame
from videorec.pipeline.timing import StageClock
from videorec.pipeline.views import EmbeddedViews

if TYPE_CHECKING:
    from videorec.pipeline.detector import Detector

# Up to this size the wanted interval between detections holds; a detection of a larger picture
# costs more, in proportion to its pixels, and the interval grows with its sides.
_REFERENCE_PIXELS = 640 * 360


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sighting:
    """What a scout saw in a frame.

    starts_shot: the frame before belongs to another shot, or there is none.
    faces: best score first; None when the detector did not look at this frame.
    embedded: the same faces embedded, once `Recognizer.prepare` has done it.
    """

    frame: Frame
    starts_shot: bool
    faces: tuple[Face, ...] | None
    embedded: EmbeddedViews | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glance:
    """What is known of a frame before the detector looks at it.

    due: whether it is to look at this frame.
    """

    frame: Frame
    starts_shot: bool
    due: bool
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class Scout:
    """Detects faces at the start of a shot and then every `every_s`; 0 is every frame."""

    def __init__(self, detector: "Detector", every_s: float) -> None:
        self._detector = detector
        self._detector_alone = detector.alone()
        self._every_s = every_s
        self._shots = ShotDetector()
        self._looked_s = -inf

    @classmethod
    def of(cls, detector: "Detector", settings: RecognitionSettings) -> "Scout":
        """A new scout for a source, by mode and tracking settings."""
        exact = settings.mode is Mode.EXACT
        return cls(detector, 0.0 if exact else settings.tracking.detect_every_s)

    @property
    def lanes(self) -> int:
        """How many frames are best detected at once, each in a thread, where none is urgent.

        Where every frame is: as many as there are threads, since threads that share one frame wait
        for each other. Else one frame at a time, on all of them.
        """
        return self._detector.threads if self._every_s == 0 else 1

    def look(self, frame: Frame) -> Sighting:
        """The next frame. Frames come in order."""
        return self.detect(self.glance(frame))

    def glance(self, frame: Frame) -> Glance:
        """The first half of `look`, which remembers the frames before."""
        clock = StageClock()
        with clock.stage("shots"):
            starts_shot = self._shots.starts_shot(frame.image)
        due = starts_shot or self._is_due(frame)
        if due:
            self._looked_s = frame.time_s
        return Glance(frame=frame, starts_shot=starts_shot, due=due, timings_ms=clock.timings_ms)

    def detect(self, glance: Glance) -> Sighting:
        """The second half, on all threads of the detector."""
        return _detected(glance, self._detector)

    def detect_alone(self, glance: Glance) -> Sighting:
        """The second half in the calling thread; frames in any order, several at once."""
        return _detected(glance, self._detector_alone)

    def _is_due(self, frame: Frame) -> bool:
        pixels = frame.image.shape[0] * frame.image.shape[1]
        interval_s = self._every_s * max(1.0, sqrt(pixels / _REFERENCE_PIXELS))
        return frame.time_s - self._looked_s >= interval_s - 1e-6


def _detected(glance: Glance, detector: "Detector") -> Sighting:
    clock = StageClock()
    faces = None
    if glance.due:
        with clock.stage("detect"):
            (faces,) = detector.detect([glance.frame.image])
    return Sighting(
        frame=glance.frame,
        starts_shot=glance.starts_shot,
        faces=faces,
        timings_ms={**glance.timings_ms, **clock.timings_ms},
    )
