"""A whole gallery in one file, to be kept or carried to another machine.

A zip archive of manifest.json (people, images, dates), crops/*.png, pictures/*.jpg, and
embeddings/*.npy (one matrix per model and size). Nothing in it is unpacked to the disk and
nothing is unpickled, so a file from elsewhere can be imported.
"""

import json
import os
import struct
import tempfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from gallery import tables, vectors
from gallery.database import Rows
from gallery.gallery import Gallery
from gallery.manifest import FaceEntry, ImageEntry, Manifest, PersonEntry
from gallery.pictures import decode_crop, decode_picture
from gallery.progress import Progress, reporting, unheard
from gallery.records import Identity, Imported, StoredImage
from videorec.core.errors import GalleryError, OutputError
from videorec.core.types import Float32

# A picture of 1280 pixels and a lossless crop stay far below these.
_MAX_PICTURE_BYTES = 8 << 20
_MAX_CROP_BYTES = 1 << 17
_MAX_MANIFEST_BYTES = 1 << 28
# Images and embeddings hardly shrink, so an archive that grows more than this is a trap.
_MAX_GROWTH = 20


def export_file(gallery: Gallery, path: Path, progress: Progress = unheard) -> Manifest:
    """Write the whole gallery to one file, which appears when it is complete.

    Only its owner may read it, as it holds what people can be recognised by.
    Returns what was written. OutputError when the file cannot be written.
    """
    handle = None
    try:
        number, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}-")
        handle = Path(temporary)
        with os.fdopen(number, "wb") as file:
            manifest = _write(gallery, file, progress)
            file.flush()
            os.fsync(file.fileno())
        handle.replace(path)
    except OSError as exc:
        raise OutputError(
            f"{path}: the gallery cannot be exported ({exc.strerror or exc}); choose another place"
        ) from exc
    finally:
        if handle is not None:
            handle.unlink(missing_ok=True)
    return manifest


def _write(gallery: Gallery, file: IO[bytes], progress: Progress) -> Manifest:
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,
        gallery.database.reading() as rows,
    ):
        writer = _Writer(archive, rows)
        everybody = reporting(tables.identities(rows), progress)
        people = tuple(writer.person(person) for person in everybody)
        manifest = Manifest(people=people, embeddings=writer.embeddings())
        text = json.dumps(manifest.to_plain(), ensure_ascii=False)
        archive.writestr("manifest.json", text, zipfile.ZIP_DEFLATED)
    return manifest


