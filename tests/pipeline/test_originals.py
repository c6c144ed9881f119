"""Pictures that were looked at are read again as they were, or the reason why not is told."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from videorec.core.errors import SourceError
from videorec.core.types import UInt8
from videorec.media.images import read_image
from videorec.pipeline.originals import KeptPicture, PictureFile


def noise(seed: int) -> UInt8:
    return np.random.default_rng(seed).integers(0, 255, (40, 60, 3), np.uint8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ada.png"
    cv2.imwrite(str(path), noise(1))
    return path


def test_a_file_is_read_again(file: Path) -> None:
    np.testing.assert_array_equal(PictureFile.found(file).read(), read_image(file))


def test_a_kept_picture_is_itself() -> None:
    picture = noise(2)
    assert KeptPicture(picture=picture).read() is picture


def test_a_file_that_is_another_one_now_is_refused(file: Path) -> None:
    found = PictureFile.found(file)
    cv2.imwrite(str(file), noise(3))
    # As much later as the coarsest of file systems can tell.
    os.utime(file, ns=(0, found.changed_ns + 2_000_000_000))
    with pytest.raises(SourceError, match=r"ada\.png: has changed since .*; add it again"):
        found.read()


def test_a_file_that_vanished_is_told(file: Path) -> None:
    found = PictureFile.found(file)
    file.unlink()
    with pytest.raises(SourceError, match=r"ada\.png: there is no such file; check the path"):
        found.read()
    with pytest.raises(SourceError, match="there is no such file"):
        PictureFile.found(file)


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        PictureFile.found(tmp_path / "a\0b.png")
