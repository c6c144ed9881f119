"""Which pictures of a reel were recognised, and which one is next."""

from collections.abc import Mapping

from videorec.core.types import FrameResult
from videorec.pipeline.hindsight import known_later, moment_of
from videorec.runtime.pacing import next_to_recognise
from videorec.runtime.recognition_line import Order
from videorec.runtime.reel import Reel

Place = tuple[Reel, int]


class Lookahead:
    """Runs ahead of the picture on screen, on one reel. Used with the reel's `changed` held.

    dropped: pictures that were passed over. found: results by position in the reel.
    """

    def __init__(self, reel: Reel) -> None:
        self.dropped = 0
        self.found: dict[int, FrameResult] = {}
        self._reel = reel
        self._last: int | None = None
        self._seen: set[int] = set()

    @property
    def is_behind(self) -> bool:
        """Whether everything that was ordered is on screen, or was."""
        shown = self._reel.shown
        return self._last is not None and shown is not None and self._last <= shown

    def next_order(self, *, playing: bool) -> Order[Place] | None:
        """The picture to recognise next, if there is one."""
        if (shown := self._reel.shown) is None:
            return None
        choice = next_to_recognise(
            last=self._last,
            shown=shown,
            newest=self._reel.newest,
            shown_was_seen=shown in self._seen,
            playing=playing,
        )
        if choice is None:
            return None
        position, starts_anew = choice
        picture = self._reel.at(position)
        if picture is None:  # a long step left it behind
            position, starts_anew = shown, True
            picture = self._reel.on_screen
        assert picture is not None
        if self._last is not None and not starts_anew:
            self.dropped += position - self._last - 1
        self._last = position
        self._seen.add(position)
        return Order(
            frame=picture.frame,
            decode_ms=picture.decode_ms,
            starts_anew=starts_anew,
            tag=(self._reel, position),
        )

    def keep(self, place: Place, result: FrameResult) -> bool:
        """Remember a result; False when its picture is not in memory any more."""
        reel, position = place
        if reel is not self._reel or reel.at(position) is None:
            return False
        self.found[position] = result
        return True

    def replace(self, results: Mapping[int, FrameResult]) -> None:
        """Results as they are decided now, by position; those that were let go stay away."""
        self.found |= {place: results[place] for place in self.found.keys() & results.keys()}

    def known(self, position: int, *, unique: bool) -> FrameResult | None:
        """The result there with what was found after it; unique: see `known_later`."""
        if position not in self.found:
            return None
        before = sorted((p for p in self.found if p < position), reverse=True)
        after = sorted(p for p in self.found if p > position)
        return known_later(
            self.found[position],
            earlier=(moment_of(self.found[p]) for p in before),
            later=[self.found[p] for p in after],
            unique=unique,
        )

    def trim(self) -> None:
        """Let go of what the reel let go."""
        oldest = self._reel.oldest
        self._seen = {position for position in self._seen if position >= oldest}
        for position in [position for position in self.found if position < oldest]:
            del self.found[position]
