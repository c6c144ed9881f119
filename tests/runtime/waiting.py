"""Waiting for other threads."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def wait_until(what: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """Until it is so; fails when it takes too long."""
    deadline = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def no_thread_left() -> Iterator[None]:
    """Every thread that begins inside has ended at the end."""
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before
