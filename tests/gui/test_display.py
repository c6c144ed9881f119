"""Without a screen, a sentence; never Qt's own way, which ends the process."""

import ctypes
import os
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY
from videorec.core.errors import UsageError
from videorec.gui.display import X11_LIBRARIES, require_display


def loads(name: str) -> object:
    return object()


def lacks(library: str) -> object:
    def load(name: str) -> object:
        if name == library:
            raise OSError(name)
        return object()

    return load


def test_no_display_names_headless() -> None:
    with pytest.raises(UsageError, match=r"no display.*--headless"):
        require_display({}, system="linux", loads=loads)


@pytest.mark.parametrize(
    "environment",
    [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "offscreen"}],
)
def test_a_display_is_enough(environment: dict[str, str]) -> None:
    require_display(environment, system="linux", loads=loads)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_have_one(system: str) -> None:
    require_display({}, system=system, loads=loads)


def test_a_missing_library_is_named_with_its_package() -> None:
    load = lacks("libxcb-cursor.so.0")
    with pytest.raises(UsageError, match=r"apt install libxcb-cursor0\).*--headless"):
        require_display({"DISPLAY": ":0"}, system="linux", loads=load)  # type: ignore[arg-type]


def test_a_display_that_does_not_answer_is_named() -> None:
    try:
        for name in ("libxcb.so.1", *X11_LIBRARIES):
            ctypes.CDLL(name)
    except OSError:
        pytest.skip("X11's libraries are not installed")
    with pytest.raises(UsageError, match=r"display :987 cannot be reached.*--headless"):
        require_display({"DISPLAY": ":987"}, system="linux")


def test_the_program_says_so_and_ends() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    outcome = subprocess.run(
        [sys.executable, str(REPOSITORY / "main.py")],
        env={k: v for k, v in os.environ.items() if k not in hidden},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert outcome.returncode == 2
    assert "no display" in outcome.stderr
    assert "--headless" in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
