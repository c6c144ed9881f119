"""Folders, zips and tars read alike; bad images give a reason, bad archives an error."""

import shutil
import struct
import tarfile
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.datasets import encoded, write_folder, write_tar, write_zip
from training.imagetree import UnreadableImageError, decode_image, open_tree
from videorec.core.errors import TrainingError

PICTURE = encoded(np.full((20, 30, 3), 90, np.uint8))
FILES = {
    "lfw/Ann/Ann_0002.png": PICTURE,
    "lfw/Ann/Ann_0001.png": PICTURE,
    "lfw/Bo/Bo_0001.PNG": PICTURE,
    "lfw/Bo/notes.txt": b"not an image",
    "lfw/Bo/._Bo_0001.png": b"a Mac's leftover",
    "lfw/stray.png": PICTURE,
}


def write(kind: str, tmp_path: Path, files: dict[str, bytes]) -> Path:
    match kind:
        case "folder":
            return write_folder(tmp_path / "data", files)
        case "zip":
            return write_zip(tmp_path / "data.zip", files)
        case "tar":
            return write_tar(tmp_path / "data.tar", files)
        case _:
            return write_tar(tmp_path / "data.tgz", files, f"w:{kind}")


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "gz", "bz2", "xz"])
def test_every_container_reads_alike(kind: str, tmp_path: Path) -> None:
    with open_tree(write(kind, tmp_path, FILES)) as tree:
        assert tree.names == ("Ann/Ann_0001.png", "Ann/Ann_0002.png", "Bo/Bo_0001.PNG")
        assert tree.read("Bo/Bo_0001.PNG") == PICTURE
        assert tree.image("Ann/Ann_0001.png").shape == (20, 30, 3)
        assert tree.refused == {"lfw/stray.png": "not inside the folder of an identity"}
        with pytest.raises(UnreadableImageError, match="listed, but not"):
            tree.read("Ann/Ann_0003.png")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/b/Ann/1.png", "a/b/Bo/1.png"], ("Ann/1.png", "Bo/1.png")),
        (["Ann/1.png", "Ann/2.png"], ("Ann/1.png", "Ann/2.png")),
        (["./Ann/1.png", "./Bo/1.png"], ("Ann/1.png", "Bo/1.png")),
        (["Ann/2010/1.png", "Bo/1.png"], ("Ann/2010/1.png", "Bo/1.png")),
    ],
)
def test_folders_that_all_share_are_left_off(
    names: list[str], expected: tuple[str, ...], tmp_path: Path
) -> None:
    with open_tree(write_tar(tmp_path / "x.tar", dict.fromkeys(names, PICTURE))) as tree:
        assert tree.names == expected
        assert tree.read(expected[0]) == PICTURE


def test_folders_without_images_are_named(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "data", {"raw/Ann/1.png": PICTURE, "raw/Bo/notes.txt": b"x"})
    (root / "raw" / "Cy" / "old").mkdir(parents=True)
    (root / ".hidden").mkdir()
    with tarfile.open(tmp_path / "data.tar", "w") as archive:
        archive.add(root, ".")
    shutil.make_archive(str(tmp_path / "data"), "zip", root)
    for path in (root, tmp_path / "data.tar", tmp_path / "data.zip"):
        with open_tree(path) as tree:
            assert tree.names == ("Ann/1.png",)
            assert tree.empty == ("raw/Bo", "raw/Cy", "raw/Cy/old")


def test_names_that_lead_outside_are_refused(tmp_path: Path) -> None:
    files = dict.fromkeys(["Ann/1.png", "Ann/../../evil.png", "/etc/Bo/1.png", "top.png"], PICTURE)
    with open_tree(write_tar(tmp_path / "x.tar", files)) as tree:
        assert tree.names == ("Ann/1.png",)
        assert set(tree.refused) == {"Ann/../../evil.png", "/etc/Bo/1.png", "top.png"}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("missing", None, "no such folder or archive"),
        ("noise.tar", b"\x01" * 3000, "not a readable"),
        ("empty.tar", b"", "not a readable|no images"),
        ("cut.tgz", b"\x1f\x8b\x08\x00\x00", "not a readable"),
        ("cut.zip", b"PK\x03\x04" + b"\x00" * 40, "not a readable"),
    ],
)
def test_what_is_no_data_set_is_said(
    name: str, data: bytes | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(TrainingError, match=message):
        open_tree(path)


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "Ann").mkdir()
    with pytest.raises(TrainingError, match="no images laid out as identity/image"):
        open_tree(tmp_path)


def test_an_archive_cut_off_is_said(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "x.tar", {"a/1.png": PICTURE, "a/2.png": b"x" * 4000})
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(TrainingError, match="perhaps cut short"):
        open_tree(path)


def test_pictures_are_decoded_as_opencv_does() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (40, 30, 3), np.uint8)
    assert (decode_image(encoded(picture)) == picture).all()
    jpeg = encoded(picture, ".jpg")
    assert (decode_image(jpeg) == cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1)).all()
    grey = decode_image(encoded(np.ascontiguousarray(picture[:, :, 0])))
    assert grey.shape == (40, 30, 3)
    assert (grey[:, :, 0] == grey[:, :, 2]).all()
    ok, data = cv2.imencode(".png", picture.astype(np.uint16) * 257)
    assert ok
    deep = decode_image(data.tobytes())
    assert deep.dtype == np.uint8
    assert (deep == picture).all()


def png_that_claims(size: int) -> bytes:
    """A PNG that claims to be huge."""
    body = b"IHDR" + struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 0) + b"IDAT" + b"\0" * 12


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "an empty file"),
        (b"hello", "not an image"),
        (encoded(np.zeros((90, 90, 3), np.uint8), ".jpg")[:400], "broken"),
        (PICTURE[:60], "broken"),
        (png_that_claims(9_200), "too large"),
        (png_that_claims(60_000), "too large"),
    ],
)
def test_bad_images_give_a_reason(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableImageError, match=message):
        decode_image(data)
