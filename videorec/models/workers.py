"""Worker threads that each compute alone: large tasks side by side instead of small ones split.

torch splits every operation over its threads and waits at its end for all of them. A network of
small layers then waits a thousand times a picture, each time for milliseconds when another program
or thread has taken a core. Here the pieces of a picture go to threads that never wait for each
other, and the picture waits once a stage.
"""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers:
    """Runs tasks on `count` threads; one thread is the caller's own."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = _started_pool(count) if count > 1 else None

    def map(self, task: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """The results in the order of the items, each as soon as it and all before it are there.

        An exception of a task is raised when its result is taken.
        """
        if self._pool is None:
            return map(task, items)
        return self._pool.map(task, items)


def side_by_side(
    task: Callable[[Item], Result], items: Iterable[Item], threads: int
) -> Generator[Result, None, None]:
    """The results in the order of the items, which are taken one by one as threads become free.

    For whole tasks that are better not split. An exception of a task is raised when its result is
    due, one of `items` after the results of all that came before. Closing the iterator ends the
    threads.
    """
    pending: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(threads, "compute", _compute_alone)
    try:
        iterator = iter(items)
        failure = None
        while True:
            try:
                item = next(iterator)
            except StopIteration:
                break
            except Exception as error:
                failure = error
                break
            pending.append(pool.submit(task, item))
            if len(pending) > threads:  # one more, so that no thread waits for the next item
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
        if failure is not None:
            raise failure
    finally:
        pool.shutdown(cancel_futures=True)


def _started_pool(count: int) -> ThreadPoolExecutor:
    threads = torch.get_num_threads()
    pool = ThreadPoolExecutor(count, "compute", _compute_alone)
    started = threading.Barrier(count)
    list(pool.map(lambda _: started.wait(), range(count)))
    torch.set_num_threads(threads)  # torch has taken the workers' one as its default as well
    return pool


def _compute_alone() -> None:
    """OpenMP keeps the number of threads per calling thread; this one's is set to 1."""
    torch.get_num_threads()  # a thread's first call of torch sets the process's default: now
    torch.set_num_threads(1)
