"""Naming the tracks of a finished video together.

While a video runs, a track knows only its own past. Afterwards all tracks are known: those of one
person look more alike to each other than to a portrait taken years earlier, in another light. So
they are grouped first, and each group is named as one.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from videorec.core.matching import assign_greedily, named, outlier, strengths
from videorec.core.reidentification import LEAD
from videorec.core.tracking import unit_length
from videorec.core.types import Bool, Candidate, Float32, Match


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tracklet:
    """A finished track.

    frames: indices of the frames it was seen in.
    embedding: (D,) float32, unit length. weight: how much evidence it carries.
    held: the identity that it had when it ended.
    """

    track_id: int
    frames: frozenset[int]
    embedding: Float32
    weight: float
    held: int | None


def name_tracklets(
    tracklets: Sequence[Tracklet],
    search: Callable[[Float32], Sequence[Sequence[Candidate]]],
    *,
    threshold: float,
    margin: float,
    hysteresis: float,
    same_person: float,
    unique: bool,
) -> dict[int, Match]:
    """Decide about all tracks of a video together. Returns matches by track_id.

    search: (N, D) embeddings -> ranked candidates of each.
    hysteresis: bonus of the identity that most of a group's evidence had when its tracks ended.
    same_person: similarity at which two views show one person at a false accept rate of 1e-4; the
        fused embeddings of groups that become one are `LEAD` more similar than that.
    unique: two people in one frame are not the same person, and do not get the same name.
    """
    if not tracklets:
        return {}
    groups = [[tracklets[i] for i in members] for members in group(tracklets, same_person + LEAD)]
    ranked = search(np.stack([fused(members) for members in groups]))
    seen = [frozenset().union(*(t.frames for t in members)) for members in groups]
    chosen = assign_greedily(
        [
            strengths(candidates, _held(members), hysteresis)
            for members, candidates in zip(groups, ranked, strict=True)
        ],
        threshold=threshold,
        margin=margin,
        exclusive=lambda i, j: unique and not seen[i].isdisjoint(seen[j]),
    )
    return {
        t.track_id: (
            named(candidate, candidates, threshold) if candidate else outlier(candidates, threshold)
        )
        for members, candidate, candidates in zip(groups, chosen, ranked, strict=True)
        for t in members
    }


def _held(members: Sequence[Tracklet]) -> int | None:
    """What more than half of their evidence was called when they ended."""
    evidence: dict[int | None, float] = defaultdict(float)
    for tracklet in members:
        evidence[tracklet.held] += tracklet.weight
    most = max(evidence, key=lambda identity: evidence[identity])
    return most if 2 * evidence[most] > sum(evidence.values()) else None


def fused(tracklets: Sequence[Tracklet]) -> Float32:
    """(D,) weighted mean of their embeddings, unit length."""
    total = np.sum([np.float32(t.weight) * t.embedding for t in tracklets], axis=0)
    return unit_length(np.asarray(total, np.float32))


def group(tracklets: Sequence[Tracklet], same_person: float) -> list[list[int]]:
    """Agglomerative clustering on fused embeddings, most similar groups first.

    Tracks seen in the same frame never share a group. Stops when no two groups are as similar as
    `same_person`. Returns indices into `tracklets`; every one is in exactly one group.
    """
    totals = np.stack([np.float32(t.weight) * t.embedding for t in tracklets])
    return cluster(totals, seen_together(tracklets), same_person)


def cluster(totals: Float32, apart: Bool, same_person: float) -> list[list[int]]:
    """The same from (N, D) weighted embeddings and (N, N) pairs that are never one person."""
    count = len(totals)
    members = [[i] for i in range(count)]
    totals, apart = totals.copy(), apart.copy()
    similarity = cosines(totals, totals)
    similarity[apart] = -np.inf
    np.fill_diagonal(similarity, -np.inf)
    while count > 1:
        i, j = divmod(int(np.argmax(similarity)), count)
        if similarity[i, j] < same_person:
            break
        members[i] += members[j]
        members[j] = []
        totals[i] += totals[j]
        apart[i] |= apart[j]
        apart[:, i] = apart[i]
        row = cosines(totals[i : i + 1], totals)[0]
        row[apart[i]] = -np.inf
        row[i] = -np.inf
        row[[k for k, m in enumerate(members) if not m]] = -np.inf
        similarity[i], similarity[:, i] = row, row
        similarity[j], similarity[:, j] = -np.inf, -np.inf
    return [m for m in members if m]


def seen_together(tracklets: Sequence[Tracklet]) -> Bool:
    """(N, N): whether two tracks share a frame. The diagonal is False."""
    together = np.zeros((len(tracklets), len(tracklets)), bool)
    for i, a in enumerate(tracklets):
        for j in range(i):
            together[i, j] = together[j, i] = not a.frames.isdisjoint(tracklets[j].frames)
    return together


def cosines(a: Float32, b: Float32) -> Float32:
    """(N, D), (M, D) -> (N, M) cosine similarities; 0 where a vector is zero."""
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)[None]
    return np.asarray(a @ b.T / np.maximum(lengths, 1e-12), np.float32)
