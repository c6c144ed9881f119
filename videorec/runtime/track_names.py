"""Who the tracks of a session are, by everything that was seen of each."""

from collections.abc import Iterable

from videorec.core.matching import NOTHING
from videorec.core.settings import MatchingSettings
from videorec.core.types import Candidate
from videorec.runtime.session_tracks import SeenTrack


def decide(tracks: Iterable[SeenTrack], matching: MatchingSettings) -> None:
    """Name every track; of tracks seen together one gets the name, the most similar."""
    assert matching.threshold is not None
    tracks = list(tracks)
    pairs = [
        (strength, track, candidate)
        for track in tracks
        for strength, candidate in _strengths(track, matching.hysteresis)
        if strength >= matching.threshold
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].track_id, pair[2].identity_id))
    names = {t.track_id: t.told for t in tracks if t.told is not None}
    for strength, track, candidate in pairs:
        if track.track_id in names:
            continue
        taken = {names.get(other) for other in track.together} if matching.unique else set()
        rivals = [
            s
            for s, c in _strengths(track, matching.hysteresis)
            if c.identity_id not in (candidate.identity_id, *taken)
        ]
        if candidate.identity_id in taken:
            continue
        if strength - max(rivals, default=NOTHING) >= matching.margin:
            names[track.track_id] = candidate.identity_id
    for track in tracks:
        track.identity_id = names.get(track.track_id)


def _strengths(track: SeenTrack, hysteresis: float) -> list[tuple[float, Candidate]]:
    """Whoever the track was taken for needs less."""
    return [
        (c.strength + (hysteresis if c.identity_id == track.identity_id else 0.0), c)
        for c in track.candidates
    ]
