"""Threads that compute alone."""

import threading
import time
from collections.abc import Iterator

import pytest
import torch

from videorec.models.workers import Workers, side_by_side


@pytest.mark.parametrize("count", [1, 3])
def test_results_keep_the_order_of_the_items(count: int) -> None:
    def slow_first(item: int) -> int:
        time.sleep(0.01 if item == 0 else 0)
        return item * item

    assert list(Workers(count).map(slow_first, range(10))) == [item * item for item in range(10)]


def test_each_worker_computes_on_one_thread_and_nobody_else_is_touched() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        workers = Workers(2)
        assert list(workers.map(lambda _: torch.get_num_threads(), range(8))) == [1] * 8
        assert torch.get_num_threads() == 2
        fresh: list[int] = []
        thread = threading.Thread(target=lambda: fresh.append(torch.get_num_threads()))
        thread.start()
        thread.join()
        assert fresh == [2]
    finally:
        torch.set_num_threads(before)


def test_workers_run_side_by_side() -> None:
    meeting = threading.Barrier(3)
    waited = Workers(3).map(lambda _: meeting.wait(timeout=30), range(3))
    assert sorted(waited) == [0, 1, 2]


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_of_a_task_reaches_the_caller(count: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(Workers(count).map(lambda item: 1 // item, [1, 0, 2]))


@pytest.mark.parametrize("threads", [1, 3])
def test_whole_tasks_side_by_side_keep_their_order(threads: int) -> None:
    def slow_first(item: int) -> int:
        time.sleep(0.01 if item % 3 == 0 else 0)
        return item * item

    assert list(side_by_side(slow_first, range(20), threads)) == [i * i for i in range(20)]


def test_whole_tasks_take_few_items_ahead_and_compute_alone() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for item in range(100):
            taken.append(item)
            yield item

    before = set(threading.enumerate())
    results = side_by_side(lambda _: torch.get_num_threads(), items(), 2)
    assert next(results) == 1
    assert len(taken) == 3
    assert set(threading.enumerate()) > before
    results.close()
    assert set(threading.enumerate()) == before


def test_an_error_of_a_whole_task_comes_when_its_result_is_due() -> None:
    results = side_by_side(lambda item: 1 // item, [1, 1, 0, 1], 2)
    assert [next(results), next(results)] == [1, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_an_error_of_the_items_comes_after_the_results_before_it() -> None:
    def items() -> Iterator[int]:
        yield from (1, 2, 3)
        raise OSError("broken")

    found = []
    with pytest.raises(OSError, match="broken"):
        for result in side_by_side(lambda item: item * 10, items(), 2):
            found.append(result)  # noqa: PERF402
    assert found == [10, 20, 30]
