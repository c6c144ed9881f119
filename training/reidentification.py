"""What it brings, and what it costs, to know people again by whom was seen before.

    python -m training.reidentification --weights default --data FACES

In each trial six people alike are enrolled with one image each, and have been on screen before,
with three other images. One more image of each of them, and one of three strangers of the same
kind, are then decided on: alone, and with what was seen before (videorec.core.reidentification),
at the model's own threshold.
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
from videorec.core.reidentification import SeenPeople
from videorec.core.tracking import LiveTrack, unit_length
from videorec.core.types import Face, Float32, Int64
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


def study(
    faces: Faces,
    *,
    threshold: float,
    same_person: float,
    cohort: Cohort | None,
    trials: int = 4000,
    seed: int = 0,
) -> tuple[Counts, Counts]:
    """Decisions alone, and with what was seen before.

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
    alone, together = Counts(), Counts()
    for _ in range(trials):
        chosen = rng.permutation(pools[rng.integers(len(pools))])[: ENROLLED + STRANGERS]
        drawn = np.stack([rng.choice(rows_of[int(p)], BEFORE + 2, replace=False) for p in chosen])
        shown = faces.embeddings[drawn]  # (people, BEFORE + 2, D)
        gallery, probes = shown[:ENROLLED, 0], shown[:, 1]
        seen = SeenPeople(same_person=same_person)
        for number, views in enumerate(shown[:ENROLLED, 2:]):
            seen.keep([_track(number, views)])
            seen.cut()
        joined = np.stack(
            [seen.evidence([_track(ENROLLED + i, p[None])])[0] for i, p in enumerate(probes)]
        )
        for evidence, counts in ((probes, alone), (joined, together)):
            _count(evidence, gallery, threshold, cohort, counts)
    return alone, together


def _track(number: int, views: Float32) -> LiveTrack:
    """A track of (V, D) views."""
    total = views.sum(axis=0)
    return LiveTrack(
        track_id=number,
        face=_NO_FACE,
        seen_s=0.0,
        total=total,
        embedding=unit_length(total),
        views=len(views),
    )


def _count(
    evidence: Float32, gallery: Float32, threshold: float, cohort: Cohort | None, counts: Counts
) -> None:
    """The first of the evidence are those of the gallery, in its order."""
    similarity = evidence @ gallery.T
    if cohort is not None:
        similarity = similarity - cohort.handicaps(evidence)[:, None]
    named = similarity.max(axis=1) >= threshold
    right = similarity.argmax(axis=1)[:ENROLLED] == np.arange(ENROLLED)
    counts.known += ENROLLED
    counts.right += int((named[:ENROLLED] & right).sum())
    counts.wrong += int((named[:ENROLLED] & ~right).sum())
    counts.strangers += len(evidence) - ENROLLED
    counts.strangers_named += int(named[ENROLLED:].sum())


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    model = load_weights(resolve_weights(options.weights))
    faces = load_some(DataConfig(root=options.data), options.people)
    embeddings = mirrored_embeddings(model.network.to(resolve_device(options.device)), faces)
    try:
        groups = people_alike(embeddings, faces.labels, GROUPS)
    except ValueError as exc:
        raise TrainingError(f"{options.data}: {exc}") from exc
    alone, together = study(
        Faces(embeddings=embeddings, labels=faces.labels, groups=groups),
        threshold=model.card.threshold(ENROLLED),
        same_person=model.card.same_person,
        cohort=None if model.cohort is None else Cohort(model.cohort),
    )
    print(f"{model.card.name}, {len(faces)} faces of {len(faces.identities)} people")
    print(f"alone:    {alone}")
    print(f"together: {together}")


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
