"""A whole gallery in one file, to be kept or carried to another machine.

A zip archive of manifest.json (people, images, dates), crops/*.png, pictures/*.jpg, and
embeddings/*.npy (one matrix per model and size). `gallery.imports` reads it.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np

from gallery import tables, vectors
from gallery.database import Rows
from gallery.gallery import Gallery
from gallery.manifest import FaceEntry, ImageEntry, Manifest, PersonEntry
from gallery.progress import Progress, reporting, unheard
from gallery.records import Identity, StoredImage
from videorec.core.errors import OutputError


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
