"""The program with its window: how it is set up, how it ends, and what it keeps."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QSettings
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import REPOSITORY
from tests.gui.wired import Recorder, wired
from videorec.config import AppSettings
from videorec.gui import application as program
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences
from videorec.gui.wiring import Wiring

# What a user does, and what is seen meanwhile: one line of JSON at the end.
A_SESSION = """
import json, os, sys
from PyQt6.QtCore import QCoreApplication, QTimer
from videorec.config import AppSettings
from videorec.gui import application as program
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences

wanted = json.loads(sys.argv[1])
seen = {}
application = program.make_application()

def fail():
    raise ZeroDivisionError("by naught")

def window():
    (found,) = [w for w in application.topLevelWidgets() if isinstance(w, MainWindow)]
    return found

def look():
    if not window().isVisible() or window().errors.problem is None:
        return
    look_again.stop()
    seen["size"] = [window().width(), window().height()]
    seen["complaint"] = window().errors.problem.text
    window().errors.dismiss()
    window().resize(*wanted["size"])
    QTimer.singleShot(0, fail)
    QTimer.singleShot(50, end)

def end():
    problem = window().errors.problem
    seen["problem"] = problem.text
    seen["log"] = str(problem.log_path)
    seen["title"] = application.applicationDisplayName()
    if wanted["code"]:
        QCoreApplication.exit(wanted["code"])
    else:
        window().close()

look_again = QTimer()
look_again.timeout.connect(look)
look_again.start(20)
before = sys.excepthook
code = program.run(program.Launch(
    settings=AppSettings(device="cpu"), preferences=Preferences(), complaint="they are damaged"))
seen["code"] = code
seen["hook"] = sys.excepthook is before
print(json.dumps(seen), flush=True)
os._exit(0)
"""

WELL_OVER = 120
Shown = tuple[MainWindow, Wiring, Recorder]


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    with wired(qtbot, qapp, tmp_path, Preferences()) as everything:
        yield everything


def session(folder: Path, *, size: tuple[int, int], code: int = 0) -> dict[str, Any]:
    """Run the program in a process of its own, with its files in that folder."""
    folders = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE")}
    done = subprocess.run(
        [sys.executable, "-c", A_SESSION, json.dumps({"size": size, "code": code})],
        cwd=REPOSITORY,
        env={**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=WELL_OVER,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert isinstance(seen, dict)
    return seen


@pytest.mark.skipif(sys.platform != "linux", reason="its folders are moved by their variables")
def test_a_session_from_its_complaint_to_its_exit_code(tmp_path: Path) -> None:
    first = session(tmp_path, size=(780, 640))
    assert first["complaint"] == "they are damaged"
    assert first["code"] == 0
    # What no code caught is shown and logged, and the program goes on.
    assert "ZeroDivisionError: by naught" in first["problem"]
    log = Path(first["log"])
    assert log.is_relative_to(tmp_path / "STATE")
    assert "ZeroDivisionError: by naught" in log.read_text(encoding="utf-8")
    assert first["hook"], "the hook for exceptions was left behind"
    # The next window has the place of the last. (What does not fit on a screen is made to fit.)
    assert (tmp_path / "CONFIG" / "videorec" / "window.ini").is_file()
    second = session(tmp_path, size=(770, 600), code=3)
    assert first["size"] != [780, 640]
    assert second["size"] == [780, 640]
    assert second["code"] == 3


def test_there_is_one_application_with_a_name_and_a_picture(qapp: QApplication) -> None:
    assert program.make_application() is qapp
    assert program.make_application() is qapp
    assert qapp.applicationName() == "videorec"
    assert QGuiApplication.desktopFileName() == "videorec"
    assert not qapp.windowIcon().isNull()


def test_a_window_is_ready_and_nothing_has_begun(shown: Shown) -> None:
    window, _, controller = shown
    assert window.start_page.isVisible()
    assert controller.asked == []


def test_the_engine_is_loaded_before_the_source_is_opened(shown: Shown, qtbot: QtBot) -> None:
    window, wiring, controller = shown
    launch = program.Launch(
        source="film.mp4", settings=AppSettings(), preferences=Preferences(), complaint=""
    )
    program.begin(wiring, controller, launch)
    assert [verb for verb, _ in controller.asked] == ["start", "open_source"]
    assert controller.asked[1][1] == ("film.mp4",)
    assert window.errors.problem is None


def test_a_complaint_is_shown_and_the_start_page_stays(shown: Shown) -> None:
    window, wiring, controller = shown
    said = "preferences.yaml: the file is empty"
    launch = program.Launch(settings=AppSettings(), preferences=Preferences(), complaint=said)
    program.begin(wiring, controller, launch)
    assert window.errors.problem is not None
    assert window.errors.problem.text == said
    assert [verb for verb, _ in controller.asked] == ["start"]
    assert window.start_page.isVisible()


def test_a_complaint_stays_when_a_video_is_opened(
    shown: Shown, caplog: pytest.LogCaptureFixture
) -> None:
    window, wiring, controller = shown
    launch = program.Launch(
        source="film.mp4",
        settings=AppSettings(),
        preferences=Preferences(),
        complaint="preferences.yaml: line 2 is not valid YAML",
        details="the parser said more",
    )
    program.begin(wiring, controller, launch)
    assert controller.asked[-1] == ("open_source", ("film.mp4",))
    problem = window.errors.problem
    assert problem is not None
    assert problem.title == "Your settings could not be read"
    assert problem.text == launch.complaint
    assert problem.details == "the parser said more"
    assert window.errors.isVisible()
    assert launch.complaint in caplog.text
    assert launch.details in caplog.text


def test_settings_of_the_window_lie_beside_the_preferences(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(program, "preferences_path", lambda: tmp_path / "preferences.yaml")
    settings = program.window_settings()
    settings.setValue("window/state", "x")
    settings.sync()
    assert settings.status() is QSettings.Status.NoError
    assert (tmp_path / "window.ini").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_close_the_window_and_are_given_back(
    shown: Shown, qtbot: QtBot, number: signal.Signals
) -> None:
    window, _, _ = shown
    before = signal.getsignal(number)
    with program.closed_by_signals(window), qtbot.waitSignal(window.closing):
        os.kill(os.getpid(), number)
    assert not window.isVisible()
    assert signal.getsignal(number) == before
