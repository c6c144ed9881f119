from pathlib import Path

import numpy as np
import pytest

from tests.media.synthesis import make_video, quadrants, video_times
from videorec.core.errors import OutputError
from videorec.media.images import read_image
from videorec.media.picture_writer import PictureWriter, open_writer
from videorec.media.sources import open_source


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".JPEG", ".webp"])
def test_a_picture_in_gives_a_picture_out(tmp_path: Path, suffix: str) -> None:
    with PictureWriter(tmp_path / "in.png") as made:
        made.write(0.0, quadrants(60, 40))
    target = tmp_path / f"out{suffix}"
    with open_source(tmp_path / "in.png") as source, open_writer(target, info=source.info) as out:
        for frame in source.frames():
            out.write(frame.time_s, frame.image)
    difference = read_image(target).astype(int) - quadrants(60, 40)
    assert np.abs(difference).mean() < (1 if suffix == ".png" else 8)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["in.png", target.name])


def test_the_name_decides(tmp_path: Path) -> None:
    with (
        open_source(make_video(tmp_path / "in.mp4")) as source,
        open_writer(tmp_path / "out.mp4", info=source.info) as writer,
    ):
        for frame in source.frames():
            writer.write(frame.time_s, frame.image)
        with pytest.raises(OutputError, match=r"end the name in \.mp4"):
            open_writer(tmp_path / "out.png", info=source.info)
        with pytest.raises(OutputError, match=r"end the name in \.mp4"):
            open_writer(tmp_path / "out.avi", info=source.info)
    assert len(video_times(tmp_path / "out.mp4")) == 25


@pytest.mark.parametrize(("suffix", "width"), [(".webp", 20_000), (".jpg", 70_000)])
def test_a_picture_that_its_kind_cannot_hold(tmp_path: Path, suffix: str, width: int) -> None:
    target = tmp_path / f"wide{suffix}"
    target.write_bytes(b"precious")
    with pytest.raises(OutputError, match=r"wide.*\.png"), PictureWriter(target) as writer:
        writer.write(0.0, quadrants(width, 2))
    assert target.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [target]


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="choose"):
        PictureWriter(tmp_path / "a.gif")
    with pytest.raises(OutputError, match="does not exist"):
        PictureWriter(tmp_path / "none" / "a.png")
    writer = PictureWriter(tmp_path / "a.png")
    writer.write(0.0, quadrants(8, 8))
    with pytest.raises(OutputError, match="there are more"):
        writer.write(1.0, quadrants(8, 8))
    writer.close()
    writer.close()
    assert (tmp_path / "a.png").is_file()
    with pytest.raises(OutputError, match="closed"):
        writer.write(2.0, quadrants(8, 8))
    PictureWriter(tmp_path / "b.png").close()
    assert not (tmp_path / "b.png").exists()
