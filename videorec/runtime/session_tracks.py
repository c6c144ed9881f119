"""What a session remembers about each track, however often and in which order it is seen."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

import numpy as np

from videorec.core.boxes import pairwise_iou
from videorec.core.tracking import LONG_AWAY_S
from videorec.core.types import Candidate, Float32, FrameResult, Status, Track
from videorec.media.events import visible_tracks
from videorec.media.info import SourceInfo
from videorec.runtime.face_views import FaceView, offer_view
from videorec.runtime.intervals import Interval, add_interval

# Places are remembered and views looked at so many times a second.
SLOTS_PER_S = 4
# Two tracks of different readings that are here at the same time are one.
SAME_PLACE, SAME_TIME_S = 0.4, 0.12
LEAST_LIKENESS = 0.2
# So are two that show the same person so near in time: where few pictures are recognised, those of
# two readings are others, and a face has moved in between.
NEAR_SLOTS = 4
# Over so many slots a new track is compared with those of earlier readings.
TRIED_PLACES = 4
LONGEST_FRAME_S = 1.0
FALLBACK_FPS = 25.0
# Of so many tracks several pictures are kept; beyond, of each but one.
MOST_RICH_TRACKS = 2000
# Of older tracks only the time is kept, so that a camera may run for weeks.
MOST_TRACKS, FORGOTTEN_AT_ONCE = 6000, 500
MOST_ALIASES = 1000
# So many places are kept of all tracks together, the newest: 7 hours of one face.
MOST_PLACES = 100_000


@dataclass(slots=True, eq=False)
class SeenTrack:
    """A track of the film.

    intervals: when it was on screen. undecided: the same where nobody has looked at it yet, up to
    seen_s, its last sighting. places: slot of time -> reading, moment and box.
    together: tracks seen beside it.
    embedding: unit length, of the greatest weight. evidence: what it was last decided by then.
    searched: candidates belong to the evidence.
    identity_id: who it was last taken for. told: whom the user named.
    """

    track_id: int
    intervals: list[Interval] = field(default_factory=list)
    undecided: list[Interval] = field(default_factory=list)
    seen_s: float = -inf
    places: dict[int, tuple[int, float, Float32]] = field(default_factory=dict)
    together: set[int] = field(default_factory=set)
    views: list[FaceView] = field(default_factory=list)
    embedding: Float32 = field(default_factory=lambda: np.zeros(0, np.float32))
    weight: float = 0.0
    evidence: Float32 = field(default_factory=lambda: np.zeros(0, np.float32))
    candidates: tuple[Candidate, ...] = ()
    searched: bool = False
    identity_id: int | None = None
    told: int | None = None

    def count(self, start: float, end: float, *, decided: bool) -> None:
        """It was seen at start, and is on screen until end.

        A sighting that was not decided on counts when a later one is, if the face stays in sight
        until then: see core/decided.py.
        """
        if not 0.0 <= start - self.seen_s <= LONG_AWAY_S:
            self.undecided = []
        self.seen_s = start
        add_interval(self.undecided, start, end)
        if decided:
            for interval in self.undecided:
                add_interval(self.intervals, *interval)
            self.undecided = []

    @property
    def owner(self) -> int | None:
        """Whose it is: what the user said counts more."""
        return self.identity_id if self.told is None else self.told

    @property
    def similarity(self) -> float:
        """The best; -1 when nobody was compared."""
        return self.candidates[0].similarity if self.candidates else -1.0

    @property
    def strength(self) -> float:
        """The best similarity as it is compared with the threshold; -1 when nobody was."""
        return self.candidates[0].strength if self.candidates else -1.0


class SeenTracks:
    """All tracks of a session by number. One thread at a time.

    A part of the film that is seen again brings new track numbers; they are recognised by their
    place, or by who they show, and counted with the track they are.

    same_person: similarity from which two tracks show one person.
    forgotten: when people, and the unknown (None), were seen whose tracks are not kept any more.
    """

    def __init__(self, info: SourceInfo, *, same_person: float) -> None:
        self.by_id: dict[int, SeenTrack] = {}
        self.forgotten: dict[int | None, list[Interval]] = {}
        self.changes = 0
        self._same_person = same_person
        self._frame_s = 1.0 / (info.fps or FALLBACK_FPS)
        self._alias: dict[int, int] = {}
        self._in_slot: dict[int, set[int]] = {}
        self._placed: OrderedDict[tuple[int, int], None] = OrderedDict()  # slots and tracks
        self._reading = 0
        self._before: tuple[float, dict[int, bool]] | None = None  # tracks: decided on?

    def get(self, track_id: int) -> SeenTrack | None:
        """A track by its number in any reading."""
        return self.by_id.get(self._alias.get(track_id, track_id))

    def take(self, result: FrameResult) -> None:
        """The next result of the recognizer."""
        time_s = result.frame.time_s
        new_slot = self._count_before(time_s)
        seen: dict[int, bool] = {}
        visible = visible_tracks(result)
        known = [self.get(track.track_id) for track in visible]
        others = {record.track_id for record in known if record is not None}
        for track in visible:
            record = self._record(track, time_s, others | set(seen))
            seen[record.track_id] = track.status is not Status.UNUSABLE
            self._update(record, track)
            if new_slot or not record.views:
                self._look(record, track, result)
        for track_id in seen:
            self.by_id[track_id].together.update(set(seen) - {track_id})
        self._before = time_s, seen
        self.changes += bool(seen)
        if len(self.by_id) > MOST_TRACKS:
            self._forget_oldest()
        self._forget_places()

    def _forget_oldest(self) -> None:
        def last_seen(record: SeenTrack) -> float:
            counted = [*record.intervals[-1:], *record.undecided]
            return max((end for _, end in counted), default=inf)

        for record in sorted(self.by_id.values(), key=last_seen)[:FORGOTTEN_AT_ONCE]:
            del self.by_id[record.track_id]
            for other in record.together:
                if other in self.by_id:
                    self.by_id[other].together.discard(record.track_id)
            self._leave(record.places, record.track_id)
            intervals = self.forgotten.setdefault(record.owner, [])
            if record.weight > 0.0:
                for start, end in record.intervals:
                    add_interval(intervals, start, end)

    def _count_before(self, time_s: float) -> bool:
        """Count the frame before up to this one; whether this one is the first of its slot."""
        if self._before is None:
            return True
        before_s = self._before[0]
        if 0.0 < time_s - before_s <= max(LONGEST_FRAME_S, 2 * self._frame_s):
            self._count(self._before, time_s)
        else:
            self._count(self._before, before_s + self._frame_s)
            self._reading += 1
            # Numbers do not come again, but one of the reading before may still be on screen.
            self._alias = dict(list(self._alias.items())[-MOST_ALIASES:])
        return _slot(time_s) != _slot(before_s)

    def _count(self, before: tuple[float, dict[int, bool]], end_s: float) -> None:
        start_s, seen = before
        for track_id, decided in seen.items():
            if (record := self.by_id.get(track_id)) is not None:
                record.count(start_s, end_s, decided=decided)

    def _record(self, track: Track, time_s: float, others: set[int]) -> SeenTrack:
        known = self.get(track.track_id)
        if known is not None and (
            len(known.places) > TRIED_PLACES or known.track_id != track.track_id
        ):
            return known
        if known is not None:
            others = others | known.together
        twin = self._twin(track, time_s, others) or self._same(track, time_s, others)
        if twin is not None:
            self._alias[track.track_id] = twin.track_id
            if known is not None:
                self._merge(known, twin)
            return twin
        if known is None:
            known = self.by_id[track.track_id] = SeenTrack(track_id=track.track_id)
        return known

    def _twin(self, track: Track, time_s: float, others: set[int]) -> SeenTrack | None:
        """The track of an earlier reading that was at this place at this time.

        others: tracks in the same picture, which are other people.
        """
        best, twin = SAME_PLACE, None
        slot = _slot(time_s)
        around = range(slot - 1, slot + 2)
        for track_id in self._tracks_in(around) - others:
            record = self.by_id[track_id]
            for near in around:
                if (place := record.places.get(near)) is None:
                    continue
                reading, moment, box = place
                if reading == self._reading or abs(moment - time_s) > SAME_TIME_S:
                    continue
                both = track.weight > 0.0 and record.weight > 0.0
                if both and float(track.embedding @ record.embedding) < LEAST_LIKENESS:
                    continue
                overlap = float(pairwise_iou(track.face.box[None], box[None])[0, 0])
                if overlap > best:
                    best, twin = overlap, record
        return twin

    def _same(self, track: Track, time_s: float, others: set[int]) -> SeenTrack | None:
        """The track of an earlier reading that shows the same person about then, none of others."""
        if not track.weight > 0.0:
            return None
        slot = _slot(time_s)
        best, same = self._same_person, None
        around = range(slot - NEAR_SLOTS, slot + NEAR_SLOTS + 1)
        for track_id in self._tracks_in(around) - others:
            record = self.by_id[track_id]
            readings = {record.places[near][0] for near in around if near in record.places}
            if record.weight > 0.0 and readings - {self._reading}:
                likeness = float(track.embedding @ record.embedding)
                if likeness > best:
                    best, same = likeness, record
        return same

    def _merge(self, record: SeenTrack, into: SeenTrack) -> None:
        """A track turned out to be one of an earlier reading."""
        for start, end in record.intervals:
            add_interval(into.intervals, start, end)
        into.undecided, into.seen_s = record.undecided, record.seen_s
        for other in record.together - {into.track_id}:
            if other in self.by_id:
                self.by_id[other].together.discard(record.track_id)
                self.by_id[other].together.add(into.track_id)
                into.together.add(other)
        into.together.discard(record.track_id)
        into.told = record.told if into.told is None else into.told
        self._leave(record.places, record.track_id)
        del self.by_id[record.track_id]

    def _update(self, record: SeenTrack, track: Track) -> None:
        if track.weight > record.weight:
            record.embedding, record.weight = track.embedding, track.weight
        if track.weight >= record.weight and not np.array_equal(track.evidence, record.evidence):
            record.evidence, record.searched = track.evidence, False
        if track.status is not Status.UNUSABLE:
            record.identity_id = track.match.identity_id

    def _look(self, record: SeenTrack, track: Track, result: FrameResult) -> None:
        time_s = result.frame.time_s
        slot = _slot(time_s)
        if slot not in record.places or record.places[slot][0] != self._reading:
            record.places[slot] = self._reading, time_s, track.face.box
            self._in_slot.setdefault(slot, set()).add(record.track_id)
            self._placed[slot, record.track_id] = None
            self._placed.move_to_end((slot, record.track_id))
        offer_view(record.views, result.frame.image, track.face, time_s)
        if len(self.by_id) > MOST_RICH_TRACKS:
            del record.views[1:]

    def _tracks_in(self, slots: Iterable[int]) -> set[int]:
        return set().union(*(self._in_slot.get(slot, ()) for slot in slots))

    def _leave(self, slots: Iterable[int], track_id: int) -> None:
        """The track is remembered there no more."""
        for slot in slots:
            del self._placed[slot, track_id]
            self._in_slot[slot].discard(track_id)
            if not self._in_slot[slot]:
                del self._in_slot[slot]

    def _forget_places(self) -> None:
        while len(self._placed) > MOST_PLACES:
            slot, track_id = next(iter(self._placed))
            del self.by_id[track_id].places[slot]
            self._leave([slot], track_id)


def _slot(time_s: float) -> int:
    return int(time_s * SLOTS_PER_S)
