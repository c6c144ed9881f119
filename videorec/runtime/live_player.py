"""Plays a camera or stream: each picture at once, recognition on the newest."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from time import monotonic

from videorec.core.errors import SourceError
from videorec.core.shots import ShotStarts
from videorec.core.types import Frame, FrameResult
from videorec.media.info import Source
from videorec.pipeline.timing import timed
from videorec.runtime.playing import Audience, Player, without_boxes
from videorec.runtime.recognition_line import Order
from videorec.runtime.values import TransportState

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 10.0


class LivePlayer(Player):
    """Plays a source that does not wait.

    reopen: opens the same source again after it broke; tried with growing pauses until it is back.
    Times and indices go on growing over the break. In a pause the picture stands still; the source
    goes on. A source that is a recording when it comes back is over: the last picture stays.
    """

    def __init__(self, source: Source, reopen: Callable[[], Source], audience: Audience) -> None:
        super().__init__(source.info, audience, look_ahead=1)
        self._source = source
        self._reopen = reopen
        self._newest: tuple[Frame, float] | None = None
        self._shown_at = 0.0
        self._is_new = False
        self._recognised_before = False
        self._ended = False
        self._shots, self._shot_start = ShotStarts(), 0

    def play(self) -> None:
        with self._changed:
            if self._ended:
                return
            if not self._playing:
                self._shots = ShotStarts()  # nobody looked at what was left out
            super().play()

    def _let_go(self) -> None:
        self._source.close()

    def _run(self) -> None:
        with self._changed:
            self._report()
        while not (self._closing or self._ended):
            try:
                self._show_all()
                reason: Exception = SourceError(f"{self.info.name}: ended")
            except SourceError as error:
                reason = error
            self._source.close()
            if not self._closing:
                self._audience.broken(reason)
                self._wait_for_source()

    def _show_all(self) -> None:
        """Pictures until the source ends, with times and indices that follow those before."""
        shift_s, first = 0.0, 0
        self._shots = ShotStarts()
        if self._newest is not None:
            last = self._newest[0]
            shift_s, first = last.time_s + monotonic() - self._shown_at, last.index + 1
        with closing(timed(self._source.frames())) as frames:
            for frame, decode_ms in frames:
                now = monotonic()
                if self._closing:
                    return
                moved = replace(frame, index=frame.index + first, time_s=frame.time_s + shift_s)
                with self._changed:
                    if self._playing:
                        self._show(moved, decode_ms, now)

    def _show(self, frame: Frame, decode_ms: float, now: float) -> None:
        self._dropped += self._is_new and self._line is not None
        self._newest, self._is_new, self._shown_at = (frame, decode_ms), True, now
        self._pictures.note(now)
        self._shot_start = self._shots.of(frame)
        result = None
        if not self._fits(self._overlay, frame, self._shot_start):
            self._overlay, result = None, without_boxes(frame)
        self._audience.shown(frame, result, now)
        self._report()

    def _wait_for_source(self) -> None:
        """Until it can be opened again, or is over, or the player closes."""
        wait_s = FIRST_WAIT_S
        while True:
            with self._changed:
                if self._changed.wait_for(lambda: self._closing, wait_s):
                    return
            try:
                source = self._reopen()
            except SourceError:
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
                continue
            if not source.info.live:
                source.close()
                self._end()
                return
            with self._changed:
                if self._closing:
                    source.close()
                self._source = source
            self._audience.told(f"{self.info.name}: is back")
            return

    def _end(self) -> None:
        """Nothing more comes, and what was shown already is not shown again."""
        with self._changed:
            self._playing, self._ended = False, True
            self._report()
        name = self.info.name
        self._audience.told(f"{name}: the broadcast is over; open it again to see its recording")

    def _transport(self) -> TransportState:
        newest = self._newest
        return TransportState(
            playing=self._playing,
            live=True,
            seekable=False,
            position_s=0.0 if newest is None else newest[0].time_s,
            duration_s=None,
            fps=self.info.fps,
            speed=1.0,
            loop=False,
            ended=self._ended,
        )

    # Recognition

    def _choose(self) -> Order[None] | None:
        if self._newest is None or not self._is_new:
            return None
        self._is_new = False
        frame, decode_ms = self._newest
        starts_anew = not self._recognised_before
        self._recognised_before = True
        return Order(frame=frame, decode_ms=decode_ms, starts_anew=starts_anew, tag=None)

    def _place(self, order: Order[None], result: FrameResult) -> None:
        assert self._newest is not None
        newer = self._overlay is None or self._overlay.frame.index <= result.frame.index
        if newer and self._fits(result, self._newest[0], self._shot_start):
            self._overlay = self._current(result)
            self._audience.shown(None, self._overlay, monotonic())

    def _forget_results(self) -> None:
        super()._forget_results()
        self._recognised_before = False
        self._is_new = self._newest is not None
