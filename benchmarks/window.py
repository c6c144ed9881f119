"""The window at work: how smoothly it plays, how soon a camera's picture is on screen, memory.

    python -m benchmarks.window [CLIP] [--gallery PEOPLE] [--seconds N]
    python -m benchmarks.window [CLIP] --soak FRAMES

Without a clip: the demo's. Without a display nothing is shown, but everything is painted.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean, median, quantiles
from unittest.mock import patch

# Before Qt is loaded.
if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil

from benchmarks.endurance import demo_clip
from videorec.config import AppSettings
from videorec.core.types import Frame
from videorec.gui.application import build_window, make_application
from videorec.media.files import FileSource
from videorec.media.info import Source, SourceInfo

# isort: split
from PyQt6.QtCore import QEventLoop, QObject, QSettings, QTimer, pyqtSignal

from videorec.gui.controller import Controller
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences
from videorec.gui.theme import Theme

PROBE_EVERY_S = 0.01
WARM_UP_S = 3.0
SOAK_WARM_UP = 500
LOAD_TIMEOUT_S = 120.0
MB = 1e6


class Probe(QObject):
    """How long an event waits for the window's thread. delays_ms: one per probe."""

    _posted = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__()
        self.delays_ms: list[float] = []
        self._end = threading.Event()
        self._posted.connect(self._arrived)
        self._thread = threading.Thread(target=self._run, name="probe", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(PROBE_EVERY_S):
            self._posted.emit(time.perf_counter())

    def _arrived(self, posted: float) -> None:
        self.delays_ms.append((time.perf_counter() - posted) * 1e3)


class SimulatedCamera(Source):
    """A clip that comes like a camera's pictures: in its own time, over and over.

    captured_at: time.perf_counter of each picture, by index.
    """

    def __init__(self, clip: Path) -> None:
        self._file = FileSource(clip)
        self._closed = threading.Event()
        self.captured_at: list[float] = []

    @property
    def info(self) -> SourceInfo:
        info = self._file.info
        return SourceInfo(
            name="simulated camera", width=info.width, height=info.height, fps=info.fps, live=True
        )

    def frames(self) -> Iterator[Frame]:
        period_s = 1.0 / (self._file.info.fps or 25.0)
        start = time.perf_counter()
        while not self._closed.is_set():
            for frame in self._file.frames():
                index = len(self.captured_at)
                if self._closed.wait(max(0.0, start + index * period_s - time.perf_counter())):
                    return
                now = time.perf_counter()
                self.captured_at.append(now)
                yield Frame(index=index, time_s=now - start, image=frame.image)

    def close(self) -> None:
        self._closed.set()


class Shown:
    """A window with its controller, and what was painted in it."""

    def __init__(self, gallery: Path, folder: Path) -> None:
        self.application = make_application()
        self.painted: list[tuple[int, float]] = []
        self.recognition_fps: list[float] = []
        self.problems: list[str] = []
        self._ready = False
        self.controller = Controller(AppSettings(), gallery_path=gallery)
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        theme = Theme(self.application, "light")
        self.window: MainWindow
        self.window, self.wiring = build_window(self.controller, settings, Preferences(), theme)
        self.window.player.view.painted.connect(self._note_painted)
        self.controller.engine_ready.connect(self._note_ready)
        self.controller.failed.connect(lambda problem: self.problems.append(problem.text))
        self.controller.statistics_changed.connect(
            lambda statistics: self.recognition_fps.append(statistics.recognition_fps)
        )
        self.window.show()
        self.controller.start()
        self.run(lambda: self._ready or bool(self.problems), LOAD_TIMEOUT_S)

    def play(self, spec: str | int | Path) -> None:
        self.wiring.open(spec)
        self.run(lambda: bool(self.painted) or bool(self.problems), LOAD_TIMEOUT_S)
        if self.problems:
            raise SystemExit(self.problems[-1])

    def run(self, until: Callable[[], bool], timeout_s: float) -> None:
        """Let the window live until it is so, or until the time is over."""
        loop, deadline = QEventLoop(), time.perf_counter() + timeout_s
        timer = QTimer()
        timer.timeout.connect(
            lambda: loop.quit() if until() or time.perf_counter() > deadline else None
        )
        timer.start(50)
        loop.exec()
        timer.stop()

    def forget(self) -> None:
        """Measure from here."""
        self.painted.clear()
        self.recognition_fps.clear()

    def close(self) -> None:
        self.controller.shutdown()
        self.window.close()

    def _note_painted(self, frame: Frame) -> None:
        self.painted.append((frame.index, time.perf_counter()))

    def _note_ready(self, info: object) -> None:
        self._ready = True


def main() -> int:
    """Print the figures beside their goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", nargs="?", type=Path)
    parser.add_argument("--gallery", type=Path, help="default: the folder beside the clip")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--soak", type=int, metavar="FRAMES", help="only this: play so many frames")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip: Path = args.clip or demo_clip(folder)
        shown = Shown(args.gallery or clip.with_name("gallery"), folder)
        try:
            if args.soak:
                soak(shown, clip, args.soak)
            else:
                smoothness(shown, clip, args.seconds)
                latency(shown, clip, args.seconds)
        finally:
            shown.close()
    return 0


def smoothness(shown: Shown, clip: Path, seconds: float) -> None:
    """Rates and the event loop's delay while a file is played."""
    info = FileSource(clip).info
    shown.play(clip)
    shown.controller.set_loop(True)
    shown.run(lambda: False, WARM_UP_S)
    shown.forget()
    probe = Probe()
    probe.start()
    started = time.perf_counter()
    shown.run(lambda: False, seconds)
    took = time.perf_counter() - started
    probe.stop()
    painted = len(shown.painted) / took
    print(f"{clip.name}, {info.width} x {info.height}:")
    print(f"  painted: {painted:.1f} pictures/s, source {info.fps or 0.0:.1f}")
    print(f"  recognised: {mean(shown.recognition_fps or [0.0]):.1f} results/s, goal 25")
    delays = probe.delays_ms
    print(
        f"  event loop: median {median(delays):.1f} ms, goal 10; "
        f"99th percentile {quantiles(delays, n=100)[98]:.1f} ms, goal 50; "
        f"longest {max(delays):.1f} ms"
    )


def latency(shown: Shown, clip: Path, seconds: float) -> None:
    """From the capture of a picture to its being painted, for a camera that is simulated."""
    camera = SimulatedCamera(clip)
    with patch("videorec.gui.stage.open_source", lambda spec, **rest: camera):
        shown.controller.close_source()
        shown.run(lambda: shown.controller.picture is None, LOAD_TIMEOUT_S)
        shown.forget()
        shown.play(0)
        shown.run(lambda: False, WARM_UP_S)
        shown.forget()
        shown.run(lambda: False, seconds)
    delays = [(at - camera.captured_at[index]) * 1e3 for index, at in shown.painted]
    print(
        f"  live: on screen after {median(delays):.1f} ms, goal 100; "
        f"99th percentile {quantiles(delays, n=100)[98]:.1f} ms; "
        f"{len(delays)} of {int(seconds * (camera.info.fps or 25.0))} pictures painted"
    )


def soak(shown: Shown, clip: Path, frames: int) -> None:
    """Memory and threads over a long time, as fast as the player goes."""
    process = psutil.Process()
    shown.play(clip)
    shown.controller.set_loop(True)
    shown.controller.set_speed(4.0)
    shown.run(lambda: len(shown.painted) >= SOAK_WARM_UP, float(frames))
    before, threads = process.memory_info().rss, threading.active_count()
    shown.run(lambda: len(shown.painted) >= SOAK_WARM_UP + frames, float(frames))
    grown = (process.memory_info().rss - before) / MB
    count = len(shown.painted) - SOAK_WARM_UP
    print(f"soak: {count} pictures painted, memory grew by {grown:.1f} MB, goal 50")
    print(f"  threads: {threads} before, {threading.active_count()} after")


if __name__ == "__main__":
    sys.exit(main())
