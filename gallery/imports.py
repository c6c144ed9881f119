"""An exported file read back into a gallery, and taken out again.

Nothing in the file is unpacked to the disk and nothing is unpickled, so one from elsewhere can be
imported.
"""

import json
import re
import struct
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path
from typing import IO, Any

import numpy as np

from gallery import keepsakes, tables, vectors
from gallery.database import Rows
from gallery.gallery import Gallery
from gallery.manifest import FaceEntry, ImageEntry, Manifest, PersonEntry
from gallery.pictures import decode_crop, decode_picture
from gallery.progress import Progress, reporting, unheard
from gallery.records import Imported
from videorec.core.errors import GalleryError
from videorec.core.types import Float32, UInt8

# A picture of 1280 pixels and a lossless crop stay far below these.
_MAX_PICTURE_BYTES = 8 << 20
_LENGTH_SLACK = 1e-3  # by how much the length of an embedding may differ from 1
_MAX_CROP_BYTES = 1 << 17
_MAX_MANIFEST_BYTES = 1 << 28
# Images and embeddings hardly shrink, so an archive that grows more than this is a trap.
_MAX_GROWTH = 20
# Others can ask for gigabytes before the first byte is unpacked.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NPY_START = b"\x93NUMPY\x01\x00"
_NPY_HEADER = re.compile(
    rb"\{'descr': '<f4', 'fortran_order': False, 'shape': \(([0-9]{1,9}), ([0-9]{1,9})\), \} *\n"
)
_MAX_VALUES = 1 << 16


