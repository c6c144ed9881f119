"""Faces that were lost for a moment, put back between two sightings of their track.

While a video runs, a face that the detector does not see for a few frames (a profile, a blur) is
not shown, for nobody knows whether it will return. A little later it is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from videorec.core.boxes import pairwise_iou
from videorec.core.tracking import boxes_of
from videorec.core.types import Face, Float32, Track

LONGEST_S = 0.3

# Presentation time of a frame, and its tracks.
Moment = tuple[float, Sequence[Track]]


def closed(
    moment: Moment, *, earlier: Iterable[Moment], later: Iterable[Moment]
) -> tuple[Track, ...]:
    """The tracks of a frame, and those that are missing there between two near sightings.

    earlier: the frames before it, the nearest first; later: those after it. Both are looked at no
    farther than LONGEST_S, which is the longest gap that is closed. Boxes and landmarks lie on the
    line between both sightings. Nothing is put where another face is, which may hide this one, nor
    beside the same name.
    """
    now, tracks = moment
    present = {track.track_id for track in tracks}
    missing: dict[int, tuple[float, Track]] = {}
    for start, others in earlier:
        if not 0.0 < now - start < LONGEST_S:
            break
        for track in others:
            if track.track_id not in present:
                missing.setdefault(track.track_id, (start, track))
    found = list(tracks)
    for end, others in later:
        if not missing or not 0.0 < end - now < LONGEST_S:
            break
        for track in others:
            if track.track_id not in missing:
                continue
            start, before = missing.pop(track.track_id)
            if end - start <= LONGEST_S:
                share = (now - start) / (end - start)
                lost = replace(before, face=between(before.face, track.face, share))
                if _is_free(lost, found):
                    found.append(lost)
    return tuple(found)


def filled(
    tracks_of: Mapping[int, tuple[Track, ...]], time_s: Mapping[int, float]
) -> dict[int, tuple[Track, ...]]:
    """The tracks of a whole film by frame, with its gaps closed. time_s: of the same frames."""
    frames = sorted(time_s)
    film = [(time_s[index], tracks_of[index]) for index in frames]
    return {
        index: closed(
            film[i],
            earlier=(film[j] for j in range(i - 1, -1, -1)),
            later=(film[j] for j in range(i + 1, len(film))),
        )
        for i, index in enumerate(frames)
    }


def between(before: Face, after: Face, share: float) -> Face:
    """The face at that share of the way, with the lower of both scores."""

    def mixed(a: Float32, b: Float32) -> Float32:
        return np.asarray((1.0 - share) * a + share * b, np.float32)

    return Face(
        box=mixed(before.box, after.box),
        landmarks=mixed(before.landmarks, after.landmarks),
        score=min(before.score, after.score),
    )


def _is_free(lost: Track, others: list[Track]) -> bool:
    if not others:
        return True
    name = lost.match.identity_id
    if name is not None and any(other.match.identity_id == name for other in others):
        return False
    overlap = pairwise_iou(boxes_of([lost.face]), boxes_of([other.face for other in others]))
    return bool(overlap.max() == 0.0)
