"""What happens before the window is there, and what does not."""

import subprocess
import sys
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import REPOSITORY
from videorec.gui.first_paint import FirstPaint

# What takes long to import and paints nothing.
HEAVY = ("torch", "faiss", "numba", "matplotlib", "facenet_pytorch", "safetensors")

TO_THE_WINDOW = """
import sys
from videorec.cli.main import build_parser
from PyQt6.QtCore import QSettings
from videorec.config import AppSettings
from videorec.cli import window as command
from videorec.gui import application as program
from videorec.gui.preferences import Preferences
from videorec.gui.controller import Controller
from videorec.gui.settings_dialog import SettingsDialog
from videorec.gui.theme import Theme

build_parser(["--video", "film.mp4"])
application = program.make_application()
controller = Controller(AppSettings())
settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)
theme = Theme(application, "system")
window, wiring = program.build_window(controller, settings, Preferences(), theme)
window.show()
application.processEvents()
window.commands.settings.trigger()
application.processEvents()
assert window.findChild(SettingsDialog).isVisible()
print(*sorted(set(sys.modules) & set(sys.argv[2:])))
controller.shutdown()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows torch must be loaded before Qt")
def test_window_and_settings_are_painted_without_what_takes_long(tmp_path: Path) -> None:
    settings = tmp_path / "window.ini"
    done = subprocess.run(
        [sys.executable, "-c", TO_THE_WINDOW, str(settings), *HEAVY],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "", "imported before window and settings were painted"


def test_work_begins_when_the_window_is_painted(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    painted = FirstPaint(window)
    with qtbot.assertNotEmitted(painted.happened, wait=50):
        pass
    with qtbot.waitSignal(painted.happened, timeout=5000):
        window.show()
    with qtbot.assertNotEmitted(painted.happened, wait=50):
        window.repaint()


def test_work_begins_although_the_window_is_hidden(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.setUpdatesEnabled(False)
    painted = FirstPaint(window)
    with qtbot.waitSignal(painted.happened, timeout=5000):
        window.show()
