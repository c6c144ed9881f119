"""Deciding again from cached similarities, when the threshold moved."""

from collections.abc import Sequence
from dataclasses import replace

from videorec.core.matching import assign
from videorec.core.settings import MatchingSettings
from videorec.core.types import Match, Status, Track


def redecide(tracks: Sequence[Track], matching: MatchingSettings) -> tuple[Track, ...]:
    """The same tracks of one frame under other settings; nothing is searched or embedded."""
    assert matching.threshold is not None
    matches = assign(
        [t.match.candidates for t in tracks],
        threshold=matching.threshold,
        margin=matching.margin,
        hysteresis=matching.hysteresis,
        held=[t.match.identity_id for t in tracks],
        unique=matching.unique,
    )
    return tuple(
        replace(t, match=match, status=status_of(match, usable=t.status is not Status.UNUSABLE))
        for t, match in zip(tracks, matches, strict=True)
    )


def status_of(match: Match, *, usable: bool) -> Status:
    """What is said about a face with this decision."""
    if not usable:
        return Status.UNUSABLE
    return Status.UNKNOWN if match.identity_id is None else Status.KNOWN
