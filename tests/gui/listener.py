"""Hears everything a controller says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from videorec.config import AppSettings
from videorec.gui.controller import Controller
from videorec.gui.values import JobState, Person, Problem, SessionView, TransportState

SIGNALS = (
    "devices_found",
    "engine_ready",
    "busy_changed",
    "source_opened",
    "source_closed",
    "transport_changed",
    "statistics_changed",
    "session_changed",
    "people_changed",
    "folder_enrolled",
    "people_unavailable",
    "matching_changed",
    "failed",
    "told",
    "undo_available",
    "job_changed",
    "enrolment_checked",
)
WAIT_MS = 60_000


class Listener:
    """The values of every signal so far, and a way to wait for more."""

    def __init__(self, controller: Controller, qtbot: QtBot) -> None:
        self.controller = controller
        self._qtbot = qtbot
        self.heard: dict[str, list[Any]] = {name: [] for name in SIGNALS}
        self.images: list[tuple[int, Any]] = []
        self.indices: list[int] = []
        self.overlays = 0
        for name in SIGNALS:
            getattr(controller, name).connect(self._noting(name))
        controller.images_listed.connect(
            lambda person, images: self.images.append((person, images))
        )
        controller.picture_ready.connect(self._note_picture)
        controller.result_ready.connect(self._note_result)

    def until(self, what: Callable[[], object]) -> None:
        """Wait until it is so; a problem that nobody waits for fails the test at once."""
        known = len(self.heard["failed"])

        def so() -> bool:
            return bool(what()) or len(self.heard["failed"]) > known

        self._qtbot.waitUntil(so, timeout=WAIT_MS)
        if not what():
            pytest.fail(f"instead: {self.heard['failed'][-1]}")

    def last(self, name: str) -> Any:
        """The newest value of a signal; None when it was never heard."""
        return self.heard[name][-1] if self.heard[name] else None

    @property
    def problems(self) -> list[Problem]:
        return list(self.heard["failed"])

    @property
    def people(self) -> dict[str, Person]:
        return {person.name: person for person in self.last("people_changed") or ()}

    @property
    def session(self) -> SessionView:
        view = self.last("session_changed")
        assert isinstance(view, SessionView)
        return view

    @property
    def transport(self) -> TransportState:
        state = self.last("transport_changed")
        assert isinstance(state, TransportState)
        return state

    @property
    def job(self) -> JobState:
        state = self.last("job_changed")
        assert isinstance(state, JobState)
        return state

    def names_on_screen(self) -> set[str | None]:
        """Of the newest overlay."""
        result = self.controller.result
        return set() if result is None else {t.match.name for t in result.tracks}

    def _noting(self, name: str) -> Callable[..., None]:
        def note(*values: Any) -> None:
            self.heard[name].append(values[0] if values else None)

        return note

    def _note_picture(self) -> None:
        assert self.controller.picture is not None
        self.indices.append(self.controller.picture.index)
        self.controller.note_painted()

    def _note_result(self) -> None:
        self.overlays += 1


@contextmanager
def controlled(
    qtbot: QtBot, gallery_path: Path, settings: AppSettings | None = None
) -> Iterator[tuple[Controller, Listener]]:
    """A started controller; shut down at the end."""
    controller = Controller(settings or AppSettings(), gallery_path=gallery_path)
    listener = Listener(controller, qtbot)
    controller.start()
    try:
        yield controller, listener
    finally:
        controller.shutdown()
        controller.deleteLater()
