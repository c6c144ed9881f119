"""What it brings, and what it costs, to know people again by whom was seen before.

    python -m training.reidentification --weights default --data FACES

In each trial six people alike are enrolled with one image each, and have been on screen before,
with three other images. One more image of each of them, and one of three strangers of the same
kind, are then decided on at the model's own threshold: alone, with what was seen before
(videorec.core.reidentification), and all together in a second pass (videorec.core.tracklets).
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.calibration import GROUPS, people_alike
from training.commandline import exit_code
from training.config import DataConfig
from training.data import load_some
from training.export import mirrored_embeddings
from videorec.core.cohort import Cohort
from videorec.core.errors import TrainingError
from videorec.core.matching import decide
from videorec.core.reidentification import SeenPeople
from videorec.core.settings import MatchingSettings
from videorec.core.tracking import LiveTrack, unit_length
from videorec.core.tracklets import Tracklet, name_tracklets
from videorec.core.types import Candidate, Face, Float32, Int64
from videorec.models.devices import resolve_device
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights

ENROLLED = 6
BEFORE = 3
STRANGERS = 3
_NO_FACE = Face(box=np.zeros(4, np.float32), landmarks=np.zeros((5, 2), np.float32), score=0.0)


@dataclass(slots=True)
class Counts:
    """Decisions of one kind."""

    strangers: int = 0
    strangers_named: int = 0
    known: int = 0
    right: int = 0
    wrong: int = 0

    def __str__(self) -> str:
        return (
            f"{self.right / self.known:.1%} of the known named right, "
            f"{self.wrong / self.known:.2%} wrong, "
            f"{self.strangers_named / self.strangers:.2%} of the strangers named"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Faces:
    """embeddings: (N, D) float32 unit length. labels, groups: (N,) people, and people alike."""

    embeddings: Float32
    labels: Int64
    groups: Int64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portraits:
    """A gallery of one image a person, (P, D) float32 unit length; its people are 0 .. P - 1."""

    embeddings: Float32
    cohort: Cohort | None

    def search(self, evidence: Float32) -> list[tuple[Candidate, ...]]:
        """(N, D) unit length -> everybody, the most similar first."""
        handicaps = (
            np.zeros(len(evidence)) if self.cohort is None else self.cohort.handicaps(evidence)
        )
        return [
            tuple(
                Candidate(
                    identity_id=person,
                    name=str(person),
                    similarity=float(row[person]),
                    handicap=float(handicap),
                )
                for person in np.argsort(-row).tolist()
            )
            for row, handicap in zip(evidence @ self.embeddings.T, handicaps, strict=True)
        ]

    def decide(self, evidence: Float32, threshold: float) -> list[int | None]:
        """Whom each of (N, D) shows."""
        return [decide(ranked, threshold).identity_id for ranked in self.search(evidence)]


def study(
    faces: Faces,
    *,
    threshold: float,
    same_person: float,
    cohort: Cohort | None,
    trials: int = 4000,
    seed: int = 0,
) -> tuple[Counts, Counts, Counts]:
    """Decisions alone, with what was seen before, and of a second pass.

    TrainingError when no group has enough people with enough images.
    """
    rng = np.random.default_rng(seed)
    people, sizes = np.unique(faces.labels, return_counts=True)
    ready = people[sizes >= BEFORE + 2]
    group_of = dict(zip(faces.labels.tolist(), faces.groups.tolist(), strict=True))
    pools = [
        pool
        for group in np.unique(faces.groups)
        if len(pool := [p for p in ready.tolist() if group_of[p] == group]) >= ENROLLED + STRANGERS
    ]
    if not pools:
        raise TrainingError(
            f"too little data: no group of people alike has {ENROLLED + STRANGERS} people with "
            f"{BEFORE + 2} images"
        )
    rows_of = {person: np.flatnonzero(faces.labels == person) for person in ready.tolist()}
    alone, together, afterwards = Counts(), Counts(), Counts()
    for _ in range(trials):
        chosen = rng.permutation(pools[rng.integers(len(pools))])[: ENROLLED + STRANGERS]
        drawn = np.stack([rng.choice(rows_of[int(p)], BEFORE + 2, replace=False) for p in chosen])
        shown = faces.embeddings[drawn]  # (people, BEFORE + 2, D)
        portraits = Portraits(embeddings=shown[:ENROLLED, 0], cohort=cohort)
        before = [_track(number, views) for number, views in enumerate(shown[:ENROLLED, 2:])]
        now = [_track(ENROLLED + i, view[None]) for i, view in enumerate(shown[:, 1])]

        seen = SeenPeople(same_person=same_person)
        for track in before:
            seen.keep([track])
            seen.cut()
        evidence = np.stack([seen.evidence([track])[0] for track in now])
        named_then = portraits.decide(np.stack([track.embedding for track in before]), threshold)
        named_now = portraits.decide(evidence, threshold)
        tracklets = [
            _tracklet(track, held)
            for track, held in zip([*before, *now], [*named_then, *named_now], strict=True)
        ]
        matches = name_tracklets(
            tracklets,
            portraits.search,
            threshold=threshold,
            margin=0.0,
            hysteresis=MatchingSettings().hysteresis,
            same_person=same_person,
            unique=True,
        )
        _count(portraits.decide(shown[:, 1], threshold), alone)
        _count(named_now, together)
        _count([matches[track.track_id].identity_id for track in now], afterwards)
    return alone, together, afterwards


def _track(number: int, views: Float32) -> LiveTrack:
    """A track of (V, D) views."""
    total = views.sum(axis=0)
    return LiveTrack(
        track_id=number,
        face=_NO_FACE,
        started_s=0.0,
        seen_s=0.0,
        total=total,
        embedding=unit_length(total),
        views=len(views),
    )


def _tracklet(track: LiveTrack, held: int | None) -> Tracklet:
    """The same when it has ended; no two of them were seen at one time."""
    return Tracklet(
        track_id=track.track_id,
        frames=frozenset([track.track_id]),
        embedding=track.embedding,
        weight=float(track.views),
        held=held,
    )


def _count(named: Sequence[int | None], counts: Counts) -> None:
    """The first of them are the people of the gallery, in its order."""
    known, strangers = named[:ENROLLED], named[ENROLLED:]
    right = sum(name == person for person, name in enumerate(known))
    counts.known += len(known)
    counts.right += right
    counts.wrong += sum(name is not None for name in known) - right
    counts.strangers += len(strangers)
    counts.strangers_named += sum(name is not None for name in strangers)


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    model = load_weights(resolve_weights(options.weights))
    faces = load_some(DataConfig(root=options.data), options.people)
    embeddings = mirrored_embeddings(model.network.to(resolve_device(options.device)), faces)
    try:
        groups = people_alike(embeddings, faces.labels, GROUPS)
    except ValueError as exc:
        raise TrainingError(f"{options.data}: {exc}") from exc
    ways = study(
        Faces(embeddings=embeddings, labels=faces.labels, groups=groups),
        threshold=model.card.threshold(ENROLLED),
        same_person=model.card.same_person,
        cohort=None if model.cohort is None else Cohort(model.cohort),
    )
    print(f"{model.card.name}, {len(faces)} faces of {len(faces.identities)} people")
    for way, counts in zip(("alone", "seen before", "two passes"), ways, strict=True):
        print(f"{way + ':':12} {counts}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", default="default", help="a name or a .safetensors file")
    parser.add_argument("--data", type=Path, required=True, help="aligned crops, as for training")
    parser.add_argument(
        "--people", type=int, default=300, help="at most so many, as training.thresholds takes them"
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options = parser.parse_args(arguments)
    if options.people < 1:
        parser.error(f"--people must be at least 1, not {options.people}")
    return exit_code(lambda: run(options))


if __name__ == "__main__":
    sys.exit(main())
