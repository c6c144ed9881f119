"""People and images in the gallery file: one function per question or change.

Each is called inside a transaction.
"""

from datetime import UTC, datetime
from typing import Any

import numpy as np

from gallery import cells
from gallery.database import Rows
from gallery.names import name_key
from gallery.records import GalleryInfo, Identity, StoredImage
from videorec.core.errors import GalleryError
from videorec.core.types import Float32

_IDENTITIES = """
    SELECT id, name, color, created,
        (SELECT count(*) FROM images WHERE identity_id = identities.id)
    FROM identities
"""
_IMAGES = """
    SELECT id, identity_id, digest, landmarks, quality, source, added,
        (SELECT group_concat(space) FROM embeddings WHERE image_id = images.id)
    FROM images
"""


def now() -> str:
    """The present moment as it is stored: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def revision(rows: Rows) -> int:
    row = rows.one("SELECT revision FROM state")
    return cells.whole(None if row is None else row[0], "its revision")


def identities(rows: Rows) -> tuple[Identity, ...]:
    """Everybody, in the order of their names."""
    found = rows.all(f"{_IDENTITIES} ORDER BY name_key")
    return tuple(_identity(row) for row in found)


def identity(rows: Rows, identity_id: int) -> Identity:
    """GalleryError when there is no such person (any more)."""
    row = rows.one(f"{_IDENTITIES} WHERE id = ?", (identity_id,))
    if row is None:
        raise _nobody(identity_id)
    return _identity(row)


def name_of(rows: Rows, identity_id: int) -> str:
    """All that is read of a person who is to be removed. GalleryError when there is none."""
    row = rows.one("SELECT name FROM identities WHERE id = ?", (identity_id,))
    if row is None:
        raise _nobody(identity_id)
    return str(row[0])


def find_number(rows: Rows, name: str) -> int | None:
    """The identity id that goes with a name."""
    row = rows.one("SELECT id FROM identities WHERE name_key = ?", (name_key(name),))
    return None if row is None else int(row[0])


def find_identity(rows: Rows, name: str) -> Identity | None:
    row = rows.one(f"{_IDENTITIES} WHERE name_key = ?", (name_key(name),))
    return None if row is None else _identity(row)


def insert_identity(rows: Rows, name: str, *, created: str, color: int | None = None) -> int:
    return rows.insert(
        "INSERT INTO identities (name, name_key, color, created) VALUES (?, ?, ?, ?)",
        (name, name_key(name), color, created),
    )


def images_of(rows: Rows, identity_id: int) -> tuple[StoredImage, ...]:
    """The images of a person, in the order of their enrolment."""
    found = rows.all(f"{_IMAGES} WHERE identity_id = ? ORDER BY id", (identity_id,))
    return tuple(_stored_image(row) for row in found)


def image(rows: Rows, image_id: int) -> StoredImage:
    """GalleryError when there is no such image (any more)."""
    row = rows.one(f"{_IMAGES} WHERE id = ?", (image_id,))
    if row is None:
        raise GalleryError(f"there is no image number {image_id}; it may have been removed")
    return _stored_image(row)


def find_face(rows: Rows, digest: bytes, landmarks: Float32) -> StoredImage | None:
    """The stored image of this face of this picture, whoever it belongs to."""
    for row in rows.all(f"{_IMAGES} WHERE digest = ?", (digest,)):
        stored = _stored_image(row)
        size = np.ptp(landmarks, axis=0).max()
        if np.linalg.norm(stored.landmarks - landmarks, axis=1).mean() <= 0.25 * size:
            return stored
    return None


def insert_image(
    rows: Rows,
    identity_id: int,
    *,
    digest: bytes,
    landmarks: Float32,
    quality: float,
    source: str,
    added: str,
    crop: bytes,
    picture: bytes,
) -> int:
    return rows.insert(
        "INSERT INTO images"
        " (identity_id, digest, landmarks, quality, source, added, crop, picture)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            identity_id,
            digest,
            landmarks.astype("<f4").tobytes(),
            quality,
            source,
            added,
            crop,
            picture,
        ),
    )


def crop_bytes(rows: Rows, image_id: int) -> bytes:
    return _blob(rows, "crop", image_id)


def picture_bytes(rows: Rows, image_id: int) -> bytes:
    return _blob(rows, "picture", image_id)


def rename_identity(rows: Rows, identity_id: int, name: str) -> None:
    rows.run(
        "UPDATE identities SET name = ?, name_key = ? WHERE id = ?",
        (name, name_key(name), identity_id),
    )


def recolor_identity(rows: Rows, identity_id: int, color: int | None) -> None:
    rows.run("UPDATE identities SET color = ? WHERE id = ?", (color, identity_id))


def move_belongings(rows: Rows, source_id: int, into_id: int) -> None:
    """Give images and rejected faces of one person to another."""
    rows.run("UPDATE images SET identity_id = ? WHERE identity_id = ?", (into_id, source_id))
    rows.run("UPDATE rejections SET identity_id = ? WHERE identity_id = ?", (into_id, source_id))


def belongings(rows: Rows, identity_id: int) -> tuple[int, int, int]:
    """How many images, embeddings and rejected faces a person has."""
    found = rows.one(
        "SELECT (SELECT count(*) FROM images WHERE identity_id = :id),"
        " (SELECT count(*) FROM embeddings JOIN images ON images.id = image_id"
        "  WHERE identity_id = :id),"
        " (SELECT count(*) FROM rejections WHERE identity_id = :id)",
        {"id": identity_id},
    )
    return int(found[0]), int(found[1]), int(found[2])


def delete_identity(rows: Rows, identity_id: int) -> None:
    """With all that belongs to it (ON DELETE CASCADE)."""
    rows.run("DELETE FROM identities WHERE id = ?", (identity_id,))


def delete_image(rows: Rows, image_id: int) -> None:
    """With its embeddings (ON DELETE CASCADE)."""
    rows.run("DELETE FROM images WHERE id = ?", (image_id,))


def info(rows: Rows, name: str) -> GalleryInfo:
    """Counts over the whole file."""
    pages, page_size = rows.one("PRAGMA page_count")[0], rows.one("PRAGMA page_size")[0]
    counts = rows.one(
        "SELECT (SELECT count(*) FROM identities), (SELECT count(*) FROM images),"
        " (SELECT count(*) FROM rejections)"
    )
    spaces = rows.all("SELECT space, count(*) FROM embeddings GROUP BY space")
    return GalleryInfo(
        name=name,
        people=counts[0],
        images=counts[1],
        rejections=counts[2],
        embeddings={cells.text(space, "the name of a model"): count for space, count in spaces},
        size_bytes=pages * page_size,
        revision=revision(rows),
        version=rows.one("PRAGMA user_version")[0],
    )


def packed_color(color: tuple[int, int, int] | None) -> int | None:
    if color is None:
        return None
    if any(not 0 <= part <= 255 for part in color):
        raise GalleryError(f"the parts of a colour lie from 0 to 255, not {color}")
    return color[0] << 16 | color[1] << 8 | color[2]


def _blob(rows: Rows, column: str, image_id: int) -> bytes:
    row = rows.one(f"SELECT {column} FROM images WHERE id = ?", (image_id,))
    if row is None:
        raise GalleryError(f"there is no image number {image_id}; it may have been removed")
    return cells.blob(row[0], f"the {column} of image number {image_id}")


def _nobody(identity_id: int) -> GalleryError:
    return GalleryError(f"nobody has the number {identity_id}; see the list of people")


def _identity(row: Any) -> Identity:
    name = cells.text(row[1], f"the name of person number {row[0]}")
    return Identity(
        identity_id=row[0],
        name=name,
        color=cells.color(row[2], f"the colour of {name!r}"),
        created=cells.moment(row[3], f"the date of {name!r}"),
        images=row[4],
    )


def _stored_image(row: Any) -> StoredImage:
    where = f"of image number {row[0]}"
    return StoredImage(
        image_id=row[0],
        identity_id=row[1],
        digest=cells.digest(row[2], f"the digest {where}"),
        landmarks=cells.landmarks(row[3], f"the landmarks {where}"),
        quality=cells.share(row[4], f"the quality {where}"),
        source=cells.text(row[5], f"the source {where}"),
        added=cells.moment(row[6], f"the date {where}"),
        spaces=tuple(row[7].split(",")) if row[7] else (),
    )
