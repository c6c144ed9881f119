"""Network streams: live ones reconnect, finite ones are read like files."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame
from videorec.media.decoding import (
    PictureConverter,
    frames_per_second,
    pick_video_stream,
    pixel_aspect,
)
from videorec.media.files import FileSource
from videorec.media.info import Source, SourceInfo
from videorec.media.live_clock import LiveClock
from videorec.media.opening import open_container

# FFmpeg's AVFMT_NOTIMESTAMPS: it makes the stamps up, 25 a second, as for a camera's JPEGs.
_NO_TIMESTAMPS = 0x80
# What is opened only leads to the pictures, or is a page that they follow one another in.
_NOT_THE_PICTURES_THEMSELVES = frozenset({"hls", "dash", "sdp", "mpjpeg"})


class StreamState(StrEnum):
    """What a stream is doing."""

    CONNECTING = "connecting"
    LIVE = "live"
    WAITING = "waiting"
    ENDED = "ended"


ReportState = Callable[[StreamState, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSettings:
    """Patience with a stream, in seconds.

    timeout_s: longest wait for an answer or the next packet.
    first_wait_s, longest_wait_s: pause before the first new attempt, doubled up to the longest.
    give_up_after_s: longest time without a picture; None never gives up.
    """

    timeout_s: float = 10.0
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0
    give_up_after_s: float | None = 300.0


def without_credentials(url: str) -> str:
    """The URL as it may be shown: no user, no password, no query (keys often stand there)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def open_stream(
    url: str,
    *,
    settings: StreamSettings | None = None,
    on_state: ReportState | None = None,
) -> Source:
    """A live stream, or a finite video on a server (which has a length and waits for its reader).

    SourceError: it cannot be opened now.
    """
    settings = settings or StreamSettings()
    try:
        name = without_credentials(url)
    except ValueError as exc:
        raise SourceError(f"the address of the stream is not valid ({exc})") from exc
    source = StreamSource(url, name=name, settings=settings, on_state=on_state)
    if not source.finite:
        return source
    source.hang_up()
    options = _options(url, settings.timeout_s)
    if url.lower().startswith("http"):
        # The server's ranges let the reader go on where the line broke.
        options |= {"reconnect": "1", "reconnect_delay_max": "5"}
    return FileSource(None, address=url, name=name, options=options, timeout_s=settings.timeout_s)


def _options(url: str, timeout_s: float) -> dict[str, str]:
    if url.lower().startswith("rtsp"):
        # Over UDP a lost packet smears the picture until the next key frame; some servers have
        # nothing else.
        return {"rtsp_flags": "prefer_tcp", "timeout": str(int(timeout_s * 1e6))}
    return {}


