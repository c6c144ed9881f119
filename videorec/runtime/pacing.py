"""When to show which picture: arithmetic on clocks, without a clock."""

from collections import deque
from threading import Lock

SLOWEST, FASTEST = 0.25, 4.0
# Two pictures closer than this are shown as one: no screen keeps them apart.
SLACK_S = 1e-3


class Pace:
    """Relates film time to wall time at a speed. All times in seconds; wall time is `now`."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._film_s = 0.0
        self._wall_s = 0.0

    def begin(self, film_s: float, now: float) -> None:
        """This moment of the film is due now."""
        self._film_s, self._wall_s = film_s, now

    def due(self, film_s: float) -> float:
        """The wall time at which that moment of the film is due."""
        return self._wall_s + (film_s - self._film_s) / self.speed

    def position(self, now: float) -> float:
        """The moment of the film that is due now."""
        return self._film_s + (now - self._wall_s) * self.speed

    def change_speed(self, speed: float, now: float) -> None:
        """Go on from here, faster or slower; held between SLOWEST and FASTEST."""
        self.begin(self.position(now), now)
        self.speed = min(max(speed, SLOWEST), FASTEST)


class Meter:
    """How often something happens a second, over the last span. Any thread."""

    def __init__(self, span_s: float = 1.0) -> None:
        self._span_s = span_s
        self._times: deque[float] = deque()
        self._lock = Lock()

    def note(self, now: float) -> None:
        """It happened."""
        with self._lock:
            self._times.append(now)
            self._forget(now)

    def rate(self, now: float) -> float:
        """Times a second."""
        with self._lock:
            self._forget(now)
            return len(self._times) / self._span_s

    def _forget(self, now: float) -> None:
        while self._times and self._times[0] <= now - self._span_s:
            self._times.popleft()


def next_to_recognise(
    *, last: int | None, shown: int, newest: int, shown_was_seen: bool, playing: bool
) -> tuple[int, bool] | None:
    """Which picture of a stretch to recognise next, and whether recognition starts anew there.

    Positions count pictures of the stretch: last was recognised last, shown is on screen, newest
    was read last. Recognition runs ahead in order; where it came late it goes on with the picture
    on screen; a picture that is looked at while the film stands still gets its own result even if
    it was passed over before.
    """
    if last is None:
        return shown, True
    if not shown_was_seen:
        if shown > last:
            return shown, False
        if not playing:
            return shown, True
    return (last + 1, False) if last < newest else None
