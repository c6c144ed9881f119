"""Fixtures for tests of the window, and the check that each of them leaves nothing behind."""

import os

# Before Qt is loaded: no test opens a window on anybody's screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QLocale, QThreadPool, QTimer
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.wired import WindowAndRecorder, wired
from videorec.gui import dialogs
from videorec.gui.preferences import Preferences
from videorec.gui.translator import install_language

# Threads of the networks live as long as these, which tests share.
NETWORKS_THREADS = "compute"
# A closed controller leaves the thread in which libraries are still being loaded to itself.
PATIENCE_S = 30.0


class PatientBot(QtBot):
    """Waits longer than pytest-qt's 5 seconds: a busy machine is not a wrong result."""

    def waitUntil(  # noqa: N802 (Qt's way to name)
        self, callback: Callable[[], bool | None], *, timeout: int = int(PATIENCE_S * 1000)
    ) -> None:
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's robot, with patience."""
    return PatientBot(request)


@pytest.fixture
def preferences_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the window keeps the settings, which are not the developer's own."""
    path = tmp_path / "config" / "preferences.yaml"
    monkeypatch.setattr(dialogs, "preferences_path", lambda: path)
    return path


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowAndRecorder]:
    """A window, and what it asks of its controller."""
    with wired(qtbot, qapp, tmp_path, Preferences()) as (window, _, controller):
        yield window, controller


@pytest.fixture(autouse=True)
def nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread, a running timer or a top-level widget."""
    threads, widgets, timers = set(threading.enumerate()), _widgets(qapp), _timers()
    yield
    _settle(qapp)
    deadline = time.monotonic() + PATIENCE_S
    while (left := _left(qapp, threads, widgets, timers)) and time.monotonic() < deadline:
        gc.collect()  # what only a cycle of references keeps is not a leak
        _settle(qapp)
        time.sleep(0.01)
    assert not left, f"the test left {', '.join(left)}"


@pytest.fixture(autouse=True)
def english_numbers() -> Iterator[None]:
    """Every test begins with English numbers, whatever the system writes or a test has chosen."""
    before = QLocale()
    QLocale.setDefault(QLocale("en"))
    yield
    QLocale.setDefault(before)


def _left(
    qapp: QApplication, threads: set[threading.Thread], widgets: set[QWidget], timers: set[QTimer]
) -> list[str]:
    pool = QThreadPool.globalInstance()
    return [
        *(
            f"the thread {thread.name!r}"
            for thread in threading.enumerate()
            if thread not in threads and not thread.name.startswith(NETWORKS_THREADS)
        ),
        *(f"the widget {widget!r}" for widget in _widgets(qapp) - widgets),
        *(f"a timer of {timer.parent()!r}" for timer in _timers() - timers),
        *(["work in Qt's thread pool"] if pool is not None and pool.activeThreadCount() else []),
    ]


def _widgets(qapp: QApplication) -> set[QWidget]:
    return {widget for widget in qapp.topLevelWidgets() if not sip.isdeleted(widget)}


def _timers() -> set[QTimer]:
    """Running ones. The type is asked, as isinstance would run properties of strange objects."""
    found = (thing for thing in gc.get_objects() if issubclass(type(thing), QTimer))
    return {timer for timer in found if not sip.isdeleted(timer) and timer.isActive()}


def _settle(qapp: QApplication) -> None:
    """Let everything happen that is on its way, deletions too."""
    for _ in range(2):
        qapp.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of the demo: two people, a shot cut in the middle."""
    from videorec.cli.demo import write_clip

    path = tmp_path_factory.mktemp("clip") / "demo.mp4"
    write_clip(path, 2.0)
    return path


@pytest.fixture
def german(qapp: QApplication) -> Iterator[QApplication]:
    """The application speaks German while a test runs."""
    translators = install_language(qapp, "de")
    assert translators
    yield qapp
    for translator in translators:
        qapp.removeTranslator(translator)
