"""A reading that begins later gives the same frames as one from the beginning."""

from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.media.synthesis import Video, make_pictures, make_video
from videorec.core.types import Frame
from videorec.media.files import FileSource
from videorec.media.images import ImagesSource

STEADY = tuple(i / 25 for i in range(60))
UNEVEN = (0, 0.04, 0.1, 0.3, 0.34, 0.5, 0.9, 1.0, 1.04, 1.2, 1.4, 2.0, 2.6, 2.64, 2.7)
REORDERED = (("preset", "fast"), ("g", "12"), ("bf", "3"))
MPEG4_REORDERED = (("g", "12"), ("bf", "2"))
OPEN_GROUPS = (("preset", "fast"), ("x264-params", "keyint=12:open-gop=1:bframes=3:scenecut=0"))


def _assert_same(frame: Frame, expected: Frame) -> None:
    assert frame.index == expected.index
    assert frame.time_s == expected.time_s
    assert np.array_equal(frame.image, expected.image)


@pytest.mark.parametrize(
    ("name", "video"),
    [
        ("even.mp4", Video(times=STEADY, noise=True)),
        ("reordered.mp4", Video(times=STEADY, options=REORDERED, noise=True)),
        ("open.mp4", Video(times=STEADY, options=OPEN_GROUPS, noise=True)),
        ("uneven.mp4", Video(times=UNEVEN, options=REORDERED, noise=True)),
        ("late.mp4", Video(times=STEADY, start_s=3.0, noise=True)),
        ("sound.mp4", Video(times=STEADY, audio="aac", audio_seconds=2.4, noise=True)),
        ("turned.mov", Video(times=STEADY, rotation=90, noise=True)),
        ("even.mkv", Video(times=STEADY, options=REORDERED, noise=True)),
        ("late.mkv", Video(times=STEADY, start_s=3.0, noise=True)),
        ("even.webm", Video(times=STEADY, codec="libvpx", options=(("g", "12"),), noise=True)),
        ("even.avi", Video(times=STEADY, noise=True)),
        ("reordered.avi", Video(times=STEADY, options=REORDERED, noise=True)),
        ("open.avi", Video(times=STEADY, options=OPEN_GROUPS, noise=True)),
        ("mpeg4.avi", Video(times=STEADY, codec="mpeg4", options=MPEG4_REORDERED, noise=True)),
        ("reordered.asf", Video(times=STEADY, options=REORDERED, noise=True)),
        ("stream.ts", Video(times=STEADY, options=REORDERED, noise=True)),
        ("stream.flv", Video(times=STEADY, codec="flv1", options=(("g", "12"),), noise=True)),
    ],
)
def test_every_moment_of_a_file(tmp_path: Path, name: str, video: Video) -> None:
    source = FileSource(make_video(tmp_path / name, video))
    assert source.info.seekable
    everything = list(source.frames())
    times = [frame.time_s for frame in everything]
    assert len(times) == len(video.times)
    between = [(a + b) / 2 for a, b in pairwise(times)]
    for moment in [-1.0, *times[::3], *between[::5], times[-1] + 100.0]:
        expected = max(0, bisect_right(times, moment) - 1)
        frames = source.frames(moment)
        for offset in range(3):
            if expected + offset < len(everything):
                _assert_same(next(frames), everything[expected + offset])
        frames.close()  # type: ignore[attr-defined]


def test_the_end_after_a_seek_is_the_end(tmp_path: Path) -> None:
    source = FileSource(make_video(tmp_path / "a.mp4", Video(times=STEADY)))
    assert [frame.index for frame in source.frames(2.0)] == list(range(50, 60))
    assert [frame.index for frame in source.frames(1e6)] == [59]


def test_uneven_frames_of_a_container_without_their_list_keep_their_times(tmp_path: Path) -> None:
    source = FileSource(make_video(tmp_path / "a.mkv", Video(times=UNEVEN)))
    times = [frame.time_s for frame in source.frames()]
    for start, time_s in enumerate(times):
        assert [frame.time_s for frame in source.frames(time_s)] == times[start:]


def test_a_folder_of_pictures(tmp_path: Path) -> None:
    paths = make_pictures(tmp_path, [(8, 8)] * 4)
    source = ImagesSource(paths, name="pictures", seconds_each=0.5)
    assert source.info.seekable
    for moment, first in [(-1.0, 0), (0.0, 0), (0.49, 0), (0.5, 1), (1.7, 3), (99.0, 3)]:
        assert [frame.index for frame in source.frames(moment)] == list(range(first, 4))
    paths[2].write_bytes(b"no picture")
    found = source.frames(1.2)
    assert [next(found).index, next(found).index] == [1, 3]


def test_pictures_that_change_their_size_keep_that_of_the_first(tmp_path: Path) -> None:
    parts = [Video(), Video(size=(192, 128), start_s=1.0, times=STEADY)]
    path = tmp_path / "joined.ts"
    path.write_bytes(
        b"".join(
            make_video(tmp_path / f"{i}.ts", video).read_bytes() for i, video in enumerate(parts)
        )
    )
    source = FileSource(path)
    everything = list(source.frames())
    for expected in everything[::10]:
        _assert_same(next(source.frames(expected.time_s)), expected)


@pytest.mark.parametrize("moment", [1e300, float("inf")])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_moment_that_no_container_can_say_lies_behind_the_end(
    tmp_path: Path, suffix: str, moment: float
) -> None:
    source = FileSource(make_video(tmp_path / f"a{suffix}"))
    assert [frame.index for frame in source.frames(moment)] == [24]
