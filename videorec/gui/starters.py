"""Slow beginnings, such as loading networks and opening cameras, each in a thread of its own."""

import threading
from collections.abc import Callable
from time import monotonic


class Starters:
    """Runs them side by side.

    busy: hears in words what is going on, and "" when nothing is. It is called with the lock held,
    so that what it hears last is true, and must return at once; it may start something.
    """

    def __init__(self, busy: Callable[[str], None]) -> None:
        self._busy = busy
        self._lock = threading.RLock()
        self._texts: dict[threading.Thread, str] = {}

    def start(self, kind: str, text: str, work: Callable[[], None]) -> None:
        """Do it now. work catches its own exceptions."""

        def run() -> None:
            try:
                work()
            finally:
                with self._lock:
                    del self._texts[thread]
                    self._tell()

        thread = threading.Thread(target=run, name=kind, daemon=True)
        with self._lock:
            self._texts[thread] = text
            self._tell()
        thread.start()

    def close(self, timeout_s: float) -> bool:
        """Wait for what is going on; whether all of it ended in time."""
        deadline = monotonic() + timeout_s
        with self._lock:
            threads = list(self._texts)
        for thread in threads:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _tell(self) -> None:
        self._busy(next(reversed(self._texts.values()), ""))
