"""Everything a session knows about who was on screen, decided anew whenever something changes."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

import numpy as np

from gallery.index import GalleryIndex
from videorec.core.palette import UNKNOWN_COLOR
from videorec.core.settings import MatchingSettings
from videorec.core.tracklets import cluster
from videorec.core.types import Bool, Float32, Float64, FrameResult, UInt8
from videorec.media.info import SourceInfo
from videorec.runtime.face_views import FaceView
from videorec.runtime.intervals import Interval, seconds, united
from videorec.runtime.session_tracks import SeenTrack, SeenTracks
from videorec.runtime.track_names import decide
from videorec.runtime.values import Color, Histogram, Lane, SessionView, StrangerGroup

EDGES: Float64 = np.round(np.linspace(-0.2, 1.0, 61), 6)
# Strangers are grouped at most this share of the time, and no more than so many of them.
GROUPING_SHARE = 0.1
MOST_GROUPED = 800
MOST_VIEWS = 3
# A stranger may be somebody whose similarity reaches this share of the threshold; below, the one
# who is closest is as good as drawn by lot.
SUGGESTED_SHARE = 2 / 3
# Images of one person that resemble each other more than this tell the same.
SAME_VIEW_S = 5.0

# Whom the user named, by track; None is nobody.
Told = Mapping[int, int | None]


class Session:
    """What is remembered of one source while it is open. Any thread.

    same_person: similarity from which two tracks show the same stranger.
    """

    def __init__(self, info: SourceInfo, *, same_person: float) -> None:
        self._lock = Lock()
        self._tracks = SeenTracks(info, same_person=same_person)
        self._same_person = same_person
        self._index: GalleryIndex | None = None
        self._matching = MatchingSettings(threshold=1.0)
        self._colors: Mapping[str, Color] = {}
        self._viewed: tuple[object, ...] = ()
        self._view: SessionView | None = None
        self._groups: list[tuple[int, ...]] = []
        self._group_again_at = 0.0
        self._regroup = True

    def take(self, result: FrameResult) -> None:
        """The next result of the recognizer, in its order."""
        with self._lock:
            self._tracks.take(result)

    def use_gallery(self, index: GalleryIndex, colors: Mapping[str, Color]) -> None:
        """Search this from now on, also for what was seen before. colors: of people, by name."""
        with self._lock:
            self._index, self._colors = index, dict(colors)
            present = {person.identity_id for person in index.identities}
            for track in self._tracks.by_id.values():
                track.searched = False
                if track.told not in present:
                    track.told = None
            self._changed()

    def use_matching(self, matching: MatchingSettings) -> None:
        """Decide by this from now on, also about what was seen before; its threshold is set."""
        assert matching.threshold is not None
        with self._lock:
            if matching != self._matching:
                self._matching = matching
                for track in self._tracks.by_id.values():
                    track.identity_id = None  # a new line holds for everybody
                self._changed()

    def view(self) -> SessionView:
        """The present state; the same object until something changes."""
        with self._lock:
            state = (self._tracks.changes, self._matching, self._index)
            if self._view is not None and state == self._viewed and not self._regroup:
                return self._view
            self._viewed = state
            self._search()
            self._decide()
            tracks = list(self._tracks.by_id.values())
            strangers = [t for t in tracks if t.owner is None and t.weight > 0.0]
            lanes = self._lanes(tracks)
            histogram = self._histogram(tracks)
            group_inputs = self._grouping(strangers)
        if group_inputs is not None:
            self._group(*group_inputs)
        with self._lock:
            self._view = SessionView(
                lanes=lanes, strangers=self._stranger_groups(), histogram=histogram
            )
            return self._view

    def seconds_on_screen(self) -> dict[int, float]:
        """By identity."""
        with self._lock:
            return {
                owner: seconds(united(many))
                for owner, many in self._by_owner(self._tracks.by_id.values()).items()
                if owner is not None
            }

    def group(self, group_id: int) -> tuple[int, ...]:
        """The tracks of a group of strangers; empty when there is none of that number."""
        with self._lock:
            return next((ids for ids in self._groups if min(ids) == group_id), ())

    def best_views(self, track_ids: Sequence[int]) -> tuple[FaceView, ...]:
        """Up to three views of these tracks from different moments, best first."""
        with self._lock:
            found = [view for track in self._known(track_ids) for view in track.views]
        chosen: list[FaceView] = []
        for view in sorted(found, key=lambda v: -v.quality.score):
            if all(abs(view.time_s - other.time_s) >= SAME_VIEW_S for other in chosen):
                chosen.append(view)
        # A short scene has no moments far apart; its best view will do.
        return tuple(chosen[:MOST_VIEWS])

    def face_of(self, track_id: int) -> tuple[Float32, UInt8] | None:
        """Embedding and best crop of a track; None when it was never seen well enough."""
        with self._lock:
            track = self._tracks.get(track_id)
            if track is None or track.weight <= 0.0 or not track.views:
                return None
            embedding, view = track.embedding, track.views[0]
        return embedding, view.crop()

    def tell(self, track_ids: Sequence[int], identity_id: int) -> Told:
        """The user says who these tracks are. Returns what was said before, for `retell`."""
        with self._lock:
            tracks = self._known(track_ids)
            before = {track.track_id: track.told for track in tracks}
            for track in tracks:
                track.told = identity_id
            self._changed()
        return before

    def deny(self, track_id: int, identity_id: int) -> Told:
        """The user says who this track is not. Returns what was said before, for `retell`."""
        with self._lock:
            tracks = self._known([track_id])
            before = {track.track_id: track.told for track in tracks}
            for track in tracks:
                if track.told == identity_id:
                    track.told = None
                if track.identity_id == identity_id:
                    track.identity_id = None
            self._changed()
        return before

    def retell(self, told: Told) -> None:
        """The user takes back what was said: this holds again."""
        with self._lock:
            for track_id, identity_id in told.items():
                for track in self._known([track_id]):
                    track.told = identity_id
            self._changed()

    def best_similarities(self) -> list[float]:
        """What each track has to offer to the threshold; tracks that were compared."""
        with self._lock:
            self._search()
            tracks = self._tracks.by_id.values()
            return [track.strength for track in tracks if track.candidates]

    def _known(self, track_ids: Iterable[int]) -> list[SeenTrack]:
        found = {id(t): t for i in track_ids if (t := self._tracks.get(i)) is not None}
        return list(found.values())

    def _changed(self) -> None:
        self._tracks.changes += 1
        self._regroup = True

    def _search(self) -> None:
        """Compare tracks whose evidence, or the gallery, changed."""
        if self._index is None:
            return
        wanted = [t for t in self._tracks.by_id.values() if not t.searched and t.weight > 0.0]
        if not wanted:
            return
        found = self._index.search(np.stack([t.evidence for t in wanted]))
        for track, candidates in zip(wanted, found, strict=True):
            track.candidates, track.searched = candidates, True
        self._regroup = True

    def _decide(self) -> None:
        decide(self._tracks.by_id.values(), self._matching)

    def _by_owner(self, tracks: Iterable[SeenTrack]) -> dict[int | None, list[list[Interval]]]:
        found: defaultdict[int | None, list[list[Interval]]] = defaultdict(list)
        for owner, intervals in self._tracks.forgotten.items():
            found[owner].append(intervals)
        for track in tracks:
            if track.weight > 0.0 and track.intervals:
                found[track.owner].append(track.intervals)
        return found

    def _lanes(self, tracks: Iterable[SeenTrack]) -> tuple[Lane, ...]:
        """People in order of appearance, then everybody unknown."""
        names = (
            {} if self._index is None else {p.identity_id: p.name for p in self._index.identities}
        )
        merged: defaultdict[str, list[list[Interval]]] = defaultdict(list)
        for owner, many in self._by_owner(tracks).items():
            merged["" if owner is None else names.get(owner, "")] += many
        lanes = [
            Lane(name=name, color=self._colors.get(name, UNKNOWN_COLOR), intervals=tuple(union))
            for name, many in merged.items()
            if (union := united(many))
        ]
        return tuple(sorted(lanes, key=lambda lane: (not lane.name, lane.intervals[0], lane.name)))

    def _histogram(self, tracks: Iterable[SeenTrack]) -> Histogram:
        compared = [t for t in tracks if t.candidates]
        values = [np.clip(t.strength, EDGES[0], EDGES[-1]) for t in compared]
        known = [v for v, t in zip(values, compared, strict=True) if t.owner is not None]
        unknown = [v for v, t in zip(values, compared, strict=True) if t.owner is None]
        return Histogram(
            edges=EDGES,
            known=np.histogram(known, EDGES)[0].astype(np.int64),
            unknown=np.histogram(unknown, EDGES)[0].astype(np.int64),
        )

    def _grouping(self, strangers: list[SeenTrack]) -> tuple[list[int], Float32, Bool] | None:
        """What grouping works on, when there is something new and it is time for it."""
        ids = {track.track_id for track in strangers}
        stale = ids != {i for group in self._groups for i in group}
        if not (self._regroup or stale) or time.monotonic() < self._group_again_at:
            self._regroup = self._regroup or stale
            # Whoever got a name meanwhile leaves at once.
            kept = (tuple(i for i in group if i in ids) for group in self._groups)
            self._groups = [group for group in kept if group]
            return None
        self._regroup = False
        if not strangers:
            self._groups = []
            return None
        most = sorted(strangers, key=lambda t: -seconds(t.intervals))[:MOST_GROUPED]
        totals = np.stack([np.float32(t.weight) * t.embedding for t in most])
        apart = np.array([[b.track_id in a.together for b in most] for a in most])
        return [t.track_id for t in most], totals, apart

    def _group(self, ids: list[int], totals: Float32, apart: Bool) -> None:
        """Cluster outside the lock: recognition goes on meanwhile."""
        started = time.monotonic()
        groups = [tuple(ids[i] for i in g) for g in cluster(totals, apart, self._same_person)]
        now = time.monotonic()
        with self._lock:
            self._groups = groups
            self._group_again_at = now + (now - started) / GROUPING_SHARE

    def _stranger_groups(self) -> tuple[StrangerGroup, ...]:
        """Longest on screen first."""
        groups = [g for ids in self._groups if (g := self._stranger_group(ids)) is not None]
        return tuple(sorted(groups, key=lambda g: (-g.seconds, g.group_id)))

    def _stranger_group(self, ids: tuple[int, ...]) -> StrangerGroup | None:
        tracks = [t for i in ids if (t := self._tracks.by_id.get(i)) is not None]
        views = [view for track in tracks for view in track.views[:1]]
        union = united(track.intervals for track in tracks)
        if not views or not union:
            return None
        closest = max(tracks, key=lambda t: t.similarity)
        assert self._matching.threshold is not None
        is_near = closest.similarity >= SUGGESTED_SHARE * self._matching.threshold
        return StrangerGroup(
            group_id=min(ids),
            track_ids=tuple(sorted(ids)),
            crop=max(views, key=lambda v: v.quality.score).crop(),
            seconds=seconds(union),
            first_s=union[0][0],
            best_name=closest.candidates[0].name if closest.candidates and is_near else None,
            best_similarity=closest.similarity,
        )
