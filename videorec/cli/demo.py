"""`videorec demo`: the main job on a clip made for it, held against the clip's own truth."""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np

from videorec import demo
from videorec.cli import recognize
from videorec.cli.lines import tell
from videorec.cli.options import add_arguments
from videorec.core.boxes import pairwise_iou
from videorec.core.errors import OutputError, UsageError, VideorecError
from videorec.demo import HEIGHT, WIDTH, Appearance
from videorec.media.info import SourceInfo
from videorec.media.writers import VideoWriter
from videorec.runtime.outputs import OutputPaths

# Less of a face than this in the picture is not held against the detector.
LEAST_VISIBLE = 0.7
LEAST_NAMED = 0.8
LEAST_SEEN = 0.8


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    parser = subparsers.add_parser(
        "demo",
        help="recognise one of two people in a clip that is made for it",
        description="Makes a clip of two public-domain portraits, enrols one of the two from one "
        "picture, runs the main job on it and says whether the result is right.",
    )
    parser.add_argument("--output", type=Path, default=Path("demo.mp4"), metavar="FILE")
    parser.add_argument("--seconds", type=float, default=8.0, help="length of the clip")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the clip and the gallery here"
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument("--model", default="default")
    parser.add_argument("--exact", action="store_true", help="every frame alone, no memory")
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Make the clip, recognise it, compare; exit code 1 when the result is not as it should be."""
    if not 1.0 <= args.seconds <= 60.0:
        raise UsageError(f"--seconds {args.seconds:g}: the clip may last from 1 to 60 seconds")
    OutputPaths(video=args.output).check(None)
    folder = TemporaryDirectory(prefix="videorec-") if args.keep is None else nullcontext(args.keep)
    with folder as place:
        root = Path(place)
        clip, people, events = root / "clip.mp4", root / "people", root / "events.jsonl"
        tell(f"making a clip of {args.seconds:g} seconds ...")
        truth = write_clip(clip, args.seconds)
        write_gallery(people)
        tell(f"{demo.KNOWN} is enrolled from one picture, {demo.STRANGER} is not")
        code = recognize.name_faces(
            main_command(
                ["--video", str(clip), "--gallery", str(people), "--headless"]
                + ["--output", str(args.output), "--events", str(events)]
                + ["--device", args.device, "--model", args.model, "--profile"]
                + ["--exact"] * args.exact
            )
        )
        if code:
            return code
        tally = compare(read_events(events), truth)
    tell(f"\nwrote {args.output}\n{in_words(tally)}")
    if reasons := complaints(tally):
        raise VideorecError("the demo did not go as it should: " + "; ".join(reasons))
    return 0


def write_clip(path: Path, seconds: float) -> list[tuple[Appearance, ...]]:
    """Synthesise the clip into an mp4; who is where in each of its frames."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputError(f"{path.parent}: cannot be made: {exc.strerror}") from exc
    info = SourceInfo(name=path.name, width=WIDTH, height=HEIGHT, fps=float(demo.FPS))
    truth = []
    with VideoWriter(path, info=info) as writer:
        for frame, appearances in demo.frames(seconds):
            writer.write(frame.time_s, frame.image)
            truth.append(appearances)
    return truth


def write_gallery(folder: Path) -> None:
    """A folder with the one picture of the one known person."""
    portrait = demo.eileen_collins()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{portrait.name}.png").write_bytes(cv2.imencode(".png", portrait.image)[1].tobytes())


def main_command(arguments: Sequence[str]) -> argparse.Namespace:
    """Arguments of the main command, parsed."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(arguments)


def read_events(path: Path) -> dict[int, list[dict[str, Any]]]:
    """Events of a .jsonl file by frame."""
    events: dict[int, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        events.setdefault(event["frame"], []).append(event)
    return events


def compare(
    events: Mapping[int, Sequence[Mapping[str, Any]]], truth: Sequence[Iterable[Appearance]]
) -> Counter[tuple[str, str]]:
    """How often each person was shown as what.

    Counts (who it is, what was said): a name, "unknown", "unusable", or "not seen".
    """
    tally: Counter[tuple[str, str]] = Counter()
    for index, appearances in enumerate(truth):
        found = events.get(index, ())
        boxes = np.array([e["box"] for e in found], np.float32).reshape(-1, 4)
        for person in appearances:
            if visible_share(person) < LEAST_VISIBLE:
                continue
            overlap = pairwise_iou(np.array([person.box], np.float32), boxes)[0]
            if not overlap.size or overlap.max() < 0.3:
                tally[person.name, "not seen"] += 1
                continue
            event = found[int(overlap.argmax())]
            tally[person.name, event["name"] or event["status"]] += 1
    return tally


def visible_share(person: Appearance) -> float:
    """Share of the face's box that lies in the picture."""
    x0, y0, x1, y1 = person.box
    wide = min(x1, WIDTH) - max(x0, 0.0)
    high = min(y1, HEIGHT) - max(y0, 0.0)
    return max(wide, 0.0) * max(high, 0.0) / ((x1 - x0) * (y1 - y0))


def in_words(tally: Counter[tuple[str, str]]) -> str:
    """One line per person."""
    lines = []
    for person in (demo.KNOWN, demo.STRANGER):
        said = Counter({what: n for (who, what), n in tally.items() if who == person})
        counts = ", ".join(f"{what} {n}" for what, n in said.most_common())
        enrolled = "enrolled" if person == demo.KNOWN else "not enrolled"
        lines.append(f"{person} ({enrolled}), {said.total()} frames: {counts or 'none'}")
    return "\n".join(lines)


def complaints(tally: Counter[tuple[str, str]]) -> list[str]:
    """What is wrong with the result, in words; empty when it is as it should be."""
    seen = {
        person: sum(n for (who, what), n in tally.items() if who == person and what != "not seen")
        for person in (demo.KNOWN, demo.STRANGER)
    }
    there = {
        person: sum(n for (who, _), n in tally.items() if who == person)
        for person in (demo.KNOWN, demo.STRANGER)
    }
    reasons = [
        f"{person} was seen in only {seen[person]} of {there[person]} frames"
        for person in seen
        if seen[person] < LEAST_SEEN * there[person]
    ]
    named = tally[demo.KNOWN, demo.KNOWN]
    if named < LEAST_NAMED * there[demo.KNOWN]:
        reasons.append(f"{demo.KNOWN} was named in only {named} of {there[demo.KNOWN]} frames")
    wrong = tally[demo.STRANGER, demo.KNOWN]
    if wrong:
        reasons.append(f"{demo.STRANGER} was taken for {demo.KNOWN} in {wrong} frames")
    return reasons
