"""The window on a screen, as a user has it: a real X server in memory, a real mouse and keyboard.

What is on screen is found by its colours, so that fonts and styles may differ. Screenshots of every
step lie in build/screenshots afterwards.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageGrab

from tests.conftest import REPOSITORY
from tests.e2e.conftest import read_video
from videorec import demo
from videorec.cli.demo import write_clip, write_gallery
from videorec.core.palette import UNKNOWN_COLOR, Color, color_of
from videorec.core.types import UInt8

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("window")]

WIDTH, HEIGHT = 1280, 800
SECONDS = 4.0
# For one step; on an idle machine each takes a few seconds.
PATIENCE_S = 60.0
SCREENSHOTS = REPOSITORY / "build" / "screenshots"
TOOLS = ("Xvfb", "xdotool")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen in memory; its name."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)}: not installed (apt install xvfb xdotool)")
    read, write = os.pipe()
    # Without -noreset the server starts afresh whenever its last client leaves, as each call of
    # xdotool does; a program that connects at that moment is turned away.
    screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    command = ["Xvfb", "-displayfd", str(write), *screen, "-noreset", "-nolisten", "tcp"]
    server = subprocess.Popen(
        command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(timeout=30)


class Desk:
    """Eyes, mouse and keyboard at a screen before a program."""

    def __init__(self, display: str, program: "subprocess.Popen[str]", log: Path) -> None:
        self.display = display
        self.program = program
        self.log = log
        self._shots = 0

    def look(self) -> UInt8:
        """(H, W, 3) RGB."""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"), np.uint8)

    def keep(self, name: str) -> Path:
        """A screenshot for whoever wants to see it; its file."""
        self._shots += 1
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        shot = ImageGrab.grab(xdisplay=self.display)
        path = SCREENSHOTS / f"{self._shots:02d} {name}.png"
        shot.save(path)
        return path

    def wait(self, what: str, condition: Callable[[], object]) -> None:
        """Until it is so; fails with a sentence, a screenshot and the program's log."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if self.program.poll() is not None:
                out, err = self.program.communicate()
                code = self.program.returncode
                pytest.fail(f"the program ended with {code} before {what}; it said: {out}{err}")
            if time.monotonic() > deadline:
                shot = self.keep(f"failed, {what}")
                written = self.log.read_text(encoding="utf-8") if self.log.exists() else "nothing"
                pytest.fail(f"not in {PATIENCE_S:.0f} s: {what}; see {shot}; its log: {written}")
            time.sleep(0.2)

    def hands(self, *arguments: str | int) -> str:
        """xdotool."""
        done = subprocess.run(
            ["xdotool", *map(str, arguments)],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout.strip()

    def windows(self, title: str) -> set[str]:
        """The numbers of the windows with this in their titles."""
        return set(self.hands("search", "--onlyvisible", "--name", title).split())

    def window(self, title: str) -> str:
        """The number of the window with this title; empty when there is none."""
        return min(self.windows(title), default="")

    def focus(self, title: str) -> None:
        """There is no window manager that would do it."""
        self.hands("windowfocus", self.window(title))
        time.sleep(0.3)

    def press(self, *keys: str) -> None:
        self.hands("key", "--clearmodifiers", *keys)

    def write(self, text: str) -> None:
        self.hands("type", "--delay", 40, text)

    def click(self, x: int, y: int) -> None:
        self.hands("mousemove", x, y, "click", 1)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.hands("mousemove", *start, "mousedown", 1)
        for share in (0.25, 0.5, 0.75, 1.0):
            x, y = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
            self.hands("mousemove", x, y)
            time.sleep(0.1)
        self.hands("mouseup", 1)

    def spots(self, color: Color) -> np.ndarray:
        """(N, 2) x y of the picture's pixels of exactly this colour, above the timeline."""
        picture = self.look()[: HEIGHT - 140, : WIDTH - 330]
        rows, columns = np.nonzero((picture == np.array(color, np.uint8)).all(axis=2))
        return np.stack([columns, rows], axis=1)

    def shows(self, color: Color) -> bool:
        """Whether a box or plate of this colour is in the picture."""
        return len(self.spots(color)) > 60

    def stands_still(self) -> bool:
        """Whether the picture is paused."""
        before = self.look()[: HEIGHT - 140, : WIDTH - 330]
        time.sleep(0.5)
        return bool((before == self.look()[: HEIGHT - 140, : WIDTH - 330]).all())

    def slider(self) -> tuple[int, int]:
        """The handle of the threshold: where the longest blue line of the lower panel ends."""
        left, top = WIDTH - 330, HEIGHT // 2 + 60
        panel = self.look()[top:, left:].astype(int)
        blue = (panel[:, :, 2] - panel[:, :, 0]) > 70
        row = int(blue.sum(axis=1).argmax())
        return left + int(np.nonzero(blue[row])[0].max()) + 4, top + row


@pytest.fixture
def desk(display: str, tmp_path: Path) -> Iterator[tuple[Desk, "subprocess.Popen[str]", Path]]:
    """The program playing the demo clip, a desk before it, and its folder."""
    write_clip(tmp_path / "clip.mp4", SECONDS)
    write_gallery(tmp_path / "people")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("WAYLAND", "QT_"))}
    for name in ("CONFIG", "DATA", "STATE"):
        environment[f"XDG_{name}_HOME"] = str(tmp_path / name.lower())
    program = subprocess.Popen(
        [
            *(sys.executable, str(REPOSITORY / "main.py"), "--device", "cpu"),
            *("--video", "clip.mp4", "--gallery", "people"),
        ],
        cwd=tmp_path,
        env={**environment, "DISPLAY": display, "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        log = tmp_path / "state" / "videorec" / "log" / "videorec.log"
        yield Desk(display, program, log), program, tmp_path
    finally:
        program.kill()
        program.communicate()


def test_a_session(desk: tuple[Desk, "subprocess.Popen[str]", Path]) -> None:
    """Play, pause, click a stranger, name her, move the threshold, export, close."""
    hands, program, folder = desk
    eileen, grace = color_of(demo.KNOWN), color_of(demo.STRANGER)
    hands.wait("the window opens", lambda: hands.window("clip.mp4 - videorec"))
    hands.focus("clip.mp4 - videorec")
    # Before the film begins: on a busy machine it is over, on a picture with the stranger alone,
    # before anybody has looked at it twice.
    hands.press("l")
    hands.wait("a known face is named", lambda: hands.shows(eileen))
    hands.keep("playing")
    hands.wait("a stranger is seen", lambda: hands.shows(UNKNOWN_COLOR))
    hands.press("space")
    hands.wait("the picture stands still", hands.stands_still)
    hands.press("Home")  # both are there from the first picture on
    hands.wait(
        "both are seen in the first picture",
        lambda: hands.shows(UNKNOWN_COLOR) and hands.shows(eileen),
    )
    hands.keep("paused")

    x, y = np.median(hands.spots(UNKNOWN_COLOR), axis=0).round().astype(int).tolist()
    hands.click(*_inside(hands.spots(UNKNOWN_COLOR), (x, y)))
    time.sleep(1)
    hands.keep("asked who it is")
    hands.write(demo.STRANGER)
    hands.press("Return")
    hands.wait("the stranger has a name", lambda: hands.shows(grace))
    assert not hands.shows(UNKNOWN_COLOR)
    hands.keep("named")

    handle = hands.slider()
    hands.drag(handle, (WIDTH - 22, handle[1]))
    # The stranger stays: this very picture of her was enrolled.
    hands.wait("a portrait is not similar enough", lambda: not hands.shows(eileen))
    hands.keep("threshold at its highest")
    hands.drag(hands.slider(), handle)
    hands.wait("both have their names again", lambda: hands.shows(eileen) and hands.shows(grace))

    hands.press("ctrl+e")
    hands.wait("the dialog opens", lambda: hands.window("^Export"))
    hands.focus("^Export")
    hands.keep("export")
    hands.press("alt+x")
    hands.wait("the export is written", lambda: _exports(folder))
    hands.keep("exported")
    (written,) = _exports(folder)
    assert len(read_video(written)[1]) == round(SECONDS * demo.FPS)

    hands.focus("clip.mp4 - videorec")
    before = hands.windows(".*")
    hands.press("ctrl+q")
    # Who was named lives in a folder's gallery, which is not kept. (The question has no title.)
    hands.wait("it asks before they are lost", lambda: hands.windows(".*") > before)
    (question,) = hands.windows(".*") - before
    hands.hands("windowfocus", question)
    time.sleep(0.3)
    hands.keep("asked before closing")
    hands.press("Tab", "Return")
    out, err = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 0, out + err
    assert "Traceback" not in out + err
    log = hands.log.read_text(encoding="utf-8")
    assert "ERROR" not in log, log
    assert not list(folder.glob("*.part*"))


def _exports(folder: Path) -> list[Path]:
    """Videos beside the clip that are complete: until then, .part stands in their names."""
    return [p for p in folder.glob("*.mp4") if p.name != "clip.mp4" and ".part" not in p.name]


def _inside(spots: np.ndarray, middle: tuple[int, int]) -> tuple[int, int]:
    """The spot nearest to the middle: a box is hollow, so that its middle may miss the face."""
    nearest = np.abs(spots - np.array(middle)).sum(axis=1).argmin()
    x, y = spots[nearest]
    return int(x), int(y)
