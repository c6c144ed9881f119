"""How far long work on a gallery is."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
# Hears the share that is done, in [0, 1]; what it raises ends the work.
Progress = Callable[[float], object]


def unheard(share: float) -> None:
    """For those who do not want to know."""


def reporting(items: Sequence[T], progress: Progress) -> Iterator[T]:
    """One after the other; before each, how many of them are done is told."""
    for number, item in enumerate(items):
        progress(number / len(items))
        yield item
