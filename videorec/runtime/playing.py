"""What players of files and of live sources have in common."""

from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import Mapping
from threading import Condition, Thread
from time import monotonic
from typing import Any, Protocol

from gallery.index import GalleryIndex
from videorec.core.settings import MatchingSettings
from videorec.core.types import Frame, FrameResult
from videorec.media.info import SourceInfo
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.redecide import Ruling, reconsider
from videorec.runtime.pacing import Meter
from videorec.runtime.recognition_line import Order, RecognitionLine
from videorec.runtime.values import TransportState

PATIENCE_S = 5.0
RECENT_RESULTS = 50
# Boxes stay over later pictures of their shot for so much of the film when recognition is late.
LONGEST_LAG_S = 1.0
STAGES = (
    "decode",
    "shots",
    "detect",
    "flow",
    "track",
    "follow",
    "align",
    "embed",
    "match",
)


def without_boxes(picture: Frame) -> FrameResult:
    """The overlay of a picture about which nothing is known."""
    return FrameResult(frame=picture, tracks=())


class Audience(Protocol):
    """Whoever watches. Called in the player's threads, so each must return at once."""

    def shown(self, picture: Frame | None, result: FrameResult | None, due_s: float) -> None:
        """A new picture, a new overlay, or both; due_s: when, by time.monotonic."""

    def recognised(self, result: FrameResult) -> None:
        """A result, in the order of recognition, perhaps long before its picture is shown."""

    def moved(self, state: TransportState) -> None:
        """The transport's state, with every picture and every change."""

    def broken(self, error: Exception) -> None:
        """The source or the recognition failed."""

    def told(self, text: str) -> None:
        """Something the user may like to know."""


