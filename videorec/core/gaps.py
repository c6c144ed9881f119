"""Faces that were lost for a moment, put back between two sightings of their track.

While a video runs, a face that the detector does not see for a few frames (a profile, a blur) is
not shown, for nobody knows whether it will return. Afterwards it is known.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from videorec.core.boxes import pairwise_iou
from videorec.core.tracking import boxes_of
from videorec.core.types import Face, Float32, Track

LONGEST_S = 0.3


def filled(
    tracks_of: Mapping[int, tuple[Track, ...]], time_s: Mapping[int, float]
) -> dict[int, tuple[Track, ...]]:
    """The same tracks by frame, each also in the frames of its gaps of at most LONGEST_S.

    time_s: of the same frames. Boxes and landmarks lie on the line between both sightings. Nothing
    is put where another face is, which may hide this one, nor beside the same name.
    """
    sightings: defaultdict[int, list[tuple[int, Track]]] = defaultdict(list)
    for index in sorted(tracks_of):
        for track in tracks_of[index]:
            sightings[track.track_id].append((index, track))
    found = {index: list(tracks) for index, tracks in tracks_of.items()}
    frames = sorted(time_s)
    place = {index: i for i, index in enumerate(frames)}
    for seen in sightings.values():
        for (start, before), (end, after) in pairwise(seen):
            absent_s = time_s[end] - time_s[start]
            if not 0.0 < absent_s <= LONGEST_S:
                continue
            for index in frames[place[start] + 1 : place[end]]:
                share = (time_s[index] - time_s[start]) / absent_s
                lost = replace(before, face=between(before.face, after.face, share))
                if _is_free(lost, found[index]):
                    found[index].append(lost)
    return {index: tuple(tracks) for index, tracks in found.items()}


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
