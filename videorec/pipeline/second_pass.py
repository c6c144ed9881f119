"""Two passes over a file: recognise it all, name its tracks together, then show it.

notes = Notes()
for result in recognizer.run(source):
    notes.take(result)
tracks_of = notes.named(index, matching, same_person=0.5)
... second reading of the source: tracks_of[frame.index]
"""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from gallery.index import GalleryIndex
from videorec.core.decided import decided
from videorec.core.gaps import filled
from videorec.core.settings import MatchingSettings
from videorec.core.tracklets import Tracklet, name_tracklets
from videorec.core.types import FrameResult, Status, Track
from videorec.pipeline.redecide import status_of


class Notes:
    """What the first pass saw, without its pictures."""

    def __init__(self) -> None:
        self._tracks: dict[int, tuple[Track, ...]] = {}
        self._time_s: dict[int, float] = {}

    def take(self, result: FrameResult) -> None:
        """Remember the tracks of one frame."""
        self._tracks[result.frame.index] = result.tracks
        self._time_s[result.frame.index] = result.frame.time_s

    def tracklets(self) -> list[Tracklet]:
        """Every track that was embedded, as it was at its end, with all its frames."""
        frames: dict[int, set[int]] = defaultdict(set)
        final: dict[int, Track] = {}
        for index, tracks in self._tracks.items():
            for track in tracks:
                frames[track.track_id].add(index)
                final[track.track_id] = track
        return [
            Tracklet(
                track_id=track_id,
                frames=frozenset(frames[track_id]),
                embedding=track.embedding,
                weight=track.weight,
                held=track.match.identity_id,
            )
            for track_id, track in final.items()
            if track.weight > 0.0
        ]

    def named(
        self, index: GalleryIndex, matching: MatchingSettings, *, same_person: float
    ) -> dict[int, tuple[Track, ...]]:
        """The tracks of every frame, by frame index, each with the name of its whole group.

        A face that was lost for a moment is where it was on the way (core.gaps).
        """
        assert matching.threshold is not None
        tracklets = self.tracklets()
        matches = name_tracklets(
            tracklets,
            lambda embeddings: index.search(np.ascontiguousarray(embeddings)),
            threshold=matching.threshold,
            margin=matching.margin,
            hysteresis=matching.hysteresis,
            same_person=same_person,
            unique=matching.unique,
        )
        final = {t.track_id: t for t in tracklets}

        frames = sorted(self._tracks)
        sure = decided([(self._time_s[i], self._tracks[i]) for i in frames])

        def renamed(track: Track, sure: frozenset[int]) -> Track:
            if track.track_id not in final or track.track_id not in sure:
                return replace(track, status=Status.UNUSABLE)
            match = matches[track.track_id]
            return replace(
                track,
                match=match,
                status=status_of(match, usable=True),
                embedding=final[track.track_id].embedding,
                evidence=final[track.track_id].embedding,
                weight=final[track.track_id].weight,
            )

        named = {
            i: tuple(renamed(track, ids) for track in self._tracks[i])
            for i, ids in zip(frames, sure, strict=True)
        }
        return filled(named, self._time_s)
