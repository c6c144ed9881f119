"""The open-set decision: search finds candidates, these pure functions decide."""

from collections.abc import Callable, Sequence

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
        threshold=threshold + (ranked[0].handicap if ranked else 0.0),
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
        threshold=threshold + candidate.handicap,
        candidates=tuple(ranked),
    )


def each_name_once(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Of faces that were given one name at different moments, the clearest alone keeps it."""
    clearest: dict[int, int] = {}
    for face, match in enumerate(matches):
        if match.identity_id is not None:
            other = clearest.setdefault(match.identity_id, face)
            if _lead(match) > _lead(matches[other]):
                clearest[match.identity_id] = face
    return tuple(
        match
        if match.identity_id is None or clearest[match.identity_id] == face
        else outlier(match.candidates, match.threshold - match.candidates[0].handicap)
        for face, match in enumerate(matches)
    )


def _lead(match: Match) -> float:
    return match.similarity - match.threshold


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
        strength. Empty when no face holds one.
    unique: a name goes to the strongest face; a face whose best name is taken may still get its
        next one, if that reaches the threshold and leads the names left by the margin.
    """
    holds = list(held) or [None] * len(ranked)
    chosen = assign_greedily(
        [
            strengths(candidates, hold, hysteresis)
            for candidates, hold in zip(ranked, holds, strict=True)
        ],
        threshold=threshold,
        margin=margin,
        exclusive=lambda i, j: unique,
    )
    return tuple(
        named(candidate, candidates, threshold) if candidate else outlier(candidates, threshold)
        for candidate, candidates in zip(chosen, ranked, strict=True)
    )


def strengths(
    ranked: Ranked, held: int | None = None, hysteresis: float = 0.0
) -> list[tuple[float, Candidate]]:
    """What is compared with the threshold; the identity that a track holds gets a bonus."""
    return [(c.strength + (hysteresis if c.identity_id == held else 0.0), c) for c in ranked]


def assign_greedily(
    pairs: Sequence[Sequence[tuple[float, Candidate]]],
    *,
    threshold: float,
    margin: float,
    exclusive: Callable[[int, int], bool],
) -> list[Candidate | None]:
    """Pairs of face and identity, strongest first, so raising the threshold only removes names.

    pairs: per face, (strength, candidate) in any order.
    exclusive: whether two faces cannot be the same person.
    """
    strongest_first = sorted(
        ((s, face, c) for face, candidates in enumerate(pairs) for s, c in candidates),
        key=lambda pair: (-pair[0], pair[1], pair[2].identity_id),
    )
    chosen: list[Candidate | None] = [None] * len(pairs)
    ambiguous: set[int] = set()

    def taken(face: int, identity_id: int) -> bool:
        return any(
            c is not None and c.identity_id == identity_id and exclusive(face, other)
            for other, c in enumerate(chosen)
        )

    for strength, face, candidate in strongest_first:
        if strength < threshold:
            break
        if chosen[face] or face in ambiguous or taken(face, candidate.identity_id):
            continue
        rivals = (
            s
            for s, c in pairs[face]
            if c.identity_id != candidate.identity_id and not taken(face, c.identity_id)
        )
        if strength - max(rivals, default=NOTHING) < margin:
            ambiguous.add(face)
        else:
            chosen[face] = candidate
    return chosen
