"""When was this picture of a live stream taken? Its stamps, and this computer's clock between."""

import time
from collections.abc import Callable

# A camera that changes its clock by more than this, or sets it back so far, is not believed.
DRIFT_S = 60.0
BACK_S = 1.0
# Two pictures are never nearer to each other.
STEP_S = 1e-3


class LiveClock:
    """Seconds since the first picture, strictly growing, over any number of connections.

    now: this computer's clock in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.last_s = 0.0
        self._now = now
        self._start: float | None = None
        self._shift: float | None = None

    def new_connection(self) -> None:
        """The stamps start anew; this computer's clock says where."""
        self._shift = None

    def time_s(self, stamp: float | None) -> float:
        """The time of the picture that has just come. stamp: seconds, None for one without."""
        now = self._now()
        # A server that sends its past in one go is ahead of this clock; never step back.
        soonest = 0.0 if self._start is None else self.last_s + STEP_S
        self._start = now if self._start is None else self._start
        arrived = max(now - self._start, soonest)
        if stamp is None:
            # So it is with an RTSP camera's first picture, and with its first after a silence.
            self.last_s = arrived if self._shift is None else soonest
            return self.last_s
        if self._shift is None or not _believable(stamp + self._shift, arrived, soonest):
            self._shift = arrived - stamp
        self.last_s = max(stamp + self._shift, soonest)
        return self.last_s


def _believable(time_s: float, arrived: float, soonest: float) -> bool:
    return abs(time_s - arrived) <= DRIFT_S and time_s > soonest - BACK_S
