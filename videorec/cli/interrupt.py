"""Ctrl-C and SIGTERM end a run after the frame at hand; a second Ctrl-C ends it at once.

Before there is a frame the first one does: no file has been opened that would have to be finished.
"""

import signal
from collections.abc import Callable
from threading import Thread
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopRequest:
    """Context manager: while it is open, signals set `wanted` instead of killing the program.

    Until `prepared` is called, the first signal raises KeyboardInterrupt as well.
    call_off: called once, in a thread of its own, when the user wants to stop; it ends a wait that
    may last, such as one for a stream that fell silent.
    """

    def __init__(self) -> None:
        self.wanted = False
        self.call_off: Callable[[], None] | None = None
        self._preparing = True
        self._previous: dict[signal.Signals, Callable[[int, FrameType | None], Any] | int | None]
        self._previous = {}

    def prepared(self) -> None:
        """From here on the first signal is a request. KeyboardInterrupt: there was one already."""
        self._preparing = False
        if self.wanted:  # raised where Python does not let it through, as in a destructor
            raise KeyboardInterrupt

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._previous[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        again, self.wanted = self.wanted, True
        if again or self._preparing:
            raise KeyboardInterrupt
        if self.call_off is not None:
            # Not here: the handler may have interrupted code that holds the same lock.
            Thread(target=self.call_off, name="call off", daemon=True).start()
