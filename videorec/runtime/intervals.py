"""Sets of moments as sorted intervals [from, to) that do not touch."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Interval = tuple[float, float]

# Presentation times are floats; less than this apart is the same moment.
SAME_S = 1e-6


def add_interval(intervals: list[Interval], start: float, end: float) -> None:
    """Unite, in place; what was in it already changes nothing."""
    if end <= start:
        return
    first = bisect_left(intervals, start - SAME_S, key=lambda i: i[1])
    last = bisect_right(intervals, end + SAME_S, key=lambda i: i[0])
    if first < last:
        start = min(start, intervals[first][0])
        end = max(end, intervals[last - 1][1])
    intervals[first:last] = [(start, end)]


def united(many: Iterable[Iterable[Interval]]) -> list[Interval]:
    """The union of several sets."""
    union: list[Interval] = []
    for start, end in sorted(interval for intervals in many for interval in intervals):
        if union and start <= union[-1][1] + SAME_S:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return union


def seconds(intervals: Iterable[Interval]) -> float:
    """How long they are together."""
    return sum(end - start for start, end in intervals)
