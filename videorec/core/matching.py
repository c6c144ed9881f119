"""The open-set decision: search finds candidates, these pure functions decide."""

from collections.abc import Sequence

from videorec.core.types import Candidate, Match

Ranked = Sequence[Candidate]

NOTHING = -1.0


def outlier(ranked: Ranked, threshold: float) -> Match:
    """A match that names nobody, with the best two similarities for display."""
    return Match(
        identity_id=None,
        name=None,
        similarity=ranked[0].similarity if ranked else NOTHING,
        runner_up=ranked[1].similarity if len(ranked) > 1 else NOTHING,
        threshold=threshold,
        candidates=tuple(ranked),
    )


def named(candidate: Candidate, ranked: Ranked, threshold: float) -> Match:
    """A match that names `candidate`; the runner-up is the best of the others."""
    others = [c.similarity for c in ranked if c.identity_id != candidate.identity_id]
    return Match(
        identity_id=candidate.identity_id,
        name=candidate.name,
        similarity=candidate.similarity,
        runner_up=max(others, default=NOTHING),
        threshold=threshold,
        candidates=tuple(ranked),
    )


def decide(ranked: Ranked, threshold: float, margin: float = 0.0) -> Match:
    """The decision about one face alone.

    ranked: best first. The best candidate, if it reaches the threshold and leads the second by
    the margin; else an outlier.
    """
    (match,) = assign([ranked], threshold=threshold, margin=margin)
    return match


def assign(
    ranked: Sequence[Ranked],
    *,
    threshold: float,
    margin: float = 0.0,
    hysteresis: float = 0.0,
    held: Sequence[int | None] = (),
    unique: bool = True,
) -> tuple[Match, ...]:
    """Decide about all faces of a frame together.

    ranked: per face, its candidates, best first.
    held: per face, the identity its track carries already; it gets `hysteresis` on top of its
        similarity. Empty when no face holds one.
    unique: a name goes to the face most similar to it; a face whose best name is taken may still
        get its next one, if that reaches the threshold and leads the names left by the margin.

    Pairs are taken greedily, most similar first, so raising the threshold only ever removes names.
    """
    holds = list(held) or [None] * len(ranked)
    pairs = sorted(
        (
            (c.similarity + (hysteresis if c.identity_id == holds[face] else 0.0), face, c)
            for face, candidates in enumerate(ranked)
            for c in candidates
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2].identity_id),
    )
    strengths: list[list[tuple[float, Candidate]]] = [[] for _ in ranked]
    for strength, face, candidate in pairs:
        strengths[face].append((strength, candidate))

    matches: list[Match | None] = [None] * len(ranked)
    taken: set[int] = set()
    for strength, face, candidate in pairs:
        if strength < threshold:
            break
        if matches[face] is not None or candidate.identity_id in taken:
            continue
        rivals = (
            s
            for s, c in strengths[face]
            if c.identity_id != candidate.identity_id and c.identity_id not in taken
        )
        if strength - max(rivals, default=NOTHING) < margin:
            matches[face] = outlier(ranked[face], threshold)
            continue
        matches[face] = named(candidate, ranked[face], threshold)
        if unique:
            taken.add(candidate.identity_id)
    return tuple(
        match or outlier(candidates, threshold)
        for match, candidates in zip(matches, ranked, strict=True)
    )
