"""What a change took out of the gallery, in memory, so that it can be put back.

Nothing of this is ever written to the disk: what was deleted there stays deleted, unless the user
takes the deletion back while the program runs.
"""

from dataclasses import dataclass
from typing import Any

from gallery import tables, vectors
from gallery.database import Rows
from gallery.names import name_key
from videorec.core.errors import GalleryError

_IDENTITY = ("id", "name", "name_key", "color", "created")
_IMAGE = (
    "id",
    "identity_id",
    "digest",
    "landmarks",
    "quality",
    "source",
    "added",
    "crop",
    "picture",
)
_EMBEDDING = ("image_id", "space", "vector")
_REJECTION = ("id", "identity_id", "space", "vector", "crop", "added")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Keepsake:
    """Rows of one person: all, or some images. identity_id, name: whose they are."""

    identity_id: int
    name: str
    identity: tuple[Any, ...] | None
    images: tuple[tuple[Any, ...], ...] = ()
    embeddings: tuple[tuple[Any, ...], ...] = ()
    rejections: tuple[tuple[Any, ...], ...] = ()


def of_person(rows: Rows, identity_id: int) -> Keepsake:
    """A person with all images, embeddings and rejected faces. GalleryError: nobody."""
    person = tables.identity(rows, identity_id)
    images = _selected(rows, "images", _IMAGE, "identity_id = ?", identity_id)
    return Keepsake(
        identity_id=identity_id,
        name=person.name,
        identity=_selected(rows, "identities", _IDENTITY, "id = ?", identity_id)[0],
        images=images,
        embeddings=_embeddings(rows, images),
        rejections=_selected(rows, "rejections", _REJECTION, "identity_id = ?", identity_id),
    )


def of_image(rows: Rows, image_id: int) -> Keepsake:
    """One image with its embeddings. GalleryError: there is none."""
    stored = tables.image(rows, image_id)
    images = _selected(rows, "images", _IMAGE, "id = ?", image_id)
    return Keepsake(
        identity_id=stored.identity_id,
        name=tables.identity(rows, stored.identity_id).name,
        identity=None,
        images=images,
        embeddings=_embeddings(rows, images),
    )


def put_back(rows: Rows, kept: Keepsake) -> None:
    """As it was, numbers and dates too; what was moved to somebody else comes back.

    GalleryError: the name has been taken meanwhile, or the images' person is gone.
    """
    if kept.identity is not None:
        holder = rows.one(
            "SELECT id, name FROM identities WHERE name_key = ?", (name_key(kept.name),)
        )
        if holder is not None:
            raise GalleryError(
                f"{holder[1]!r} was added meanwhile, so the one who was removed cannot come back; "
                "rename that person first"
            )
        _insert(rows, "identities", _IDENTITY, kept.identity)
    else:
        tables.identity(rows, kept.identity_id)
    for image in kept.images:
        _insert(rows, "images", _IMAGE, image)
    for embedding in kept.embeddings:
        _insert(rows, "embeddings", _EMBEDDING, embedding)
    for rejection in kept.rejections:
        _insert(rows, "rejections", _REJECTION, rejection)


def delete_rejection(rows: Rows, rejection_id: int) -> None:
    """A face may be that person again."""
    rows.run("DELETE FROM rejections WHERE id = ?", (rejection_id,))


def take_from(rows: Rows, kept: Keepsake) -> None:
    """Remove from whoever has them now the images and rejected faces that will be put back."""
    for image in kept.images:
        rows.run("DELETE FROM images WHERE id = ?", (image[0],))
    for rejection in kept.rejections:
        rows.run("DELETE FROM rejections WHERE id = ?", (rejection[0],))


def _embeddings(rows: Rows, images: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple(
        (image[0], space, vector)
        for image in images
        for space, vector in vectors.embeddings_of_image(rows, image[0])
    )


def _selected(
    rows: Rows, table: str, columns: tuple[str, ...], where: str, value: int
) -> tuple[tuple[Any, ...], ...]:
    found = rows.all(
        f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY id", (value,)
    )
    return tuple(tuple(row) for row in found)


def _insert(rows: Rows, table: str, columns: tuple[str, ...], values: tuple[Any, ...]) -> None:
    marks = ", ".join("?" for _ in columns)
    rows.insert(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