class Player(ABC):
    """Plays one source until `close`. Verbs may be called from any thread and return at once.

    `_overlay` lies over the picture on screen; None is no boxes. Each picture that is shown comes
    with its own boxes, or with none, or keeps those before it: only within a shot, as over another
    one a name would lie over somebody else.
    """

    def __init__(
        self, info: SourceInfo, audience: Audience, *, look_ahead: int, playing: bool = True
    ) -> None:
        self.info = info
        self._look_ahead = look_ahead
        self._audience = audience
        # Guards everything below; told whenever something changed.
        self._changed = Condition()
        self._closing = False
        self._playing = playing
        self._line: RecognitionLine[Any] | None = None
        self._overlay: FrameResult | None = None
        self._dropped = 0
        self._pictures, self._results = Meter(), Meter()
        self._timings: deque[Mapping[str, float]] = deque(maxlen=RECENT_RESULTS)
        self._thread = Thread(target=self._guarded, name="player", daemon=True)

    def start(self) -> None:
        """Show the first picture."""
        self._thread.start()

    def begin(self) -> None:  # noqa: B027
        """Everything is ready: let the film run, unless it is paused. Live sources run at once."""

    def use_recognizer(self, recognizer: Recognizer | None, *, threads: int = 1) -> None:
        """Recognise with this one from now on; it belongs to the player. Waits for the old one."""
        first = 1
        if (old := self._line) is not None:
            old.close()
            first = old.next_track
        with self._changed:
            self._line = None
            self._forget_results()
            if recognizer is not None and not self._closing:
                self._line = RecognitionLine(
                    recognizer,
                    changed=self._changed,
                    choose=self._choose,
                    finished=self._take_result,
                    ruled=self._rule,
                    broken=self._recognition_failed,
                    look_ahead=self._look_ahead,
                    threads=threads,
                    first_track=first,
                )
            self._changed.notify_all()

    def use_matching(self, matching: MatchingSettings) -> None:
        """Decide by these; what is on screen is decided again."""
        if (line := self._line) is not None:
            line.use_matching(matching)

    def use_gallery(self, index: GalleryIndex) -> None:
        """Search this; what is on screen is searched and decided again."""
        if (line := self._line) is not None:
            line.use_gallery(index)

    def play(self) -> None:
        """Show one picture after the other."""
        with self._changed:
            self._playing = True
            self._report()

    def pause(self) -> None:
        """Let the picture stand still."""
        with self._changed:
            self._playing = False
            self._report()

    def toggle(self) -> None:
        """Play when paused, else pause."""
        with self._changed:
            if self._playing:
                self.pause()
            else:
                self.play()

    def step(self, frames: int) -> None:  # noqa: B027
        """Pause, and show the picture that many later or earlier; live sources have none."""

    def seek(self, time_s: float) -> None:  # noqa: B027
        """Show that moment; for seekable sources."""

    def set_speed(self, speed: float) -> None:  # noqa: B027
        """Film seconds a second; for files."""

    def set_loop(self, loop: bool) -> None:  # noqa: B027
        """Start again at the end; for files."""

    def close(self) -> bool:
        """End all threads; whether they ended in time. What is left ends by itself later."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._let_go()
        ended = self._line is None or self._line.close()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)
            ended = ended and not self._thread.is_alive()
        return ended

    @property
    def source_fps(self) -> float:
        """Pictures a second that were presented."""
        return self._pictures.rate(monotonic())

    @property
    def recognition_fps(self) -> float:
        """Results a second."""
        return self._results.rate(monotonic())

    @property
    def dropped(self) -> int:
        """Pictures that were never recognised."""
        return self._dropped

    @property
    def stages_ms(self) -> dict[str, float]:
        """Mean milliseconds a picture per stage, over the last ones."""
        with self._changed:
            recent = list(self._timings)
        total: defaultdict[str, float] = defaultdict(float)
        for timings in recent:
            for name, spent in timings.items():
                total[name] += spent
        order = {name: place for place, name in enumerate(STAGES)}
        names = sorted(total, key=lambda name: order.get(name, len(order)))
        return {name: total[name] / len(recent) for name in names}

    @abstractmethod
    def _run(self) -> None:
        """The player's thread."""

    @abstractmethod
    def _choose(self) -> Order[Any] | None:
        """What to recognise next; called with `_changed` held."""

    @abstractmethod
    def _place(self, order: Order[Any], result: FrameResult) -> None:
        """Show or keep a result; called with `_changed` held."""

    @abstractmethod
    def _transport(self) -> TransportState:
        """Where the player stands; called with `_changed` held."""

    def _report(self) -> None:
        """Something changed; called with `_changed` held."""
        self._audience.moved(self._transport())
        self._changed.notify_all()

    def _forget_results(self) -> None:
        """Those of another recognizer, or of another stretch; called with `_changed` held."""
        self._overlay = None

    def _let_go(self) -> None:  # noqa: B027
        """What else must know that the player closes."""

    def _take_result(self, order: Order[Any], result: FrameResult) -> None:
        self._results.note(monotonic())
        self._audience.recognised(result)
        with self._changed:
            self._timings.append(result.timings_ms)
            self._place(order, result)
            self._changed.notify_all()

    def _rule(self, ruling: Ruling) -> None:
        with self._changed:
            if self._overlay is not None:
                self._overlay = reconsider(self._overlay, ruling)
                self._audience.shown(None, self._overlay, monotonic())

    def _recognition_failed(self, error: Exception) -> None:
        """No more results come; those that are there say nothing about what is shown next."""
        with self._changed:
            if self._overlay is not None:
                nothing = without_boxes(self._overlay.frame)
                self._overlay = None
                self._audience.shown(None, nothing, monotonic())
        self._audience.broken(error)

    def _fits(self, overlay: FrameResult | None, picture: Frame, shot_start: int) -> bool:
        """A picture's own boxes fit; in motion also those of just before, within its shot."""
        if overlay is None or overlay.frame.index == picture.index:
            return overlay is not None
        age_s = picture.time_s - overlay.frame.time_s
        same_shot = overlay.frame.index >= shot_start
        return self._playing and same_shot and 0.0 <= age_s <= LONGEST_LAG_S

    def _current(self, result: FrameResult) -> FrameResult:
        """A result by the newest ruling."""
        return result if self._line is None else reconsider(result, self._line.ruling)

    def _guarded(self) -> None:
        try:
            self._run()
        except Exception as error:
            self._audience.broken(error)
