import errno
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.container import OutputContainer

from tests.media.synthesis import (
    UPRIGHT,
    Video,
    audio_packets,
    corner_colors,
    make_video,
    quadrants,
    video_times,
)
from videorec.core.errors import OutputError, SourceBrokenError, SourceError
from videorec.media.info import SourceInfo
from videorec.media.sources import open_source
from videorec.media.writers import Encoding, VideoWriter, fit

INFO = SourceInfo(name="test", width=96, height=64, fps=25.0)


def copy(source_path: Path, target: Path, *, frames: int | None = None) -> None:
    with (
        open_source(source_path) as source,
        VideoWriter(target, info=source.info, audio_from=source_path) as writer,
    ):
        for frame in source.frames():
            if frame.index == frames:
                break
            writer.write(frame.time_s, frame.image)


def boxes(data: bytes) -> list[str]:
    """Types of the outermost boxes of an mp4 file."""
    found, at = [], 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        found.append(kind.decode())
        at += struct.unpack(">Q", data[at + 8 : at + 16])[0] if size == 1 else size
    return found


def onset_s(path: Path) -> float:
    """When the sound becomes loud, after the first picture."""
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()[0]) > 0.05)
            if loud.size:
                assert frame.time is not None
                return frame.time + int(loud[0]) / frame.sample_rate - float(video_times(path)[0])
    raise AssertionError("silent")


def duration_s(path: Path, kind: str) -> float:
    with av.open(str(path)) as container:
        stream = next(s for s in container.streams if s.type == kind)
        assert stream.duration is not None
        assert stream.time_base is not None
        return float(stream.duration * stream.time_base)


@pytest.mark.parametrize(
    "times",
    [
        [i / 25 for i in range(50)],
        [0.0, 0.001, 0.5, 0.533, 2.0, 7.25],
        [0.4, 0.5, 0.6],
    ],
)
def test_times_are_kept_exactly(tmp_path: Path, times: list[float]) -> None:
    original = make_video(tmp_path / "in.mp4", Video(times=times))
    copy(original, tmp_path / "out.mp4")
    assert video_times(tmp_path / "out.mp4") == [
        t - video_times(original)[0] for t in video_times(original)
    ]


