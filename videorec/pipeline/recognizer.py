"""The way of a frame: look ahead, track, align, embed, search, decide.

    for result in recognizer.run(source):
        ...

`Recognizer` owns the state of one source and is used by one thread; only its scout may run ahead
in another. Its two modes are two small objects with one verb: `ExactMode` has no memory,
`RealtimeMode` follows faces and decides on tracks.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from gallery.index import GalleryIndex
from videorec.core.settings import FILE_DELAY_S, MatchingSettings, Mode, RecognitionSettings
from videorec.core.types import Frame, FrameResult, Track
from videorec.pipeline.calibration import calibrated, same_person_threshold
from videorec.pipeline.exact import ExactMode
from videorec.pipeline.hindsight import with_hindsight
from videorec.pipeline.memory import release_free_memory
from videorec.pipeline.realtime import RealtimeMode
from videorec.pipeline.redecide import Ruling, redecide
from videorec.pipeline.scout import Scout, Sighting
from videorec.pipeline.timing import StageClock

if TYPE_CHECKING:
    from videorec.pipeline.detector import Detector
    from videorec.pipeline.embedder import Embedder

# Frames between two moments in which memory is handed back to the system.
TIDY_EVERY = 500


class FrameSource(Protocol):
    """Anything that yields frames in order."""

    def frames(self) -> Iterator[Frame]: ...


class Recognizer:
    """Names the faces of a sequence of frames.

    detector, embedder: the networks, ready on their device.
    index: a snapshot of the gallery; `use_gallery` swaps it between frames.
    settings: mode, matching and tracking; a threshold of None takes the model's.
    """

    def __init__(
        self,
        detector: "Detector",
        embedder: "Embedder",
        index: GalleryIndex,
        settings: RecognitionSettings | None = None,
    ) -> None:
        self._detector = detector
        self._embedder = embedder
        self._index = index
        self._settings = settings or RecognitionSettings()
        self._wanted = self._settings.matching
        self._matching = calibrated(self._wanted, embedder, index)
        self._named = 0
        self._revision = self._searched_since = 0
        self.reset()

    @property
    def index(self) -> GalleryIndex:
        """The snapshot of the gallery that is searched."""
        return self._index

    @property
    def threshold(self) -> float:
        """The cosine similarity a name needs."""
        assert self._matching.threshold is not None
        return self._matching.threshold

    @property
    def matching(self) -> MatchingSettings:
        """How it decides now; the threshold is set."""
        return self._matching

    @property
    def same_person(self) -> float:
        """Similarity from which two views of one video show the same person."""
        return same_person_threshold(self._settings.tracking, self._embedder)

    @property
    def revision(self) -> int:
        """Grows with every change of gallery or matching."""
        return self._revision

    def reset(self) -> None:
        """Forget the source: the next frame is the first of another one, with a new `scout`."""
        self.scout = self.new_scout()
        self.forget_tracks()

    def new_scout(self) -> Scout:
        """What looks at another source, or at this one from another moment on."""
        return Scout.of(self._detector, self._settings)

    def forget_tracks(self, first_id: int = 1) -> None:
        """The next sighting is the first of a new scout; tracks are numbered from first_id."""
        if self._settings.mode is Mode.EXACT:
            self._mode: ExactMode | RealtimeMode = ExactMode(self._embedder, first_id=first_id)
        else:
            self._mode = RealtimeMode(
                self._detector, self._embedder, self._settings.tracking, first_id=first_id
            )

    def use_gallery(self, index: GalleryIndex) -> None:
        """Search another snapshot from the next frame on."""
        self._index = index
        self._matching = calibrated(self._wanted, self._embedder, index)
        self._revision += 1
        self._searched_since = self._revision

    def use_matching(self, matching: MatchingSettings) -> None:
        """Decide by other settings from the next frame on; nothing is embedded again."""
        self._wanted = matching
        self._matching = calibrated(matching, self._embedder, self._index)
        self._revision += 1

    def process(self, frame: Frame) -> FrameResult:
        """Name the faces of one frame. Frames come in order."""
        return self.name(self.scout.look(frame))

    def prepare(self, sighting: Sighting) -> Sighting:
        """The part of `name` that needs no frame before this one.

        Any number of threads may do it ahead, for frames in any order; `name` does what is left.
        """
        return self._mode.prepare(sighting)

    def name(self, sighting: Sighting) -> FrameResult:
        """Name the faces of a frame that `scout` has looked at, perhaps in another thread."""
        sighting = self.prepare(sighting)
        clock = StageClock()
        self._named += 1
        if self._named % TIDY_EVERY == 0:
            release_free_memory()
        tracks = self._mode.name(sighting, self._index, self._matching, clock)
        return FrameResult(
            frame=sighting.frame,
            tracks=tracks,
            timings_ms={**sighting.timings_ms, **clock.timings_ms},
            revision=self._revision,
            detected=sighting.faces is not None,
        )

    def run(self, source: FrameSource, *, delay_s: float = 0.0) -> Iterator[FrameResult]:
        """Name the faces of a whole source, frame by frame.

        delay_s: how long each result waits for what is learned of its tracks meanwhile.
        """
        self.reset()
        results = map(self.process, source.frames())
        return with_hindsight(results, delay_s=delay_s, unique=self._matching.unique)

    def settled(self, results: Iterable[FrameResult], *, live: bool) -> Iterator[FrameResult]:
        """Its results as late as the settings say. live: nobody should wait for them."""
        delay_s = self._settings.tracking.delay_s
        if self._settings.mode is Mode.EXACT:
            delay_s = 0.0
        elif delay_s is None:
            delay_s = 0.0 if live else FILE_DELAY_S
        return with_hindsight(results, delay_s=delay_s, unique=self._matching.unique)

    def redecide(self, tracks: Sequence[Track]) -> tuple[Track, ...]:
        """Tracks of an earlier result under the present settings, from cached similarities."""
        return redecide(tracks, self._matching)

    @property
    def ruling(self) -> Ruling:
        """By what it decides now; may be used in any thread."""
        return Ruling(
            revision=self._revision,
            searched_since=self._searched_since,
            index=self._index,
            matching=self._matching,
        )
