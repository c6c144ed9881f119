"""An export tells how far it is, and leaves nothing when it is stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gallery.exports import export_gallery
from gallery.folders import LIST_NAME
from gallery.gallery import Gallery
from gallery.imports import import_file
from tests.gallery.people import MODEL, SIZE, face
from videorec.core.errors import OutputError


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    with Gallery.in_memory(model_hash=MODEL, embedding_size=SIZE) as made:
        for number, name in enumerate(("Ada", "Grace", "Zoë", "Alan")):
            made.add(name, face(number))
        yield made


@pytest.mark.parametrize("name", ["people.zip", "people.ZIP", "people"])
def test_it_tells_how_far_it_is(gallery: Gallery, tmp_path: Path, name: str) -> None:
    shares: list[float] = []
    assert export_gallery(gallery, tmp_path / name, shares.append) == 4
    assert shares == [0.0, 0.25, 0.5, 0.75]


def test_the_name_says_what_it_becomes(gallery: Gallery, tmp_path: Path) -> None:
    export_gallery(gallery, tmp_path / "people.zip")
    export_gallery(gallery, tmp_path / "people")
    assert (tmp_path / "people" / LIST_NAME).is_file()
    with Gallery.in_memory(model_hash=MODEL, embedding_size=SIZE) as other:
        assert import_file(other, tmp_path / "people.zip").new_people == 4


@pytest.mark.parametrize("name", ["people.zip", "people"])
def test_one_that_is_stopped_leaves_nothing(gallery: Gallery, tmp_path: Path, name: str) -> None:
    def stop(share: float) -> None:
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_gallery(gallery, tmp_path / name, stop)
    assert list(tmp_path.iterdir()) == []
    assert len(gallery.identities()) == 4


@pytest.mark.parametrize("way", ["itself", "symlink", "hard link", "folder"])
def test_the_gallery_is_not_written_over(tmp_path: Path, way: str) -> None:
    path = tmp_path / "own" / "people.zip"
    target = {"itself": path, "folder": path.parent}.get(way, tmp_path / "other.zip")
    with Gallery.open(path, model_hash=MODEL, embedding_size=SIZE) as gallery:
        gallery.add("Ada", face(1))
        if way == "symlink":
            target.symlink_to(path)
        elif way == "hard link":
            target.hardlink_to(path)
        with pytest.raises(OutputError, match=r"gallery itself|not empty"):
            export_gallery(gallery, target)
    with Gallery.open(path, model_hash=MODEL, embedding_size=SIZE) as gallery:
        assert [p.name for p in gallery.identities()] == ["Ada"]


def test_a_gallery_is_no_place_for_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    with Gallery.open(path, model_hash=MODEL, embedding_size=SIZE) as gallery:
        gallery.add("Ada", face(1))
        with pytest.raises(OutputError, match="gallery itself"):
            export_gallery(gallery, path)
        assert [p.name for p in gallery.identities()] == ["Ada"]
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
