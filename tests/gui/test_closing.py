"""The program ends at once, whatever it is doing."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import REPOSITORY
from videorec.gui.controller import Controller

# Far more than closing takes on a busy machine, and less than any of the patience inside.
AT_ONCE_S = 3.0

ASKED_WHILE_LOADING = """
import os, signal, sys, threading, time

def close_when_loading():
    while "torch" not in sys.modules:
        time.sleep(0.01)
    print("loading", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=close_when_loading, daemon=True).start()
from videorec.cli.main import main
main(["--device", "cpu"])
"""


def test_nobody_waits_for_a_source_that_does_not_answer(qtbot: QtBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        controller = Controller()
        with qtbot.waitSignal(controller.busy_changed):
            controller.open_source(f"http://127.0.0.1:{silent.getsockname()[1]}/film.mp4")
        connection, _ = silent.accept()
        with connection:
            asked = time.monotonic()
            controller.shutdown()
            assert time.monotonic() - asked < AT_ONCE_S
    controller.deleteLater()


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGTERM")
def test_the_program_ends_while_its_libraries_are_loaded(tmp_path: Path) -> None:
    folders = {f"XDG_{name}_HOME": str(tmp_path) for name in ("CONFIG", "DATA", "STATE")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED_WHILE_LOADING],
        cwd=REPOSITORY,
        env={**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "loading\n"
    assert "Traceback" not in done.stderr
