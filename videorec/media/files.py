"""Video files, and finite videos behind a URL: every frame, at its own time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import dropwhile
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame
from videorec.media.decoding import (
    AnyPacket,
    PictureConverter,
    PresentationClock,
    frames_per_second,
    pick_video_stream,
    pixel_aspect,
    timeline_start,
)
from videorec.media.info import SeekableSource, SourceInfo
from videorec.media.opening import open_container
from videorec.media.reordering import (
    has_decoding_times_only,
    in_order_of_time,
    stamp_by_decoding,
)
from videorec.media.seeking import Origin, origin_before

# A stated length and the end of the last frame may differ by rounding and by edit lists.
TRUNCATION_SLACK_S = 0.5
# Containers that state their length instead of having it guessed from the bit rate.
LENGTH_IN_HEADER = frozenset({"mov", "mp4", "matroska", "webm", "avi", "flv", "asf"})


@dataclass(slots=True)
class _Reading:
    """How far a reading came, and what of it could not be decoded."""

    packets: int = 0
    reached_s: float = 0.0
    lost_packets: int = 0
    damaged_frame: int = 0
    damaged_s: float | None = None
    cause: Exception | None = None

    def note_damage(self, exc: Exception, frame: int) -> None:
        if self.cause is None:
            self.damaged_frame, self.cause = frame, exc
        self.lost_packets += 1


class FileSource(SeekableSource):
    """A video file. `frames` starts from its beginning, or from any moment, at each call.

    path: the file; or address and name: a finite video behind a URL.
    SourceError: missing, empty, not a video, sound only, or not one decodable picture.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        address: str | None = None,
        name: str | None = None,
        options: dict[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> None:
        if path is not None:
            _check_file(path)
        # "file:" keeps names such as "a:b.mp4" from being read as a protocol.
        self._address = address or f"file:{path}"
        self._name = name or str(path)
        self._options = options
        self._timeout_s = timeout_s
        self._first_s = 0.0
        self._info = self._probe(path)

    @property
    def info(self) -> SourceInfo:
        return self._info

    def frames(self, start_s: float = 0.0) -> Iterator[Frame]:
        """From the frame on screen at start_s, decoded from the key frame before it.

        Times are those of a reading from the beginning, as long as the container stamps every
        frame and no stamp jumps back; a file without stamps is decoded from its beginning. Indices
        are exact where the container lists its frames (mp4, mov, avi) or they have a constant rate;
        elsewhere they follow from time and mean rate.
        """
        if start_s > self._first_s:
            with self._open() as (container, stream):
                origin = origin_before(container, stream, start_s, self._first_s)
                if origin is not None:
                    container.seek(origin.target, stream=stream)
                    yield from self._read(container, stream, origin, start_s)
                    return
        # Opened anew: not every container finds back to its beginning.
        with self._open() as (container, stream):
            yield from self._read(container, stream, None, start_s)

    @contextmanager
    def _open(self) -> Iterator[tuple[InputContainer, VideoStream]]:
        with open_container(self._address, self._name, self._options, self._timeout_s) as container:
            stream = pick_video_stream(container, self._name)
            stream.thread_type = "AUTO"
            yield container, stream

    def _probe(self, path: Path | None) -> SourceInfo:
        with self._open() as (container, stream):
            reading = _Reading()
            first = next(_pictures(container, stream, reading), None)
            if first is None:
                raise SourceError(
                    f"{self._name}: not one picture can be decoded; the file is empty or damaged"
                ) from reading.cause
            width, height = PictureConverter(first, pixel_aspect(stream)).size
            if first.pts is not None and stream.time_base is not None:
                self._first_s = float(first.pts * stream.time_base - timeline_start(container))
            return SourceInfo(
                name=self._name,
                width=width,
                height=height,
                fps=frames_per_second(stream),
                frame_count=stream.frames or None,
                duration_s=_duration_s(container, stream),
                has_audio=path is not None and bool(container.streams.audio),
                path=path,
                time_base=stream.time_base,
                seekable=path is not None,
            )

    def _read(
        self, container: InputContainer, stream: VideoStream, origin: Origin | None, start_s: float
    ) -> Iterator[Frame]:
        assert stream.time_base is not None
        first = 0 if origin is None else origin.index
        reading = _Reading(packets=first)
        clock = PresentationClock(
            stream.time_base, timeline_start(container), frames_per_second(stream)
        )
        size = self._info.width, self._info.height
        convert: PictureConverter | None = None
        before: tuple[int, float, VideoFrame] | None = None
        index, time_s = first - 1, 0.0
        for index, picture in enumerate(
            _shown_from(origin, _pictures(container, stream, reading)), first
        ):
            convert = convert or PictureConverter(picture, pixel_aspect(stream), size=size)
            time_s = clock.time_s(picture.pts)
            # Pictures from before the damage may still have been on their way.
            damaged = reading.cause is not None and index >= reading.damaged_frame
            if damaged and reading.damaged_s is None:
                reading.damaged_s = time_s
            if time_s <= start_s:
                before = index, time_s, picture  # converted only when no later one is on screen
                continue
            if before is not None:
                yield _frame(*before, convert)
                before = None
            yield _frame(index, time_s, picture, convert)
        if before is not None and convert is not None:
            yield _frame(*before, convert)
        shorter = _is_shorter(container, stream, reading, self._info)
        self._complain(reading, shorter=shorter, frames=index + 1, last_s=time_s)

    def _complain(self, reading: _Reading, *, shorter: bool, frames: int, last_s: float) -> None:
        """Raise SourceBrokenError when the file is shorter than it says, or was damaged."""
        if shorter:
            raise SourceBrokenError(
                f"{self._name}: breaks off at {last_s:.2f} s (frame {frames - 1}) of "
                f"{self._info.duration_s:.2f} s, the rest is missing or damaged; "
                f"the {frames} frames up to there are kept"
            ) from reading.cause
        if reading.cause is not None:
            where = last_s if reading.damaged_s is None else reading.damaged_s
            raise SourceBrokenError(
                f"{self._name}: damaged at {where:.2f} s (near frame {reading.damaged_frame}), "
                f"{reading.lost_packets} pieces cannot be decoded; "
                f"the {frames} readable frames are kept"
            ) from reading.cause


def _is_shorter(
    container: InputContainer, stream: VideoStream, reading: _Reading, info: SourceInfo
) -> bool:
    """Whether a file that was read to its end lacks some of what it states."""
    kinds = set(container.format.name.split(","))
    if info.duration_s is None or not kinds & LENGTH_IN_HEADER:
        return False
    # The list of frames obeys edit lists, which the number in the header does not.
    if "mov" in kinds and reading.packets < len(stream.index_entries):
        return True
    all_there = info.frame_count is not None and reading.packets >= info.frame_count
    return not all_there and info.duration_s - reading.reached_s > TRUNCATION_SLACK_S


def _pictures(
    container: InputContainer, stream: VideoStream, reading: _Reading
) -> Iterator[VideoFrame]:
    """Decoded pictures; what cannot be decoded is noted and passed over."""
    unordered = has_decoding_times_only(container, stream)
    pictures = _decoded(container, stream, reading, unordered=unordered)
    return in_order_of_time(pictures) if unordered else pictures


def _decoded(
    container: InputContainer, stream: VideoStream, reading: _Reading, *, unordered: bool
) -> Iterator[VideoFrame]:
    count = 0
    packets = container.demux()
    start_s = float(timeline_start(container))
    # Where the frames are not counted, the sound's end also tells how far the file reaches.
    timed = (stream.index,) if stream.frames else range(len(container.streams))
    packet: AnyPacket | None
    while True:
        try:
            packet = next(packets, None)
            if packet is not None and unordered and packet.stream_index == stream.index:
                stamp_by_decoding(packet)
            if packet is not None and packet.stream_index in timed and packet.pts is not None:
                end = (packet.pts + (packet.duration or 0)) * packet.time_base
                reading.reached_s = max(reading.reached_s, float(end) - start_s)
            if packet is not None and packet.stream_index != stream.index:
                continue
            whole = packet is not None and packet.size > 0 and not packet.is_corrupt
            reading.packets += whole
            # No packet: the frames that the decoder still holds when reading ended.
            pictures = stream.codec_context.decode(packet)
        except av.EOFError:
            pictures = []  # nothing was held any more
        except (av.FFmpegError, ValueError) as exc:
            reading.note_damage(exc, count)
            continue
        for picture in pictures:
            yield picture
            count += 1
        if packet is None:
            return


def _shown_from(origin: Origin | None, pictures: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    """Without those before the key frame: what they refer to was not decoded."""
    return dropwhile(
        lambda picture: origin is not None and (picture.pts is None or picture.pts < origin.pts),
        pictures,
    )


def _frame(index: int, time_s: float, picture: VideoFrame, convert: PictureConverter) -> Frame:
    return Frame(index=index, time_s=time_s, image=convert(picture))


def _check_file(path: Path) -> None:
    try:
        if path.stat().st_size == 0:
            raise SourceError(f"{path}: the file is empty")
    except FileNotFoundError as exc:
        raise SourceError(f"{path}: there is no such file; check the path") from exc
    except (OSError, ValueError) as exc:
        raise SourceError(f"{path}: cannot be read ({exc})") from exc


def _duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Seconds from the container's start to its end."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if not container.duration:
        return None
    duration = Fraction(container.duration, av.time_base)
    if "matroska" in container.format.name:  # counts from zero, whenever its first frame comes
        duration -= timeline_start(container)
    return float(duration)
