"""A stretch of a film in memory: the picture on screen, some before it, some read ahead."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from threading import Condition, Thread

from videorec.core.shots import ShotStarts
from videorec.core.types import Frame
from videorec.media.info import SeekableSource, Source
from videorec.pipeline.timing import timed

BYTES_EACH_WAY = 64 << 20
FEWEST, MOST_AHEAD, MOST_BEHIND = 3, 24, 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """One picture of a stretch.

    position: counts them. decode_ms: what reading it took. shot_start: index of the first frame of
    its shot.
    """

    position: int
    frame: Frame
    decode_ms: float
    shot_start: int


class Reel:
    """Reads a source from a moment on, in a thread of its own, and keeps what is near.

    changed: guards everything here; told whenever something was read. All methods and properties
    are used with it held, except `join`.
    is_sought: on the way to the first picture of which it is true, none is shown.
    after: a reel whose thread ends before this one starts to read.

    shown: position of the picture on screen, None before the first. complete: nothing more comes;
    error: because of this.
    """

    def __init__(
        self,
        source: Source,
        start_s: float,
        changed: Condition,
        *,
        is_sought: Callable[[Picture], bool] = lambda picture: True,
        after: "Reel | None" = None,
    ) -> None:
        self.start_s = start_s
        self.shown: int | None = None
        self.complete = False
        self.error: Exception | None = None
        self._source = source
        self._is_sought = is_sought
        self._changed = changed
        self._pictures: deque[Picture] = deque()
        self._left = False
        self._thread = Thread(target=self._read, args=(after,), name="reader", daemon=True)
        self._thread.start()

    @property
    def oldest(self) -> int:
        """Position of the first picture that is kept."""
        return self._pictures[0].position if self._pictures else 0

    @property
    def newest(self) -> int:
        """Position of the last picture that was read; -1 before the first."""
        return self._pictures[-1].position if self._pictures else -1

    @property
    def is_full(self) -> bool:
        """Whether the reader waits for a later picture to be shown."""
        return self.newest - self._middle >= self._room(MOST_AHEAD)

    @property
    def on_screen(self) -> Picture | None:
        """The picture that is shown."""
        return None if self.shown is None else self.at(self.shown)

    def at(self, position: int) -> Picture | None:
        """The picture there, when it is in memory."""
        index = position - self.oldest
        return self._pictures[index] if 0 <= index < len(self._pictures) else None

    def ahead(self) -> Iterator[Picture]:
        """Pictures after the one on screen, in order."""
        position = self.oldest if self.shown is None else self.shown + 1
        while (picture := self.at(position)) is not None:
            yield picture
            position += 1

    def show(self, position: int) -> None:
        """Put a picture on screen; those far before it are let go."""
        self.shown = position
        self._trim()
        self._changed.notify_all()

    def position_at(self, time_s: float) -> int | None:
        """The first picture that is not before that moment."""
        found = (p.position for p in self._pictures if p.frame.time_s >= time_s)
        return next(found, None)

    def leave(self) -> None:
        """Read no further."""
        self._left = True
        self._changed.notify_all()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end of the thread after `leave`; whether it ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    @property
    def _middle(self) -> int:
        """What is kept lies around it: on the way to the picture that is sought, the newest."""
        if self.shown is not None:
            return self.shown
        sought = next(filter(self._is_sought, self._pictures), None)
        return self.newest if sought is None else sought.position

    def _trim(self) -> None:
        while len(self._pictures) > 1 and self.oldest < self._middle - self._room(MOST_BEHIND):
            self._pictures.popleft()

    def _room(self, most: int) -> int:
        size = self._pictures[0].frame.image.nbytes if self._pictures else 1
        return min(max(BYTES_EACH_WAY // max(size, 1), FEWEST), most)

    def _read(self, after: "Reel | None") -> None:
        if after is not None:
            after._thread.join()
        try:
            if not self._left:  # the next reel may be wanted before this one began
                with closing(timed(self._frames())) as frames:
                    self._take(frames)
        except Exception as error:
            self.error = error
        finally:
            with self._changed:
                self.complete = True
                self._changed.notify_all()

    def _frames(self) -> Iterator[Frame]:
        if self.start_s > 0.0 and isinstance(self._source, SeekableSource):
            return self._source.frames(self.start_s)
        return self._source.frames()

    def _take(self, frames: Iterator[tuple[Frame, float]]) -> None:
        shots = ShotStarts()
        for position, (frame, decode_ms) in enumerate(frames):
            picture = Picture(
                position=position, frame=frame, decode_ms=decode_ms, shot_start=shots.of(frame)
            )
            with self._changed:
                self._pictures.append(picture)
                self._trim()
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._left or not self.is_full)
                if self._left:
                    return
