"""Background threads end, keep order, and bring their errors home."""

from collections.abc import Iterator
from threading import get_ident

import pytest

from tests.runtime.waiting import no_thread_left
from videorec.core.errors import SourceBrokenError
from videorec.runtime.mailbox import Lossless, Newest
from videorec.runtime.threads import Reader, Worker


def test_a_reader_yields_all_in_order_and_ends_its_thread() -> None:
    with no_thread_left(), Reader(range(50), Lossless(4)) as reader:
        assert list(reader) == list(range(50))


def test_what_was_read_comes_before_the_error() -> None:
    def breaking() -> Iterator[int]:
        yield 1
        yield 2
        raise SourceBrokenError("broke after two")

    taken = []
    with Reader(breaking(), Lossless(4)) as reader, pytest.raises(SourceBrokenError):
        for item in reader:
            taken.append(item)  # noqa: PERF402
    assert taken == [1, 2]


def test_closing_early_finalises_the_generator_in_its_own_thread() -> None:
    finalised: list[int] = []

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 0
        finally:
            finalised.append(get_ident())

    with Reader(endless(), Lossless(2)) as reader:
        assert next(iter(reader)) == 0
    assert len(finalised) == 1
    assert finalised[0] != get_ident()


def test_a_live_reader_drops_what_nobody_took() -> None:
    with Reader(range(1000), Newest()) as reader:
        reader._thread.join()
        assert list(reader) == [999]
        assert reader.dropped == 999


def test_a_worker_does_everything_in_order() -> None:
    done: list[int] = []
    with Worker(done.append, capacity=2) as worker:
        for i in range(40):
            worker.put(i)
    assert done == list(range(40))


def test_an_error_of_the_work_is_raised_to_the_giver() -> None:
    def fail(item: int) -> None:
        raise OSError(f"no room for {item}")

    worker = Worker(fail, capacity=1)
    with pytest.raises(OSError, match="no room for 0"):
        for i in range(100):
            worker.put(i)
    worker.close()


def test_an_error_on_the_last_item_is_raised_by_close() -> None:
    def fail(item: int) -> None:
        raise OSError("full")

    worker = Worker(fail)
    worker.put(1)
    with pytest.raises(OSError, match="full"):
        worker.close()
