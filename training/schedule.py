"""How far a run is, and the rate that belongs to it."""

import math
import time

from training.config import ScheduleConfig


class Clock:
    """Progress of a run in [0, 1], by steps or by wall-clock time.

    passed: seconds that earlier parts of the run took, when it is resumed.
    """

    def __init__(self, config: ScheduleConfig, passed: float = 0.0) -> None:
        self._config = config
        self._started = time.monotonic() - passed

    @property
    def passed(self) -> float:
        """Seconds of training so far, over all parts of the run."""
        return time.monotonic() - self._started

    def progress(self, step: int) -> float:
        """Share of the run that has passed before `step` (from 0); 1 when it is over."""
        if self._config.steps is not None:
            return min(1.0, step / self._config.steps)
        assert self._config.minutes is not None
        return min(1.0, self.passed / (60.0 * self._config.minutes))


def rate_factor(config: ScheduleConfig, step: int, progress: float) -> float:
    """What the full rate is multiplied by at `step`, counted from 0."""
    if progress < config.warmup:
        return max(progress / config.warmup, 0.01)
    if config.kind == "drops":
        return config.factor ** sum(step >= drop for drop in config.drops)
    after = (progress - config.warmup) / (1.0 - config.warmup)
    return 0.5 * (1.0 + math.cos(math.pi * after))
