"""Values in the gallery file that cannot be: everything that meets them says so in words."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gallery.exports import export_gallery
from gallery.gallery import Gallery
from tests.gallery.people import MODEL, SIZE, crop_of, face, unit
from videorec.core.errors import GalleryError

# SQLite quotes it in what it says of the file.
SCHEMA_OF_NO_TEXT = (
    "UPDATE sqlite_master SET name = CAST(x'ff' AS TEXT), sql = 'nonsense' WHERE name = 'images'"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "gallery.sqlite"
    with opened(found) as gallery:
        ada = gallery.add("Ada", face(1)).identity
        gallery.reject(ada.identity_id, embedding=unit(9), crop=crop_of(9))
        gallery.add("Bert", face(2))
    return found


def opened(path: Path) -> Gallery:
    return Gallery.open(path, model_hash=MODEL, embedding_size=SIZE)


def damage(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute(sql)
        raw.commit()


def everything(path: Path) -> list[Callable[[Gallery], object]]:
    """What reads rows, in ways that are independent of each other."""

    def crops(gallery: Gallery) -> None:
        gallery.forget_embeddings()
        gallery.outdated()

    return [
        lambda gallery: gallery.identities(),
        lambda gallery: gallery.find("Ada"),
        lambda gallery: gallery.images(1),
        lambda gallery: gallery.crop(1),
        lambda gallery: gallery.picture(1),
        lambda gallery: gallery.info(),
        lambda gallery: gallery.snapshot(),
        lambda gallery: gallery.add("Ada", face(1)),
        lambda gallery: export_gallery(gallery, path.with_name("out.zip")),
        lambda gallery: export_gallery(gallery, path.with_name("out")),
        lambda gallery: gallery.keep_person(1),
        crops,
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE identities SET name = x'41'",
        "UPDATE identities SET name = CAST(x'ff' AS TEXT)",
        "UPDATE identities SET name = 'a' || char(10) || 'b' WHERE id = 1",
        "UPDATE identities SET color = 'red'",
        "UPDATE identities SET color = -1",
        "UPDATE identities SET color = 99999999999",
        "UPDATE identities SET created = 'yesterday'",
        "UPDATE identities SET created = '2020-01-01'",
        "UPDATE identities SET created = x'00'",
        "UPDATE images SET digest = 'abc'",
        "UPDATE images SET digest = x'00' WHERE id = 1",
        "UPDATE images SET landmarks = x'00'",
        "UPDATE images SET landmarks = 'abc'",
        "UPDATE images SET landmarks = x'" + "0000c07f" * 10 + "'",
        "UPDATE images SET quality = 'good'",
        "UPDATE images SET quality = 2.5",
        "UPDATE images SET source = x'41'",
        "UPDATE images SET added = '1'",
        "UPDATE images SET crop = 'abc'",
        "UPDATE images SET crop = 1099511627776",
        "UPDATE images SET picture = 'abc'",
        "UPDATE images SET picture = 1099511627776",
        "UPDATE embeddings SET vector = 'abc'",
        "UPDATE embeddings SET vector = 7",
        "UPDATE embeddings SET vector = x'00000000000000' WHERE image_id = 1",
        "UPDATE embeddings SET space = x'41'",
        "UPDATE rejections SET vector = 'abc'",
        "UPDATE rejections SET crop = 'abc'",
        "UPDATE rejections SET added = 'yesterday'",
        "DELETE FROM state",
        "UPDATE state SET revision = 'x'",
        "DROP TABLE rejections",
        SCHEMA_OF_NO_TEXT,
    ],
)
def test_a_value_that_cannot_be_is_told(path: Path, sql: str) -> None:
    damage(path, sql)
    refusals = []
    for action in everything(path):
        try:
            with opened(path) as gallery:
                action(gallery)
        except GalleryError as exc:
            refusals.append(str(exc))
    assert refusals


def test_a_person_with_a_damaged_date_can_be_removed(path: Path) -> None:
    damage(path, "UPDATE identities SET created = 'yesterday' WHERE name = 'Ada'")
    with opened(path) as gallery:
        with pytest.raises(GalleryError, match=r"damaged: the date of 'Ada'"):
            gallery.identities()
        number = gallery.find_number("ADA")
        assert number is not None
        assert gallery.remove(number).name == "Ada"
        assert [p.name for p in gallery.identities()] == ["Bert"]
        assert gallery.find_number("Ada") is None


OPEN_FILES = Path("/proc/self/fd")


@pytest.mark.skipif(not OPEN_FILES.exists(), reason="this system does not list open files")
def test_a_gallery_that_cannot_be_opened_is_let_go_of(path: Path) -> None:
    damage(path, SCHEMA_OF_NO_TEXT)
    with pytest.raises(GalleryError, match="damaged") as told:
        opened(path)
    assert path not in [link.resolve() for link in OPEN_FILES.iterdir()]
    assert str(path) in str(told.value)
