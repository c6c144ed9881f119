"""What every source of pictures looks like from outside."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from videorec.core.types import Frame
from videorec.media.closable import Closable


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """What is known about a source before its frames are read.

    name: for messages and titles; a URL without its credentials.
    width, height: pixels of the upright picture, square pixels.
    fps: mean frames per second, or None when the source does not say.
    frame_count, duration_s: as declared by the container; None when unknown or endless.
    live: pictures come at their own pace and cannot be waited for.
    has_audio: there is a sound track that can be read again from `path`.
    path: the file, when there is one.
    time_base: seconds per tick of the container's clock, when there is one.
    seekable: the source is a `SeekableSource`, and reaching any of its moments takes little time.
    """

    name: str
    width: int
    height: int
    fps: float | None = None
    frame_count: int | None = None
    duration_s: float | None = None
    live: bool = False
    has_audio: bool = False
    path: Path | None = None
    time_base: Fraction | None = None
    seekable: bool = False


class Source(Closable):
    """Frames with their presentation times.

    Use it in a `with` statement or call `close`. `frames` releases what it holds when it ends,
    is closed or is left by an exception.
    """

    @property
    @abstractmethod
    def info(self) -> SourceInfo:
        """What was found when the source was opened."""

    @abstractmethod
    def frames(self) -> Iterator[Frame]:
        """Frames in the order of presentation; times grow strictly.

        SourceBrokenError: raised after the last readable frame when something was unreadable.
        """

    def close(self) -> None:
        """Let go of what it holds between calls of `frames`; twice and from any thread, too."""


class SeekableSource(Source):
    """A source that can begin anywhere."""

    @abstractmethod
    def frames(self, start_s: float = 0.0) -> Iterator[Frame]:
        """Frames from the one that is on screen at start_s.

        That is the last one whose time is not after start_s; the first of all when there is none,
        and the last of all when start_s lies behind the end.
        """
