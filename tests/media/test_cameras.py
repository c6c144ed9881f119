from pathlib import Path

import cv2
import pytest

from tests.media.synthesis import UPRIGHT, Video, corner_colors, make_video
from videorec.core.errors import SourceBrokenError, SourceError
from videorec.media import cameras
from videorec.media.cameras import CameraSource
from videorec.media.sources import open_source


def from_file(path: Path) -> cv2.VideoCapture:
    return cv2.VideoCapture(str(path))


def test_a_camera_that_does_not_exist(capfd: pytest.CaptureFixture[str]) -> None:
    for spec in (97, "97", Path("97")):
        with pytest.raises(SourceError, match="camera 97: cannot be opened"):
            open_source(spec)
    assert capfd.readouterr().err == ""


def test_pictures_come_with_the_clock_and_silence_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cameras, "SILENCE_LIMIT_S", 0.1)
    path = make_video(tmp_path / "a.mp4", Video(times=[0, 0.04, 0.08, 0.12]))
    frames = []
    with CameraSource(3, capture=lambda _: from_file(path)) as camera:
        assert camera.info.live
        assert (camera.info.name, camera.info.width, camera.info.height) == ("camera 3", 96, 64)
        with pytest.raises(SourceBrokenError, match=r"camera 3: gives no pictures.*frame 2"):
            for frame in camera.frames():
                frames.append(frame)  # noqa: PERF402 - what came before the error counts
    assert [f.index for f in frames] == [0, 1, 2]
    assert frames[0].time_s == 0.0
    assert frames[0].time_s < frames[1].time_s < frames[2].time_s < 5.0
    assert corner_colors(frames[0].image) == UPRIGHT


def test_close_ends_the_frames(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4")
    camera = CameraSource(0, capture=lambda _: from_file(path))
    frames = camera.frames()
    next(frames)
    camera.close()
    assert list(frames) == []


def test_a_camera_that_was_never_read_is_free_after_closing(tmp_path: Path) -> None:
    capture = from_file(make_video(tmp_path / "a.mp4"))
    camera = CameraSource(0, capture=lambda _: capture)
    camera.close()
    assert not capture.isOpened()
    camera.close()
    assert list(camera.frames()) == []


def test_a_camera_that_is_read_is_free_when_the_reading_ends(tmp_path: Path) -> None:
    capture = from_file(make_video(tmp_path / "a.mp4"))
    camera = CameraSource(0, capture=lambda _: capture)
    frames = camera.frames()
    next(frames)
    camera.close()
    assert capture.isOpened()
    frames.close()  # type: ignore[attr-defined]
    assert not capture.isOpened()


def test_a_camera_without_pictures(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", Video(times=[0.0]))
    used_up = from_file(path)
    used_up.read()
    with pytest.raises(SourceError, match="gives no picture"):
        CameraSource(0, capture=lambda _: used_up)
