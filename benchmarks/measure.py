"""Timing side by side: tasks take turns, so that a busy machine hits all alike."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from videorec.core.types import Float64

LEAST_TURNS = 5


def take_turns(tasks: Sequence[Callable[[], Any]], seconds: float, warm_up: int = 2) -> Float64:
    """Seconds that each task took in each turn. -> (turns, len(tasks)), at least five turns.

    tasks: called one after the other, in this order, until the seconds are over; warm_up: turns
    before that which are not counted.
    """
    for _ in range(warm_up):
        for task in tasks:
            task()
    taken: list[list[float]] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < LEAST_TURNS:
        taken.append([seconds_of(task) for task in tasks])
    return np.array(taken)


def seconds_of(task: Callable[[], Any]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A figure beside that of the baseline; ratio above 1 means ours is better."""

    name: str
    value: float
    baseline: float
    ratio: float
    unit: str

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.value:.4g} {self.unit}, baseline {self.baseline:.4g} "
            f"{self.unit}, ratio {self.ratio:.2f}"
        )


def compare_milliseconds(
    name: str, ours: Callable[[], Any], baseline: Callable[[], Any], seconds: float
) -> Comparison:
    """Medians in ms, and the median of the ratios turn by turn."""
    taken = take_turns([ours, baseline], seconds)
    value, reference = np.median(taken, axis=0) * 1e3
    ratio = float(np.median(taken[:, 1] / taken[:, 0]))
    return Comparison(
        name=name, value=float(value), baseline=float(reference), ratio=ratio, unit="ms"
    )
