"""Work in other threads: in order, with an end that can be asked for."""

import os
import sys
import threading
from pathlib import Path
from threading import Event

import pytest

from tests.runtime.waiting import wait_until
from videorec.runtime.errands import Errands
from videorec.runtime.jobs import Jobs, Report, yield_to_others
from videorec.runtime.values import JobState, Problem


def _explained(error: Exception) -> Problem:
    return Problem(title="it failed", text=str(error))


def test_errands_are_run_in_order_and_outlive_failures() -> None:
    done: list[object] = []
    errands = Errands(done.append)

    def fail() -> None:
        raise ValueError("no")

    for errand in (lambda: done.append(1), fail, lambda: done.append(2)):
        errands.do(errand)
    wait_until(lambda: len(done) == 3)
    assert (done[0], str(done[1]), done[2]) == (1, "no", 2)
    assert errands.close(5.0)
    errands.do(lambda: done.append(3))
    assert len(done) == 3


def test_only_the_newest_of_a_kind_is_run() -> None:
    done: list[int] = []
    go = Event()
    errands = Errands(lambda error: None)

    def wait() -> None:
        assert go.wait(5.0)

    errands.do(wait)
    for i in range(100):
        errands.do(lambda i=i: done.append(i), instead_of="slider")  # type: ignore[misc]
    errands.do(lambda: done.append(-1))
    go.set()
    wait_until(lambda: -1 in done)
    assert done == [99, -1]
    assert errands.close(5.0)


def test_a_job_tells_how_far_it_is_and_what_it_wrote() -> None:
    states: list[JobState] = []
    jobs = Jobs(states.append, _explained)

    def work(report: Report, cancelled: Event) -> tuple[Path, ...]:
        report(0.5, "half")
        return (Path("a"),)

    job_id = jobs.start("writing", work)
    wait_until(lambda: bool(states) and states[-1].done)
    assert [s.progress for s in states] == [None, 0.5, 1.0]
    assert {s.job_id for s in states} == {job_id}
    assert states[-1].results == (Path("a"),)
    assert states[-1].failed is None
    assert jobs.close(5.0)


def test_a_failed_job_says_why() -> None:
    states: list[JobState] = []
    jobs = Jobs(states.append, _explained)

    def work(report: Report, cancelled: Event) -> tuple[Path, ...]:
        raise OSError("the disk is full")

    jobs.start("writing", work)
    wait_until(lambda: bool(states) and states[-1].done)
    assert states[-1].failed == Problem(title="it failed", text="the disk is full")
    assert jobs.close(5.0)


def test_jobs_are_cancelled_alone_or_all_together() -> None:
    before = set(threading.enumerate())
    states: list[JobState] = []
    jobs = Jobs(states.append, _explained)

    def work(report: Report, cancelled: Event) -> tuple[Path, ...]:
        assert cancelled.wait(20.0)
        return (Path("part"),)

    first, _ = jobs.start("one", work), jobs.start("two", work)
    jobs.cancel(first)
    wait_until(lambda: any(s.done for s in states))
    ended = [s for s in states if s.done]
    assert [(s.job_id, s.text, s.results) for s in ended] == [(first, "cancelled", (Path("part"),))]
    jobs.cancel(first)
    assert jobs.close(5.0)
    assert set(threading.enumerate()) <= before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux does so with one thread")
def test_a_thread_gives_way_with_those_it_starts_and_no_other() -> None:
    niceness: list[int] = []

    def note() -> None:
        niceness.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    def work() -> None:
        yield_to_others()
        yield_to_others()
        note()
        started = threading.Thread(target=note)
        started.start()
        started.join()

    job = threading.Thread(target=work)
    job.start()
    job.join()
    note()
    job_s, started_s, other_s = niceness
    assert job_s == started_s == max(10, other_s)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux does so with one thread")
def test_a_thread_that_gives_way_more_already_stays_as_it_is() -> None:
    niceness: list[int] = []

    def work() -> None:
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, 19)
        yield_to_others()
        niceness.append(os.getpriority(os.PRIO_PROCESS, thread))

    job = threading.Thread(target=work)
    job.start()
    job.join()
    assert niceness == [19]
