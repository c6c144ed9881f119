"""Who was in the picture, and when."""

import math
from dataclasses import dataclass, field
from typing import Self

from videorec.core.types import FrameResult, Status, Track
from videorec.media.events import visible_tracks
from videorec.media.info import SourceInfo

Interval = tuple[float, float]

LONGEST_LIVE_FRAME_S = 1.0


@dataclass(slots=True)
class Presence:
    """One person's, or one unknown track's, time in the picture.

    intervals: seconds [from, to), in order, not touching; frames: pictures counted.
    best_similarity: the highest that was seen, -1 when nothing was compared.
    """

    intervals: list[Interval] = field(default_factory=list)
    frames: int = 0
    best_similarity: float = -1.0

    @property
    def seconds(self) -> float:
        return sum(end - start for start, end in self.intervals)

    @property
    def first_s(self) -> float:
        return self.intervals[0][0]

    @property
    def last_s(self) -> float:
        """End of the last picture with this face."""
        return self.intervals[-1][1]

    def extend(self, start: float, end: float, similarity: float) -> None:
        if self.intervals and start <= self.intervals[-1][1]:
            self.intervals[-1] = (self.intervals[-1][0], max(end, self.intervals[-1][1]))
        else:
            self.intervals.append((start, end))
        self.frames += 1
        self.best_similarity = max(self.best_similarity, similarity)


class PresenceLog:
    """Collects the presence of people and of unknown tracks, frame by frame.

    A frame counts from its presentation time to that of the next; the last one counts
    frame_duration_s, or as long as the one before when that is None. longest_frame_s bounds what
    one frame can count, for live sources that may fall silent. What a track was unknown before it
    got a name does not count; what it is unknown after it lost the name does. Faces that are not
    good enough to tell count for nobody.
    """

    def __init__(
        self, frame_duration_s: float | None = None, *, longest_frame_s: float = math.inf
    ) -> None:
        self._frame_duration_s = frame_duration_s
        self._longest_frame_s = longest_frame_s
        self._people: dict[str, Presence] = {}
        self._tracks: dict[int, Presence] = {}
        self._waiting: tuple[float, tuple[Track, ...]] | None = None
        self._last_duration_s = 0.0
        self.frames = 0

    @classmethod
    def for_source(cls, info: SourceInfo | None) -> Self:
        """With the last frame's length and the bound that suit a source."""
        if info is None:
            return cls()
        return cls(
            1.0 / info.fps if info.fps else None,
            longest_frame_s=LONGEST_LIVE_FRAME_S if info.live else math.inf,
        )

    def add(self, result: FrameResult) -> None:
        """The next frame's result, in order of time."""
        if self._waiting is not None:
            self._count(*self._waiting, until_s=result.frame.time_s)
        self._waiting = result.frame.time_s, visible_tracks(result)

    def finish(self) -> None:
        """Count the last frame; may be called twice."""
        if self._waiting is None:
            return
        duration = self._frame_duration_s or self._last_duration_s
        self._count(*self._waiting, until_s=self._waiting[0] + duration)
        self._waiting = None

    @property
    def people(self) -> dict[str, Presence]:
        """By name, in order of first appearance."""
        return dict(self._people)

    @property
    def unknown_tracks(self) -> dict[int, Presence]:
        """By track number: faces without a name, since they lost it or from the start."""
        return dict(self._tracks)

    def _count(self, start_s: float, tracks: tuple[Track, ...], *, until_s: float) -> None:
        self._last_duration_s = min(until_s - start_s, self._longest_frame_s)
        # The very number the next frame starts with, so that intervals join.
        end_s = min(until_s, start_s + self._longest_frame_s)
        self.frames += 1
        best: dict[str, float] = {}
        for track in tracks:
            name, similarity = track.match.name, track.match.similarity
            if track.status is Status.KNOWN and name is not None:
                best[name] = max(similarity, best.get(name, -1.0))
                self._tracks.pop(track.track_id, None)
            elif track.status is Status.UNKNOWN:
                presence = self._tracks.setdefault(track.track_id, Presence())
                presence.extend(start_s, end_s, similarity)
        for name, similarity in best.items():
            self._people.setdefault(name, Presence()).extend(start_s, end_s, similarity)


def bridge(intervals: list[Interval], gap_s: float) -> list[Interval]:
    """Sorted intervals, joined where the pause between them is at most gap_s."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start - joined[-1][1] <= gap_s:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
