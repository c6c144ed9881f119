"""Which sightings of a face were decided on, then or a little later.

Nobody decides on a face that was never looked at well enough, nor on one that came back after a
while until it was: somebody else may stand at its place. What is found later holds for such
sightings as well if the face stayed in sight until then.
"""

from collections.abc import Sequence

from videorec.core.gaps import Moment
from videorec.core.tracking import LONG_AWAY_S
from videorec.core.types import Status


def decided(moments: Sequence[Moment]) -> list[frozenset[int]]:
    """For each moment, in order of time, the tracks whose sighting was decided on then or later.

    A track that nobody saw for more than LONG_AWAY_S in between is another sighting.
    """
    found = []
    next_s: dict[int, float] = {}
    certain: frozenset[int] = frozenset()  # of the tracks, at their next sighting
    for time_s, tracks in reversed(moments):
        seen = {track.track_id for track in tracks}
        now = {
            track.track_id
            for track in tracks
            if track.status is not Status.UNUSABLE
            or (track.track_id in certain and next_s[track.track_id] - time_s <= LONG_AWAY_S)
        }
        certain = certain - seen | now
        next_s |= dict.fromkeys(seen, time_s)
        found.append(frozenset(now))
    return found[::-1]
