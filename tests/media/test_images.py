import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.media.synthesis import UPRIGHT, corner_colors, make_pictures, quadrants
from videorec.core.errors import SourceBrokenError, SourceError
from videorec.media.images import (
    ImagesSource,
    decode_image,
    list_images,
    natural_key,
    read_image,
)
from videorec.media.sources import open_source


def picture(width: int = 60, height: int = 40) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(quadrants(width, height)[:, :, ::-1]))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp", ".tiff", ".ppm"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    picture().save(tmp_path / f"a{suffix}")
    image = read_image(tmp_path / f"a{suffix}")
    assert image.shape == (40, 60, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert corner_colors(image) == UPRIGHT


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK", "L", "LA", "1", "I;16", "I", "F"])
def test_modes(tmp_path: Path, mode: str) -> None:
    source = picture().convert("L") if mode == "I;16" else picture().convert(mode)
    if mode == "I;16":
        source = Image.fromarray(np.asarray(source).astype(np.uint16) * 257)
    source.save(tmp_path / "a.tiff")
    image = read_image(tmp_path / "a.tiff")
    assert image.shape == (40, 60, 3)
    if mode in ("RGB", "RGBA", "P", "CMYK"):
        assert corner_colors(image) == UPRIGHT
    elif mode != "1":
        grey = np.asarray(picture().convert("L"), int)
        assert np.abs(image.astype(int) - grey[:, :, None]).max() <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_tags_are_obeyed(tmp_path: Path, orientation: int) -> None:
    # How a camera stores an upright picture under each tag of EXIF 2.3.
    stored = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: lambda a: np.swapaxes(a, 0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.swapaxes(np.rot90(a, 2), 0, 1),
        8: lambda a: np.rot90(a, -1),
    }[orientation](np.asarray(picture()))
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.ascontiguousarray(stored)).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(read_image(tmp_path / "a.png"), quadrants(60, 40))


def test_transparency_lies_over_white(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:4] = (10, 20, 30, 255)
    pixels[4:] = (0, 0, 0, 0)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    image = read_image(tmp_path / "a.png")
    assert image[0, 0].tolist() == [30, 20, 10]
    assert image[7, 7].tolist() == [255, 255, 255]


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [9500, 12_000, 60_000])
def test_bombs_are_refused_before_decoding(side: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(SourceError, match=r"bomb\.png.*megapixels"):
            decode_image(png_header(side, side), name="bomb.png")


def test_what_is_no_picture(tmp_path: Path) -> None:
    picture().save(tmp_path / "whole.jpg")
    whole = (tmp_path / "whole.jpg").read_bytes()
    for content, word in [
        (b"", "empty"),
        (b"hello" * 100, "not a picture"),
        (whole[: len(whole) // 2], "damaged"),
    ]:
        (tmp_path / "x.jpg").write_bytes(content)
        with pytest.raises(SourceError, match=word):
            open_source(tmp_path / "x.jpg")
    with pytest.raises(SourceError, match="no such file"):
        open_source(tmp_path / "none.jpg")
    (tmp_path / "dir.jpg").mkdir()
    with pytest.raises(SourceError, match="cannot be read"):
        read_image(tmp_path / "dir.jpg")


def test_kinds_that_pillow_knows_but_cannot_read() -> None:
    header = struct.pack("<7I", 124, 0x1007, 4, 4, 0, 0, 0) + bytes(44)
    pixels = struct.pack("<2I4s5I", 32, 4, b"ABCD", 0, 0, 0, 0, 0)
    with pytest.raises(SourceError, match=r"a\.png: .*Unimplemented"):
        decode_image(b"DDS " + header + pixels + bytes(200), name="a.png")


@given(data=st.data(), suffix=st.sampled_from(["png", "jpeg", "webp", "bmp", "tiff", "gif"]))
@settings(max_examples=150, deadline=None)
def test_damaged_pictures_end_in_words(data: st.DataObject, suffix: str) -> None:
    buffer = BytesIO()
    picture(16, 12).save(buffer, suffix)
    content = bytearray(buffer.getvalue())
    content = content[: data.draw(st.integers(0, len(content)))]
    if content:
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + 8] = data.draw(st.binary(max_size=8))
    try:
        image = decode_image(bytes(content), name="x")
    except SourceError as exc:
        assert str(exc).startswith("x: ")  # noqa: PT017 - most damage is harmless
    else:
        assert image.ndim == 3


def test_a_folder_in_natural_order(tmp_path: Path) -> None:
    for name in ("10.png", "9.png", "b.jpg", "A.JPG", "notes.txt", ".hidden.png"):
        picture().save(tmp_path / name, "png")
    with open_source(tmp_path, seconds_per_image=0.5) as source:
        frames = list(source.frames())
        assert source.info.frame_count == 4
        assert source.info.duration_s == 2.0
    assert [p.name for p in list_images(tmp_path)] == ["9.png", "10.png", "A.JPG", "b.jpg"]
    assert [f.time_s for f in frames] == [0.0, 0.5, 1.0, 1.5]


def test_a_broken_picture_costs_only_itself(tmp_path: Path) -> None:
    picture().save(tmp_path / "1.png")
    (tmp_path / "2.png").write_bytes(b"broken")
    picture(20, 30).save(tmp_path / "3.png")
    frames = []
    with (
        open_source(tmp_path) as source,
        pytest.raises(SourceBrokenError, match=r"2\.png"),
    ):
        for frame in source.frames():
            frames.append(frame)  # noqa: PERF402 - what came before the error counts
    assert [(f.index, f.image.shape[:2]) for f in frames] == [(0, (40, 60)), (2, (30, 20))]


@pytest.mark.parametrize(
    ("broken", "others"),
    [
        (1, ""),
        (3, "; also 2.png, 3.png"),
        (13, "; also 2.png, 3.png, 4.png, 5.png, 6.png, 7.png, 8.png, 9.png, 10.png, 11.png and 2"),
    ],
)
def test_all_broken_pictures_are_named(tmp_path: Path, broken: int, others: str) -> None:
    paths = make_pictures(tmp_path, [(8, 8)] * (broken + 1))
    for path in paths[1:]:
        path.write_bytes(b"broken")
    with pytest.raises(SourceBrokenError) as told:
        list(ImagesSource(paths, name="pictures").frames())
    expected = f"left out: {told.value.__cause__}{others}"
    assert str(told.value).removesuffix(" more") == expected


def test_folders_without_pictures(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no pictures"):
        open_source(tmp_path)
    (tmp_path / "1.png").write_bytes(b"broken")
    (tmp_path / "2.png").write_bytes(b"broken")
    with pytest.raises(SourceError, match="none of 2 pictures"):
        open_source(tmp_path)


@given(names=st.lists(st.text(min_size=1, max_size=8).filter(lambda t: "/" not in t and t != ".")))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    paths = [Path("x") / n.replace("\0", "0") for n in names]
    assert sorted(paths, key=natural_key) == sorted(paths, key=natural_key)


def test_a_reading_from_the_middle_decodes_each_picture_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_pictures(tmp_path, [(60, 40)] * 5)
    paths[2].write_bytes(b"broken")
    source = ImagesSource(paths, name="pictures")
    opened: list[str] = []
    whole = Path.read_bytes

    def read(path: Path) -> bytes:
        opened.append(path.name)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    found = []
    with pytest.raises(SourceBrokenError, match=r"2\.png"):
        for frame in source.frames(2.5):
            found.append(frame.index)  # noqa: PERF401 - what came before the error counts
    assert found == [1, 3, 4]
    assert sorted(opened) == ["1.png", "2.png", "3.png", "4.png"]
