"""Memory over 10,000 frames in a row, and the time from start to the first result.

    python -m benchmarks.endurance [CLIP] [--frames N]

Without a clip: the demo's. The clip is read again and again, as one endless source.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter

import psutil

from videorec import app
from videorec.cli.demo import write_clip, write_gallery
from videorec.config import AppSettings
from videorec.core.types import Frame
from videorec.media.sources import open_source

WARM_UP = 500
STARTS = 3
MB = 1e6
FIRST_RESULT = """
import sys
from pathlib import Path
from videorec import app
from videorec.config import AppSettings
from videorec.media.sources import open_source

clip, people = map(Path, sys.argv[1:])
engine = app.build_engine(AppSettings())
with app.gallery_of_folder(engine, people) as gallery, open_source(clip) as source:
    for result in app.build_recognizer(engine, gallery).run(source):
        print([track.match.name for track in result.tracks], flush=True)
        break
"""


class Looped:
    """A clip that starts over when it ends; times and indices go on growing."""

    def __init__(self, clip: Path) -> None:
        self._clip = clip

    def frames(self) -> Iterator[Frame]:
        index, offset_s, time_s = 0, 0.0, 0.0
        while True:
            with open_source(self._clip) as source:
                for frame in source.frames():
                    time_s = offset_s + frame.time_s
                    yield replace(frame, index=index, time_s=time_s)
                    index += 1
            offset_s = time_s + 0.04


def main() -> int:
    """Print growth and start-up time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", nargs="?", type=Path)
    parser.add_argument("--gallery", type=Path, help="default: the folder beside the clip")
    parser.add_argument("--frames", type=int, default=10_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = args.clip or demo_clip(Path(folder))
        portraits = args.gallery or clip.with_name("gallery")
        seconds = sorted(first_result(clip, portraits) for _ in range(STARTS))[STARTS // 2]
        print(f"start to first result: {seconds:.2f} s, goal 3 s, ratio {3 / seconds:.2f}")
        growth = memory_growth(clip, portraits, args.frames)
        print(
            f"memory growth over {args.frames} frames: {growth:.1f} MB, goal 50 MB, "
            f"ratio {50 / max(growth, 0.1):.1f}"
        )
    return 0


def demo_clip(folder: Path) -> Path:
    """The demo's clip with its gallery beside it."""
    clip = folder / "demo.mp4"
    write_clip(clip, 4.0)
    (folder / "gallery").mkdir()
    write_gallery(folder / "gallery")
    return clip


def first_result(clip: Path, portraits: Path) -> float:
    """Seconds from starting Python to the first frame's names, enrolling included."""
    command = [sys.executable, "-c", FIRST_RESULT, str(clip), str(portraits)]
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        took = perf_counter() - start
    if process.returncode or not said:
        raise SystemExit("the program that was timed failed; see above")
    return took


def memory_growth(clip: Path, portraits: Path, frames: int) -> float:
    """MB by which the process grows after the first frames."""
    engine = app.build_engine(AppSettings())
    with app.gallery_of_folder(engine, portraits) as gallery:
        recognizer = app.build_recognizer(engine, gallery)
        process = psutil.Process()
        before = 0
        for count, _ in enumerate(islice(recognizer.run(Looped(clip)), frames), start=1):
            if count == WARM_UP:
                before = process.memory_info().rss
        return float(process.memory_info().rss - before) / MB


if __name__ == "__main__":
    sys.exit(main())
