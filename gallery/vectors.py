"""Embeddings in the gallery file, tagged with the space they live in: model hash and size.

Two tables hold faces that are embedded: the images of people, and faces that were rejected as
somebody. Each function is called inside a transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

import numpy as np

from gallery import cells
from gallery.database import Rows
from gallery.pictures import decode_crop, encode_crop
from videorec.core.errors import GalleryError
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Float32, Int64, UInt8

FaceTable = Literal["images", "rejections"]
FACE_TABLES: tuple[FaceTable, ...] = get_args(FaceTable)

_WITHOUT: dict[FaceTable, str] = {
    "images": "SELECT id FROM images WHERE id NOT IN"
    " (SELECT image_id FROM embeddings WHERE space = ?) ORDER BY id",
    "rejections": "SELECT id FROM rejections WHERE space != ? ORDER BY id",
}
_PUT: dict[FaceTable, str] = {
    # Nothing is written for an image that has been removed meanwhile.
    "images": "INSERT OR REPLACE INTO embeddings (space, vector, image_id)"
    " SELECT ?, ?, id FROM images WHERE id = ?",
    "rejections": "UPDATE rejections SET space = ?, vector = ? WHERE id = ?",
}
_OF_SPACE: dict[FaceTable, str] = {
    "images": "SELECT identity_id, vector FROM embeddings"
    " JOIN images ON images.id = image_id WHERE space = ? ORDER BY image_id",
    "rejections": "SELECT identity_id, vector FROM rejections WHERE space = ? ORDER BY id",
}


def without_embedding(rows: Rows, table: FaceTable, space: str) -> list[int]:
    """Faces that this model has not embedded."""
    return [row[0] for row in rows.all(_WITHOUT[table], (space,))]


def put_embedding(rows: Rows, table: FaceTable, row_id: int, space: str, vector: Float32) -> None:
    """Store the embedding of a face, in place of an older one of the same space."""
    rows.run(_PUT[table], (space, _vector_bytes(vector), row_id))


def embeddings(rows: Rows, table: FaceTable, space: str, size: int) -> tuple[Float32, Int64]:
    """Embeddings of one space (M, size), and the identity id of each (M,)."""
    return _stacked(rows.each(_OF_SPACE[table], (space,)), size)


def forget_embeddings(rows: Rows, space: str) -> None:
    """Delete what one model made; crops stay."""
    rows.run("DELETE FROM embeddings WHERE space = ?", (space,))
    rows.run("UPDATE rejections SET space = '', vector = x'' WHERE space = ?", (space,))


def insert_rejection(
    rows: Rows, identity_id: int, *, space: str, vector: Float32, crop: UInt8, added: str
) -> int:
    return rows.insert(
        "INSERT INTO rejections (identity_id, space, vector, crop, added) VALUES (?, ?, ?, ?, ?)",
        (identity_id, space, _vector_bytes(vector), encode_crop(crop), added),
    )


def has_rejection(rows: Rows, identity_id: int, crop: bytes) -> bool:
    """Whether this face was rejected as that person before."""
    question = "SELECT 1 FROM rejections WHERE identity_id = ? AND crop = ?"
    return rows.one(question, (identity_id, crop)) is not None


def rejections_of(rows: Rows, identity_id: int) -> list[tuple[int, str, bytes, bytes, str]]:
    """Id, model hash, vector, crop (PNG) and date of each face rejected as that person."""
    found = rows.all(
        "SELECT id, space, vector, crop, added FROM rejections WHERE identity_id = ? ORDER BY id",
        (identity_id,),
    )
    return [_checked_rejection(row) for row in found]


def embeddings_of_image(rows: Rows, image_id: int) -> list[tuple[str, bytes]]:
    """Model hash and vector of each embedding of an image."""
    found = rows.all(
        "SELECT space, vector FROM embeddings WHERE image_id = ? ORDER BY space",
        (image_id,),
    )
    what = f"an embedding of image number {image_id}"
    return [_checked_vector(space, vector, what) for space, vector in found]


def crops(rows: Rows, table: FaceTable, ids: Sequence[int]) -> UInt8:
    """The aligned faces of existing rows, (N, 112, 96, 3) BGR."""
    pixels = np.empty((len(ids), CROP_HEIGHT, CROP_WIDTH, 3), np.uint8)
    for place, row_id in zip(pixels, ids, strict=True):
        (data,) = rows.one(f"SELECT crop FROM {table} WHERE id = ?", (row_id,))
        try:
            place[:] = decode_crop(cells.blob(data, "it"))
        except GalleryError as exc:
            raise GalleryError(f"face number {row_id} of {table}: {exc}") from exc
    return pixels


def _vector_bytes(vector: Float32) -> bytes:
    """Little-endian float32, on every machine. GalleryError for values that are not finite."""
    if vector.ndim != 1 or not np.isfinite(vector).all():
        raise GalleryError("an embedding must be one finite vector; the network is broken")
    return vector.astype("<f4").tobytes()


def _checked_rejection(row: Any) -> tuple[int, str, bytes, bytes, str]:
    where = f"rejected face number {row[0]}"
    cells.moment(row[4], f"the date of {where}")
    return (
        row[0],
        *_checked_vector(row[1], row[2], f"the embedding of {where}"),
        cells.blob(row[3], f"the crop of {where}"),
        row[4],
    )


def _checked_vector(space: Any, vector: Any, what: str) -> tuple[str, bytes]:
    """Space and vector, of the size that the space says; a face may wait for its embedding."""
    stated = cells.text(space, what).rpartition("/")[2]
    if len(cells.blob(vector, what)) % 4 or (vector and stated != str(len(vector) // 4)):
        raise cells.damaged(what)
    return space, vector


def _stacked(found: Iterable[Any], size: int) -> tuple[Float32, Int64]:
    owners, vectors = [], []
    for owner, vector in found:
        if len(cells.blob(vector, "an embedding")) != 4 * size:
            raise GalleryError(
                f"the gallery holds an embedding of {len(vector) // 4} values where {size} are "
                "expected; embed the gallery again with `videorec gallery reembed --all`"
            )
        owners.append(owner)
        vectors.append(vector)
    joined = np.frombuffer(b"".join(vectors), "<f4").astype(np.float32, copy=False)
    return joined.reshape(-1, size), np.array(owners, np.int64)
