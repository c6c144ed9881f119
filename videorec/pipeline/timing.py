"""Where the time of a frame goes."""

import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from types import GeneratorType
from typing import TypeVar

T = TypeVar("T")


class StageClock:
    """Adds up milliseconds per stage; one object per frame."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - start) * 1e3
            self.timings_ms[name] = self.timings_ms.get(name, 0.0) + spent


def timed(items: Iterable[T]) -> Generator[tuple[T, float], None, None]:
    """Each item with the milliseconds it took to come; closes `items` when closed itself."""
    iterator = iter(items)
    try:
        while True:
            start = time.perf_counter()
            try:
                item = next(iterator)
            except StopIteration:
                return
            yield item, (time.perf_counter() - start) * 1e3
    finally:
        if isinstance(iterator, GeneratorType):
            iterator.close()
