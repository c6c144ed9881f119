"""Archives of teacher embeddings: an .npz with `files` and `embeddings`."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from videorec.core.errors import OutputError, TrainingError
from videorec.core.types import Float32
from videorec.models.weights import write_atomically


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TeacherArchive:
    """What a teacher says about files: (N, T) float32, any scale, a row for each file."""

    path: Path
    files: tuple[str, ...]
    embeddings: Float32

    def of(self, files: Sequence[str]) -> Float32:
        """(n, T) in the order of `files`. TrainingError where one is not in the archive."""
        row = {name: index for index, name in enumerate(self.files)}
        missing = [name for name in files if name not in row]
        if missing:
            raise TrainingError(
                f"{self.path}: no embedding for {len(missing)} of {len(files)} files, such as "
                f"{missing[0]}"
            )
        chosen: Float32 = self.embeddings[[row[name] for name in files]]
        if not np.isfinite(chosen).all():
            raise TrainingError(
                f"{self.path}: some embeddings are not finite; make the archive again"
            )
        return chosen


def read_teacher(path: Path) -> TeacherArchive:
    """Raises TrainingError for what is no such archive."""
    try:
        with path.open("rb") as file, np.load(file) as archive:
            files = tuple(str(name) for name in archive["files"])
            embeddings = archive["embeddings"].astype(np.float32)
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as exc:
        raise TrainingError(
            f"{path}: not an archive with `files` and `embeddings`, as training.teacher makes it"
        ) from exc
    if embeddings.ndim != 2 or len(embeddings) != len(set(files)):
        raise TrainingError(
            f"{path}: `embeddings` has the shape {embeddings.shape}, not one row for each of "
            f"{len(set(files))} files; make the archive again"
        )
    return TeacherArchive(path=path, files=files, embeddings=embeddings)


def require_writable(path: Path) -> None:
    """Raises OutputError where writing the file would, before hours of work are spent."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as exc:
        raise OutputError(f"{path}: nothing can be written there ({exc})") from exc
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file")


def write_teacher(path: Path, files: Sequence[str], embeddings: Float32) -> None:
    """Keep them as float16. Raises OutputError; an older archive then stays as it was."""
    buffer = io.BytesIO()
    np.savez(buffer, files=np.array(files), embeddings=embeddings.astype(np.float16))
    try:
        write_atomically(path, buffer.getvalue())
    except OSError as exc:
        raise OutputError(f"{path}: the embeddings could not be written ({exc})") from exc
