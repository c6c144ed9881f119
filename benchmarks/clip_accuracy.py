"""How many faces of a clip get the right name: exact, real-time and two-pass, side by side.

    python -m benchmarks.clip_accuracy ../shared/data/clips/friends/friends.mp4

The truth is in NAME.truth.json beside the clip, the gallery in the folder `gallery` beside it.
What is counted: docs/evaluation.md.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from benchmarks.clip_score import ClipScore, ShownFace, load_truth, score
from gallery.gallery import Gallery
from videorec import app
from videorec.config import AppSettings
from videorec.core.errors import VideorecError
from videorec.core.types import FrameResult, Track
from videorec.media.sources import open_source
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.second_pass import Notes

OnePass = Literal["exact", "realtime"]
Shown = Iterator[tuple[int, list[ShownFace]]]

HEADER = (
    f"{'mode':10}{'right':>8}{'false':>8}{'strict':>8}{'found':>8}{'frames':>8}"
    f"{'switches':>10}{'tracks':>8}"
)


def faces_of(tracks: Iterable[Track]) -> list[ShownFace]:
    """The faces as they are shown."""
    return [ShownFace(track_id=t.track_id, box=t.face.box, name=t.match.name) for t in tracks]


def one_pass(recognizer: Recognizer, clip: Path, notes: Notes) -> Shown:
    """Run over the clip; what was shown is also kept in `notes`."""
    with open_source(clip) as source:
        for result in recognizer.run(source):
            notes.take(result)
            yield shown(result)


def shown(result: FrameResult) -> tuple[int, list[ShownFace]]:
    """Frame index and faces of one result."""
    return result.frame.index, faces_of(result.tracks)


def second_pass(recognizer: Recognizer, notes: Notes) -> Shown:
    """What the second pass shows, from the notes of the first."""
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
    clip: Path, engine: app.Engine, gallery: Gallery, modes: Iterable[OnePass]
) -> Iterator[tuple[str, ClipScore]]:
    """Scores of the modes; two-pass reads the notes of the real-time run."""
    truth = load_truth(clip.with_name(f"{clip.stem}.truth.json"))
    for mode in modes:
        settings = replace(engine.settings, mode=mode)
        recognizer = app.build_recognizer(replace(engine, settings=settings), gallery)
        notes = Notes()
        yield mode, score(one_pass(recognizer, clip, notes), truth)
        if mode == "realtime":
            yield "two-pass", score(second_pass(recognizer, notes), truth)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path, help="videos with a truth file beside them")
    parser.add_argument("--gallery", type=Path, help="folder of portraits (default: beside)")
    parser.add_argument("--model", default="default")
    parser.add_argument(
        "--modes", nargs="+", choices=("exact", "realtime"), default=("exact", "realtime")
    )
    parser.add_argument("--threshold", type=float, help="instead of the model's")
    args = parser.parse_args()
    settings = AppSettings(model=args.model)
    if args.threshold is not None:
        settings = replace(settings, matching=replace(settings.matching, threshold=args.threshold))
    try:
        engine = app.build_engine(settings)
        print(engine.describe())
        for clip in args.clips:
            portraits = args.gallery or clip.with_name("gallery")
            with app.gallery_of_folder(engine, portraits, tell=print) as gallery:
                print(f"\n{clip.name}: {len(gallery.identities())} people\n{HEADER}")
                for mode, result in measure(clip, engine, gallery, args.modes):
                    print(row(mode, result), flush=True)
    except VideorecError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
