"""Geometry of the timeline: times to pixels, lanes to rows, no painting."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Distances between two marks of the ruler that people count in, seconds.
STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeScale:
    """left, width: pixels of the part that shows time; duration_s: what it spans."""

    left: float
    width: float
    duration_s: float

    def to_x(self, time_s: float) -> float:
        """Pixel of a time; times outside stick to the ends."""
        if self.duration_s <= 0.0:
            return self.left
        return self.left + self.width * min(max(time_s / self.duration_s, 0.0), 1.0)

    def to_time(self, x: float) -> float:
        """Time of a pixel, within the duration."""
        if self.width <= 0.0:
            return 0.0
        return self.duration_s * min(max((x - self.left) / self.width, 0.0), 1.0)

    def marks(self, room: float) -> tuple[float, ...]:
        """Times of the ruler's marks, at least `room` pixels apart."""
        if self.width <= 0.0 or self.duration_s <= 0.0:
            return ()
        least = room * self.duration_s / self.width
        longest = STEPS_S[-1] * math.ceil(least / STEPS_S[-1])
        step = next((s for s in STEPS_S if s >= least), longest)
        return tuple(i * step for i in range(int(self.duration_s / step + 1e-9) + 1))


def interval_at(
    intervals: Sequence[tuple[float, float]], time_s: float, reach_s: float
) -> tuple[float, float] | None:
    """The interval that holds a time, or the nearest within reach_s of it."""
    best, least = None, reach_s
    for start, end in intervals:
        distance = max(start - time_s, time_s - end, 0.0)
        if distance <= least:
            best, least = (start, end), distance
            if distance == 0.0:
                break
    return best


def next_start(intervals: Sequence[tuple[float, float]], time_s: float) -> float | None:
    """When the next interval after a time begins."""
    return min((start for start, _ in intervals if start > time_s + 1e-3), default=None)


def previous_start(intervals: Sequence[tuple[float, float]], time_s: float) -> float | None:
    """When the interval before a time began; a little grace, so that one can go on back."""
    return max((start for start, _ in intervals if start < time_s - 0.5), default=None)
