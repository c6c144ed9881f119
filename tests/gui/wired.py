"""A window and what it asks of its controller, without an engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QSettings
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from videorec.core.types import Frame
from videorec.gui.application import build_window
from videorec.gui.controller import Controller
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences
from videorec.gui.theme import Theme
from videorec.gui.wiring import Wiring

VERBS = (
    *("start", "open_source", "close_source", "toggle", "step", "seek", "set_speed", "set_loop"),
    *("set_matching", "reset_threshold", "calibrate", "check_files", "check_picture"),
    *("enrol_face", "enrol_faces", "enrol_track", "enrol_group", "reject_track", "reject_tracks"),
    *(
        "rename",
        "recolor",
        "merge",
        "remove",
        "remove_image",
        "undo",
        "images_of",
        "export",
        "cancel_job",
        "save_snapshot",
    ),
    *("use_settings", "use_gallery_path", "export_gallery", "import_gallery"),
)


class Recorder(Controller):
    """Has every signal of the real one, and notes the verbs instead of doing them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self.frame: Frame | None = None
        for verb in VERBS:
            assert callable(getattr(Controller, verb))
            setattr(self, verb, self._noting(verb))

    @property
    def picture(self) -> Frame | None:
        return self.frame

    def _noting(self, verb: str) -> Callable[..., None]:
        def note(*values: Any) -> None:
            self.asked.append((verb, values))

        return note


WindowAndRecorder = tuple[MainWindow, Recorder]


def file_menu(window: MainWindow) -> list[QAction]:
    """What stands in the first menu."""
    bar = window.menuBar()
    assert bar is not None
    menu = bar.actions()[0].menu()
    assert menu is not None
    return list(menu.actions())


@contextmanager
def wired(
    qtbot: QtBot, application: QApplication, folder: Path, preferences: Preferences
) -> Iterator[tuple[MainWindow, Wiring, Recorder]]:
    """A shown window whose wishes are noted."""
    palette, sheet = application.palette(), application.styleSheet()
    controller = Recorder()
    theme = Theme(application, "light")
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window, wiring = build_window(controller, settings, preferences, theme)
    qtbot.addWidget(window)
    window.show()
    yield window, wiring, controller
    window.close_unasked()
    controller.deleteLater()
    theme.setParent(None)
    application.setStyleSheet(sheet)
    application.setPalette(palette)
