"""LFW's pairs.txt: which pairs of images are compared, and in which fold."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from videorec.core.errors import TrainingError
from videorec.core.types import Bool, Int64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairList:
    """P pairs. Images are named as in LFW but without suffix: `Ann_Lee/Ann_Lee_0001`.

    left, right: P names. same: (P,) whether they show one person. folds: (P,) from 1.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    same: Bool
    folds: Int64

    def __len__(self) -> int:
        return len(self.left)

    @property
    def images(self) -> tuple[str, ...]:
        """Every image that is named, once, sorted."""
        return tuple(sorted({*self.left, *self.right}))

    def only(self, rows: Bool) -> "PairList":
        """The pairs of the given rows; folds keep their numbers."""
        kept = np.flatnonzero(rows)
        return PairList(
            left=tuple(self.left[i] for i in kept),
            right=tuple(self.right[i] for i in kept),
            same=self.same[rows],
            folds=self.folds[rows],
        )


def read_pairs(path: str | Path) -> PairList:
    """Read the official list. TrainingError names the line that does not fit.

    The first line holds the number of folds and of pairs of a kind in each; then, fold by fold,
    the same-person lines `name n1 n2` and the others `name1 n1 name2 n2`, tab-separated.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise TrainingError(f"{path}: cannot be read as a list of pairs ({exc})") from exc
    folds, per_kind = _header(path, lines)
    body = [
        (i, line.split("\t")) for i, line in enumerate(lines, start=1) if i > 1 and line.strip()
    ]
    if len(body) != folds * per_kind * 2:
        raise TrainingError(
            f"{path}: {len(body)} pairs, but its first line promises {folds} folds of "
            f"2 x {per_kind}; get the list again"
        )
    left, right, same = [], [], []
    for number, parts in body:
        if len(parts) == 3:
            parts = [parts[0], parts[1], parts[0], parts[2]]
            same.append(True)
        else:
            same.append(False)
        if len(parts) != 4 or not (parts[1].isdecimal() and parts[3].strip().isdecimal()):
            raise TrainingError(
                f"{path}, line {number}: expected `name n1 n2` or `name1 n1 name2 n2`, "
                "separated by tabs"
            )
        left.append(_image(parts[0], parts[1]))
        right.append(_image(parts[2], parts[3]))
    return PairList(
        left=tuple(left),
        right=tuple(right),
        same=np.array(same),
        folds=np.repeat(np.arange(1, folds + 1), 2 * per_kind),
    )


def _header(path: Path, lines: list[str]) -> tuple[int, int]:
    parts = lines[0].split() if lines else []
    if len(parts) != 2 or not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise TrainingError(
            f"{path}: the first line must hold the number of folds and of pairs in each, as in "
            "LFW's pairs.txt"
        )
    return int(parts[0]), int(parts[1])


def _image(name: str, number: str) -> str:
    return f"{name}/{name}_{int(number):04d}"
