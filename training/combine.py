"""Join the embeddings of several teachers into one, whose cosines are the means of theirs.

    python -m training.combine --teacher a.npz 0.3 0.25 --teacher b.npz 0.7 0.1 --output both.npz

Each teacher has a share and a power of whitening (training.distill). Where together they have more
values than asked for, they are turned to their principal directions and the last of those left
out. Name the result as data.teacher, with distillation.whitening 0. With --data, the faces that
the archives are about, it also says how well each teacher tells held-out people apart, and all of
them together.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.commandline import exit_code
from training.config import DataConfig
from training.data import held_out, load_faces
from training.distill import whitened
from training.holdout import FALSE_ACCEPTS, all_pairs, few_of_each, tar_at_far, unit
from training.teacher_archive import TeacherArchive, read_teacher, write_teacher
from videorec.core.errors import UsageError
from videorec.core.types import EMBEDDING_SIZE, Float32


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """An archive, its share above 0, and the power of whitening, 0 to 1."""

    path: Path
    share: float
    power: float


def combine(
    teachers: Sequence[Teacher],
    output: Path,
    *,
    values: int = EMBEDDING_SIZE,
    judges: DataConfig | None = None,
) -> None:
    """Write embeddings of unit length, of that many values at most, for the first teacher's files.

    judges: faces whose held-out people are to tell how good the teachers are. Raises TrainingError
    for archives that do not fit, OutputError when nothing can be written.
    """
    archives = [read_teacher(teacher.path) for teacher in teachers]
    files = archives[0].files
    each = [
        whitened(archive.of(files), teacher.power)
        for teacher, archive in zip(teachers, archives, strict=True)
    ]
    shares = np.array([teacher.share for teacher in teachers])
    weights = np.sqrt(shares / shares.sum())
    parts = [weight * part for weight, part in zip(weights, each, strict=True)]
    joined = np.concatenate(parts, axis=1).astype(np.float32)
    if joined.shape[1] > values:
        joined = _principal(joined, values)
    write_teacher(output, files, joined)
    print(f"{len(files)} files, {joined.shape[1]} values each: {output}")
    if judges is not None:
        names = [*(teacher.path for teacher in teachers), output]
        _judge(
            [
                TeacherArchive(path=name, files=files, embeddings=rows)
                for name, rows in zip(names, [*each, joined], strict=True)
            ],
            judges,
        )


def _principal(embeddings: Float32, values: int) -> Float32:
    """(N, D) -> (N, values), unit length: the projection that keeps the products of all pairs best.

    It is onto the first right singular vectors (Eckart and Young 1936), without a mean taken off,
    since cosines are about the origin.
    """
    square = embeddings.T.astype(np.float64) @ embeddings
    lengths, directions = np.linalg.eigh(square)
    kept = lengths[-values:].sum() / lengths.sum()
    print(f"{values} of {len(lengths)} values keep {kept:.1%} of the squared length")
    return unit(embeddings @ directions[:, -values:].astype(np.float32))


def _judge(teachers: Sequence[TeacherArchive], data: DataConfig) -> None:
    """Print true accept rates on people held out of training, as training.holdout has them."""
    faces = load_faces(data)
    faces = faces.only(held_out(faces, data.holdout_identities, data.holdout_seed))
    few = few_of_each(faces.labels)
    pairs, same = all_pairs(faces.labels[few])
    for teacher in teachers:
        embeddings = teacher.of([faces.files[row] for row in few])
        scores = (embeddings @ embeddings.T)[pairs]
        rates = "  ".join(
            f"tar@{far:g} {tar_at_far(scores, same, far):.1%}" for far in FALSE_ACCEPTS
        )
        print(f"{teacher.path}: {rates}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--teacher",
        action="append",
        nargs=3,
        required=True,
        metavar=("ARCHIVE", "SHARE", "WHITENING"),
        help="once for each teacher",
    )
    parser.add_argument("--output", type=Path, required=True, help="an .npz file")
    parser.add_argument(
        "--values",
        type=int,
        default=EMBEDDING_SIZE,
        help=f"how many values a face at most, up to a student's (default: {EMBEDDING_SIZE})",
    )
    parser.add_argument("--data", type=Path, help="judge by the people held out of these faces")
    parser.add_argument("--held-out", type=int, default=300, help="how many (default: 300)")
    options = parser.parse_args(arguments)
    return exit_code(
        lambda: combine(
            [_teacher(*words) for words in options.teacher],
            options.output,
            values=_values(options.values),
            judges=_judges(options.data, options.held_out) if options.data else None,
        )
    )


def _values(count: int) -> int:
    if not 1 <= count <= EMBEDDING_SIZE:
        raise UsageError(f"--values must be from 1 to {EMBEDDING_SIZE}, not {count}")
    return count


def _judges(data: Path, held_out: int) -> DataConfig:
    if held_out < 2:
        raise UsageError(f"--held-out must be at least 2 people, not {held_out}")
    return DataConfig(root=data, storage="encoded", holdout_identities=held_out)


def _teacher(path: str, share: str, power: str) -> Teacher:
    try:
        teacher = Teacher(path=Path(path), share=float(share), power=float(power))
    except ValueError as exc:
        raise UsageError(f"--teacher {path}: share and whitening must be numbers ({exc})") from exc
    if not (0 < teacher.share < np.inf and 0 <= teacher.power <= 1):
        raise UsageError(f"--teacher {path}: a share is above 0, whitening from 0 to 1")
    return teacher


if __name__ == "__main__":
    sys.exit(main())
