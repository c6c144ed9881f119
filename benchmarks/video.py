"""Frames per second over whole clips, side by side with the usual way.

    python -m benchmarks.video [CLIP ...] [--gallery FOLDER]

Without a clip: the real ones where they are (see `python -m benchmarks`), and the demo's. Ours is
measured from opening the file to the last result, decoding and events included, and once more
with the annotated video written; the usual way is the detector and the network on every frame.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.__main__ import CLIPS
from benchmarks.baseline import BaselineDetector, BaselineEmbedder
from benchmarks.measure import Comparison
from gallery.gallery import Gallery
from videorec import app
from videorec.cli.demo import write_clip, write_gallery
from videorec.config import AppSettings
from videorec.core.errors import VideorecError
from videorec.media.sources import open_source
from videorec.models.devices import available_cores, resolve_device, set_cpu_threads
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights
from videorec.runtime.outputs import OutputPaths, Outputs
from videorec.runtime.recognition import recognize

TURNS = 3
BASELINE_FRAMES = 12


def main() -> int:
    """Print a line per clip and way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--gallery", type=Path, help="default: the folder beside the first clip")
    parser.add_argument("--model", default="default")
    args = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            clips = args.clips or default_clips(Path(folder))
            beside = clips[0].with_name("gallery")
            for clip in clips:
                for comparison in compare(clip, args.gallery or beside, args.model, Path(folder)):
                    print(comparison, flush=True)
    except VideorecError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def default_clips(folder: Path) -> list[Path]:
    """The real clips that are there, and the demo's, which is made."""
    real = [CLIPS / "friends" / "friends.mp4", CLIPS / "crowd-1080p.mp4"]
    demo = folder / "demo.mp4"
    write_clip(demo, 4.0)
    (folder / "gallery").mkdir()
    write_gallery(folder / "gallery")
    return [*(clip for clip in real if clip.exists()), demo]


def compare(clip: Path, portraits: Path, model: str, folder: Path) -> Iterator[Comparison]:
    """Real time, real time with the annotated video, and exact mode, each beside the usual way.

    Exact mode a second time with the usual way's work: without the mirror image of each face.
    """
    settings = AppSettings(model=model)
    engine = app.build_engine(settings)
    exact = replace(engine, settings=replace(settings, mode="exact"))
    plain = app.build_engine(replace(settings, mode="exact", mirror="none"))
    with app.gallery_of_folder(engine, portraits) as gallery:
        baseline = usual_way(clip, settings)
        written = OutputPaths(video=folder / "annotated.mp4", events=(folder / "events.jsonl",))
        events = OutputPaths(events=(folder / "events.jsonl",))
        ways: list[tuple[str, Callable[[], float]]] = [
            ("real time", lambda: ours(clip, engine, gallery, events)),
            ("real time, video written", lambda: ours(clip, engine, gallery, written)),
            ("exact", lambda: ours(clip, exact, gallery, events)),
            ("exact, no mirror images", lambda: ours(clip, plain, gallery, events)),
        ]
        for name, way in ways:
            taken = np.array([(way(), baseline()) for _ in range(TURNS)])
            value, reference = np.median(taken, axis=0)
            yield Comparison(
                name=f"{clip.name}, {name}",
                value=float(value),
                baseline=float(reference),
                ratio=float(np.median(taken[:, 0] / taken[:, 1])),
                unit="frames/s",
            )


def ours(clip: Path, engine: app.Engine, gallery: Gallery, paths: OutputPaths) -> float:
    """Frames per second of a whole clip, from opening it to closing what was written."""
    set_cpu_threads(max(1, available_cores() // 2))  # as app.build_engine leaves it
    recognizer = app.build_recognizer(engine, gallery)
    count, start = 0, perf_counter()
    with open_source(clip) as source, Outputs(paths, source.info) as outputs:
        results = recognize(source, recognizer)
        for result in recognizer.settled(results, live=False):
            outputs.write(result)
            count += 1
    return count / (perf_counter() - start)


def usual_way(clip: Path, settings: AppSettings) -> Callable[[], float]:
    """Frames per second of facenet-pytorch's detector and an eager network, on every core."""
    device = resolve_device(settings.device)
    detector = BaselineDetector(settings.detector, device)
    embedder = BaselineEmbedder(load_weights(resolve_weights(settings.model)).network, device)

    def run() -> float:
        set_cpu_threads()
        count, start = 0, perf_counter()
        with open_source(clip) as source, closing(source.frames()) as frames:  # type: ignore[type-var]
            for frame in islice(frames, BASELINE_FRAMES):
                embedder.embed(frame.image, detector.detect(frame.image))
                count += 1
        return count / (perf_counter() - start)

    return run


if __name__ == "__main__":
    sys.exit(main())
