"""A gallery as a tree of folders."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gallery.folders import LIST_NAME, export_folder, read_names
from gallery.gallery import Gallery
from gallery.pictures import decode_crop
from tests.gallery.people import MODEL, SIZE, crop_of, face
from videorec.core.errors import GalleryError, OutputError

LONG = "李" * 200
LONGER = "李" * 199 + "x"
NAMES = (
    "Ada",
    "AC/DC",
    "..",
    "CON",
    "👩‍🚀",
    LONG,
    LONGER,
    "100%",
    "gallery.json",
    "Gallery.JSON 2",
)


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    with Gallery.in_memory(model_hash=MODEL, embedding_size=SIZE) as made:
        for seed, name in enumerate(NAMES):
            made.add(name, face(seed))
        yield made


def test_every_name_has_a_folder_and_comes_back(gallery: Gallery, tmp_path: Path) -> None:
    root = tmp_path / "out"
    assert export_folder(gallery, root) == len(NAMES)
    names = read_names(root)
    assert sorted(names.values()) == sorted(NAMES)
    assert {p.name for p in root.iterdir()} == {*names, LIST_NAME}
    for folder, name in names.items():
        crop = decode_crop((root / folder / "aligned" / "1.png").read_bytes())
        np.testing.assert_array_equal(crop, crop_of(NAMES.index(name)))
        assert (root / folder / "1.jpg").read_bytes()[:2] == b"\xff\xd8"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_used_and_a_full_one_left_alone(
    gallery: Gallery, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    export_folder(gallery, tmp_path / "empty")
    with pytest.raises(OutputError, match="not empty"):
        export_folder(gallery, tmp_path / "empty")
    with pytest.raises(OutputError, match="cannot be exported"):
        export_folder(gallery, tmp_path / "no" / "such")
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


def test_a_folder_without_a_list_has_no_names(tmp_path: Path) -> None:
    assert read_names(tmp_path) == {}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"names": 3}', '{"names": {"a": ""}}', '{"names": {"a": 1}}', "\xff"],
)
def test_a_damaged_list_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / LIST_NAME).write_bytes(text.encode("latin-1"))
    with pytest.raises(GalleryError, match="damaged"):
        read_names(tmp_path)


def test_a_list_may_not_give_a_name_twice(tmp_path: Path) -> None:
    (tmp_path / LIST_NAME).write_text(json.dumps({"names": {"a": "Ada", "b": "ADA"}}))
    with pytest.raises(GalleryError, match="the same name"):
        read_names(tmp_path)


def test_a_folder_may_be_called_as_the_list_is(tmp_path: Path) -> None:
    (tmp_path / LIST_NAME).mkdir()
    assert read_names(tmp_path) == {}
