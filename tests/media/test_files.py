import itertools
import os
import warnings
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.media.synthesis import UPRIGHT, Video, corner_colors, make_video, video_times
from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame
from videorec.media.files import FileSource
from videorec.media.sources import open_source


def read(path: Path) -> list[Frame]:
    with open_source(path) as source:
        frames = list(source.frames())
        for frame in frames:
            assert frame.image.shape == (source.info.height, source.info.width, 3)
            assert frame.image.dtype == np.uint8
            assert frame.image.flags.c_contiguous
    assert [f.index for f in frames] == list(range(len(frames)))
    return frames


def read_until_broken(path: Path) -> tuple[list[Frame], SourceError | None]:
    frames: list[Frame] = []
    try:
        with open_source(path) as source:
            frames.extend(source.frames())
    except SourceError as exc:
        return frames, exc
    return frames, None


def test_info_and_times_of_a_plain_video(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", Video(audio="aac"))
    with open_source(str(path)) as source:
        info = source.info
        first, second = list(source.frames()), list(source.frames())
    assert (info.width, info.height, info.frame_count, info.live) == (96, 64, 25, False)
    assert info.fps == pytest.approx(25)
    assert info.duration_s == pytest.approx(1.0, abs=0.05)
    assert info.has_audio
    assert info.path == path
    assert [f.time_s for f in first] == [f.time_s for f in second] == [i / 25 for i in range(25)]
    assert corner_colors(first[7].image) == UPRIGHT


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_variable_frame_rate_keeps_its_times(tmp_path: Path, suffix: str) -> None:
    times = [0.0, 0.01, 0.5, 0.533, 2.0, 2.001]
    frames = read(make_video(tmp_path / f"v{suffix}", Video(times=times)))
    assert [f.time_s for f in frames] == times


@pytest.mark.parametrize("suffix", [".avi", ".asf"])
@pytest.mark.parametrize("between", ["0", "3", "16"])
def test_pictures_coded_out_of_order_keep_their_times(
    tmp_path: Path, suffix: str, between: str
) -> None:
    options = (("preset", "ultrafast"), ("bf", between), ("b_strategy", "0"))
    times = [i / 25 for i in range(60)]
    frames = read(make_video(tmp_path / f"a{suffix}", Video(times=times, options=options)))
    assert [f.time_s for f in frames] == pytest.approx(times)


def test_a_late_start_counts_as_zero(tmp_path: Path) -> None:
    frames = read(make_video(tmp_path / "a.mkv", Video(start_s=5.0)))
    assert [f.time_s for f in frames] == pytest.approx([i / 25 for i in range(25)])


def test_pictures_that_begin_after_the_sound_keep_their_distance(tmp_path: Path) -> None:
    video = Video(times=[0.4, 0.5, 0.6], audio="flac")
    assert [f.time_s for f in read(make_video(tmp_path / "a.mkv", video))] == [0.4, 0.5, 0.6]


@pytest.mark.parametrize(
    ("rotation", "mirrored", "corners"),
    [
        (0, False, UPRIGHT),
        (90, False, ["green", "white", "red", "blue"]),
        (180, False, ["white", "blue", "green", "red"]),
        (270, False, ["blue", "red", "white", "green"]),
        (0, True, ["green", "red", "white", "blue"]),
    ],
)
def test_turned_videos_stand_upright(
    tmp_path: Path, rotation: int, mirrored: bool, corners: list[str]
) -> None:
    video = Video(rotation=rotation, mirrored=mirrored)
    frames = read(make_video(tmp_path / "r.mp4", video))
    height, width = frames[0].image.shape[:2]
    assert (width, height) == ((96, 64) if rotation in (0, 180) else (64, 96))
    assert corner_colors(frames[0].image) == corners


@pytest.mark.parametrize(
    ("aspect", "size"), [(Fraction(2), (192, 64)), (Fraction(1, 2), (96, 128))]
)
def test_pixels_become_square(tmp_path: Path, aspect: Fraction, size: tuple[int, int]) -> None:
    frames = read(make_video(tmp_path / "s.mp4", Video(aspect=aspect)))
    assert frames[0].image.shape[1::-1] == size
    assert corner_colors(frames[0].image) == UPRIGHT


@pytest.mark.parametrize(
    ("name", "video"),
    [
        ("ten-bit.mp4", Video(pixels="yuv420p10le")),
        ("full.mp4", Video(pixels="yuv444p", size=(97, 63))),
        ("odd.mkv", Video(codec="ffv1", pixels="yuv420p", options=(), size=(33, 21))),
        ("alpha.mkv", Video(codec="ffv1", pixels="bgra", options=())),
        ("alpha.mov", Video(codec="png", pixels="rgba", options=())),
        ("mjpeg.avi", Video(codec="mjpeg", pixels="yuvj420p", options=())),
        ("deep.mkv", Video(codec="ffv1", pixels="gbrp16le", options=())),
        ("four-k.mp4", Video(size=(3840, 2160), times=(0.0, 0.04))),
    ],
)
def test_pixel_formats(tmp_path: Path, name: str, video: Video) -> None:
    frames = read(make_video(tmp_path / name, video))
    assert len(frames) == len(video.times)
    assert frames[0].image.shape[1::-1] == video.size
    assert corner_colors(frames[-1].image) == UPRIGHT


@pytest.mark.parametrize("pixels", ["gray", "gray16le"])
def test_grey_videos(tmp_path: Path, pixels: str) -> None:
    video = Video(codec="ffv1", pixels=pixels, options=())
    image = read(make_video(tmp_path / "g.mkv", video))[0].image.astype(int)
    assert np.abs(image - image[:, :, :1]).max() <= 2
    assert image[48, 72, 0] > image[48, 24, 0] + 50


def test_the_picture_changes_its_size(tmp_path: Path) -> None:
    parts = [
        make_video(tmp_path / f"{i}.ts", Video(size=size)).read_bytes()
        for i, size in enumerate([(96, 64), (192, 128)])
    ]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(parts))
    frames, _ = read_until_broken(joined)
    assert len(frames) > 40
    assert {f.image.shape for f in frames} == {(64, 96, 3)}
    assert all(a.time_s < b.time_s for a, b in itertools.pairwise(frames))


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts", ".avi"])
@pytest.mark.parametrize("audio_seconds", [0.2, 4.0])
def test_sound_of_another_length_is_no_damage(
    tmp_path: Path, suffix: str, audio_seconds: float
) -> None:
    video = Video(audio="mp2" if suffix == ".avi" else "aac", audio_seconds=audio_seconds)
    assert len(read(make_video(tmp_path / f"a{suffix}", video))) == 25


