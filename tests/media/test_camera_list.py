"""Cameras are told from the files that Linux has for them."""

import sys
from pathlib import Path

import pytest

from videorec.media.camera_list import CameraEntry, list_cameras

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="device files")


def device(folder: Path, number: int, name: str, index: int) -> None:
    place = folder / f"video{number}"
    place.mkdir()
    (place / "name").write_text(f"{name}\n")
    (place / "index").write_text(f"{index}\n")


def test_each_camera_once_in_order(tmp_path: Path) -> None:
    device(tmp_path, 10, "Logitech C920", 0)
    device(tmp_path, 0, "Integrated Webcam", 0)
    device(tmp_path, 1, "Integrated Webcam", 1)  # its metadata
    assert list_cameras(tmp_path) == (
        CameraEntry(index=0, name="Integrated Webcam"),
        CameraEntry(index=10, name="Logitech C920"),
    )


def test_no_camera_and_half_a_camera(tmp_path: Path) -> None:
    assert list_cameras(tmp_path / "nothing") == ()
    (tmp_path / "video3").mkdir()  # unplugged while we looked
    assert list_cameras(tmp_path) == ()
