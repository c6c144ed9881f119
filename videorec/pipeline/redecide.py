"""Deciding again from what is remembered, when threshold or gallery changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gallery.index import GalleryIndex
from videorec.core.matching import assign
from videorec.core.settings import MatchingSettings
from videorec.core.types import FrameResult, Match, Status, Track


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ruling:
    """By what a recognizer decides at one moment.

    revision: of its results. searched_since: the first revision with this index.
    matching: the threshold is set.
    """

    revision: int
    searched_since: int
    index: GalleryIndex
    matching: MatchingSettings


def reconsider(result: FrameResult, ruling: Ruling) -> FrameResult:
    """A result of the same recognizer as it would be now; nothing is embedded again.

    Another threshold decides from cached similarities; another gallery is searched again.
    """
    if result.revision >= ruling.revision:
        return result
    tracks = result.tracks
    if result.revision < ruling.searched_since:
        tracks = search_again(tracks, ruling.index)
    return replace(
        result, tracks=redecide(tracks, afresh(ruling.matching)), revision=ruling.revision
    )


def afresh(matching: MatchingSettings) -> MatchingSettings:
    """For the first decision by new settings: a name that is held needs no less than another.

    Hysteresis keeps a name while a face changes; when the user moves the threshold, the line that
    is drawn holds for everybody.
    """
    return replace(matching, hysteresis=0.0)


def search_again(tracks: Sequence[Track], index: GalleryIndex) -> tuple[Track, ...]:
    """Tracks with the candidates of another gallery; undecided until `redecide`."""
    embedded = [t for t in tracks if t.weight > 0.0]
    if not embedded:
        return tuple(tracks)
    found = index.search(np.stack([t.evidence for t in embedded]))
    ranked = {t.track_id: c for t, c in zip(embedded, found, strict=True)}
    return tuple(
        replace(t, match=replace(t.match, candidates=ranked.get(t.track_id, ()))) for t in tracks
    )


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
    return with_matches(tracks, matches)


def with_matches(tracks: Sequence[Track], matches: Sequence[Match]) -> tuple[Track, ...]:
    """The same tracks, decided so."""
    return tuple(
        replace(t, match=match, status=status_of(match, usable=t.status is not Status.UNUSABLE))
        for t, match in zip(tracks, matches, strict=True)
    )


def status_of(match: Match, *, usable: bool) -> Status:
    """What is said about a face with this decision."""
    if not usable:
        return Status.UNUSABLE
    return Status.UNKNOWN if match.identity_id is None else Status.KNOWN
