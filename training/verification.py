"""Are two faces the same person? The arithmetic of LFW view 2, in numpy alone.

`ten_fold` follows the SphereFace authors' evaluator to the letter; `ten_fold_plain` follows the
variant most PyTorch reproductions report. Pairs are held as two feature arrays, `left` and `right`
(N, D), a flag `same` (N,) and the number of the fold (N,) each pair belongs to.
"""

from dataclasses import dataclass

import numpy as np

from videorec.core.types import Array, Bool, Float32, Float64, Int64

THRESHOLD_STEPS = 10_000  # thresholds run from -1 to 1 in steps of 1 / THRESHOLD_STEPS
PLAIN_STEP = 0.005


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verification:
    """Outcome of a cross-validated check.

    accuracies, thresholds: (F,) float64, one a fold, in the order of `folds`.
    folds: (F,) their numbers.
    scores: (N,) float64, each pair's similarity as it was when its own fold was tested.
    same: (N,) whether the pair shows one person.
    """

    folds: Int64
    accuracies: Float64
    thresholds: Float64
    scores: Float64
    same: Bool

    @property
    def mean(self) -> float:
        """Mean accuracy over the folds, a share of 1."""
        return float(self.accuracies.mean())

    @property
    def std(self) -> float:
        """Standard deviation of the accuracy over the folds (population)."""
        return float(self.accuracies.std())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roc:
    """Receiver operating characteristic; a pair is accepted when its score reaches the threshold.

    far: (T,) share of different pairs accepted, rising from 0 to 1.
    tar: (T,) share of same pairs accepted, rising from 0 to 1.
    thresholds: (T,) falling from +inf over every distinct score.
    """

    far: Float64
    tar: Float64
    thresholds: Float64


def ten_fold(
    left: Float32 | Float64, right: Float32 | Float64, same: Bool, folds: Int64
) -> Verification:
    """The authors' protocol (evaluation.m). (N, D), (N, D), (N,), (N,) -> Verification.

    For each fold: subtract the mean feature of both sides of all other folds' pairs, compare by
    cosine, take the threshold from the other folds (`best_threshold`), count the fold's own pairs.
    A feature of length zero has similarity 0 to everything.
    """
    left, right, same, folds = _checked(left, right, same, folds)
    numbers = np.unique(folds)
    accuracies, thresholds = [], []
    scores = np.zeros(len(same))
    for number in numbers:
        held_out = folds == number
        mean = np.concatenate([left[~held_out], right[~held_out]]).mean(axis=0)
        centered = row_cosines(left - mean, right - mean)
        threshold = best_threshold(centered[~held_out], same[~held_out])
        accuracies.append(accuracy(centered[held_out], same[held_out], threshold))
        thresholds.append(threshold)
        scores[held_out] = centered[held_out]
    return Verification(
        folds=numbers,
        accuracies=np.array(accuracies),
        thresholds=np.array(thresholds),
        scores=scores,
        same=same,
    )


def ten_fold_plain(
    left: Float32 | Float64, right: Float32 | Float64, same: Bool, folds: Int64
) -> Verification:
    """The variant of clcarwin's lfw_eval.py: no mean subtraction, coarse thresholds.

    Meant for plain features without the mirror image. Thresholds run over [-1, 1) in steps of
    0.005; the last of the best is taken; a pair at the threshold counts as different. Cosines
    carry that script's 1e-5 in the denominator.
    """
    left, right, same, folds = _checked(left, right, same, folds)
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    scores = np.einsum("nd,nd->n", left, right) / (lengths + 1e-5)
    candidates = np.arange(-1.0, 1.0, PLAIN_STEP)
    numbers = np.unique(folds)
    accuracies, thresholds = [], []
    for number in numbers:
        held_out = folds == number
        right_answers = _accepted(scores[~held_out], same[~held_out], candidates) + _rejected(
            scores[~held_out], same[~held_out], candidates, side="right"
        )
        best = candidates[len(candidates) - 1 - int(np.argmax(right_answers[::-1]))]
        accuracies.append(float(((scores[held_out] > best) == same[held_out]).mean()))
        thresholds.append(float(best))
    return Verification(
        folds=numbers,
        accuracies=np.array(accuracies),
        thresholds=np.array(thresholds),
        scores=scores,
        same=same,
    )


