"""Times of pictures in files that state no more than the order in which they are decoded."""

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from videorec.media.decoding import AnyPacket

_CONTAINERS = frozenset({"avi", "asf"})
# FFmpeg knows from the kinds of the other codecs' pictures in which order they are shown.
_FREELY_ORDERED = frozenset({"h264", "hevc", "vvc"})
# Pictures that x264 shows at most before one that it has coded earlier.
LONGEST_REORDERING = 16


def has_decoding_times_only(container: InputContainer, stream: VideoStream) -> bool:
    """Whether stamps say no more than when a picture is decoded.

    FFmpeg then takes the next packet's time for that of a picture, whatever its place.
    """
    kind, codec = container.format.name, stream.codec.canonical_name
    return kind in _CONTAINERS and codec in _FREELY_ORDERED


def stamp_by_decoding(packet: AnyPacket) -> None:
    """Give the packet's pictures its place in the order of decoding, for `in_order_of_time`."""
    packet.pts = packet.dts


def in_order_of_time(pictures: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    """The same pictures in the same order, their stamps sorted."""
    held: deque[VideoFrame] = deque()
    stamps: list[int] = []
    for picture in pictures:
        held.append(picture)
        if picture.pts is not None:
            heappush(stamps, picture.pts)
        if len(held) > LONGEST_REORDERING:
            yield _earliest(held, stamps)
    while held:
        yield _earliest(held, stamps)


def _earliest(held: deque[VideoFrame], stamps: list[int]) -> VideoFrame:
    picture = held.popleft()
    if picture.pts is not None:
        picture.pts = heappop(stamps)
    return picture
