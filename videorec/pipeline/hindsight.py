"""Results held back for a moment, and shown with what is known by then.

    for result in with_hindsight(recognizer.run(source), recognizer.redecide, delay_s=2.0):
        ...

While a video runs, a face has no name until enough of it was seen, and a face that the detector
loses for a moment is gone. Whoever need not answer at once does better: a second later most tracks
are named, and that name belongs to their first frames as well. (In estimation this is fixed-lag
smoothing; the second pass over a file, pipeline/second_pass.py, is the same with all of it.)
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace

from videorec.core.errors import SourceBrokenError
from videorec.core.gaps import LONGEST_S, Gaps
from videorec.core.types import FrameResult, Track

# Pictures that wait take memory: 2 s of 1280 x 720 at 30 frames a second are 166 MB.
MOST_BYTES = 256 * 2**20

Redecide = Callable[[Sequence[Track]], tuple[Track, ...]]


class Hindsight:
    """Takes results in order and gives them back later; for one source.

    delay_s: how long a result waits, in seconds of the video. most_bytes: what pictures that wait
    may take; beyond it the oldest wait no longer. redecide: settles anew who is who among tracks
    of one frame (`Recognizer.redecide`), so that no name is there twice.
    """

    def __init__(self, redecide: Redecide, *, delay_s: float, most_bytes: int = MOST_BYTES) -> None:
        self._redecide = redecide
        self._delay_s = delay_s
        self._most_bytes = most_bytes
        self._waiting: deque[FrameResult] = deque()
        self._bytes = 0
        self._newest: dict[int, tuple[float, Track]] = {}  # when each track was seen last, and how
        self._gaps = Gaps()

    def take(self, result: FrameResult) -> Generator[FrameResult, None, None]:
        """Learn from a result; those that have waited long enough."""
        now = result.frame.time_s
        self._waiting.append(result)
        self._bytes += result.frame.image.nbytes
        self._newest |= {track.track_id: (now, track) for track in result.tracks}
        while self._waiting and (
            now - self._waiting[0].frame.time_s >= self._delay_s or self._bytes > self._most_bytes
        ):
            yield self._settled()

    def rest(self) -> Generator[FrameResult, None, None]:
        """Those that still wait, when nothing more comes."""
        while self._waiting:
            yield self._settled()

    def _settled(self) -> FrameResult:
        result = self._waiting.popleft()
        self._bytes -= result.frame.image.nbytes
        now = result.frame.time_s
        oldest = now - LONGEST_S
        self._newest = {i: (s, t) for i, (s, t) in self._newest.items() if s >= oldest}
        later = ((after.frame.time_s, after.tracks) for after in self._waiting)
        tracks = self._gaps.close((now, self._as_known(result.tracks)), later)
        return replace(result, tracks=self._redecide(self._as_known(tracks)))

    def _as_known(self, tracks: Sequence[Track]) -> tuple[Track, ...]:
        """The tracks as they were seen last, where they are in this frame."""
        known = [self._newest.get(track.track_id, (0.0, track))[1] for track in tracks]
        return tuple(
            replace(newest, face=track.face, state=track.state)
            for newest, track in zip(known, tracks, strict=True)
        )


def with_hindsight(
    results: Iterable[FrameResult], redecide: Redecide, *, delay_s: float
) -> Generator[FrameResult, None, None]:
    """The same results, each delay_s later with what was learned meanwhile; 0 changes nothing.

    What waits is given out when the source ends, also when it breaks: the error comes afterwards.
    """
    if delay_s == 0.0:
        yield from results
        return
    hindsight = Hindsight(redecide, delay_s=delay_s)
    broken: SourceBrokenError | None = None
    try:
        for result in results:
            yield from hindsight.take(result)
    except SourceBrokenError as error:
        broken = error
    yield from hindsight.rest()
    if broken is not None:
        raise broken
