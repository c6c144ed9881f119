"""Following faces over frames, and what is remembered about each.

A tracker knows positions and embeddings, no pictures and no names. One object per source; it is
mutable, and one thread owns it.

    drift       all tracks, lost ones too, move along with the picture
    follow      faces looked for where the tracks are now: found, or lost
    update      all faces detected in a frame meet the tracks (one to one, best overlap first)
    revive      a face nobody claimed meets the lost tracks, by its embedding
    split       a track slid onto somebody else
    cut         a new shot: all tracks end
    take_ended  the tracks that ended and will not return

A lost track keeps drifting for a while, so a head that turned away and back is still the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from videorec.core.boxes import pairwise_iou
from videorec.core.types import EMBEDDING_SIZE, Bool, Face, Float32, Quality, TrackState

CONFIRMING_DETECTIONS = 2
LEAST_OVERLAP = 0.25
DUPLICATE_OVERLAP = 0.6
# Where nobody saw a face for longer, somebody else may stand at its place.
LONG_AWAY_S = 0.3


@dataclass(slots=True, eq=False)
class LiveTrack:
    """What the tracker remembers about one face; `Track` is its frozen public face.

    started_s, seen_s: when its face was first and last found.
    total: (D,) float32, sum of weight * embedding of all views so far; zeros before the first.
    embedding: (D,) float32, the same at unit length.
    away_s: how long nobody saw its face before it was found again, because it was lost or because
        no frame came; 0 after the next view.
    """

    track_id: int
    face: Face
    started_s: float
    seen_s: float
    total: Float32
    embedding: Float32
    detections: int = 1
    lost: bool = False
    weight: float = 0.0
    views: int = 0
    best: Quality | None = None
    embedded_s: float = -np.inf
    away_s: float = 0.0
    identity_id: int | None = None

    @property
    def was_away(self) -> bool:
        """Whether somebody else may be at its place: it was not looked at since it was away."""
        return self.away_s > LONG_AWAY_S

    @property
    def state(self) -> TrackState:
        if self.lost:
            return TrackState.LOST
        if self.detections < CONFIRMING_DETECTIONS:
            return TrackState.TENTATIVE
        return TrackState.CONFIRMED

    def move(self, face: Face, time_s: float) -> None:
        """The face was found here."""
        self.away_s = max(self.away_s, time_s - self.seen_s)
        self.face, self.seen_s, self.lost = face, time_s, False

    def remember(self, embedding: Float32, quality: Quality, time_s: float) -> None:
        """Fuse one view in, weighed by its quality score."""
        self._add(np.float32(quality.score) * embedding)
        self.weight += quality.score
        self.views += 1
        self.embedded_s = time_s
        self.away_s = 0.0
        if self.best is None or quality.score > self.best.score:
            self.best = quality

    def absorb(self, other: "LiveTrack") -> None:
        """Take over what another track of the same face remembers."""
        self._add(other.total)
        self.weight += other.weight
        self.views += other.views
        self.detections += other.detections
        self.embedded_s = max(self.embedded_s, other.embedded_s)
        if other.best and (self.best is None or other.best.score > self.best.score):
            self.best = other.best

    def _add(self, weighted: Float32) -> None:
        self.total = self.total + weighted
        self.embedding = unit_length(self.total)


class Tracker:
    """Keeps the tracks of one source.

    max_lost_s: a face out of sight for longer starts a new track when it returns.
    same_person: least similarity between a returning face and a lost track's embedding.
    first_id: number of the first track. embedding_size: values per embedding, D.
    """

    def __init__(
        self,
        *,
        max_lost_s: float,
        same_person: float,
        first_id: int = 1,
        embedding_size: int = EMBEDDING_SIZE,
    ) -> None:
        self._max_lost_s = max_lost_s
        self._same_person = same_person
        self._ids = count(first_id)
        self._nothing: Float32 = np.zeros(embedding_size, np.float32)
        self._tracks: list[LiveTrack] = []
        self._ended: list[LiveTrack] = []

    @property
    def tracks(self) -> tuple[LiveTrack, ...]:
        """All that is remembered: live tracks, and lost ones that may still return."""
        return tuple(self._tracks)

    @property
    def live(self) -> tuple[LiveTrack, ...]:
        """Tracks that have a face in the current frame, oldest first."""
        return tuple(t for t in self._tracks if not t.lost)

    def cut(self) -> None:
        """A new shot: nobody carries an identity over."""
        self._ended += self._tracks
        self._tracks = []

    def take_ended(self) -> list[LiveTrack]:
        """The tracks that ended since they were last taken, oldest first; they will not return."""
        ended, self._ended = self._ended, []
        return ended

    def drift(self, motion: Float32) -> None:
        """Move `tracks` by (N, 2) pixels, in the same order; NaN moves nothing."""
        for track, offset in zip(self._tracks, np.nan_to_num(motion), strict=True):
            track.face = shifted(track.face, offset)

    def follow(self, faces: Sequence[Face | None], time_s: float) -> int:
        """Take the faces found where `tracks` are now, in the same order; None is not found.

        Returns how many live tracks were lost.
        """
        missed = 0
        for track, face in zip(self._tracks, faces, strict=True):
            if face is not None:
                track.move(face, time_s)
            elif not track.lost:
                track.lost = True
                missed += 1
        self._drop_duplicates()
        self._forget(time_s)
        return missed

    def update(self, faces: Sequence[Face], time_s: float) -> tuple[LiveTrack, ...]:
        """Meet all faces detected in a frame; unmatched tracks are lost, unmatched faces start one.

        Returns the tracks that started.
        """
        self._forget(time_s)
        claimed = dict(
            match_boxes(boxes_of([t.face for t in self._tracks]), boxes_of(faces), LEAST_OVERLAP)
        )
        for index, track in enumerate(self._tracks):
            if index in claimed:
                track.move(faces[claimed[index]], time_s)
                track.detections += 1
            else:
                track.lost = True
        met = set(claimed.values())
        started = tuple(
            self._track(face, time_s) for index, face in enumerate(faces) if index not in met
        )
        self._tracks += started
        return started

    def revive(self, started: LiveTrack) -> LiveTrack:
        """The lost track that `started` continues, by their embeddings; else `started` itself."""
        lost = [
            t
            for t in self._tracks
            # Whoever was seen beside it is somebody else.
            if t.lost and t.views and t.seen_s < started.started_s and plausible(t, started)
        ]
        if not lost or not started.views:
            return started
        similarity = np.stack([t.embedding for t in lost]) @ started.embedding
        best = int(np.argmax(similarity))
        if similarity[best] < self._same_person:
            return started
        track = lost[best]
        track.move(started.face, started.seen_s)
        track.absorb(started)
        self._tracks.remove(started)
        return track

    def split(self, track: LiveTrack) -> LiveTrack:
        """`track` shows somebody else now: it ends, and a new track takes its face."""
        fresh = self._track(track.face, track.seen_s)
        self._tracks[self._tracks.index(track)] = fresh
        self._ended.append(track)
        return fresh

    def _track(self, face: Face, seen_s: float) -> LiveTrack:
        return LiveTrack(
            track_id=next(self._ids),
            face=face,
            started_s=seen_s,
            seen_s=seen_s,
            total=self._nothing,
            embedding=self._nothing,
        )

    def _forget(self, time_s: float) -> None:
        oldest = time_s - self._max_lost_s
        self._ended += [t for t in self._tracks if t.lost and t.seen_s < oldest]
        self._tracks = [t for t in self._tracks if not t.lost or t.seen_s >= oldest]

    def _drop_duplicates(self) -> None:
        """Two tracks that slid onto one face: the older stays."""
        live = self.live
        overlap = pairwise_iou(boxes_of([t.face for t in live]), boxes_of([t.face for t in live]))
        for index, track in enumerate(live):
            older = [i for i in range(index) if not live[i].lost]
            if any(overlap[index, i] > DUPLICATE_OVERLAP for i in older):
                track.lost = True


def match_boxes(a: Float32, b: Float32, least_iou: float) -> list[tuple[int, int]]:
    """One-to-one pairs of boxes, best overlap first. (N, 4), (M, 4) -> (i, j) pairs."""
    return best_pairs(pairwise_iou(a, b), least_iou)


def best_pairs(scores: Float32, least: float) -> list[tuple[int, int]]:
    """One-to-one pairs of rows and columns, best score first. (N, M) -> (i, j) pairs."""
    order = np.argsort(-scores, axis=None, kind="stable")
    free_a: Bool = np.ones(scores.shape[0], bool)
    free_b: Bool = np.ones(scores.shape[1], bool)
    pairs = []
    for flat in order:
        i, j = divmod(int(flat), scores.shape[1])
        if scores[i, j] < least:
            break
        if free_a[i] and free_b[j]:
            free_a[i] = free_b[j] = False
            pairs.append((i, j))
    return pairs


def plausible(lost: LiveTrack, found: LiveTrack) -> bool:
    """A face does not jump across the picture or change its size within seconds."""
    size = box_size(lost.face.box)
    reach = size * (2.0 + 4.0 * (found.seen_s - lost.seen_s))
    distance = float(np.linalg.norm(box_center(lost.face.box) - box_center(found.face.box)))
    ratio = box_size(found.face.box) / max(size, 1e-6)
    return distance <= reach and 0.4 <= ratio <= 2.5


def unit_length(vector: Float32) -> Float32:
    """(D,) scaled to length 1; zeros stay zeros."""
    length = np.float32(np.linalg.norm(vector))
    return vector / length if length > 0.0 else vector


def boxes_of(faces: Sequence[Face]) -> Float32:
    """(N, 4) float32."""
    return np.array([f.box for f in faces], dtype=np.float32).reshape(-1, 4)


def box_center(box: Float32) -> Float32:
    """(4,) -> (2,) x y."""
    return np.asarray((box[:2] + box[2:]) / 2, dtype=np.float32)


def box_size(box: Float32) -> float:
    """Mean of width and height in pixels."""
    return float((box[2] - box[0] + box[3] - box[1]) / 2)


def shifted(face: Face, offset: Float32) -> Face:
    """The face moved by (2,) x y pixels."""
    return Face(
        box=(face.box + np.tile(offset, 2)).astype(np.float32),
        landmarks=(face.landmarks + offset).astype(np.float32),
        score=face.score,
    )
