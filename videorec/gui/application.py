"""The program with a window: what has to be set up before it, and taken down after it."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

# On Windows, torch's libraries cannot be loaded after Qt's (pytorch issue 169429). Elsewhere torch,
# which takes seconds to import, is imported behind the window, when the engine is loaded.
if sys.platform == "win32":
    import torch  # noqa: F401

from PyQt6.QtCore import QCoreApplication, QSettings, Qt, QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication

from videorec.config import AppSettings
from videorec.gui.controller import Controller
from videorec.gui.engine_speech import translated
from videorec.gui.first_paint import FirstPaint
from videorec.gui.icons import application_icon
from videorec.gui.log_file import UnexpectedErrors, close_log, default_log_path, open_log
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences, preferences_path
from videorec.gui.theme import Theme
from videorec.gui.translator import install_language
from videorec.gui.values import Problem
from videorec.gui.wiring import Wiring

log = logging.getLogger(__name__)
translate = QCoreApplication.translate

# How long a Ctrl-C in the terminal may go unnoticed.
SIGNAL_CHECK_MS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How the window begins.

    source: what to play at once; None shows the start page. gallery: a gallery file or a folder of
    pictures; None is the user's own. settings: of the recognition. preferences: of the user, and
    complaint why they are not those that were saved, or empty; details: more about that.
    """

    source: str | int | None = None
    gallery: Path | None = None
    settings: AppSettings
    preferences: Preferences
    complaint: str = ""
    details: str = ""


def run(launch: Launch) -> int:
    """Show the window until it is closed; returns the exit code."""
    application = make_application()
    with ExitStack() as stack:
        log_path = default_log_path()
        handler = open_log(log_path)
        stack.callback(close_log, handler)
        errors = UnexpectedErrors(log_path if handler is not None else None)
        errors.install()
        stack.callback(errors.uninstall)
        spoken = install_language(application, launch.preferences.language)
        theme = Theme(application, launch.preferences.theme)
        controller = Controller(launch.settings, gallery_path=launch.gallery, log_path=log_path)
        stack.callback(controller.shutdown)
        window, wiring = build_window(controller, window_settings(), launch.preferences, theme)
        errors.caught.connect(window.errors.show_problem)
        stack.enter_context(closed_by_signals(window))
        # Everything that takes time begins when the window can be seen.
        painted = FirstPaint(window)
        painted.happened.connect(lambda: begin(wiring, controller, launch))
        window.show()
        code = application.exec()
        del spoken
        return code


def make_application() -> QApplication:
    """The one application object, named for the desktop."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["videorec"])
    application.setApplicationName("videorec")
    application.setApplicationDisplayName("videorec")
    application.setDesktopFileName("videorec")
    application.setWindowIcon(application_icon())
    return application


def build_window(
    controller: Controller, settings: QSettings, preferences: Preferences, theme: Theme
) -> tuple[MainWindow, Wiring]:
    """A window that speaks with a controller; both are ready, nothing has begun."""
    window = MainWindow(settings)
    return window, Wiring(window, controller, preferences, theme)


def begin(wiring: Wiring, controller: Controller, launch: Launch) -> None:
    """Load the engine, look for cameras, open what was asked for."""
    controller.start()
    wiring.look_for_cameras()
    if launch.source is not None:
        wiring.open(launch.source)
    # Last, as opening a source takes away what was said before.
    if launch.complaint:
        log.warning("%s", "\n".join(filter(None, (launch.complaint, launch.details))))
        wiring.show_problem(
            Problem(
                title=translate("Application", "Your settings could not be read"),
                text=translated(launch.complaint),
                details=launch.details,
            )
        )


def window_settings() -> QSettings:
    """Where the window remembers its place, beside the user's preferences."""
    path = preferences_path().with_name("window.ini")
    return QSettings(str(path), QSettings.Format.IniFormat)


@contextmanager
def closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Ctrl-C and SIGTERM close the window like its cross does, but without a question.

    Nobody may be there to answer.
    """

    def close(number: int, frame: FrameType | None) -> None:
        window.close_unasked()

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, close) for number in numbers}
    # Python runs its signal handlers between two of its own instructions, and Qt's loop has none.
    timer = QTimer(window)
    timer.timeout.connect(lambda: None)
    timer.start(SIGNAL_CHECK_MS)
    try:
        yield
    finally:
        timer.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
