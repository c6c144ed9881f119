"""Takes the pictures of the window that the documentation shows: the real one, at the demo's clip.

python -m docs.make_screenshots [--folder docs/images]
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# Before Qt is loaded: nothing appears on anybody's screen, and it looks the same everywhere.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import cv2

from videorec.cli.demo import write_clip, write_gallery
from videorec.config import AppSettings
from videorec.gui.application import build_window, make_application
from videorec.gui.incoming import from_qimage

# isort: split
from PyQt6.QtCore import QSettings
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QApplication, QWidget

from videorec.gui.controller import Controller
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences
from videorec.gui.theme import Look, Theme
from videorec.gui.values import Problem, TransportState

IMAGES = Path(__file__).parent / "images"
SIZE = (1200, 760)
CLIP_S = 8.0
SHOWN_S = 3.2
QUALITY = 82
PATIENCE_S = 300.0


class Stage:
    """A window with the demo's clip open, played once to its end, and paused at a good place."""

    def __init__(self, folder: Path) -> None:
        self.application = make_application()
        self.application.setFont(QFont("DejaVu Sans", 9))
        self.theme = Theme(self.application, "light")
        people, clip = folder / "people", folder / "two people.mp4"
        write_gallery(people)
        write_clip(clip, CLIP_S)
        self.clip = clip
        self.controller = Controller(AppSettings(), gallery_path=people)
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.window: MainWindow
        self.window, self._wiring = build_window(
            self.controller, settings, Preferences(), self.theme
        )
        self._problems: list[Problem] = []
        self._state: TransportState | None = None
        self._ready = False
        self.controller.failed.connect(self._problems.append)
        self.controller.engine_ready.connect(self._note_ready)
        self.controller.transport_changed.connect(self._note_state)

    def play(self) -> None:
        """The whole clip, so that lanes and strangers are there; then back to SHOWN_S."""
        self.window.resize(*SIZE)
        self.window.show()
        self.controller.start()
        self.wait(lambda: self._ready)
        self._wiring.open(self.clip)
        self.wait(lambda: self._state is not None and self._state.ended)
        self.controller.seek(SHOWN_S)
        self.wait(self._is_there)
        self.wait_s(1.5)  # panels hear of the session twice a second

    def wait(self, done: Callable[[], bool]) -> None:
        """Let the window live until it is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            self.application.processEvents()
            time.sleep(0.01)
            if self._problems:
                raise SystemExit(f"{self._problems[0].title}: {self._problems[0].text}")
            if time.monotonic() > deadline:
                raise SystemExit("the window is not ready in time; run it again")

    def wait_s(self, seconds: float) -> None:
        """Let the window live for so long."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= end)

    def use_look(self, look: Look) -> None:
        """Light or dark, from now on."""
        self.theme.use_look(look)
        self.wait_s(0.3)

    def _is_there(self) -> bool:
        picture, result = self.controller.picture, self.controller.result
        return (
            picture is not None
            and result is not None
            and result.frame.index == picture.index == round(SHOWN_S * 25)
        )

    def _note_ready(self, _: object) -> None:
        self._ready = True

    def _note_state(self, state: TransportState) -> None:
        self._state = state


@contextmanager
def staged() -> Iterator[Stage]:
    """A window at the clip, ready to be photographed."""
    with TemporaryDirectory(prefix="videorec-") as folder:
        stage = Stage(Path(folder))
        try:
            stage.play()
            yield stage
        finally:
            stage.window.close()
            QApplication.processEvents()


def photograph(widget: QWidget, path: Path) -> None:
    """Write what a widget looks like as WebP."""
    image = from_qimage(widget.grab().toImage())
    ok, encoded = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    if not ok:
        raise SystemExit(f"{path}: cannot be encoded")
    path.write_bytes(encoded.tobytes())
    print(f"wrote {path}, {path.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=IMAGES)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with staged() as stage:
        photograph(stage.window, folder / "window.webp")
        stage.use_look("dark")
        photograph(stage.window, folder / "window-dark.webp")


if __name__ == "__main__":
    main()