def import_file(gallery: Gallery, path: Path, progress: Progress = unheard) -> Imported:
    """Add everybody of an exported file; all of it or, on an error, nothing.

    People of the same name become one; a face that is there already is left as it is. What
    `progress` raises ends the import, and nothing is added.
    GalleryError: not an exported gallery, damaged, or larger inside than such a file can be.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_traps(archive, path)
            manifest = Manifest.from_plain(_json(archive, path), str(path))
            vectors_of = _embeddings(archive, manifest, path)
            with gallery.database.writing() as rows:
                reader = _Reader(archive, path, rows, vectors_of)
                for person in reporting(manifest.people, progress):
                    reader.person(person)
            return reader.report()
    except FileNotFoundError as exc:
        raise GalleryError(f"{path}: there is no such file; check the path") from exc
    # zipfile raises NotImplementedError for methods and RuntimeError for passwords it lacks;
    # ValueError covers places outside the file and text that the data base cannot hold.
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as exc:
        raise GalleryError(
            f"{path}: is not an exported gallery, or is damaged ({exc}); choose another file"
        ) from exc
    except OSError as exc:
        raise GalleryError(
            f"{path}: cannot be read ({exc.strerror or exc}); check the path"
        ) from exc


def take_out(gallery: Gallery, imported: Imported) -> None:
    """Undo an import: remove what it added, and nothing else."""
    with gallery.database.writing() as rows:
        for rejection_id in imported.rejections:
            keepsakes.delete_rejection(rows, rejection_id)
        for image_id in imported.images:
            tables.delete_image(rows, image_id)
        for identity_id in imported.people:
            tables.delete_identity(rows, identity_id)
    gallery.database.wipe()


def _refuse_traps(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    packed = sum(entry.compress_size for entry in entries)
    plain = sum(entry.file_size for entry in entries)
    size = path.stat().st_size
    if packed > size or plain > _MAX_GROWTH * size + (1 << 20):
        raise GalleryError(
            f"{path}: would grow from {size:,} to {plain:,} bytes; this is no exported gallery"
        )
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise GalleryError(
            f"{path}: is packed in a way that no export is; pack it with deflate, or not at all"
        )


class _Reader:
    """Adds people of an archive, and notes what that changed.

    vectors_of: crop -> space -> (D,).
    """

    def __init__(
        self,
        archive: zipfile.ZipFile,
        path: Path,
        rows: Rows,
        vectors_of: dict[str, dict[str, Float32]],
    ) -> None:
        self._archive = archive
        self._path = path
        self._rows = rows
        self._vectors_of = vectors_of
        self._people: list[int] = []
        self._images: list[int] = []
        self._rejections: list[int] = []
        self._joined: dict[str, str] = {}
        self._known_images = 0
        self._left_out: list[str] = []

    def report(self) -> Imported:
        """What was done so far."""
        return Imported(
            people=tuple(self._people),
            images=tuple(self._images),
            rejections=tuple(self._rejections),
            joined=self._joined,
            known_images=self._known_images,
            left_out=tuple(self._left_out),
        )

    def person(self, person: PersonEntry) -> None:
        """Under their name, together with whoever has it."""
        images = len(self._images)
        found = tables.find_identity(self._rows, person.name)
        identity_id = self._new_person(person) if found is None else found.identity_id
        for image in person.images:
            self._add_image(identity_id, person.name, image)
        for face in person.rejections:
            self._add_rejection(identity_id, face)
        if len(self._images) > images and found is not None and identity_id not in self._people:
            self._joined[person.name] = found.name

    def _new_person(self, person: PersonEntry) -> int:
        identity_id = tables.insert_identity(
            self._rows,
            person.name,
            created=person.created,
            color=tables.packed_color(person.color),
        )
        self._people.append(identity_id)
        return identity_id

    def _add_image(self, identity_id: int, name: str, image: ImageEntry) -> None:
        """Unless somebody has it."""
        twin = tables.find_face(self._rows, image.digest_bytes, image.points)
        if twin is None:
            self._insert_image(identity_id, image)
        elif twin.identity_id == identity_id:
            self._known_images += 1
        else:
            other = tables.identity(self._rows, twin.identity_id).name
            self._left_out.append(f"an image of {name!r} is enrolled as {other!r}")

    def _insert_image(self, identity_id: int, image: ImageEntry) -> None:
        crop, _ = self._crop(image.crop)
        image_id = tables.insert_image(
            self._rows,
            identity_id,
            digest=image.digest_bytes,
            landmarks=image.points,
            quality=image.quality,
            source=image.source,
            added=image.added,
            crop=crop,
            picture=self._picture(image.picture),
        )
        self._images.append(image_id)
        for space, vector in self._vectors_of.get(image.crop, {}).items():
            vectors.put_embedding(self._rows, "images", image_id, space, vector)

    def _add_rejection(self, identity_id: int, face: FaceEntry) -> None:
        crop, pixels = self._crop(face.crop)
        # Without an embedding the face is embedded again from its crop, as after a change of model.
        known = self._vectors_of.get(face.crop) or {"": np.zeros(0, np.float32)}
        for space, vector in known.items():
            if not vectors.has_rejection(self._rows, identity_id, crop):
                rejection_id = vectors.insert_rejection(
                    self._rows,
                    identity_id,
                    space=space,
                    vector=vector,
                    crop=pixels,
                    added=face.added,
                )
                self._rejections.append(rejection_id)

    def _crop(self, name: str) -> tuple[bytes, UInt8]:
        """The file and its pixels."""
        data = _entry(self._archive, name, _MAX_CROP_BYTES, self._path)
        try:
            return data, decode_crop(data)
        except GalleryError as exc:
            raise _damaged(self._path, name, "no aligned face") from exc

    def _picture(self, name: str) -> bytes:
        data = _entry(self._archive, name, _MAX_PICTURE_BYTES, self._path)
        try:
            decode_picture(data)
        except GalleryError as exc:
            raise _damaged(self._path, name, "no picture") from exc
        return data


def _entry(archive: zipfile.ZipFile, name: str, limit: int, path: Path) -> bytes:
    try:
        entry = archive.getinfo(name)
    except KeyError as exc:
        raise GalleryError(f"{path}: lacks its part {name!r}; export the gallery again") from exc
    if entry.file_size > limit:
        raise GalleryError(
            f"{path}: its part {name!r} has {entry.file_size:,} bytes; at most {limit:,} are sound"
        )
    return archive.read(entry)


def _json(archive: zipfile.ZipFile, path: Path) -> Any:
    if "manifest.json" not in archive.NameToInfo:
        raise GalleryError(f"{path}: is not an exported gallery; choose another file")
    text = _entry(archive, "manifest.json", _MAX_MANIFEST_BYTES, path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise _damaged(path, "manifest.json", exc) from exc


def _damaged(path: Path, name: str, reason: object) -> GalleryError:
    return GalleryError(
        f"{path}: its part {name!r} is damaged ({reason}); export the gallery again"
    )


def _embeddings(
    archive: zipfile.ZipFile, manifest: Manifest, path: Path
) -> dict[str, dict[str, Float32]]:
    """Crop -> space -> (D,)."""
    found: dict[str, dict[str, Float32]] = defaultdict(dict)
    for name, (space, faces) in manifest.embeddings.items():
        matrix = _matrix(archive, name, len(faces), path)
        # With vectors of another length than it says, the gallery could not be searched any more.
        if not space.endswith(f"/{matrix.shape[1]}"):
            raise _damaged(path, name, f"{matrix.shape[1]} values in the space {space!r}")
        for face, vector in zip(faces, matrix, strict=True):
            found[face][space] = vector
    return found


def _matrix(archive: zipfile.ZipFile, name: str, rows: int, path: Path) -> Float32:
    """(rows, D) float32. The header is checked before room is made for what it states."""
    stated = archive.NameToInfo.get(name)
    try:
        if stated is None:
            raise ValueError("it is missing")
        with archive.open(stated) as file:
            size = _row_size(file, rows)
            if 4 * rows * size > stated.file_size:
                raise ValueError(f"{rows} x {size} does not fit {stated.file_size} bytes")
            data = file.read(4 * rows * size)
        matrix = np.frombuffer(data, "<f4").astype(np.float32).reshape(rows, size)
        if not np.isfinite(matrix).all():
            raise ValueError("values that are not finite")
        # Longer ones would resemble everybody: similarities are plain products.
        if np.abs(np.linalg.norm(matrix, axis=1) - 1).max(initial=0.0) > _LENGTH_SLACK:
            raise ValueError("embeddings that are not of unit length")
        return matrix
    except ValueError as exc:
        raise _damaged(path, name, exc) from exc


def _row_size(file: IO[bytes], rows: int) -> int:
    """D, from the header of a matrix (rows, D); ValueError unless it is as `portable` writes it.

    Headers are expressions of Python, and numpy gives them to a parser that some of them break.
    """
    start = file.read(len(_NPY_START) + 2)
    if len(start) < len(_NPY_START) + 2 or not start.startswith(_NPY_START):
        raise ValueError("no matrix, or another version of the format")
    (length,) = struct.unpack("<H", start[-2:])
    header = _NPY_HEADER.fullmatch(file.read(length))
    if header is None or int(header[1]) != rows:
        raise ValueError(f"not a matrix ({rows}, D) of float32")
    size = int(header[2])
    if not 0 < size <= _MAX_VALUES:
        raise ValueError(f"embeddings of {size} values")
    return size
