"""From packets of a container to upright BGR pictures with their times."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.sidedata.sidedata import Type as SideDataType
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from videorec.core.errors import SourceError
from videorec.core.types import Array, UInt8

if TYPE_CHECKING:
    AnyPacket = Packet[Any]
else:
    AnyPacket = Packet  # generic in its stub alone

MAX_PIXELS = 8192 * 8192
# Text files named .txt or .nfo "decode" as a film of scrolling letters.
NOT_VIDEO_FORMATS = frozenset({"tty", "bin", "idf", "xbin", "adf"})


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture must be turned to stand upright: transpose first, then flips."""

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def from_display_matrix(cls, data: bytes) -> Self:
        """The nearest quarter turn, mirrored or not, of an ISO 14496-12 display matrix.

        data: nine int32, row major, that map a stored point (p, q, 1) to a shown one:
            x = a p + c q, y = b p + d q.
        """
        a, b, _, c, d = (int(v) for v in np.frombuffer(data, np.int32, count=5))
        if abs(a) >= abs(b):
            return cls(transpose=False, flip_x=a < 0, flip_y=d < 0)
        return cls(transpose=True, flip_x=c < 0, flip_y=b < 0)

    def apply(self, image: UInt8) -> UInt8:
        """(H, W, 3) stored -> (H, W, 3) or (W, H, 3) upright, contiguous."""
        turned: Array = cv2.transpose(image) if self.transpose else image
        if self.flip_x or self.flip_y:
            code = -1 if self.flip_x and self.flip_y else int(self.flip_x)
            turned = cv2.flip(turned, code)
        return np.ascontiguousarray(turned, np.uint8)


def square_pixel_size(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """Size with square pixels that loses none: the short side of a pixel is stretched.

    aspect: width of a stored pixel over its height; None, 0 and absurd values mean square.
    """
    if aspect is None or aspect == 1 or not Fraction(1, 8) <= aspect <= 8:
        return width, height
    if aspect > 1:
        return max(1, round(width * aspect)), height
    return width, max(1, round(height / aspect))


class PictureConverter:
    """Turns decoded frames of one stream into upright BGR pictures of one size.

    Any pixel format swscale reads is accepted: grey, 10 bit, alpha (ignored), any colour matrix.
    The size is that of the first frame, unless one is given as width and height of the upright
    picture; frames of another size are scaled to it.
    """

    def __init__(
        self, first: VideoFrame, aspect: Fraction | None, *, size: tuple[int, int] | None = None
    ) -> None:
        matrix = _display_matrix(first)
        self._orientation = (
            Orientation() if matrix is None else Orientation.from_display_matrix(matrix)
        )
        self._stored_size = square_pixel_size(first.width, first.height, aspect)
        if size is not None:
            self._stored_size = size[::-1] if self._orientation.transpose else size

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture."""
        width, height = self._stored_size
        return (height, width) if self._orientation.transpose else (width, height)

    def __call__(self, picture: VideoFrame) -> UInt8:
        """-> (H, W, 3) uint8 BGR, contiguous, upright."""
        width, height = self._stored_size
        # One thread: starting swscale's own threads costs more than it saves up to 1080p (measured
        # 2.0 against 1.1 thousand frames/s at 640 x 360, decoding included).
        converted = picture.reformat(
            width=width, height=height, format="bgr24", interpolation="BILINEAR", threads=1
        )
        return self._orientation.apply(np.asarray(converted.to_ndarray(), np.uint8))


def _display_matrix(picture: VideoFrame) -> bytes | None:
    side_data: Any = picture.side_data  # its stub describes another class
    try:
        return bytes(side_data[SideDataType.DISPLAYMATRIX])
    except KeyError:
        return None


class PresentationClock:
    """Presentation times in seconds that grow strictly.

    The container's start counts as zero, so that sound and picture keep their distance. A frame
    without a time stamp follows the last one after a nominal frame; a stamp that jumps back (files
    glued together) continues from there.
    """

    def __init__(self, time_base: Fraction, start: Fraction, fps: float | None) -> None:
        self._time_base = time_base
        self._shift = -start
        self._nominal = Fraction(1, 25) if fps is None else 1 / exact_rate(fps)
        self._last: Fraction | None = None

    def time_s(self, pts: int | None) -> float:
        """Seconds of the next frame; pts: its stamp in ticks of the time base, or None."""
        follow = Fraction(0) if self._last is None else self._last + self._nominal
        time = follow if pts is None else pts * self._time_base + self._shift
        if self._last is not None and time <= self._last:
            self._shift += follow - time
            time = follow
        self._last = time
        return float(time)


def timeline_start(container: InputContainer) -> Fraction:
    """Seconds that count as zero: the container's start, when it is late.

    An early start (sound whose coder needs a run-up before zero) does not shift the pictures.
    """
    start = container.start_time
    return max(Fraction(0), Fraction(start, av.time_base)) if start is not None else Fraction(0)


def pick_video_stream(container: InputContainer, name: str) -> VideoStream:
    """The first real video stream; cover pictures of songs do not count.

    SourceError: there is none, it cannot be decoded, or its pictures are too large.
    """
    if set(container.format.name.split(",")) & NOT_VIDEO_FORMATS:
        raise SourceError(f"{name}: this is text, not a video; pass a video or a picture")
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        what = "only sound" if container.streams.audio else "neither pictures nor sound"
        raise SourceError(f"{name}: holds {what}; pass a file with a video track")
    stream = streams[0]
    context = stream.codec_context
    if context is None:
        raise SourceError(f"{name}: its video codec is not supported; convert it to H.264 first")
    if context.width * context.height > MAX_PIXELS:
        raise SourceError(
            f"{name}: pictures of {context.width} x {context.height} are too large; "
            f"scale the video down to at most {MAX_PIXELS // 1_000_000} megapixels"
        )
    return stream


def frames_per_second(stream: VideoStream) -> float | None:
    """Mean rate of a stream, or None when it is not given or absurd."""
    rate = stream.average_rate or stream.guessed_rate
    return float(rate) if rate and 0 < rate <= 1000 else None


def exact_rate(fps: float) -> Fraction:
    """The rate that a float stands for, such as 30000/1001 or 1/3600; never zero."""
    return max(Fraction(fps).limit_denominator(1_000_000), Fraction(1, 1_000_000))


def pixel_aspect(stream: VideoStream) -> Fraction | None:
    """Width over height of a stored pixel, or None when not given."""
    return stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or None