def test_what_is_no_video(tmp_path: Path) -> None:
    cases = {
        "missing.mp4": None,
        "empty.mp4": b"",
        "text.mp4": b"hello\n" * 500,
        "text.txt": b"hello\n" * 500,
        "noise.mp4": os.urandom(5000),
        "page.html": b"<html><body>no</body></html>",
    }
    for name, content in cases.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(SourceError) as caught:
            open_source(path)
        message = str(caught.value)
        assert name in message
        assert "\n" not in message
        assert not isinstance(caught.value, SourceBrokenError)


def test_sound_only(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        silence = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
        silence.sample_rate = 44100
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        container.mux(stream.encode(silence))
        container.mux(stream.encode(None))
    with pytest.raises(SourceError, match="only sound"):
        open_source(path)


def test_names_with_colons_and_blanks(tmp_path: Path) -> None:
    assert len(read(make_video(tmp_path / "a:b c%20é.mp4"))) == 25


def test_a_file_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "a.mkv", Video(noise=True, times=[i / 25 for i in range(100)]))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    frames, error = read_until_broken(cut)
    assert 30 < len(frames) < 70
    assert isinstance(error, SourceBrokenError)
    assert f"frame {len(frames) - 1}" in str(error)
    assert f"{frames[-1].time_s:.2f} s" in str(error)


