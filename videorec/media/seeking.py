"""Where to begin decoding so that a wanted moment comes soon, and comes right."""

from dataclasses import dataclass
from fractions import Fraction

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from videorec.media.decoding import AnyPacket, frames_per_second, timeline_start
from videorec.media.reordering import (
    LONGEST_REORDERING,
    has_decoding_times_only,
    stamp_by_decoding,
)

# Containers whose index knows every frame; others know key frames, or nothing.
LISTS_EVERY_FRAME = frozenset({"mov", "mp4", "avi"})
# Key frames are looked for this much earlier, in turn: a container may lead too far.
EARLIER_S = (0, 1, 5, 30)
# Pictures shown before the key frame they follow in the file are looked for among so many.
LONGEST_LEAD = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A key frame to begin at.

    target: what to seek, so that the key frame comes; pts: its stamp, or that of the first picture
    after it that is certain; both in ticks of the stream's time base. index: how many frames are
    shown before that stamp.
    """

    target: int
    pts: int
    index: int


def origin_before(
    container: InputContainer, stream: VideoStream, time_s: float, first_s: float
) -> Origin | None:
    """The key frame to decode from for the frame of that moment; None is the beginning.

    first_s: time of the very first frame. The container has moved afterwards: seek `target`, or
    open it anew.
    """
    assert stream.time_base is not None
    start = timeline_start(container)
    look = _next_certain if has_decoding_times_only(container, stream) else _next_key_frame
    for earlier_s in EARLIER_S:
        wanted_s = time_s - earlier_s
        if wanted_s <= first_s:
            return None
        try:
            target = int((Fraction(wanted_s) + start) / stream.time_base)
            container.seek(target, stream=stream)
            found = look(container, stream)
        except (av.FFmpegError, ValueError, OverflowError):
            return None
        if found is None:
            continue
        key, leading = found
        assert key.pts is not None
        key_s = float(key.pts * stream.time_base - start)
        if key_s <= time_s:
            return Origin(
                target=target,
                pts=key.pts,
                index=_index_of(key, leading, stream, key_s - first_s, container.format.name),
            )
    return None


def _next_key_frame(container: InputContainer, stream: VideoStream) -> tuple[AnyPacket, int] | None:
    """The next key frame, and how many frames after it in the file are shown before it."""
    key: AnyPacket | None = None
    leading = followers = 0
    for packet in container.demux(stream):
        if packet.pts is None:
            if packet.size:
                return None  # a stream without stamps
            continue
        if key is None:
            key = packet if packet.is_keyframe else None
            continue
        assert key.pts is not None
        leading += packet.pts < key.pts
        followers += 1
        if packet.is_keyframe or followers >= LONGEST_LEAD:
            break
    return None if key is None else (key, leading)


def _next_certain(container: InputContainer, stream: VideoStream) -> tuple[AnyPacket, int] | None:
    """The first packet after the next key frame whose place is the same in a whole reading.

    Nothing tells which pictures before it are shown before the key frame, and cannot be decoded.
    """
    followers = -1
    for packet in container.demux(stream):
        stamp_by_decoding(packet)
        if packet.pts is not None and (followers >= 0 or packet.is_keyframe):
            followers += 1
        if followers == LONGEST_REORDERING:
            return packet, 0
    return None


def _index_of(
    key: AnyPacket, leading: int, stream: VideoStream, after_first_s: float, kind: str
) -> int:
    if set(kind.split(",")) & LISTS_EVERY_FRAME and len(stream.index_entries) > 1:
        assert key.pts is not None
        dts = key.pts if key.dts is None else key.dts
        return sum(entry.timestamp < dts for entry in stream.index_entries) + leading
    return round(after_first_s * (frames_per_second(stream) or 25.0))
