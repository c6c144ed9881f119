"""Memory over 10,000 frames in a row, and the time from start to the first result.

    python -m benchmarks.endurance [CLIP] [--frames N]

Without a clip: the demo's. For the memory it is repeated in one long file.
"""

import argparse
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from time import perf_counter

import av
import psutil

from videorec import app
from videorec.cli.demo import write_clip, write_gallery
from videorec.config import AppSettings
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


def long_clip(clip: Path, frames: int, folder: Path) -> Path:
    """One file of at least so many frames: the clip's own, over and over, not encoded again.

    One file, since what PyAV holds of a file that was closed stays until Python next collects
    cycles: opening a short one a hundred times would measure that.
    """
    path = folder / f"long{clip.suffix}"
    with av.open(str(clip)) as source, av.open(str(path), "w") as target:
        video = source.streams.video[0]
        copy = target.add_stream_from_template(video)
        count, offset = 0, 0
        while count < frames:
            end = 0
            source.seek(0)
            for packet in source.demux(video):
                if packet.dts is None or packet.pts is None:
                    continue  # the empty packet at the end
                end = max(end, packet.pts + (packet.duration or 1))
                packet.pts += offset
                packet.dts += offset
                packet.stream = copy
                target.mux(packet)
                count += 1
            offset += end
    return path


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
        long = long_clip(clip, args.frames, Path(folder))
        growth = memory_growth(long, portraits, args.frames)
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
        with open_source(clip) as source:
            for count, _ in enumerate(islice(recognizer.run(source), frames), start=1):
                if count == WARM_UP:
                    before = process.memory_info().rss
        return float(process.memory_info().rss - before) / MB


if __name__ == "__main__":
    sys.exit(main())
