"""Scoring a run over a clip against a truth file, as docs/evaluation.md defines it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from videorec.core.tracking import match_boxes
from videorec.core.types import Float32

LEAST_IOU = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TruthFace:
    """A face a person has looked at. name is None when it is no face, or a stranger's."""

    box: Float32
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShownFace:
    """A face a run has shown. name is None when it was not named."""

    track_id: int
    box: Float32
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipScore:
    """Counts over a clip.

    named_truth: faces of known people in the truth file; correct: those shown with their name.
    shown: all faces shown. wrong: shown with another person's name. stranger: named, though the
    truth says stranger or no face. unlisted: named, but at a place the truth file says nothing
    about (a face its detector missed, or no face at all).
    switches: changes from one name to another within a track. tracks: tracks shown.
    frames, frames_right: frames with known people; those with every one of them named right.
    """

    named_truth: int
    found: int
    correct: int
    shown: int
    named: int
    wrong: int
    stranger: int
    unlisted: int
    switches: int
    tracks: int
    frames: int
    frames_right: int

    @property
    def accuracy(self) -> float:
        """Share of the known people's faces that carry the right name."""
        return self.correct / max(1, self.named_truth)

    @property
    def false_names(self) -> float:
        """Share of the faces shown that carry a wrong name, or one a stranger must not have."""
        return (self.wrong + self.stranger) / max(1, self.shown)

    @property
    def false_names_strict(self) -> float:
        """The same, with every name at an unlisted place counted as false."""
        return (self.wrong + self.stranger + self.unlisted) / max(1, self.shown)

    @property
    def right_frames(self) -> float:
        """Share of frames in which every known person present is named right."""
        return self.frames_right / max(1, self.frames)


def load_truth(path: Path) -> dict[int, list[TruthFace]]:
    """Faces per frame of a truth file."""
    faces: dict[int, list[TruthFace]] = defaultdict(list)
    for entry in json.loads(path.read_text())["faces"]:
        box = np.array(entry["box"], np.float32)
        faces[entry["frame"]].append(TruthFace(box=box, name=entry["name"]))
    return faces


def score(
    shown: Iterable[tuple[int, Sequence[ShownFace]]], truth: dict[int, list[TruthFace]]
) -> ClipScore:
    """shown: (frame index, faces) of every frame of the run, in order."""
    count: dict[str, int] = defaultdict(int)
    last_name: dict[int, str] = {}
    tracks: set[int] = set()
    for index, faces in shown:
        expected = truth.get(index, [])
        pairs = dict(match_boxes(boxes(faces), boxes(expected), LEAST_IOU))
        right: set[int] = set()
        for i, face in enumerate(faces):
            tracks.add(face.track_id)
            count["shown"] += 1
            verdict = judge(face, expected[pairs[i]] if i in pairs else None)
            count[verdict] += 1
            count["named"] += face.name is not None
            if verdict == "correct":
                right.add(pairs[i])
            if face.name is not None:
                count["switches"] += last_name.get(face.track_id, face.name) != face.name
                last_name[face.track_id] = face.name
        known = {j for j, t in enumerate(expected) if t.name is not None}
        count["named_truth"] += len(known)
        count["found"] += len(known & set(pairs.values()))
        count["frames"] += bool(known)
        count["frames_right"] += bool(known) and known <= right
    fields = ClipScore.__dataclass_fields__
    return ClipScore(tracks=len(tracks), **{f: count[f] for f in fields if f != "tracks"})


def judge(face: ShownFace, truth: TruthFace | None) -> str:
    """The count a shown face goes to."""
    if face.name is None:
        return "unnamed"
    if truth is None:
        return "unlisted"
    if truth.name is None:
        return "stranger"
    return "correct" if truth.name == face.name else "wrong"


def boxes(faces: Sequence[TruthFace] | Sequence[ShownFace]) -> Float32:
    """(N, 4) float32."""
    return np.array([f.box for f in faces], np.float32).reshape(-1, 4)