def row_cosines(left: Float64, right: Float64) -> Float64:
    """Cosine of each row with the row beside it. (N, D), (N, D) -> (N,); 0 for a zero row."""
    return np.asarray(np.einsum("nd,nd->n", _unit(left), _unit(right)), np.float64)


def accuracy(scores: Float64, same: Bool, threshold: float) -> float:
    """Share of right answers: same pairs strictly above, different ones strictly below."""
    right_answers = (scores[same] > threshold).sum() + (scores[~same] < threshold).sum()
    return float(right_answers / len(scores))


def best_threshold(scores: Float64, same: Bool, steps: int = THRESHOLD_STEPS) -> float:
    """The mean of all thresholds -1, -1 + 1/steps, ... 1 with the highest `accuracy`."""
    thresholds = np.arange(-steps, steps + 1) / steps
    right_answers = _accepted(scores, same, thresholds) + _rejected(
        scores, same, thresholds, side="left"
    )
    return float(thresholds[right_answers == right_answers.max()].mean())


def roc(scores: Float64, same: Bool) -> Roc:
    """The curve over every distinct score. (N,), (N,) -> Roc; needs pairs of both kinds."""
    _require_both_kinds(same)
    distinct = np.unique(scores)[::-1]
    thresholds = np.concatenate([[np.inf], distinct])
    return Roc(
        far=_share_reaching(scores[~same], thresholds),
        tar=_share_reaching(scores[same], thresholds),
        thresholds=thresholds,
    )


def auc(curve: Roc) -> float:
    """Area under the curve: the chance that a same pair scores above a different one."""
    heights = (curve.tar[1:] + curve.tar[:-1]) / 2
    return float((np.diff(curve.far) * heights).sum())


def eer(curve: Roc) -> float:
    """The rate at which false accepts and false rejects are equal, linear between two points."""
    difference = curve.far + curve.tar - 1.0  # far - frr, rising from -1 to 1
    above = int(np.argmax(difference >= 0))
    below = above - 1
    share = -difference[below] / (difference[above] - difference[below])
    return float(curve.far[below] + share * (curve.far[above] - curve.far[below]))


def tar_at_far(curve: Roc, far: float) -> float:
    """The largest share of same pairs accepted while no more than `far` of the others are."""
    return float(curve.tar[curve.far <= far].max())


def _accepted(scores: Float64, same: Bool, thresholds: Float64) -> Int64:
    """How many same pairs lie strictly above each threshold. -> (T,)"""
    genuine = np.sort(scores[same])
    return np.asarray(len(genuine) - np.searchsorted(genuine, thresholds, side="right"), np.int64)


def _rejected(scores: Float64, same: Bool, thresholds: Float64, *, side: str) -> Int64:
    """How many different pairs lie below each threshold, those on it included for "right"."""
    impostor = np.sort(scores[~same])
    positions: Array = np.searchsorted(impostor, thresholds, side=side)  # type: ignore[call-overload]
    return np.asarray(positions, np.int64)


def _share_reaching(scores: Float64, thresholds: Float64) -> Float64:
    below = np.searchsorted(np.sort(scores), thresholds, side="left")
    return np.asarray((len(scores) - below) / len(scores), np.float64)


def _unit(rows: Float64) -> Float64:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Float64 = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit


def _require_both_kinds(same: Bool) -> None:
    if same.all() or not same.any():
        raise ValueError("needs pairs of the same person and pairs of different people")


def _checked(
    left: Float32 | Float64, right: Float32 | Float64, same: Bool, folds: Int64
) -> tuple[Float64, Float64, Bool, Int64]:
    left, right = np.asarray(left, np.float64), np.asarray(right, np.float64)
    same, folds = np.asarray(same, np.bool_), np.asarray(folds, np.int64)
    count = len(same)
    if left.ndim != 2 or left.shape != right.shape or folds.shape != same.shape:
        raise ValueError(f"shapes do not fit: {left.shape}, {right.shape}, {same.shape}")
    if len(left) != count:
        raise ValueError(f"{len(left)} features for {count} pairs")
    if len(np.unique(folds)) < 2:
        raise ValueError("needs at least two folds")
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        raise ValueError("features must be finite")
    _require_both_kinds(same)
    return left, right, same, folds