def test_the_result_plays_everywhere(tmp_path: Path) -> None:
    copy(make_video(tmp_path / "in.mp4"), tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert "mp4" in container.format.name
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert container.streams.video[0].frames == 25
    # An ordinary file, not one in fragments (a "moof" before each).
    assert set(boxes((tmp_path / "out.mp4").read_bytes())) == {"ftyp", "free", "mdat", "moov"}
    with open_source(tmp_path / "out.mp4") as source:
        for frame in source.frames():
            assert corner_colors(frame.image) == UPRIGHT
            assert np.abs(frame.image[10, 10].astype(int) - quadrants(96, 64)[10, 10]).max() < 8


def test_sound_is_copied_bit_by_bit_at_its_time(tmp_path: Path) -> None:
    original = make_video(tmp_path / "in.mp4", Video(audio="aac"))
    copy(original, tmp_path / "out.mp4")
    assert audio_packets(tmp_path / "out.mp4") == [
        (t, data) for t, data in audio_packets(original) if t < 1
    ]
    assert video_times(tmp_path / "out.mp4") == video_times(original)


@pytest.mark.parametrize("name", ["o.m4v", "o.MOV", "a:b %20.mp4"])
def test_other_names(tmp_path: Path, name: str) -> None:
    copy(make_video(tmp_path / "in.mp4", Video(audio="aac")), tmp_path / name)
    assert len(video_times(tmp_path / name)) == 25
    assert len(audio_packets(tmp_path / name)) > 40


def test_an_encoder_that_refuses_is_an_error_in_words(tmp_path: Path) -> None:
    info = SourceInfo(name="x", width=96, height=64)
    writer = VideoWriter(tmp_path / "o.mp4", info=info, encoding=Encoding(preset="nonsense"))
    with pytest.raises(OutputError, match=r"o\.mp4"), writer:
        for i in range(3):
            writer.write(i / 25, quadrants(96, 64))


@pytest.mark.parametrize(("suffix", "codec"), [(".mkv", "flac"), (".mov", "pcm_s16le")])
def test_other_sound_becomes_aac(tmp_path: Path, suffix: str, codec: str) -> None:
    original = make_video(tmp_path / f"in{suffix}", Video(audio=codec))
    copy(original, tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
        sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)[0]
    assert duration_s(tmp_path / "out.mp4", "audio") == pytest.approx(1.0, abs=0.06)
    assert onset_s(tmp_path / "out.mp4") == pytest.approx(0.3, abs=0.003)
    spectrum = np.abs(np.fft.rfft(sound[8192:24576]))
    assert np.argmax(spectrum) * 44100 / 16384 == pytest.approx(440, abs=5)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov", ".ts", ".flv", ".avi"])
@pytest.mark.parametrize("rate", [22_050, 44_100])
def test_mp3_is_copied_from_every_container(tmp_path: Path, suffix: str, rate: int) -> None:
    video = Video(audio="libmp3lame", audio_rate=rate)
    if suffix == ".avi":  # H.264 has no times in it that `onset_s` could start from
        video = replace(video, codec="mpeg4", options=())
    original = make_video(tmp_path / f"in{suffix}", video)
    copy(original, tmp_path / "out.mp4")
    written = [data for _, data in audio_packets(tmp_path / "out.mp4")]
    assert len(written) > 0.9 * rate / 1152
    assert written == [data for _, data in audio_packets(original)][: len(written)]
    assert onset_s(tmp_path / "out.mp4") == pytest.approx(onset_s(original), abs=0.001)


@pytest.mark.parametrize(
    ("name", "codec", "rate"), [("out.mp4", "libmp3lame", 11_025), ("out.mov", "libopus", 48_000)]
)
def test_sound_that_the_kind_of_file_refuses_becomes_aac(
    tmp_path: Path, name: str, codec: str, rate: int
) -> None:
    original = make_video(tmp_path / "in.mkv", Video(audio=codec, audio_rate=rate))
    copy(original, tmp_path / name)
    with av.open(str(tmp_path / name)) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
    assert onset_s(tmp_path / name) == pytest.approx(0.3, abs=0.003)


@pytest.mark.parametrize("codec", ["wmav2", "libmp3lame"])
def test_sound_whose_clock_ticks_once_a_packet(tmp_path: Path, codec: str) -> None:
    original = make_video(tmp_path / "in.avi", Video(codec="mpeg4", options=(), audio=codec))
    with av.open(str(original)) as container:
        tick_s = container.streams.audio[0].time_base
        assert tick_s is not None
        assert tick_s > Fraction(1, 100)
    copy(original, tmp_path / "out.mp4")
    sound = [float(time) for time, _ in audio_packets(tmp_path / "out.mp4")]
    assert sound[-1] > 0.9
    assert max(b - a for a, b in pairwise(sound)) < 0.03
    assert onset_s(tmp_path / "out.mp4") == pytest.approx(onset_s(original), abs=0.003)


@pytest.mark.parametrize(("suffix", "codec"), [(".ts", "aac"), (".mkv", "aac"), (".mkv", "flac")])
@pytest.mark.parametrize("start_s", [0.0, 5.0])
def test_sound_and_pictures_keep_their_distance(
    tmp_path: Path, suffix: str, codec: str, start_s: float
) -> None:
    original = make_video(tmp_path / f"in{suffix}", Video(audio=codec, start_s=start_s))
    copy(original, tmp_path / "out.mp4")
    assert float(video_times(tmp_path / "out.mp4")[0]) == pytest.approx(0, abs=0.03)
    assert onset_s(tmp_path / "out.mp4") == pytest.approx(0.3, abs=0.003)


def test_the_length_is_exact(tmp_path: Path) -> None:
    info = SourceInfo(name="x", width=96, height=64, fps=30.0, time_base=Fraction(1, 15360))
    with VideoWriter(tmp_path / "o.mp4", info=info) as writer:
        for i in range(10):  # moves, so that pictures are coded out of order
            writer.write(i / 30, np.roll(quadrants(96, 64), 5 * i, axis=1))
    with av.open(str(tmp_path / "o.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.has_b_frames
        assert (stream.time_base, stream.duration) == (Fraction(1, 15360), 10 * 512)


def test_an_interrupted_run_is_finished_and_its_sound_cut(tmp_path: Path) -> None:
    original = make_video(tmp_path / "in.mp4", Video(audio="aac"))
    with (
        pytest.raises(KeyboardInterrupt),
        open_source(original) as source,
        VideoWriter(tmp_path / "out.mp4", info=source.info, audio_from=original) as writer,
    ):
        for frame in source.frames():
            if frame.index == 10:
                raise KeyboardInterrupt
            writer.write(frame.time_s, frame.image)
    assert video_times(tmp_path / "out.mp4") == video_times(original)[:10]
    assert duration_s(tmp_path / "out.mp4", "video") == pytest.approx(0.4)
    assert duration_s(tmp_path / "out.mp4", "audio") == pytest.approx(0.4, abs=0.03)
    assert [p.name for p in tmp_path.iterdir() if "part" in p.name] == []


@pytest.mark.parametrize("size", [(97, 63), (1, 1), (16, 9), (33, 64)])
def test_odd_sizes_are_padded_by_one(tmp_path: Path, size: tuple[int, int]) -> None:
    image = quadrants(*size)
    info = SourceInfo(name="x", width=size[0], height=size[1])
    with VideoWriter(tmp_path / "o.mp4", info=info) as writer:
        for i in range(3):
            writer.write(i / 10, image)
    with open_source(tmp_path / "o.mp4") as source:
        frames = list(source.frames())
    height, width = frames[0].image.shape[:2]
    assert (width, height) == (size[0] + size[0] % 2, size[1] + size[1] % 2)
    assert len(frames) == 3
    if min(size) > 8:
        assert corner_colors(frames[0].image) == UPRIGHT
        # The pixels that were added repeat their neighbours.
        edge = frames[0].image[-1, -1].astype(int)
        assert np.abs(edge - image[-1, -1]).max() < 12


def test_pictures_of_other_sizes_are_framed() -> None:
    wide = fit(quadrants(400, 100), (96, 64))
    assert wide.shape == (64, 96, 3)
    assert wide[0].max() == 0
    assert wide[63].max() == 0
    assert corner_colors(wide[20:44]) == UPRIGHT
    same = quadrants(96, 64)
    assert fit(same, (96, 64)) is same


def test_times_that_stand_still_are_pushed_apart(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "o.mp4", info=INFO) as writer:
        for time_s in (0.0, 0.0, -1.0, 0.5):
            writer.write(time_s, quadrants(96, 64))
    times = video_times(tmp_path / "o.mp4")
    assert len(set(times)) == 4
    assert times[-1] == Fraction(1, 2)


def test_without_a_picture_no_file_appears(tmp_path: Path) -> None:
    target = tmp_path / "o.mp4"
    target.write_bytes(b"precious")
    VideoWriter(target, info=INFO).close()
    assert target.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [target]


def test_close_twice_and_write_after_it(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "o.mp4", info=INFO, encoding=Encoding(preset="veryfast"))
    writer.write(0.0, quadrants(96, 64))
    writer.close()
    writer.close()
    assert writer.frames_written == 1
    with pytest.raises(OutputError, match="closed"):
        writer.write(1.0, quadrants(96, 64))


def test_places_that_cannot_be_written_are_known_at_once(tmp_path: Path) -> None:
    (tmp_path / "dir.mp4").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for target, word in [
        (tmp_path / "none" / "o.mp4", "does not exist"),
        (tmp_path / "file" / "o.mp4", "o.mp4"),
        (tmp_path / "dir.mp4", "folder"),
        (tmp_path / "o.xyz", r"name in \.mp4"),
        (tmp_path / ("x" * 300 + ".mp4"), "cannot be written"),
        (Path("/proc/o.mp4"), "cannot be written"),
    ]:
        with pytest.raises(OutputError, match=word):
            VideoWriter(target, info=INFO)
    original = make_video(tmp_path / "in.mp4")
    with pytest.raises(OutputError, match="is the video that is read"):
        VideoWriter(original, info=INFO, audio_from=original)
    with pytest.raises(SourceError):
        VideoWriter(tmp_path / "o.mp4", info=INFO, audio_from=tmp_path / "none.mp4")
    assert not list(tmp_path.glob("*part*"))


WRITE_FOR_EVER = """
import os, resource, signal, sys
from pathlib import Path
import numpy as np
from videorec.core.errors import OutputError
from videorec.media.info import SourceInfo
from videorec.media.writers import VideoWriter

target, end = Path(sys.argv[1]), sys.argv[2]
if end == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
random = np.random.default_rng(0)
info = SourceInfo(name="x", width=320, height=240, fps=25.0)
try:
    with VideoWriter(target, info=info) as writer:
        for i in range(1000):
            writer.write(i / 25, random.integers(0, 255, (240, 320, 3), dtype=np.uint8))
            if end == "killed" and i == 120:
                os.kill(os.getpid(), signal.SIGKILL)
except OutputError as exc:
    print(exc)
    sys.exit(exc.exit_code)
"""


def write_for_ever(target: Path, end: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WRITE_FOR_EVER, str(target), end],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class FullForAMoment:
    """A container on a disk that is full at one packet, and has room again at the next."""

    def __init__(self, container: OutputContainer, packets: int) -> None:
        self._container, self._left = container, packets

    def mux(self, packets: Any) -> None:
        self._left -= 1
        if self._left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._container.mux(packets)

    def close(self) -> None:
        self._container.close()


def test_a_film_with_a_hole_does_not_replace_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "o.mp4"
    target.write_bytes(b"precious")
    writer = VideoWriter(target, info=INFO)
    assert writer._container is not None
    full = FullForAMoment(writer._container, packets=30)
    writer._container = full  # type: ignore[assignment]
    with pytest.raises(OutputError, match="No space left") as told, writer:
        for index in range(50):
            writer.write(index / 25, quadrants(96, 64))
    (part,) = (path for path in tmp_path.iterdir() if path != target)
    assert str(part) in str(told.value)
    assert target.read_bytes() == b"precious"
    assert len(video_times(part)) > 20


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits and signals")
def test_a_full_disk_is_told_and_the_part_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "o.mp4"
    target.write_bytes(b"precious")
    done = write_for_ever(target, "full")
    assert done.returncode == OutputError.exit_code, done.stderr
    assert "File too large" in done.stdout
    part = next(p for p in tmp_path.iterdir() if "part" in p.name)
    assert str(part) in done.stdout
    assert target.read_bytes() == b"precious"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits and signals")
def test_a_killed_run_leaves_a_part_that_plays(tmp_path: Path) -> None:
    target = tmp_path / "o.mp4"
    assert write_for_ever(target, "killed").returncode == -signal.SIGKILL
    assert not target.exists()
    part = next(p for p in tmp_path.iterdir() if "part" in p.name)
    frames = 0
    with open_source(part) as source, suppress(SourceBrokenError):  # its last packet may be cut
        for _ in source.frames():
            frames += 1
    assert frames >= 50


@pytest.mark.shared
def test_real_clip_keeps_times_and_sound(shared: Path, tmp_path: Path) -> None:
    clip = shared / "clips" / "friends" / "friends.mp4"
    copy(clip, tmp_path / "out.mp4")
    assert video_times(tmp_path / "out.mp4") == video_times(clip)
    assert audio_packets(tmp_path / "out.mp4") == audio_packets(clip)


@pytest.mark.parametrize(("codec", "rate"), [("aac", 44_100), ("ac3", 44_100), ("aac", 48_000)])
def test_sound_whose_clock_jumps_back_goes_on(tmp_path: Path, codec: str, rate: int) -> None:
    parts = [
        make_video(tmp_path / "part.ts", Video(audio=codec, audio_rate=part_rate)).read_bytes()
        for part_rate in (44_100, rate)
    ]
    (tmp_path / "glued.ts").write_bytes(b"".join(parts))
    copy(tmp_path / "glued.ts", tmp_path / "out.mp4")
    pictures = video_times(tmp_path / "out.mp4")
    sound = [time for time, _ in audio_packets(tmp_path / "out.mp4")]
    assert len(pictures) == 50
    assert all(a < b for a, b in pairwise(sound))
    assert sound[-1] == pytest.approx(pictures[-1], abs=0.15)
    # Nothing is missing, and nothing is there twice.
    assert max(float(b - a) for a, b in pairwise(sound)) < 0.1