class _Writer:
    """Writes people into an archive; their embeddings are collected and written at the end."""

    def __init__(self, archive: zipfile.ZipFile, rows: Rows) -> None:
        self._archive = archive
        self._rows = rows
        self._crops = 0
        # Space -> names of crops, and the vector of each.
        self._vectors: dict[str, tuple[list[str], list[bytes]]] = {}

    def person(self, person: Identity) -> PersonEntry:
        images = tables.images_of(self._rows, person.identity_id)
        rejected = vectors.rejections_of(self._rows, person.identity_id)
        return PersonEntry(
            name=person.name,
            color=person.color,
            created=person.created.isoformat(),
            images=tuple(self._image(image) for image in images),
            rejections=tuple(
                FaceEntry(crop=self._crop(crop, {space: vector}), added=added)
                for _, space, vector, crop, added in rejected
            ),
        )

    def embeddings(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Write one matrix per model and size; what is in each."""
        written = {}
        for number, (space, (crops, blobs)) in enumerate(sorted(self._vectors.items())):
            matrix = np.frombuffer(b"".join(blobs), "<f4").reshape(len(blobs), -1)
            name = f"embeddings/{number}.npy"
            with self._archive.open(name, "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, matrix, version=(1, 0), allow_pickle=False)
            written[name] = (space, tuple(crops))
        return written

    def _image(self, image: StoredImage) -> ImageEntry:
        crop = self._crop(
            tables.crop_bytes(self._rows, image.image_id),
            dict(vectors.embeddings_of_image(self._rows, image.image_id)),
        )
        picture = f"pictures/{Path(crop).stem}.jpg"
        self._archive.writestr(picture, tables.picture_bytes(self._rows, image.image_id))
        return ImageEntry(
            crop=crop,
            picture=picture,
            digest=image.digest.hex(),
            landmarks=tuple((float(x), float(y)) for x, y in image.landmarks),
            quality=image.quality,
            source=image.source,
            added=image.added.isoformat(),
        )

    def _crop(self, data: bytes, vectors_of: Mapping[str, bytes]) -> str:
        self._crops += 1
        name = f"crops/{self._crops:07d}.png"
        self._archive.writestr(name, data)
        for space, vector in vectors_of.items():
            # A rejected face may wait for its embedding.
            if vector:
                crops, blobs = self._vectors.setdefault(space, ([], []))
                crops.append(name)
                blobs.append(vector)
        return name


def import_file(gallery: Gallery, path: Path) -> Imported:
    """Add everybody of an exported file; all of it or, on an error, nothing.

    People of the same name become one; a face that is there already is left as it is.
    GalleryError: not an exported gallery, damaged, or larger inside than such a file can be.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_traps(archive, path)
            return _import(gallery, archive, path)
    except FileNotFoundError as exc:
        raise GalleryError(f"{path}: there is no such file; check the path") from exc
    # zipfile raises NotImplementedError for methods and RuntimeError for passwords it lacks.
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as exc:
        raise GalleryError(f"{path}: is not an exported gallery, or is damaged ({exc})") from exc
    except OSError as exc:
        raise GalleryError(f"{path}: cannot be read ({exc.strerror or exc})") from exc


def _refuse_traps(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    packed = sum(entry.compress_size for entry in entries)
    plain = sum(entry.file_size for entry in entries)
    size = path.stat().st_size
    if packed > size or plain > _MAX_GROWTH * size + (1 << 20):
        raise GalleryError(
            f"{path}: would grow from {size:,} to {plain:,} bytes; this is no exported gallery"
        )


def _import(gallery: Gallery, archive: zipfile.ZipFile, path: Path) -> Imported:
    manifest = Manifest.from_plain(_json(archive, path), str(path))
    vectors_of = _embeddings(archive, manifest, path)
    new_people = new_images = known_images = 0
    elsewhere: list[str] = []
    with gallery.database.writing() as rows:
        for person in manifest.people:
            found = tables.find_identity(rows, person.name)
            if found is None:
                identity_id = tables.insert_identity(
                    rows,
                    person.name,
                    created=person.created,
                    color=tables.packed_color(person.color),
                )
                new_people += 1
            else:
                identity_id = found.identity_id
            for image in person.images:
                twin = tables.find_face(rows, image.digest_bytes, image.points)
                if twin is None:
                    _import_image(rows, archive, identity_id, image, vectors_of, path)
                    new_images += 1
                elif twin.identity_id == identity_id:
                    known_images += 1
                else:
                    other = tables.identity(rows, twin.identity_id).name
                    elsewhere.append(f"an image of {person.name!r} is enrolled as {other!r}")
            for face in person.rejections:
                _import_rejection(rows, archive, identity_id, face, vectors_of, path)
    return Imported(
        new_people=new_people,
        new_images=new_images,
        known_images=known_images,
        left_out=tuple(elsewhere),
    )


def _import_image(
    rows: Rows,
    archive: zipfile.ZipFile,
    identity_id: int,
    image: ImageEntry,
    vectors_of: dict[str, dict[str, Float32]],
    path: Path,
) -> None:
    crop = _entry(archive, image.crop, _MAX_CROP_BYTES, path)
    picture = _entry(archive, image.picture, _MAX_PICTURE_BYTES, path)
    decode_crop(crop)
    decode_picture(picture)
    image_id = tables.insert_image(
        rows,
        identity_id,
        digest=image.digest_bytes,
        landmarks=image.points,
        quality=image.quality,
        source=image.source,
        added=image.added,
        crop=crop,
        picture=picture,
    )
    for space, vector in vectors_of.get(image.crop, {}).items():
        vectors.put_embedding(rows, "images", image_id, space, vector)


def _import_rejection(
    rows: Rows,
    archive: zipfile.ZipFile,
    identity_id: int,
    face: FaceEntry,
    vectors_of: dict[str, dict[str, Float32]],
    path: Path,
) -> None:
    crop = _entry(archive, face.crop, _MAX_CROP_BYTES, path)
    pixels = decode_crop(crop)
    # Without an embedding the face is embedded again from its crop, as after a change of model.
    known = vectors_of.get(face.crop) or {"": np.zeros(0, np.float32)}
    for space, vector in known.items():
        if not vectors.has_rejection(rows, identity_id, crop):
            vectors.insert_rejection(
                rows, identity_id, space=space, vector=vector, crop=pixels, added=face.added
            )


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
    text = _entry(archive, "manifest.json", _MAX_MANIFEST_BYTES, path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise GalleryError(f"{path}: its manifest is damaged ({exc})") from exc


def _embeddings(
    archive: zipfile.ZipFile, manifest: Manifest, path: Path
) -> dict[str, dict[str, Float32]]:
    """Crop -> space -> (D,)."""
    found: dict[str, dict[str, Float32]] = defaultdict(dict)
    for name, (space, faces) in manifest.embeddings.items():
        for face, vector in zip(faces, _matrix(archive, name, len(faces), path), strict=True):
            found[face][space] = vector
    return found


def _matrix(archive: zipfile.ZipFile, name: str, rows: int, path: Path) -> Float32:
    """(rows, D) float32. The header is checked before room is made for what it states."""
    stated = archive.NameToInfo.get(name)
    try:
        if stated is None:
            raise ValueError("it is missing")
        with archive.open(stated) as file:
            if np.lib.format.read_magic(file) != (1, 0):
                raise ValueError("another version of the format")
            shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
            if fortran or dtype != np.dtype("<f4") or len(shape) != 2 or shape[0] != rows:
                raise ValueError(f"{shape} of {dtype}, expected ({rows}, D) of float32")
            if not 0 < shape[1] <= 1 << 16 or 4 * rows * shape[1] > stated.file_size:
                raise ValueError(f"{shape} does not fit {stated.file_size} bytes")
            data = file.read(4 * rows * shape[1])
        return np.frombuffer(data, "<f4").astype(np.float32).reshape(shape)
    except ValueError as exc:
        raise GalleryError(f"{path}: its part {name!r} is damaged ({exc})") from exc
