"""A thread that does one thing after the other for somebody who must not wait."""

from collections import deque
from collections.abc import Callable, Hashable
from threading import Condition, Thread, current_thread

Errand = Callable[[], None]


class Errands:
    """Runs errands in order, until `close`. The thread begins with the first.

    failed: hears of every exception of an errand; the next one is run all the same.
    """

    def __init__(self, failed: Callable[[Exception], None], name: str = "errands") -> None:
        self._failed = failed
        self._changed = Condition()
        self._waiting: deque[tuple[Hashable, Errand]] = deque()
        self._closed = False
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def do(self, errand: Errand, *, instead_of: Hashable = None) -> None:
        """Run it after all that wait. instead_of: drop those given with the same key before."""
        with self._changed:
            if self._closed:
                return
            if instead_of is not None:
                self._waiting = deque(e for e in self._waiting if e[0] != instead_of)
            self._waiting.append((instead_of, errand))
            if self._thread.ident is None:
                self._thread.start()
            self._changed.notify_all()

    def close(self, timeout_s: float) -> bool:
        """Drop what waits and end the thread after the present errand; whether it ended."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        if self._thread.ident is not None and current_thread() is not self._thread:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                errand = self._waiting.popleft()[1]
            try:
                errand()
            except Exception as error:
                self._failed(error)
