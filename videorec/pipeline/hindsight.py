"""Results held back for a moment, and shown with what is known by then.

    for result in with_hindsight(recognizer.run(source), delay_s=2.0):
        ...

While a video runs, a face has no name until enough of it was seen, and a face that the detector
loses for a moment is gone. Whoever need not answer at once does better: a second later most tracks
are named, and that name belongs to their first frames as well. (In estimation this is fixed-lag
smoothing; the second pass over a file, pipeline/second_pass.py, is the same with all of it.)
"""

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from videorec.core.decided import decided
from videorec.core.errors import SourceBrokenError
from videorec.core.gaps import LONGEST_S, Moment, closed
from videorec.core.matching import each_name_once
from videorec.core.types import FrameResult, Status
from videorec.pipeline.redecide import with_matches

# Pictures that wait take memory: 2 s of 1280 x 720 at 30 frames a second are 166 MB.
MOST_BYTES = 256 * 2**20
# More than the frames in which a gap may have begun.
MOST_EARLIER = 100


def known_later(
    result: FrameResult,
    *,
    earlier: Iterable[Moment],
    later: Sequence[FrameResult],
    unique: bool,
) -> FrameResult:
    """The result with its tracks as `later` decides on them last, and with faces lost for a moment.

    earlier: moments before it, the nearest first; later: results after it, in order. unique: a name
    goes to one face of a frame, also where two tracks had it one after the other.
    """
    now, after = moment_of(result), [moment_of(other) for other in later]
    before = list(takewhile(lambda moment: now[0] - moment[0] < LONGEST_S, earlier))
    sure = decided([*before[::-1], now, *after])
    newest = {
        track.track_id: track
        for _, tracks in after
        for track in tracks
        if track.status is not Status.UNUSABLE
    }

    def known(moment: Moment, sure: frozenset[int]) -> Moment:
        time_s, tracks = moment
        return time_s, [
            replace(newest.get(t.track_id, t), face=t.face, state=t.state)
            if t.track_id in sure
            else t
            for t in tracks
        ]

    tracks = closed(
        known(now, sure[len(before)]),
        earlier=map(known, before, sure[len(before) - 1 :: -1]),
        later=after,
    )
    if unique:
        tracks = with_matches(tracks, each_name_once([track.match for track in tracks]))
    return replace(result, tracks=tracks)


def moment_of(result: FrameResult) -> Moment:
    """When it was, and what was seen."""
    return result.frame.time_s, result.tracks


class Hindsight:
    """Takes results in order and gives them back later; for one source.

    delay_s: how long a result waits, in seconds of the video. most_bytes: what pictures that wait
    may take; beyond it the oldest wait no longer. unique: see `known_later`.
    """

    def __init__(
        self, *, delay_s: float, unique: bool = True, most_bytes: int = MOST_BYTES
    ) -> None:
        self._delay_s = delay_s
        self._unique = unique
        self._most_bytes = most_bytes
        self._waiting: deque[FrameResult] = deque()
        self._bytes = 0
        self._given: deque[Moment] = deque(maxlen=MOST_EARLIER)  # the last one first

    def take(self, result: FrameResult) -> Generator[FrameResult, None, None]:
        """Learn from a result; those that have waited long enough."""
        self._waiting.append(result)
        self._bytes += result.frame.image.nbytes
        while self._waiting and (
            result.frame.time_s - self._waiting[0].frame.time_s >= self._delay_s
            or self._bytes > self._most_bytes
        ):
            yield self._oldest()

    def rest(self) -> Generator[FrameResult, None, None]:
        """Those that still wait, when nothing more comes."""
        while self._waiting:
            yield self._oldest()

    def _oldest(self) -> FrameResult:
        result = self._waiting.popleft()
        self._bytes -= result.frame.image.nbytes
        known = known_later(
            result, earlier=self._given, later=tuple(self._waiting), unique=self._unique
        )
        self._given.appendleft(moment_of(result))
        return known


def with_hindsight(
    results: Iterable[FrameResult], *, delay_s: float, unique: bool = True
) -> Generator[FrameResult, None, None]:
    """The same results, each delay_s later with what was learned meanwhile; 0 changes nothing.

    What waits is given out when the source ends, also when it breaks: the error comes afterwards.
    """
    if delay_s == 0.0:
        yield from results
        return
    hindsight = Hindsight(delay_s=delay_s, unique=unique)
    broken: SourceBrokenError | None = None
    try:
        for result in results:
            yield from hindsight.take(result)
    except SourceBrokenError as error:
        broken = error
    yield from hindsight.rest()
    if broken is not None:
        raise broken