class StreamSource(Source):
    """A live stream that reconnects with growing pauses.

    Times count from the first picture: by the stream's own stamps while a connection lasts, by
    this computer's clock across a break. finite: the server states a length. on_state hears of
    every change with a sentence for the user; it is called in the reader's thread.

    SourceError: the first connection fails. SourceBrokenError from `frames`: it stayed away for
    settings.give_up_after_s.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        settings: StreamSettings,
        on_state: ReportState | None = None,
    ) -> None:
        self._url, self._name, self._settings = url, name, settings
        self._on_state = on_state
        self._stop = threading.Event()
        # Whoever reads hangs up at the end; `close` does where nobody began to.
        self._lock = threading.Lock()
        self._reading = False
        self._size: tuple[int, int] | None = None
        self.state = StreamState.CONNECTING
        self._connection: _Connection | None = self._connect()
        self.finite = self._connection.finite
        width, height = self._connection.convert.size
        self._info = SourceInfo(
            name=name,
            width=width,
            height=height,
            fps=frames_per_second(self._connection.stream),
            live=True,
        )

    @property
    def info(self) -> SourceInfo:
        return self._info

    def frames(self) -> Iterator[Frame]:
        """Can be called once; ends after `close`."""
        with self._lock:
            self._reading = True
        clock = LiveClock()
        index = 0
        try:
            while self._connection is not None:
                clock.new_connection()
                for picture in self._connection.pictures():
                    if self._stop.is_set():
                        return
                    time_s = clock.time_s(self._connection.stamp_s(picture))
                    image = self._connection.convert(picture)
                    yield Frame(index=index, time_s=time_s, image=image)
                    index += 1
                reason = self._connection.why_ended
                self.hang_up()
                self._connection = self._reconnect(reason, index, clock.last_s)
                if self._connection is not None and self._connection.finite:
                    self.hang_up()  # A recording now: the broadcast (HLS) is over.
        finally:
            self.hang_up()
            self._report(StreamState.ENDED, f"{self._name}: ended")

    def close(self) -> None:
        """Ends `frames` at the next picture, or at the latest after the time-out."""
        with self._lock:
            self._stop.set()
            if not self._reading:
                self.hang_up()

    def hang_up(self) -> None:
        """Drop the connection at once; for the thread that reads."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> "_Connection":
        self._report(StreamState.CONNECTING, f"{self._name}: connecting")
        connection = _Connection(self._url, self._name, self._settings.timeout_s, self._size)
        self._size = connection.convert.size
        self._report(StreamState.LIVE, f"{self._name}: live")
        return connection

    def _reconnect(self, reason: str, frames: int, last_s: float) -> "_Connection | None":
        """A new connection; None when the source was closed meanwhile."""
        patience, lost_at = self._settings.give_up_after_s, time.monotonic()
        wait_s = self._settings.first_wait_s
        cause: SourceError | None = None
        while patience is None or time.monotonic() - lost_at + wait_s <= patience:
            self._report(
                StreamState.WAITING, f"{self._name}: {reason}; next attempt in {wait_s:.2f} s"
            )
            if self._stop.wait(wait_s):
                return None
            try:
                return self._connect()
            except SourceError as exc:
                cause, reason = exc, str(exc).removeprefix(f"{self._name}: ")
            wait_s = min(2 * wait_s, self._settings.longest_wait_s)
        raise SourceBrokenError(
            f"{self._name}: lost at {last_s:.2f} s (after {frames} frames) and not back within "
            f"{patience:g} s ({reason})"
        ) from cause

    def _report(self, state: StreamState, text: str) -> None:
        self.state = state
        if self._on_state is not None:
            self._on_state(state, text)


def _states_length(container: InputContainer) -> bool:
    """Whether it has an end: in seconds by the container, or in bytes by the server."""
    if container.duration:
        return True
    # The size of a playlist, and that of a camera's endless page, says nothing.
    return container.format.name not in _NOT_THE_PICTURES_THEMSELVES and container.size > 0


class _Connection:
    """One connection to a live stream, with its first picture already decoded."""

    def __init__(self, url: str, name: str, timeout_s: float, size: tuple[int, int] | None) -> None:
        options = {"flags": "low_delay", "analyzeduration": "2000000", **_options(url, timeout_s)}
        self.why_ended = "the stream ended"
        with ExitStack() as stack:
            container = stack.enter_context(open_container(url, name, options, timeout_s))
            self.finite = _states_length(container)
            self._stamped = not container.format.flags & _NO_TIMESTAMPS
            self.stream: VideoStream = pick_video_stream(container, name)
            # Frame threads would hold back one picture per thread.
            self.stream.thread_type = "SLICE"
            self._pictures = self._decode(container)
            first = next(self._pictures, None)
            if first is None:
                raise SourceError(f"{name}: connected, but no picture came ({self.why_ended})")
            self._first = first
            self.convert = PictureConverter(first, pixel_aspect(self.stream), size=size)
            self._stack = stack.pop_all()

    def pictures(self) -> Iterator[VideoFrame]:
        """Decoded pictures until the line breaks; `why_ended` then says why."""
        yield self._first
        yield from self._pictures

    def stamp_s(self, picture: VideoFrame) -> float | None:
        """When the sender says that the picture was taken, where it does."""
        if not self._stamped or picture.pts is None or self.stream.time_base is None:
            return None
        return float(picture.pts * self.stream.time_base)

    def _decode(self, container: InputContainer) -> Iterator[VideoFrame]:
        packets = container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (TimeoutError, av.ExitError):
                self.why_ended = "no data came in time"
                return
            except (av.FFmpegError, OSError) as exc:
                self.why_ended = f"the connection broke ({getattr(exc, 'strerror', exc)})"
                return
            if packet is None:
                return
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue  # a damaged picture; the stream goes on with the next

    def close(self) -> None:
        self._stack.close()
