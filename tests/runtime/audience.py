"""Watches a player and remembers everything."""

import time
from collections.abc import Callable
from threading import Condition

from videorec.core.types import Frame, FrameResult
from videorec.runtime.values import TransportState


class Watcher:
    """An audience that can wait for something to happen."""

    def __init__(self) -> None:
        self.pictures: list[Frame] = []
        self.painted_at: list[float] = []
        self.due: list[float] = []
        self.overlays: list[FrameResult] = []
        self.with_own_result: list[bool] = []
        self.results: list[FrameResult] = []
        self.states: list[TransportState] = []
        self.errors: list[Exception] = []
        self.sentences: list[str] = []
        self._news = Condition()

    def shown(self, picture: Frame | None, result: FrameResult | None, due_s: float) -> None:
        with self._news:
            if result is not None:
                self.overlays.append(result)
            if picture is not None:
                self.pictures.append(picture)
                self.painted_at.append(time.monotonic())
                self.due.append(due_s)
                self.with_own_result.append(result is not None and bool(result.timings_ms))
            self._news.notify_all()

    def recognised(self, result: FrameResult) -> None:
        with self._news:
            self.results.append(result)
            self._news.notify_all()

    def moved(self, state: TransportState) -> None:
        with self._news:
            self.states.append(state)
            self._news.notify_all()

    def broken(self, error: Exception) -> None:
        with self._news:
            self.errors.append(error)
            self._news.notify_all()

    def told(self, text: str) -> None:
        with self._news:
            self.sentences.append(text)
            self._news.notify_all()

    @property
    def state(self) -> TransportState:
        return self.states[-1]

    @property
    def shown_index(self) -> int:
        return self.pictures[-1].index if self.pictures else -1

    def wait(self, what: Callable[[], bool], timeout_s: float = 20.0) -> None:
        """Until it is so; fails when it takes too long."""
        with self._news:
            assert self._news.wait_for(what, timeout_s), (
                f"still {self.shown_index=}, {self.states[-1:]=}"
            )
