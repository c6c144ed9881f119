"""The picture that was asked for, while it is not yet in memory."""

from dataclasses import dataclass, replace
from typing import Self

from videorec.runtime.reel import Picture, Reel

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

    def is_found_at(self, picture: Picture) -> bool:
        """Whether its place is known when its reel comes to this picture."""
        if self.position is None:
            return picture.frame.time_s >= self.time_s
        return picture.position >= self.position

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
        """Where in the reel it is, perhaps before what that keeps; None when not known yet."""
        if self.position is not None:
            return self.position
        if (anchor := reel.position_at(self.time_s)) is not None:
            return anchor + self.steps
        return reel.newest if reel.complete else None

    def earlier(self, reel: Reel, frame_s: float) -> Self | None:
        """The same picture in a reel that begins earlier, when it is before what this one keeps.

        frame_s: mean time from one picture to the next. None: this reel will do.
        """
        position, oldest = self.position_in(reel), reel.at(reel.oldest)
        if position is None or oldest is None or position >= oldest.position:
            return None
        if oldest.position == 0 and (reel.start_s <= 0.0 or oldest.frame.time_s <= 0.0):
            return None
        if self.position is None and (position >= 0 or reel.start_s <= 0.0):
            # It was let go on the way: now that its place is known, once more from there.
            return replace(self, position=max(position, 0))
        if self.position is None:
            # Pictures were further apart than thought.
            return replace(self, reach_s=2.0 * self.reach_s)
        steps = position - oldest.position
        reach_s = (SPARE_PICTURES - steps) * frame_s
        return replace(
            self, position=None, time_s=oldest.frame.time_s, steps=steps, reach_s=reach_s
        )
