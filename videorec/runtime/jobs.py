"""Long work in the background: with progress, and with an end that can be asked for."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread, get_native_id
from time import monotonic

from videorec.runtime.values import JobState, Problem

Report = Callable[[float | None, str], None]
# Reports progress, looks at the event, and returns the files it wrote.
Work = Callable[[Report, Event], tuple[Path, ...]]

REPORT_EVERY_S = 0.1
# Out of 19: enough that what is on screen goes first, little enough that the job goes on.
_NICENESS = 10


def yield_to_others() -> None:
    """Let the calling thread, and the threads it starts from now on, compute when others rest.

    For good, as only root may take it back. Only Linux can do so with one thread.
    """
    if sys.platform == "linux":
        thread = get_native_id()
        niceness = max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
        os.setpriority(os.PRIO_PROCESS, thread, niceness)


class Jobs:
    """Runs jobs, each in a thread of its own.

    changed: hears of every new state, in the job's thread. explain: an exception in words.
    """

    def __init__(
        self, changed: Callable[[JobState], None], explain: Callable[[Exception], Problem]
    ) -> None:
        self._changed = changed
        self._explain = explain
        self._lock = Lock()
        self._ids = count(1)
        self._running: dict[int, tuple[Thread, Event]] = {}

    def start(self, title: str, work: Work) -> int:
        """Begin; the job's number."""
        job_id, cancelled = next(self._ids), Event()
        state = JobState(job_id=job_id, title=title, progress=None, text="")
        thread = Thread(
            target=self._run, args=(state, work, cancelled), name=f"job {job_id}", daemon=True
        )
        with self._lock:
            self._running[job_id] = thread, cancelled
        self._changed(state)
        thread.start()
        return job_id

    def cancel(self, job_id: int) -> None:
        """Ask it to end; what is left of its work is its own affair."""
        with self._lock:
            if job_id in self._running:
                self._running[job_id][1].set()

    def cancel_all(self) -> None:
        """Ask all of them to end."""
        with self._lock:
            for _, cancelled in self._running.values():
                cancelled.set()

    def close(self, timeout_s: float) -> bool:
        """Cancel everything; whether all ended in time."""
        self.cancel_all()
        with self._lock:
            running = list(self._running.values())
        deadline = monotonic() + timeout_s
        for thread, _ in running:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread, _ in running)

    def _run(self, state: JobState, work: Work, cancelled: Event) -> None:
        last = -REPORT_EVERY_S
        progress: float | None = None

        def report(share: float | None, text: str) -> None:
            nonlocal last, progress
            progress = share
            if (now := monotonic()) - last >= REPORT_EVERY_S:
                last = now
                self._changed(replace(state, progress=share, text=text))

        try:
            results = work(report, cancelled)
        except Exception as error:
            problem = self._explain(error)
            ended = replace(state, progress=progress, text="failed", done=True, failed=problem)
        else:
            if cancelled.is_set():
                ended = replace(state, progress=progress, text="cancelled", done=True)
            else:
                ended = replace(state, progress=1.0, text="done", done=True)
            ended = replace(ended, results=results)
        with self._lock:
            del self._running[state.job_id]
        self._changed(ended)
