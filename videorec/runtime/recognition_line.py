"""The recognizer at work beside the player: one thread looks ahead, one names."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition, Thread
from typing import Generic, TypeVar

from gallery.index import GalleryIndex
from videorec.core.settings import MatchingSettings
from videorec.core.types import Frame, FrameResult
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.redecide import Ruling
from videorec.pipeline.scout import Scout, Sighting

PATIENCE_S = 5.0

Tag = TypeVar("Tag")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order(Generic[Tag]):
    """A picture to recognise.

    starts_anew: it does not follow the one ordered before. tag: comes back with the result.
    """

    frame: Frame
    decode_ms: float
    starts_anew: bool
    tag: Tag


class RecognitionLine(Generic[Tag]):
    """Takes orders and gives results, in threads of its own, until `close`.

    recognizer: belongs to this line alone. changed: guards what `choose` looks at; told when there
    may be something to choose. choose: the next order or None, called with `changed` held.
    finished: hears of each order's result; ruled: of every change of matching or gallery; broken:
    of an unexpected error, after which nothing more comes. look_ahead: most pictures that wait to
    be named. threads: cores for each of its two threads. first_track: number of the first track;
    `next_track` goes on from there.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        *,
        changed: Condition,
        choose: Callable[[], Order[Tag] | None],
        finished: Callable[[Order[Tag], FrameResult], None],
        ruled: Callable[[Ruling], None],
        broken: Callable[[Exception], None],
        look_ahead: int,
        threads: int,
        first_track: int = 1,
    ) -> None:
        self._recognizer = recognizer
        self._changed = changed
        self._choose = choose
        self._finished = finished
        self._ruled = ruled
        self._broken = broken
        self._cores = threads
        self._look_ahead = look_ahead
        self._sightings: deque[tuple[Order[Tag], Sighting]] = deque()
        self._matching: MatchingSettings | None = None
        self._index: GalleryIndex | None = None
        self.next_track = first_track
        self._closed = False
        self._wave = 0  # grows when orders are dropped
        self.ruling = recognizer.ruling
        self._threads = [
            Thread(target=self._guarded, args=(work,), name=name, daemon=True)
            for name, work in (("scout", self._look), ("recogniser", self._name))
        ]
        for thread in self._threads:
            thread.start()

    def use_matching(self, matching: MatchingSettings) -> None:
        """From the next picture on, or at once when there is none; only the newest counts."""
        with self._changed:
            self._matching = matching
            self._changed.notify_all()

    def use_gallery(self, index: GalleryIndex) -> None:
        """From the next picture on, or at once when there is none; only the newest counts."""
        with self._changed:
            self._index = index
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Pictures that wait to be named; used with `changed` held."""
        return len(self._sightings)

    def drop_orders(self) -> None:
        """Nobody needs what was ordered so far any more; called with `changed` held.

        The next order starts anew, as tracks do not go on over a gap.
        """
        self._wave += 1
        self._sightings.clear()

    def close(self) -> bool:
        """End both threads, each after the picture in hand; whether they ended in time."""
        with self._changed:
            self._closed = True
            self._sightings.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(PATIENCE_S)
        return not any(thread.is_alive() for thread in self._threads)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            # Here, as it imports torch: whoever plays a film without recognising needs none.
            from videorec.models.devices import set_cpu_threads

            set_cpu_threads(self._cores)
            work()
        except Exception as error:
            with self._changed:
                already, self._closed = self._closed, True
                self._changed.notify_all()
            if not already:
                self._broken(error)

    def _look(self) -> None:
        scout: Scout = self._recognizer.new_scout()
        while (taken := self._next_order()) is not None:
            order, wave = taken
            if order.starts_anew:
                scout = self._recognizer.new_scout()
            sighting = scout.look(order.frame)
            timings = {"decode": order.decode_ms, **sighting.timings_ms}
            with self._changed:
                if wave == self._wave:
                    self._sightings.append((order, replace(sighting, timings_ms=timings)))
                self._changed.notify_all()

    def _next_order(self) -> tuple[Order[Tag], int] | None:
        with self._changed:
            while not self._closed:
                room = self.waiting < self._look_ahead
                if room and (order := self._choose()) is not None:
                    return order, self._wave
                self._changed.wait()
        return None

    def _name(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_work)
                if self._closed:
                    return
                matching, self._matching = self._matching, None
                index, self._index = self._index, None
                work = None
                if matching is None and index is None:
                    work = self._sightings.popleft()
                    self._changed.notify_all()
            if work is None:
                self._rule(matching, index)
            else:
                self._recognise(*work)

    def _has_work(self) -> bool:
        # A gallery of nobody is false, but news all the same.
        is_news = self._matching is not None or self._index is not None
        return self._closed or is_news or bool(self._sightings)

    def _rule(self, matching: MatchingSettings | None, index: GalleryIndex | None) -> None:
        if index is not None:
            self._recognizer.use_gallery(index)
        if matching is not None:
            self._recognizer.use_matching(matching)
        self.ruling = self._recognizer.ruling
        self._ruled(self.ruling)

    def _recognise(self, order: Order[Tag], sighting: Sighting) -> None:
        if order.starts_anew:
            self._recognizer.forget_tracks(self.next_track)
        result = self._recognizer.name(sighting)
        for track in result.tracks:
            self.next_track = max(self.next_track, track.track_id + 1)
        self._finished(order, result)
