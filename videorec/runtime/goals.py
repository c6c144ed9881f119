"""The picture that was asked for, while it is not yet in memory."""

from dataclasses import dataclass, replace
from typing import Self

from videorec.runtime.reel import Reel

# So many pictures are read before the one that is sought: distances in a film are uneven.
SPARE_PICTURES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A picture to show as soon as it is in memory. Its reel's `changed` is held all the time.

    position: in the reel. Or, when None: steps before (negative) the picture of time_s, in a reel
    that begins reach_s before that one.
    """

    position: int | None = None
    time_s: float = 0.0
    steps: int = 0
    reach_s: float = 0.0

    @property
    def start_s(self) -> float:
        """Where its reel begins."""
        return max(0.0, self.time_s - self.reach_s)

    def moved(self, frames: int) -> Self:
        """So many pictures later."""
        if self.position is None:
            return replace(self, steps=self.steps + frames)
        return replace(self, position=self.position + frames)

    def not_before(self, reel: Reel) -> Self:
        """The same, or the first picture that the reel keeps."""
        if self.position is None:
            return self
        return replace(self, position=max(self.position, reel.oldest))

    def position_in(self, reel: Reel) -> int | None:
        """Where in the reel it is; None when that is not known yet."""
        if self.position is not None:
            return self.position
        if (anchor := reel.position_at(self.time_s)) is not None:
            return max(anchor + self.steps, reel.oldest)
        return reel.newest if reel.complete else None

    def earlier(self, reel: Reel, frame_s: float) -> Self | None:
        """The same picture in a reel that begins earlier, when it is before what this one keeps.

        frame_s: mean time from one picture to the next. None: this reel will do.
        """
        if reel.start_s <= 0.0 and reel.oldest == 0:
            return None
        if self.position is None:
            anchor = reel.position_at(self.time_s)
            if anchor is None or anchor + self.steps >= reel.oldest:
                return None
            # Pictures were further apart than thought.
            return replace(self, reach_s=2.0 * self.reach_s)
        oldest = reel.at(reel.oldest)
        if oldest is None or self.position >= reel.oldest or oldest.frame.time_s <= 0.0:
            return None
        steps = self.position - reel.oldest
        reach_s = (SPARE_PICTURES - steps) * frame_s
        return replace(
            self, position=None, time_s=oldest.frame.time_s, steps=steps, reach_s=reach_s
        )
