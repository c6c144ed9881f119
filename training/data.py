"""Aligned training faces in memory: read, checked, and split into training and held-out people."""

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Protocol

import cv2
import numpy as np
import psutil

from training.config import DataConfig
from training.imagetree import ImageTree, UnreadableImageError, decode_image, open_tree
from training.index import Entry, read_index
from training.synthetic import synthetic_faces
from training.teacher_archive import read_teacher
from videorec.core.errors import TrainingError
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Bool, Float32, Int64, UInt8

CROP_BYTES = CROP_HEIGHT * CROP_WIDTH * 3
MEMORY_SHARE = 0.5


class CropStore(Protocol):
    """Where crops are kept."""

    kept: ClassVar[str]

    def take(self, rows: Int64) -> UInt8:
        """(n,) -> (n, 112, 96, 3) uint8 BGR."""
        ...

    def put(self, row: int, data: bytes, image: UInt8) -> None:
        """Keep one image, given as file and as (112, 96, 3) pixels."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class DecodedCrops:
    """pixels: (M, 112, 96, 3) uint8 BGR; 32 KB a face."""

    pixels: UInt8
    kept: ClassVar[str] = "decoded"

    def take(self, rows: Int64) -> UInt8:
        """(n,) -> (n, 112, 96, 3)."""
        return self.pixels[rows]

    def put(self, row: int, data: bytes, image: UInt8) -> None:
        """Keep the pixels."""
        self.pixels[row] = image


@dataclass(frozen=True, slots=True, eq=False)
class EncodedCrops:
    """files: M image files as bytes, decoded whenever they are needed."""

    files: list[bytes]
    kept: ClassVar[str] = "as files, decoded whenever they are needed"

    def take(self, rows: Int64) -> UInt8:
        """(n,) -> (n, 112, 96, 3)."""
        return np.stack([_decoded(self.files[row]) for row in rows])

    def put(self, row: int, data: bytes, image: UInt8) -> None:
        """Keep the file."""
        self.files[row] = data


def _decoded(data: bytes) -> UInt8:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Faces:
    """N faces of a data set.

    store, rows: face i is crop rows[i] of the store. files: their names.
    labels: (N,) int64, 0 .. identities - 1, without gaps. identities: names by label.
    quality: (N,) int64 index into `qualities`.
    teacher: (N, T) float32 teacher embeddings, T = 0 without a teacher.
    skipped: how many images were left out, by reason.
    """

    store: CropStore
    rows: Int64
    files: tuple[str, ...]
    labels: Int64
    identities: tuple[str, ...]
    quality: Int64
    qualities: tuple[str, ...]
    teacher: Float32
    skipped: Counter[str]

    def __len__(self) -> int:
        return len(self.labels)

    def crops(self, chosen: Int64 | slice = slice(None)) -> UInt8:
        """(n, 112, 96, 3) uint8 BGR of the chosen faces."""
        return self.store.take(self.rows[chosen])

    def only(self, chosen: Bool) -> "Faces":
        """The chosen faces, relabelled without gaps; the crops are shared."""
        kept, labels = np.unique(self.labels[chosen], return_inverse=True)
        return replace(
            self,
            rows=self.rows[chosen],
            files=tuple(self.files[i] for i in np.flatnonzero(chosen)),
            labels=labels.astype(np.int64),
            identities=tuple(self.identities[label] for label in kept),
            quality=self.quality[chosen],
            teacher=self.teacher[chosen],
        )


def load_faces(config: DataConfig) -> Faces:
    """Everything a configuration asks for, held-out people included.

    Images that are missing, broken or of another size, and identities excluded by name, are
    counted in `skipped`. Raises TrainingError when nothing usable is left.
    """
    if config.synthetic is not None:
        pixels, labels = synthetic_faces(
            config.synthetic.identities, config.synthetic.images_per_identity
        )
        entries = [Entry(f"{i}", f"synthetic-{label:05d}", "") for i, label in enumerate(labels)]
        rows, teacher = np.arange(len(entries)), np.zeros((len(entries), 0), np.float32)
        return _assemble(entries, DecodedCrops(pixels), rows, Counter(), teacher)
    assert config.root is not None
    with ExitStack() as stack:
        trees = [stack.enter_context(open_tree(path)) for path in _sources(config.root)]
        owner = {name: tree for tree in trees for name in tree.names}
        skipped = Counter(reason for tree in trees for reason in tree.refused.values())
        listed = read_index(config.root / "index.tsv", fallback=owner)
        skipped["folder without images"] += sum(len(tree.empty) for tree in trees)
        wanted = [entry for entry in listed if entry.identity not in config.exclude]
        skipped["identity excluded by the configuration"] += len(listed) - len(wanted)
        store = _allocate(config.storage, len(wanted))
        with ThreadPoolExecutor() as pool:
            reasons = list(
                pool.map(lambda row: _read(wanted[row], owner, store, row), range(len(wanted)))
            )
    skipped.update(reason for reason in reasons if reason)
    rows = np.flatnonzero([reason is None for reason in reasons])
    if not len(rows):
        raise TrainingError(
            f"{config.root}: none of {len(listed)} images can be used: {dict(+skipped)}"
        )
    entries = [wanted[row] for row in rows]
    teacher = _read_teacher(config, [entry.file for entry in entries])
    return _assemble(entries, store, rows, +skipped, teacher)


def held_out(faces: Faces, count: int, seed: int) -> Bool:
    """(N,) rows of `count` identities chosen by a hash of their names: the same in every run."""
    if count >= len(faces.identities):
        raise TrainingError(
            f"{count} of {len(faces.identities)} identities held out leaves none to train on; "
            "lower data.holdout_identities"
        )
    ranked = sorted(
        range(len(faces.identities)),
        key=lambda i: hashlib.sha256(f"{seed}/{faces.identities[i]}".encode()).digest(),
    )
    return np.asarray(np.isin(faces.labels, ranked[:count]), np.bool_)


def load_some(data: DataConfig, count: int) -> Faces:
    """The faces of so many people at most: those whom a training on the same data holds out."""
    faces = load_faces(data)
    if count >= len(faces.identities):
        return faces
    return faces.only(held_out(faces, count, data.holdout_seed))


def describe(faces: Faces) -> str:
    """Counts in words, with everything that was left out."""
    singles = int((np.bincount(faces.labels) == 1).sum())
    lines = [
        f"{len(faces)} faces of {len(faces.identities)} people ({singles} with one image), "
        f"kept in memory {faces.store.kept}"
    ]
    lines += [f"  left out: {count} x {reason}" for reason, count in faces.skipped.most_common()]
    return "\n".join(lines)


def fits_decoded(count: int) -> bool:
    """Whether so many crops take at most half of the memory that this process may count on.

    Every process that torchrun starts on a machine keeps its own.
    """
    processes = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    free: int = psutil.virtual_memory().available
    return count * CROP_BYTES * processes <= free * MEMORY_SHARE


def _sources(root: Path) -> list[Path]:
    """The shards of a folder that has some, else the folder or archive itself."""
    return sorted(root.glob("*.tar")) or [root]


def _allocate(storage: str, count: int) -> CropStore:
    if storage == "encoded" or (storage == "auto" and not fits_decoded(count)):
        return EncodedCrops([b""] * count)
    return DecodedCrops(np.empty((count, CROP_HEIGHT, CROP_WIDTH, 3), np.uint8))


def _read(entry: Entry, owner: dict[str, ImageTree], store: CropStore, row: int) -> str | None:
    """Put one image into its place of the store, or say why it cannot be used."""
    if entry.file not in owner:
        return "listed, but not in the data"
    try:
        data = owner[entry.file].read(entry.file)
        image = decode_image(data)
    except UnreadableImageError as exc:
        return str(exc)
    if image.shape != (CROP_HEIGHT, CROP_WIDTH, 3):
        return f"{image.shape[1]} x {image.shape[0]} pixels, not {CROP_WIDTH} x {CROP_HEIGHT}"
    store.put(row, data, image)
    return None


def _assemble(
    entries: Sequence[Entry],
    store: CropStore,
    rows: Int64,
    skipped: Counter[str],
    teacher: Float32,
) -> Faces:
    identities, labels = np.unique([entry.identity for entry in entries], return_inverse=True)
    qualities, quality = np.unique([entry.quality for entry in entries], return_inverse=True)
    return Faces(
        store=store,
        rows=rows,
        files=tuple(entry.file for entry in entries),
        labels=labels.astype(np.int64),
        identities=tuple(str(name) for name in identities),
        quality=quality.astype(np.int64),
        qualities=tuple(str(name) for name in qualities),
        teacher=teacher,
        skipped=skipped,
    )


def _read_teacher(config: DataConfig, files: list[str]) -> Float32:
    """(N, T) in the order of `files`; T is 0 without a teacher."""
    if config.teacher is None:
        return np.zeros((len(files), 0), np.float32)
    assert config.root is not None
    return read_teacher(config.root / config.teacher).of(files)
