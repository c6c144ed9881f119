"""Annotated pictures back into files that any player opens."""

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from videorec.core.errors import OutputError
from videorec.core.types import Array, UInt8
from videorec.media.closable import Closable
from videorec.media.decoding import exact_rate
from videorec.media.info import SourceInfo
from videorec.media.pending import PendingFile, Place, cannot_write, resolve_target
from videorec.media.soundtrack import Soundtrack, has_sound

# Suffixes and their muxers; by itself FFmpeg takes .m4v for a bare MPEG-4 stream.
VIDEO_FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov"}
# Divides by every usual frame rate; the clock of MPEG systems.
DEFAULT_TIME_BASE = Fraction(1, 90_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How H.264 is made.

    preset: speed of x264; None takes "superfast" up to 1280 x 720 and "ultrafast" above, which
        leaves most of two cores to the recognition.
    crf: constant quality, 0 lossless .. 51 worst.
    key_frame_s: seconds between two points to seek to; also what a killed run can lose at most.
    """

    preset: str | None = None
    crf: int = 21
    key_frame_s: float = 2.0


class VideoWriter(Closable):
    """H.264 in mp4 with the original presentation times and, if wanted, the original sound.

    The file is written under a temporary name beside the target and moved onto it by `close`;
    after a crash of the whole program the temporary file still plays. Pictures of another size
    than the first are scaled to fit and framed in black. H.264 stores pairs of pixels: an odd
    width or height is padded by repeating the last column or row once.

    path: .mp4, .m4v or .mov. info: of the source that is written, for size and clock.
    audio_from: file whose sound is kept, up to the end of the last picture; without sound there
    nothing happens. OutputError: the place cannot be written (before any work), or the disk is
    full later.
    """

    def __init__(
        self,
        path: Path,
        *,
        info: SourceInfo,
        audio_from: Path | None = None,
        encoding: Encoding | None = None,
        place: Place = PendingFile,
    ) -> None:
        _check_names(path, audio_from)
        self.frames_written = 0
        self._size = (info.width, info.height)
        self._nominal_s = 1.0 / info.fps if info.fps else 1.0 / 25.0
        self._held: VideoFrame | None = None
        self._broken = False
        self._last_pts = -1
        self._file = place(path)
        self._container: OutputContainer | None = None
        self._sound: Soundtrack | None = None
        try:
            self._container = _open_output(self._file.path)
            self._video = _add_h264(self._container, info, encoding or Encoding())
            if audio_from is not None and has_sound(audio_from):
                self._sound = Soundtrack(audio_from, self._container)
        except (av.FFmpegError, OSError, ValueError) as exc:
            self._abandon()
            raise cannot_write(path, exc) from exc
        except BaseException:
            self._abandon()
            raise

    @property
    def sound_damaged(self) -> bool:
        """Some of the sound could not be read."""
        return self._sound is not None and self._sound.damaged > 0

    def write(self, time_s: float, image: UInt8) -> None:
        """Append one picture. time_s: presentation time, later than the one before.

        image: (H, W, 3) uint8 BGR; it is read before the call returns.
        """
        if self._container is None:
            raise OutputError(f"{self._file.target}: is closed; nothing more can be written")
        picture = _to_yuv(fit(image, self._size))
        base = self._video.codec_context.time_base
        # A player cannot show two pictures at once: at least one tick lies between them.
        picture.pts = max(round(time_s / base), self._last_pts + 1)
        picture.time_base = base
        self._last_pts = picture.pts
        self._encode_held(until_pts=picture.pts)
        self._held = picture

    def close(self) -> None:
        """Finish the file and put it in its place; without a picture no file appears.

        After an error the target stays as it was, and the part keeps what was written.
        """
        container, self._container = self._container, None
        if container is None:
            return
        if self.frames_written == 0 and self._held is None:
            self._release(container)
            self._file.discard()
            return
        if self._broken:
            with suppress(av.FFmpegError, OSError):  # the user knows already
                self._release(container)
            return
        self._container = container
        try:
            end_pts = self._last_pts + max(
                1, round(self._nominal_s / self._video.codec_context.time_base)
            )
            self._encode_held(until_pts=end_pts)
            self._encode(None)
        finally:
            self._container = None
            try:
                self._release(container)
            except (av.FFmpegError, OSError) as exc:
                raise self._file.cut_short(exc) from exc
        self._file.commit()

    def _encode_held(self, *, until_pts: int) -> None:
        """A picture is encoded when the next one is known, and with it how long it shows."""
        picture = self._held
        if picture is None or picture.pts is None:
            return
        self._held = None
        picture.duration = until_pts - picture.pts
        self._encode(picture)
        self._add_sound(until_s=float(until_pts * self._video.codec_context.time_base))
        self.frames_written += 1

    def _encode(self, picture: VideoFrame | None) -> None:
        assert self._container is not None
        try:
            self._container.mux(self._video.encode(picture))
        except (av.FFmpegError, OSError) as exc:
            self._broken = True
            raise self._file.cut_short(exc) from exc

    def _add_sound(self, *, until_s: float) -> None:
        if self._sound is None:
            return
        assert self._container is not None
        try:
            for packet in self._sound.until(until_s):
                self._container.mux(packet)
        except (av.FFmpegError, OSError) as exc:
            self._broken = True
            raise self._file.cut_short(exc) from exc

    def _release(self, container: OutputContainer) -> None:
        if self._sound is not None:
            self._sound.close()
        container.close()

    def _abandon(self) -> None:
        if self._sound is not None:
            self._sound.close()
        if self._container is not None:
            self._container.close()
            self._container = None
        self._file.discard()


def fit(image: UInt8, size: tuple[int, int]) -> UInt8:
    """(H, W, 3) -> (height, width, 3) of size (width, height): scaled to fit, centred on black."""
    width, height = size
    if image.shape[1] == width and image.shape[0] == height:
        return image
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = (
        max(1, min(width, round(image.shape[1] * scale))),
        max(1, min(height, round(image.shape[0] * scale))),
    )
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    framed = np.zeros((height, width, 3), np.uint8)
    x, y = (width - inner[0]) // 2, (height - inner[1]) // 2
    framed[y : y + inner[1], x : x + inner[0]] = cv2.resize(image, inner, interpolation=method)
    return framed


def _to_yuv(image: UInt8) -> VideoFrame:
    """BGR of any size -> planar YCbCr 4:2:0 of even size, BT.601, video range."""
    height, width = image.shape[:2]
    even: Array = image
    if height % 2 or width % 2:
        even = cv2.copyMakeBorder(image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    # Three to five times as fast as swscale (0.14 against 0.44 ms at 640 x 360).
    planes = np.asarray(cv2.cvtColor(even, cv2.COLOR_BGR2YUV_I420), np.uint8)
    return VideoFrame.from_ndarray(planes, format="yuv420p")


def _check_names(path: Path, audio_from: Path | None) -> None:
    if path.suffix.lower() not in VIDEO_FORMATS:
        raise OutputError(f"{path}: not a kind of video that is written; end the name in .mp4")
    target = resolve_target(path)
    if audio_from is not None and target.exists() and target.samefile(audio_from):
        raise OutputError(f"{path}: is the video that is read; choose another name")


def _open_output(path: Path) -> OutputContainer:
    options = {
        # A fragmented file while it grows, which plays after a crash; an ordinary one at the end.
        "movflags": "hybrid_fragmented+delay_moov",
        # Edit lists are rounded to this clock; the default of 1/1000 s moves times.
        "movie_timescale": "90000",
    }
    # "file:" keeps names such as "a:b.mp4" from being read as a protocol.
    address, kind = f"file:{path}", VIDEO_FORMATS[path.suffix.lower()]
    return av.open(address, "w", format=kind, options=options)


def _add_h264(container: OutputContainer, info: SourceInfo, encoding: Encoding) -> VideoStream:
    small = info.width * info.height <= 1280 * 720
    fps = info.fps or 25.0
    options = {
        "preset": encoding.preset or ("superfast" if small else "ultrafast"),
        "crf": str(encoding.crf),
        "g": str(max(1, round(fps * encoding.key_frame_s))),
    }
    stream: VideoStream = container.add_stream("libx264", options=options)
    stream.width, stream.height = info.width + info.width % 2, info.height + info.height % 2
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = stream.time_base = _fine_time_base(info.time_base)
    context.framerate = exact_rate(fps)
    context.flags |= Flags.frame_duration
    context.colorspace, context.color_range = Colorspace.SMPTE170M, ColorRange.MPEG
    return stream


def _fine_time_base(source: Fraction | None) -> Fraction:
    """The source's own clock where it is fine enough and fits into mp4, so that times are exact."""
    if source is not None and source.numerator == 1 and 1000 <= source.denominator < 2**24:
        return source
    return DEFAULT_TIME_BASE
