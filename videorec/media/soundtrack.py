"""The sound of a video, handed on packet by packet."""

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer

from videorec.media.decoding import AnyPacket, timeline_start
from videorec.media.opening import open_container

# What players accept inside mp4; all else becomes AAC.
MP4_CODECS = frozenset({"aac", "mp3", "ac3", "eac3", "alac", "opus"})
MP3_LOWEST_RATE = 16_000
AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)


class Soundtrack:
    """Reads the sound of a file in step with the pictures that are written.

    path: a file with sound (see `has_sound`); its first track that can be decoded counts. Where its
    stamps jump back (files glued together) the sound goes on without a pause, as pictures do.
    SourceError: the file cannot be opened. After a damaged stretch the sound goes on; `damaged`
    counts what was lost.
    """

    def __init__(self, path: Path, output: OutputContainer) -> None:
        self.damaged = 0
        with ExitStack() as stack:
            container = stack.enter_context(open_container(f"file:{path}", str(path)))
            self._input: AudioStream = _decodable(container)[0]
            # In ticks of the packets' clock, like the two below.
            assert self._input.time_base is not None
            self._shift = -round(timeline_start(container) / self._input.time_base)
            self._last: int | None = None
            self._end = 0
            if _fits(self._input, output.format.name):
                self._output = output.add_stream_from_template(self._input)
                self._packets = self._copy(container)
            else:
                self._output = _add_aac(output, self._input)
                self._packets = self._encode(container)
            self._stack = stack.pop_all()
        self._next: AnyPacket | None = None

    def until(self, time_s: float) -> Iterator[AnyPacket]:
        """Packets for the output that begin before a time and were not handed out yet."""
        while True:
            packet = self._next or next(self._packets, None)
            self._next = packet
            if packet is None or _start_s(packet) >= time_s:
                return
            self._next = None
            yield packet

    def close(self) -> None:
        self._stack.close()

    def _demux(self, container: InputContainer) -> Iterator[AnyPacket]:
        packets = container.demux(self._input)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, ValueError):
                self.damaged += 1
                return
            if packet is None:
                return
            self._put_after_last(packet)
            yield packet

    def _put_after_last(self, packet: AnyPacket) -> None:
        """Onto the clock of the pictures, where stamps grow."""
        if packet.dts is None or packet.pts is None:
            return
        if self._last is not None and packet.dts + self._shift <= self._last:
            self._shift = self._end - packet.dts
        packet.pts += self._shift
        packet.dts += self._shift
        self._last, self._end = packet.dts, packet.dts + max(1, packet.duration or 0)

    def _copy(self, container: InputContainer) -> Iterator[AnyPacket]:
        for packet in self._demux(container):
            if packet.dts is None or packet.pts is None:
                continue  # the empty packet at the end, or one that no player could place
            packet.stream = self._output
            yield packet

    def _encode(self, container: InputContainer) -> Iterator[AnyPacket]:
        resampler, kind = self._new_resampler(), None
        for packet in self._demux(container):
            try:
                decoded = self._input.codec_context.decode(packet)
            except (av.FFmpegError, ValueError):
                self.damaged += 1
                continue
            for frame in decoded:
                now = frame.format.name, frame.layout.name, frame.sample_rate
                if kind not in (None, now):
                    resampler = self._new_resampler()
                kind = now
                # The resampler rounds to its input's clock, and AVI's ticks once a packet.
                _count_samples(frame, frame.sample_rate)
                yield from self._encode_frames(resampler.resample(frame))
        yield from self._encode_frames(resampler.resample(None))
        yield from self._output.encode(None)

    def _new_resampler(self) -> av.AudioResampler:
        """It takes what its first frame is like, and gives what the output wants."""
        context = self._output.codec_context
        return av.AudioResampler(
            format=context.format, layout=context.layout, rate=context.rate, frame_size=1024
        )

    def _encode_frames(self, frames: list[AudioFrame]) -> Iterator[AnyPacket]:
        rate = self._output.codec_context.rate
        for frame in frames:
            # One clock for all: the encoder keeps that of its first frame.
            _count_samples(frame, rate)
            yield from self._output.encode(frame)


def has_sound(path: Path) -> bool:
    """Whether a file has an audio stream that can be decoded."""
    with open_container(f"file:{path}", str(path)) as container:
        return bool(_decodable(container))


def _decodable(container: InputContainer) -> list[AudioStream]:
    return [s for s in container.streams.audio if s.codec_context is not None]


def _fits(stream: AudioStream, kind: str) -> bool:
    """Whether a file of that kind, mp4 or mov, can hold the sound as it is."""
    name = stream.codec.canonical_name  # a decoder may be called "mp3float"
    if name == "opus" and kind == "mov":
        return False
    # The standard has MP3 from this rate on.
    if name == "mp3" and stream.rate < MP3_LOWEST_RATE:
        return False
    # AAC of transport streams has its header in every packet; mp4 wants it once, at the start,
    # and cannot get it when the file is written in fragments.
    return name in MP4_CODECS and (name != "aac" or bool(stream.codec_context.extradata))


def _add_aac(output: OutputContainer, source: AudioStream) -> AudioStream:
    rate = min(AAC_RATES, key=lambda r: abs(r - source.rate))
    stream: AudioStream = output.add_stream("aac", rate=rate)
    channels = source.codec_context.layout.nb_channels
    stream.codec_context.layout = "mono" if channels == 1 else "stereo"
    stream.codec_context.bit_rate = 96_000 if channels == 1 else 160_000
    return stream


def _count_samples(frame: AudioFrame, rate: int) -> None:
    """Put a frame onto a clock that ticks once a sample."""
    if frame.pts is not None and frame.time_base:
        frame.pts = round(frame.pts * frame.time_base * rate)
        frame.time_base = Fraction(1, rate)


def _start_s(packet: AnyPacket) -> float:
    return float(Fraction(packet.pts or 0) * packet.time_base)
