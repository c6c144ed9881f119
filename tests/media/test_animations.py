"""Animated pictures are films, whatever their suffix says."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from videorec.core.errors import SourceBrokenError
from videorec.core.types import Frame
from videorec.media.animations import AnimationSource
from videorec.media.images import ImagesSource
from videorec.media.sources import open_source

LENGTHS_MS = [40, 100, 250, 40, 70]
TIMES = [0.0, 0.04, 0.14, 0.39, 0.43]


def animate(path: Path, size: tuple[int, int] = (60, 40), **options: Any) -> Path:
    """Grey frames, each 40 levels brighter than the one before."""
    frames = [Image.new("RGB", size, (40 * i, 40 * i, 40 * i)) for i in range(5)]
    kind: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "duration": LENGTHS_MS}
    frames[0].save(path, **(kind | options))
    return path


def levels(frames: list[Frame]) -> list[int]:
    return [round(float(frame.image.mean()) / 40) for frame in frames]


@pytest.mark.parametrize("suffix", [".webp", ".png", ".avif"])
def test_all_frames_come_at_their_times(tmp_path: Path, suffix: str) -> None:
    with open_source(animate(tmp_path / f"a{suffix}")) as source:
        assert isinstance(source, AnimationSource)
        info = source.info
        frames = list(source.frames())
        assert (info.width, info.height, info.frame_count) == (60, 40, 5)
        assert info.fps == pytest.approx(25)
        assert [f.index for f in frames] == list(range(5))
        assert [f.time_s for f in frames] == pytest.approx(TIMES)
        assert levels(frames) == list(range(5))
        for first, (time_s, later_s) in enumerate(pairwise([*(f.time_s for f in frames), 9.0])):
            for moment in (time_s, (time_s + later_s) / 2):
                assert [f.index for f in source.frames(moment)] == list(range(first, 5))


def test_a_picture_for_those_who_cannot_play_it_is_no_frame(tmp_path: Path) -> None:
    path = animate(tmp_path / "a.png", default_image=True, duration=LENGTHS_MS[1:])
    frames = list(open_source(path).frames())
    assert levels(frames) == [1, 2, 3, 4]
    assert [f.index for f in frames] == list(range(4))


def test_transparency_lies_over_white(tmp_path: Path) -> None:
    frames = [Image.new("RGBA", (8, 8), (9, 9, 9, alpha)) for alpha in (255, 0)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    assert [int(f.image[0, 0, 0]) for f in open_source(tmp_path / "a.webp").frames()] == [9, 255]


def test_several_pages_are_no_film(tmp_path: Path) -> None:
    assert isinstance(open_source(animate(tmp_path / "a.tiff")), ImagesSource)


def test_a_damaged_one_gives_the_frames_before(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    frames = [
        Image.fromarray(random.integers(0, 255, (40, 60, 3), dtype=np.uint8)) for _ in range(5)
    ]
    path = tmp_path / "a.png"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    found = []
    with (
        open_source(path) as source,
        pytest.raises(SourceBrokenError, match=r"a\.png: breaks off at 0\.08 s \(frame 2\)"),
    ):
        for frame in source.frames():
            found.append(frame.index)  # noqa: PERF401 - what came before the error counts
    assert found == [0, 1]
