"""Videos and results made for tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame

from videorec.core.types import (
    Face,
    Frame,
    FrameResult,
    Match,
    Status,
    Track,
    TrackState,
    UInt8,
)

RED, GREEN, BLUE, WHITE = (0, 0, 220), (0, 200, 0), (220, 0, 0), (230, 230, 230)
UPRIGHT = ["red", "green", "blue", "white"]


def quadrants(width: int, height: int) -> UInt8:
    """Red, green / blue, white: shows how a picture was turned."""
    image = np.zeros((height, width, 3), np.uint8)
    x, y = width // 2, height // 2
    image[:y, :x], image[:y, x:], image[y:, :x], image[y:, x:] = RED, GREEN, BLUE, WHITE
    return image


def corner_colors(image: UInt8) -> list[str]:
    """Names of the colours in the middle of the four quadrants, row by row."""
    height, width = image.shape[:2]
    found = []
    for y in (height // 4, 3 * height // 4):
        for x in (width // 4, 3 * width // 4):
            pixel = image[y, x].astype(int)
            names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
            found.append(min(names, key=lambda n: float(np.abs(pixel - names[n]).sum())))
    return found


def make_pictures(folder: Path, sizes: Sequence[tuple[int, int]]) -> list[Path]:
    """Write a picture of each width and height: 0.png, 1.png, ..."""
    paths = [folder / f"{index}.png" for index in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        cv2.imwrite(str(path), quadrants(*size))
    return paths


@dataclass(frozen=True, kw_only=True)
class Video:
    """What to make. times: seconds of each frame, multiples of 1/1000; start_s: when all begins."""

    times: Sequence[float] = tuple(i / 25 for i in range(25))
    size: tuple[int, int] = (96, 64)
    codec: str = "libx264"
    pixels: str = "yuv420p"
    options: tuple[tuple[str, str], ...] = (("preset", "ultrafast"), ("g", "5"))
    rotation: float | None = None
    mirrored: bool = False
    aspect: Fraction | None = None
    audio: str | None = None
    audio_seconds: float = 1.0
    audio_rate: int = 44_100
    start_s: float = 0.0
    noise: bool = False
    header_first: bool = False  # mp4 alone; where it is cut off, the rest can be read


def make_video(path: Path, video: Video | None = None) -> Path:
    """Write a video of coloured quadrants; its container follows from the suffix."""
    video = video or Video()
    flags = {"movflags": "faststart"} if video.header_first else {}
    with av.open(str(path), "w", options=flags) as container:
        stream: Any = container.add_stream(video.codec, rate=25, options=dict(video.options))
        stream.width, stream.height = video.size
        stream.pix_fmt = video.pixels
        stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        if video.aspect is not None:
            stream.codec_context.sample_aspect_ratio = video.aspect
        if video.rotation is not None:
            stream.set_display_rotation(video.rotation, hflip=video.mirrored)
        sound: Any = (
            container.add_stream(video.audio, rate=video.audio_rate) if video.audio else None
        )
        if sound is not None:
            sound.codec_context.layout = "stereo"
            sound.codec_context.bit_rate = 128_000
        random = np.random.default_rng(0)
        for time in video.times:
            image = quadrants(*video.size)
            if video.noise:
                image ^= random.integers(0, 32, image.shape, dtype=np.uint8)
            frame = VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts = round((video.start_s + time) * 1000)
            frame.time_base = Fraction(1, 1000)
            container.mux(stream.encode(frame.reformat(format=video.pixels)))
        container.mux(stream.encode(None))
        if sound is not None:
            for piece in tone(
                video.audio_seconds, sound.codec_context.format.name, video.audio_rate
            ):
                assert piece.pts is not None
                piece.pts += round(video.start_s * video.audio_rate)
                container.mux(sound.encode(piece))
            container.mux(sound.encode(None))
    return path


def tone(seconds: float, sample_format: str, rate: int = 44_100) -> list[av.AudioFrame]:
    """0.3 s of silence, then 440 Hz, in stereo, in frames of 1024 samples."""
    made = []
    resampler = av.AudioResampler(format=sample_format, layout="stereo", rate=rate)
    for start in range(0, int(seconds * rate), 1024):
        t = (start + np.arange(1024)) / rate
        wave = np.repeat(np.sin(2 * np.pi * 440 * t) * 8000 * (t >= 0.3), 2).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        made += resampler.resample(frame)
    return made


def video_times(path: Path) -> list[Fraction]:
    """Exact presentation times of a file's pictures, read independently of the project."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return sorted(
            p.pts * stream.time_base for p in container.demux(stream) if p.pts is not None
        )


def audio_packets(path: Path) -> list[tuple[Fraction, bytes]]:
    """Time and content of a file's sound packets."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        return [
            (p.pts * p.time_base, bytes(p)) for p in container.demux(stream) if p.pts is not None
        ]


def track(
    number: int = 1,
    *,
    box: Sequence[float] = (10, 10, 40, 50),
    name: str | None = None,
    status: Status | None = None,
    similarity: float = 0.41,
    runner_up: float = 0.18,
    state: TrackState = TrackState.CONFIRMED,
) -> Track:
    """A track; with a name it is known, otherwise unknown."""
    return Track(
        track_id=number,
        state=state,
        face=Face(
            box=np.array(box, np.float32),
            landmarks=np.arange(10, dtype=np.float32).reshape(5, 2),
            score=0.987654,
        ),
        status=status or (Status.UNKNOWN if name is None else Status.KNOWN),
        match=Match(
            identity_id=None if name is None else number,
            name=name,
            similarity=similarity,
            runner_up=runner_up,
            threshold=0.3,
        ),
        quality=None,
        embedding=np.zeros(512, np.float32),
        weight=0.0,
        evidence=np.zeros(512, np.float32),
    )


def result(
    index: int, time_s: float, *tracks: Track, size: tuple[int, int] = (96, 64)
) -> FrameResult:
    """A frame's result over coloured quadrants."""
    return FrameResult(
        frame=Frame(index=index, time_s=time_s, image=quadrants(*size)), tracks=tracks
    )


def names(results: Sequence[FrameResult]) -> set[str | None]:
    """Everybody who was named in them; None where somebody was not."""
    return {track.match.name for result in results for track in result.tracks}
