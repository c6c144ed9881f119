"""Plays a file: every picture at its time, with the names that were found ahead of it."""

from math import inf
from time import monotonic

from videorec.core.types import FrameResult
from videorec.media.info import Source
from videorec.pipeline.redecide import Ruling, reconsider
from videorec.runtime.goals import Goal
from videorec.runtime.lookahead import Lookahead, Place
from videorec.runtime.pacing import SLACK_S, Pace
from videorec.runtime.playing import PATIENCE_S, Audience, Player, without_boxes
from videorec.runtime.recognition_line import Order
from videorec.runtime.reel import Picture, Reel
from videorec.runtime.values import TransportState

# How long the first picture may wait for its result before the film starts without.
LONGEST_PREROLL_S = 0.3
FALLBACK_FPS = 25.0
LOOK_AHEAD = 4


class FilePlayer(Player):
    """Plays a source that waits for its reader.

    Pictures are recognised ahead of time, so that each normally appears with its own result; where
    recognition is late, pictures keep their time and recognition goes on with the newest. At the
    end the last picture stays; `play` starts again. The first picture stands until `begin`.
    """

    def __init__(self, source: Source, audience: Audience, *, playing: bool = True) -> None:
        super().__init__(source.info, audience, look_ahead=LOOK_AHEAD, playing=playing)
        self._source = source
        self._begun = False
        self._loop = False
        self._ended = False
        self._pace = Pace()
        self._held_until: float | None = None  # the clock stands still for the first result
        self._starved = False
        self._goal: Goal | None = None
        self._frame_s = 1.0 / (source.info.fps or FALLBACK_FPS)
        self._complaint = ""
        self._reel = Reel(source, 0.0, self._changed)
        self._ahead = Lookahead(self._reel)

    def begin(self) -> None:
        with self._changed:
            if not self._begun:
                self._begun = True
                self._hold()

    def play(self) -> None:
        with self._changed:
            if self._playing:
                return
            if self._ended:
                self._start_reel(0.0)
            self._hold()
            super().play()

    def pause(self) -> None:
        with self._changed:
            super().pause()
            shown = self._reel.on_screen
            if shown is not None and not self._fits(self._overlay, shown.frame, shown.shot_start):
                # No boxes of another moment; its own result comes soon.
                self._overlay = None
                self._audience.shown(None, without_boxes(shown.frame), monotonic())

    def step(self, frames: int) -> None:
        with self._changed:
            self._playing = False
            goal = self._goal
            if goal is None and (shown := self._reel.on_screen) is not None:
                goal = Goal(position=shown.position)
            if goal is not None:
                goal = goal.moved(frames)  # keys come faster than pictures: steps add up
                if not self._begins_earlier(goal):
                    self._goal = goal.not_before(self._reel)
            self._report()

    def seek(self, time_s: float) -> None:
        with self._changed:
            if not self.info.seekable:
                return
            latest = inf if self.info.duration_s is None else self.info.duration_s
            self._start_reel(min(max(0.0, time_s), latest))
            self._hold()
            self._report()

    def set_speed(self, speed: float) -> None:
        with self._changed:
            self._pace.change_speed(speed, monotonic())
            self._report()

    def set_loop(self, loop: bool) -> None:
        with self._changed:
            self._loop = loop
            self._report()

    def close(self) -> bool:
        ended = super().close()
        return self._reel.join(PATIENCE_S) and ended

    def _let_go(self) -> None:
        with self._changed:
            self._reel.leave()
        self._source.close()

    # The player's thread

    def _run(self) -> None:
        with self._changed:
            self._hold()
            self._report()
            while not self._closing:
                wait_s = self._advance()
                if not self._closing and wait_s != 0.0:
                    self._changed.wait(wait_s)

    def _advance(self) -> float | None:
        """Show what is due; seconds until the next is, or None until something changes."""
        if self._ended and self._goal is None:
            return None
        if self._reel.shown is None or self._goal is not None:
            return self._reach_goal()
        if not self._playing or not self._begun:
            return None
        now = monotonic()
        if self._held_until is not None:
            return self._start_clock(now)
        if (due := self._newest_due(now)) is not None:
            self._show(due, self._pace.due(due.frame.time_s))
            return 0.0
        coming = next(self._reel.ahead(), None)
        if coming is not None:
            return max(1e-4, self._pace.due(coming.frame.time_s) - now)
        if not self._reel.complete:
            self._starved = True
            return None
        return self._finish(now)

    def _reach_goal(self) -> float | None:
        """Show the picture that was asked for, as soon as it is there."""
        goal = self._goal or Goal(position=self._reel.oldest)
        if self._begins_earlier(goal) or (position := goal.position_in(self._reel)) is None:
            return None
        position = max(position, self._reel.oldest)
        picture = self._reel.at(min(position, self._reel.newest))
        if picture is None and self._reel.complete:  # not one came
            self._goal = None
            self._end()
        if picture is None:
            return None
        arrived = picture.position == position or self._reel.complete
        self._goal = None if arrived else Goal(position=position)
        if not arrived and not self._reel.is_full:
            return None
        # A goal beyond what is read ahead is reached in leaps: the reader follows the screen.
        self._show(picture, monotonic())
        return 0.0

    def _begins_earlier(self, goal: Goal) -> bool:
        """Start a reel that begins earlier, if the goal needs one."""
        if not self.info.seekable or (earlier := goal.earlier(self._reel, self._frame_s)) is None:
            return False
        self._start_reel(earlier.start_s, earlier)
        return True

    def _start_clock(self, now: float) -> float | None:
        """Begin when the first picture has its result, or after a moment without."""
        shown = self._reel.on_screen
        assert shown is not None
        assert self._held_until is not None
        if (
            self._line is not None
            and shown.position not in self._ahead.found
            and now < self._held_until
        ):
            return self._held_until - now
        self._held_until = None
        self._pace.begin(shown.frame.time_s, now)
        return 0.0

    def _newest_due(self, now: float) -> Picture | None:
        due = None
        for picture in self._reel.ahead():
            if self._starved:
                # The reader is slower than the film: go on from here instead of catching up.
                self._starved = False
                if self._pace.due(picture.frame.time_s) < now:
                    self._pace.begin(picture.frame.time_s, now)
            if self._pace.due(picture.frame.time_s) > now + SLACK_S:
                break
            due = picture
        return due

    def _finish(self, now: float) -> float | None:
        """The last picture is on screen; it stays for its own time, then the film has ended."""
        shown = self._reel.on_screen
        assert shown is not None
        end = self._pace.due(shown.frame.time_s + self._frame_s)
        if now < end - SLACK_S:
            return end - now
        if self._loop:
            self._complain()
            self._start_reel(0.0)
            self._hold()
            return 0.0
        self._end()
        return None

    def _end(self) -> None:
        """Nothing more comes: wait for another wish."""
        self._complain()
        self._playing, self._ended = False, True
        self._report()

    def _complain(self) -> None:
        """Say what is wrong with the source, once."""
        error = self._reel.error
        if error is not None and str(error) != self._complaint:
            self._complaint = str(error)
            self._audience.broken(error)

    def _show(self, picture: Picture, due_s: float) -> None:
        self._reel.show(picture.position)
        self._ahead.trim()
        self._pictures.note(monotonic())
        self._ended = False
        result = self._known(picture.position)
        if result is not None:
            self._overlay = result
        elif not self._fits(self._overlay, picture.frame, picture.shot_start):
            self._overlay, result = None, without_boxes(picture.frame)
        self._audience.shown(picture.frame, result, due_s)
        self._report()

    def _transport(self) -> TransportState:
        shown = self._reel.on_screen
        return TransportState(
            playing=self._playing,
            live=False,
            seekable=self.info.seekable,
            position_s=self._reel.start_s if shown is None else shown.frame.time_s,
            duration_s=self.info.duration_s,
            fps=self.info.fps,
            speed=self._pace.speed,
            loop=self._loop,
            ended=self._ended,
        )

    def _start_reel(self, start_s: float, goal: Goal | None = None) -> None:
        if self._closing:
            return
        self._reel.leave()
        is_sought = (goal or Goal(position=0)).is_found_at
        self._reel = Reel(
            self._source, start_s, self._changed, is_sought=is_sought, after=self._reel
        )
        self._goal = goal
        self._ended = self._starved = False
        self._forget_results()
        if self._line is not None:
            self._line.drop_orders()

    def _hold(self) -> None:
        """Let the clock start anew, with the next picture's result."""
        self._held_until = monotonic() + LONGEST_PREROLL_S
        self._changed.notify_all()

    # Recognition

    def _choose(self) -> Order[Place] | None:
        assert self._line is not None
        # A queue behind the screen only makes results older.
        if self._goal is not None or (self._ahead.is_behind and self._line.waiting):
            return None
        return self._ahead.next_order(playing=self._playing)

    def _place(self, order: Order[Place], result: FrameResult) -> None:
        shown = self._reel.on_screen
        if not self._ahead.keep(order.tag, result) or shown is None:
            return
        if not self._playing:
            # Whatever is found later tells more about the picture that stands still.
            if (known := self._known(shown.position)) is not None:
                self._overlay = known
                self._audience.shown(None, self._overlay, monotonic())
            return
        newer = self._overlay is None or self._overlay.frame.index <= result.frame.index
        if newer and self._fits(result, shown.frame, shown.shot_start):
            self._overlay = self._current(result)
            self._audience.shown(None, self._overlay, monotonic())

    def _known(self, position: int) -> FrameResult | None:
        """The result of a picture with what was found after it, by the newest ruling."""
        if self._line is None:
            return None
        return self._ahead.known(position, unique=self._line.ruling.matching.unique)

    def _rule(self, ruling: Ruling) -> None:
        with self._changed:
            ahead, found = self._ahead, dict(self._ahead.found)
        # To search again among many people takes a while, in which nobody shall wait.
        again = {position: reconsider(result, ruling) for position, result in found.items()}
        with self._changed:
            ahead.replace(again)
            super()._rule(ruling)

    def _forget_results(self) -> None:
        super()._forget_results()
        self._dropped += self._ahead.dropped
        self._ahead = Lookahead(self._reel)

    @property
    def dropped(self) -> int:
        return self._dropped + self._ahead.dropped
