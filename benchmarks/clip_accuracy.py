"""How many faces of a clip get the right name: the ways to recognise, side by side.

    python -m benchmarks.clip_accuracy ../shared/data/clips/friends/friends.mp4

"realtime" answers at once, "later" is what the same run says after --delay seconds, "two-pass"
what it says after the whole clip.
The truth is in NAME.truth.json beside the clip, the gallery in the folder `gallery` beside it.
What is counted: docs/evaluation.md.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from benchmarks.clip_score import ClipScore, ShownFace, load_truth, score
from gallery.gallery import Gallery
from videorec import app
from videorec.config import AppSettings
from videorec.core.errors import VideorecError
from videorec.core.settings import FILE_DELAY_S, Mirror
from videorec.core.types import FrameResult, Track, UInt8
from videorec.media.sources import open_source
from videorec.pipeline.hindsight import with_hindsight
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.second_pass import Notes

OnePass = Literal["exact", "realtime"]
Shown = Iterator[tuple[int, list[ShownFace]]]

NO_PICTURE: UInt8 = np.zeros((0, 0, 3), np.uint8)

HEADER = (
    f"{'mode':10}{'right':>8}{'false':>8}{'strict':>8}{'found':>8}{'frames':>8}"
    f"{'switches':>10}{'tracks':>8}"
)


def faces_of(tracks: Iterable[Track]) -> list[ShownFace]:
    """The faces as they are shown."""
    return [ShownFace(track_id=t.track_id, box=t.face.box, name=t.match.name) for t in tracks]


def one_pass(recognizer: Recognizer, clip: Path) -> list[FrameResult]:
    """Results of the whole clip, without their pictures."""
    with open_source(clip) as source:
        return [
            replace(result, frame=replace(result.frame, image=NO_PICTURE))
            for result in recognizer.run(source)
        ]


def shown(results: Iterable[FrameResult]) -> Shown:
    """Frame index and faces of each result."""
    return ((result.frame.index, faces_of(result.tracks)) for result in results)


def second_pass(recognizer: Recognizer, results: Iterable[FrameResult]) -> Shown:
    """What the second pass shows after these results of the first."""
    notes = Notes()
    for result in results:
        notes.take(result)
    named = notes.named(recognizer.index, recognizer.matching, same_person=recognizer.same_person)
    return ((index, faces_of(tracks)) for index, tracks in sorted(named.items()))


def row(mode: str, result: ClipScore) -> str:
    """One line of the table."""
    return (
        f"{mode:10}{result.accuracy:>8.1%}{result.false_names:>8.2%}"
        f"{result.false_names_strict:>8.2%}{result.found / max(1, result.named_truth):>8.1%}"
        f"{result.right_frames:>8.1%}{result.switches:>10}{result.tracks:>8}"
    )


def measure(
    clip: Path, engine: app.Engine, gallery: Gallery, modes: Iterable[OnePass], delay_s: float
) -> Iterator[tuple[str, ClipScore]]:
    """Scores of the modes; "later" and "two-pass" go on from the real-time run."""
    truth = load_truth(clip.with_name(f"{clip.stem}.truth.json"))
    for mode in modes:
        settings = replace(engine.settings, mode=mode)
        recognizer = app.build_recognizer(replace(engine, settings=settings), gallery)
        results = one_pass(recognizer, clip)
        yield mode, score(shown(results), truth)
        if mode == "realtime":
            later = with_hindsight(results, delay_s=delay_s)
            yield "later", score(shown(later), truth)
            yield "two-pass", score(second_pass(recognizer, results), truth)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path, help="videos with a truth file beside them")
    parser.add_argument("--gallery", type=Path, help="folder of portraits (default: beside)")
    parser.add_argument("--model", default="default")
    parser.add_argument(
        "--modes", nargs="+", choices=("exact", "realtime"), default=("exact", "realtime")
    )
    parser.add_argument(
        "--delay", type=float, default=FILE_DELAY_S, help='seconds of "later" (%(default)s)'
    )
    parser.add_argument("--threshold", type=float, help="instead of the model's")
    parser.add_argument("--mirror", choices=get_args(Mirror), default="average")
    args = parser.parse_args()
    settings = AppSettings(model=args.model, mirror=args.mirror)
    if args.threshold is not None:
        settings = replace(settings, matching=replace(settings.matching, threshold=args.threshold))
    try:
        engine = app.build_engine(settings)
        print(engine.describe())
        for clip in args.clips:
            portraits = args.gallery or clip.with_name("gallery")
            with app.gallery_of_folder(engine, portraits, tell=print) as gallery:
                print(f"\n{clip.name}: {len(gallery.identities())} people\n{HEADER}")
                for mode, result in measure(clip, engine, gallery, args.modes, args.delay):
                    print(row(mode, result), flush=True)
    except VideorecError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