@pytest.fixture(scope="module")
def header_first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    video = Video(times=[i / 25 for i in range(50)], noise=True, header_first=True)
    return make_video(tmp_path_factory.mktemp("mp4") / "a.mp4", video)


@pytest.mark.parametrize("missing", [1, 5])
def test_a_few_frames_that_the_list_of_an_mp4_has_and_the_file_lacks(
    tmp_path: Path, header_first: Path, missing: int
) -> None:
    with av.open(str(header_first)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.pos]
    end = packets[-missing].pos
    assert end is not None
    cut = tmp_path / "cut.mp4"
    for more in (0, 1):  # nothing of the frame, or its first byte
        cut.write_bytes(header_first.read_bytes()[: end + more])
        frames, error = read_until_broken(cut)
        assert len(frames) >= 50 - missing
        assert isinstance(error, SourceBrokenError)
        assert f"breaks off at {frames[-1].time_s:.2f} s" in str(error)
        with pytest.raises(SourceBrokenError, match="breaks off"):
            list(FileSource(cut).frames(1.0))


def test_an_mp4_that_its_edit_list_ends_early_is_whole(tmp_path: Path, header_first: Path) -> None:
    data = bytearray(header_first.read_bytes())
    at = data.index(b"elst") + 12
    data[at : at + 4] = (int.from_bytes(data[at : at + 4]) // 2).to_bytes(4)
    (tmp_path / "a.mp4").write_bytes(data)
    assert len(read(tmp_path / "a.mp4")) == pytest.approx(25, abs=1)


def test_damage_in_the_middle_is_passed_and_told(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "a.mp4", Video(noise=True, times=[i / 25 for i in range(100)]))
    data = bytearray(whole.read_bytes())
    middle, length = len(data) // 2, len(data) // 10
    data[middle : middle + length] = bytes(length)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    frames, error = read_until_broken(broken)
    assert isinstance(error, SourceBrokenError)
    assert "damaged at" in str(error)
    assert 80 < len(frames) < 100
    assert frames[-1].time_s == pytest.approx(99 / 25)
    assert error.__cause__ is not None


@pytest.fixture(scope="module")
def small_videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("fuzz")
    video = Video(noise=True, times=[i / 25 for i in range(12)], size=(48, 32), audio="aac")
    return {s: make_video(folder / f"a{s}", video).read_bytes() for s in (".mp4", ".mkv", ".ts")}


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_cut_or_damage_ends_in_words(
    data: st.DataObject, small_videos: dict[str, bytes], tmp_path: Path
) -> None:
    suffix = data.draw(st.sampled_from(sorted(small_videos)))
    content = bytearray(small_videos[suffix])
    content = content[: data.draw(st.integers(0, len(content)))]
    if content:
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + 20] = data.draw(st.binary(max_size=20))
    path = tmp_path / f"fuzz{suffix}"
    path.write_bytes(content)
    frames, error = read_until_broken(path)
    assert all(a.time_s < b.time_s for a, b in itertools.pairwise(frames))
    if frames:
        assert error is None or isinstance(error, SourceBrokenError)
    else:
        assert error is not None


def test_leaving_early_lets_go_of_the_file(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4")
    process = psutil.Process()
    source = open_source(path)
    frames = source.frames()
    next(frames)
    assert any(f.path == str(path) for f in process.open_files())
    frames.close()  # type: ignore[attr-defined]
    assert not any(f.path == str(path) for f in process.open_files())


def test_nothing_warns(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", Video(pixels="yuv420p10le"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read(path)) == 25


@pytest.mark.shared
def test_real_clips_keep_their_times(shared: Path) -> None:
    for clip in sorted(shared.glob("clips/*/*.mp4")):
        with open_source(clip) as source:
            times = [f.time_s for f in source.frames()]
        assert times == [float(t) for t in video_times(clip)]


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_a_picture_every_few_hours(tmp_path: Path, suffix: str) -> None:
    path = make_video(tmp_path / f"slow{suffix}", Video(times=[0, 7200]))
    assert [frame.time_s for frame in read(path)] == [0.0, 7200.0]
