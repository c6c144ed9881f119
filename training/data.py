"""Aligned training faces in memory: read from tar shards, split into training and held-out people."""

import hashlib
import tarfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from videorec.core.errors import TrainingError
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Bool, Float32, Int64, UInt8

QUALITIES = ("wild", "half", "low")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Faces:
    """A data set, decoded.

    crops: (N, 112, 96, 3) uint8 BGR.
    labels: (N,) int64, 0 .. identities - 1.
    quality: (N,) int64, index into QUALITIES.
    teacher: (N, T) float32 teacher embeddings, or (N, 0) without a teacher.
    identities: names, by label.
    skipped: how many images were left out, by reason.
    """

    crops: UInt8
    labels: Int64
    quality: Int64
    teacher: Float32
    identities: tuple[str, ...]
    skipped: Counter[str]

    def __len__(self) -> int:
        return len(self.labels)

    def only(self, rows: Bool) -> "Faces":
        """The faces of the given rows, relabelled without gaps."""
        kept, labels = np.unique(self.labels[rows], return_inverse=True)
        return Faces(
            crops=self.crops[rows],
            labels=labels.astype(np.int64),
            quality=self.quality[rows],
            teacher=self.teacher[rows],
            identities=tuple(self.identities[label] for label in kept),
            skipped=self.skipped,
        )


def load_faces(root: Path, teacher: str | None = None) -> Faces:
    """Read `root`/index.tsv and the shards it names into memory.

    Images that are listed but missing, broken or of another size are counted in `skipped`.
    Raises TrainingError when nothing is left or the index or teacher cannot be used.
    """
    index = _read_index(root / "index.tsv")
    shards = sorted(root.glob("*.tar"))
    if not shards:
        raise TrainingError(f"{root}: no .tar shards; point data.root at the prepared faces")
    with ThreadPoolExecutor(2) as pool:
        decoded = {k: v for part in pool.map(_read_shard, shards) for k, v in part.items()}
    skipped: Counter[str] = Counter()
    names = []
    for name in index:
        image = decoded.get(name)
        if name not in decoded:
            skipped["listed but not in any shard"] += 1
        elif image is None:
            skipped["not a readable image"] += 1
        elif image.shape != (CROP_HEIGHT, CROP_WIDTH, 3):
            skipped[f"not {CROP_WIDTH} x {CROP_HEIGHT}"] += 1
        else:
            names.append(name)
    if not names:
        raise TrainingError(f"{root}: no usable image of {len(index)} listed: {dict(skipped)}")
    identities, labels = np.unique([index[name][0] for name in names], return_inverse=True)
    return Faces(
        crops=np.stack([decoded.pop(name) for name in names]),
        labels=labels.astype(np.int64),
        quality=np.array([QUALITIES.index(index[name][1]) for name in names], np.int64),
        teacher=_read_teacher(root / teacher, names) if teacher else _no_teacher(len(names)),
        identities=tuple(str(identity) for identity in identities),
        skipped=skipped,
    )


def held_out(faces: Faces, count: int, seed: int) -> Bool:
    """Rows of `count` identities chosen by a hash of their names: the same for every run."""
    ranked = sorted(
        range(len(faces.identities)),
        key=lambda i: hashlib.sha256(f"{seed}/{faces.identities[i]}".encode()).digest(),
    )
    rows: Bool = np.isin(faces.labels, ranked[:count])
    return rows


def _read_index(path: Path) -> dict[str, tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as exc:
        raise TrainingError(f"{path}: cannot be read ({exc.strerror}); check data.root") from exc
    index = {}
    for number, line in enumerate(lines[1:], start=2):
        parts = line.split("\t")
        if len(parts) != 3 or parts[2] not in QUALITIES:
            raise TrainingError(
                f"{path}:{number}: expected file, identity and one of {QUALITIES}, found {line!r}"
            )
        index[parts[0]] = (parts[1], parts[2])
    return index


def _read_shard(path: Path) -> dict[str, UInt8 | None]:
    """Every file of a tar, decoded; None where it is no image."""
    images: dict[str, UInt8 | None] = {}
    try:
        with tarfile.open(path) as tar:
            for member in tar:
                stream = tar.extractfile(member)
                if stream is not None:
                    data = np.frombuffer(stream.read(), np.uint8)
                    images[member.name.removeprefix("./")] = (
                        cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
                    )
    except (OSError, tarfile.TarError) as exc:
        raise TrainingError(f"{path}: not a readable tar file; fetch it again") from exc
    return images


def _no_teacher(count: int) -> Float32:
    return np.zeros((count, 0), np.float32)


def _read_teacher(path: Path, names: list[str]) -> Float32:
    try:
        with np.load(path) as archive:
            row = {str(name): i for i, name in enumerate(archive["files"])}
            embeddings = archive["embeddings"].astype(np.float32)
    except (OSError, KeyError, ValueError) as exc:
        raise TrainingError(
            f"{path}: not an archive with `files` and `embeddings`; check data.teacher"
        ) from exc
    missing = [name for name in names if name not in row]
    if missing:
        raise TrainingError(
            f"{path}: no embedding for {len(missing)} files, for example {missing[0]}"
        )
    selected: Float32 = embeddings[[row[name] for name in names]]
    return selected
