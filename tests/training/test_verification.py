"""The evaluator against a slow reading of the protocol, and properties of its curves."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.verification import (
    accuracy,
    auc,
    best_threshold,
    eer,
    roc,
    row_cosines,
    tar_at_far,
    ten_fold,
    ten_fold_plain,
)
from videorec.core.types import Bool, Float64, Int64

Pairs = tuple[Float64, Float64, Bool, Int64]


def random_pairs(seed: int, *, folds: int = 4, per_fold: int = 14, size: int = 6) -> Pairs:
    """Pairs that are neither trivial nor hopeless, with an off-centre mean."""
    rng = np.random.default_rng(seed)
    count = folds * per_fold
    same = np.tile(np.arange(per_fold) < per_fold // 2, folds)
    left = rng.normal(size=(count, size))
    right = rng.normal(size=(count, size))
    right[same] = left[same] + rng.normal(size=(int(same.sum()), size))
    offset = rng.normal(size=size) * 2
    return left + offset, right + offset, same, np.repeat(np.arange(1, folds + 1), per_fold)


def slow_accuracy(scores: list[float], flags: list[int], threshold: float) -> float:
    right = 0
    for score, flag in zip(scores, flags, strict=True):
        if flag == 1 and score > threshold:
            right += 1
        if flag != 1 and score < threshold:
            right += 1
    return right / len(scores)


def slow_ten_fold(pairs: Pairs, steps: int) -> list[tuple[float, float]]:
    """evaluation.m read line by line with plain Python numbers: (accuracy, threshold) a fold."""
    left, right, same, folds = (array.tolist() for array in pairs)
    size = len(left[0])
    outcome = []
    for fold in sorted(set(folds)):
        others = [i for i, f in enumerate(folds) if f != fold]
        own = [i for i, f in enumerate(folds) if f == fold]
        mean = [
            sum(left[i][d] for i in others) + sum(right[i][d] for i in others) for d in range(size)
        ]
        mean = [value / (2 * len(others)) for value in mean]
        scores = []
        for a, b in zip(left, right, strict=True):
            a = [x - m for x, m in zip(a, mean, strict=True)]
            b = [x - m for x, m in zip(b, mean, strict=True)]
            norm = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(x * x for x in b))
            scores.append(sum(x * y for x, y in zip(a, b, strict=True)) / norm)
        flags = [1 if s else -1 for s in same]
        candidates = [k / steps for k in range(-steps, steps + 1)]
        other_scores, other_flags = [scores[i] for i in others], [flags[i] for i in others]
        reached = [slow_accuracy(other_scores, other_flags, t) for t in candidates]
        highest = max(reached)
        best = [t for t, r in zip(candidates, reached, strict=True) if r == highest]
        threshold = sum(best) / len(best)
        outcome.append(
            (slow_accuracy([scores[i] for i in own], [flags[i] for i in own], threshold), threshold)
        )
    return outcome


def test_ten_fold_is_the_slow_reading_of_the_protocol() -> None:
    pairs = random_pairs(3)
    expected = slow_ten_fold(pairs, steps=10_000)
    result = ten_fold(*pairs)
    assert result.accuracies.tolist() == [a for a, _ in expected]
    np.testing.assert_allclose(result.thresholds, [t for _, t in expected], atol=1e-12)
    assert 0.6 < result.mean < 1.0, "the example must not be trivial"
    assert result.mean == pytest.approx(sum(a for a, _ in expected) / 4)


def test_each_score_is_centred_without_the_pairs_own_fold() -> None:
    left, right, same, folds = random_pairs(8)
    result = ten_fold(left, right, same, folds)
    own, others = folds == 2, folds != 2
    mean = np.vstack([left[others], right[others]]).mean(axis=0)
    np.testing.assert_allclose(
        result.scores[own], row_cosines(left[own] - mean, right[own] - mean), atol=1e-12
    )


def test_plain_variant_is_the_slow_reading() -> None:
    left, right, same, folds = random_pairs(5)
    scores = [
        float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-5))
        for a, b in zip(left, right, strict=True)
    ]
    accuracies, thresholds = [], []
    for fold in range(1, 5):
        best_accuracy = best = 0.0
        for t in np.arange(-1.0, 1.0, 0.005):
            answers = [
                (s > t) == f for s, f, k in zip(scores, same, folds, strict=True) if k != fold
            ]
            if sum(answers) / len(answers) >= best_accuracy:
                best_accuracy, best = sum(answers) / len(answers), float(t)
        own = [(s > best) == f for s, f, k in zip(scores, same, folds, strict=True) if k == fold]
        accuracies.append(sum(own) / len(own))
        thresholds.append(best)
    result = ten_fold_plain(left, right, same, folds)
    assert result.accuracies.tolist() == accuracies
    np.testing.assert_allclose(result.thresholds, thresholds, atol=1e-12)


def test_ties_with_the_threshold_are_wrong_on_both_sides() -> None:
    scores = np.array([0.5, 0.5, 0.7, 0.1])
    same = np.array([True, False, True, False])
    assert accuracy(scores, same, 0.5) == 0.5


def test_best_threshold_is_the_middle_of_the_gap() -> None:
    # Every threshold strictly between 0.2 and 0.6 is perfect; 0.2 and 0.6 themselves are not.
    scores, same = np.array([0.2, 0.6]), np.array([False, True])
    assert best_threshold(scores, same) == pytest.approx(0.4)
    assert best_threshold(scores, same, steps=10) == pytest.approx(0.4)


def test_perfect_features_reach_one() -> None:
    rng = np.random.default_rng(0)
    left = rng.normal(size=(40, 64))
    same = np.arange(40) % 2 == 0
    right = np.where(same[:, None], left, rng.normal(size=(40, 64)))
    folds = np.arange(40) // 10
    assert ten_fold(left, right, same, folds).mean == 1.0
    curve = roc(ten_fold(left, right, same, folds).scores, same)
    assert (auc(curve), eer(curve), tar_at_far(curve, 0.0)) == (1.0, 0.0, 1.0)


scores_and_flags = st.lists(
    st.tuples(st.integers(-20, 20).map(lambda k: k / 20), st.booleans()), min_size=2, max_size=60
).filter(lambda rows: len({flag for _, flag in rows}) == 2)


def unzip(rows: list[tuple[float, bool]]) -> tuple[Float64, Bool]:
    return np.array([s for s, _ in rows]), np.array([f for _, f in rows])


@given(scores_and_flags)
def test_best_threshold_beats_every_other(rows: list[tuple[float, bool]]) -> None:
    """With ties the mean of the best may fall into a worse valley; that is the released rule."""
    scores, same = unzip(rows)
    steps = 40
    reached = {k: accuracy(scores, same, k / steps) for k in range(-steps, steps + 1)}
    best = [k / steps for k, r in reached.items() if r == max(reached.values())]
    assert best_threshold(scores, same, steps) == pytest.approx(sum(best) / len(best))


@given(scores_and_flags)
def test_auc_is_the_chance_of_the_right_order(rows: list[tuple[float, bool]]) -> None:
    scores, same = unzip(rows)
    wins = [1.0 if a > b else 0.5 if a == b else 0.0 for a in scores[same] for b in scores[~same]]
    assert auc(roc(scores, same)) == pytest.approx(sum(wins) / len(wins))


@given(scores_and_flags, st.floats(0, 1))
def test_tar_at_far_is_the_best_of_all_thresholds(
    rows: list[tuple[float, bool]], far: float
) -> None:
    scores, same = unzip(rows)
    allowed = [
        np.mean(scores[same] >= t)
        for t in [*scores.tolist(), np.inf]
        if np.mean(scores[~same] >= t) <= far
    ]
    assert tar_at_far(roc(scores, same), far) == pytest.approx(max(allowed))


@given(scores_and_flags)
def test_curve_rises_and_eer_lies_on_it(rows: list[tuple[float, bool]]) -> None:
    curve = roc(*unzip(rows))
    assert (np.diff(curve.far) >= 0).all()
    assert (np.diff(curve.tar) >= 0).all()
    assert (curve.far[0], curve.tar[0], curve.far[-1], curve.tar[-1]) == (0, 0, 1, 1)
    rate = eer(curve)
    between = (curve.far[:-1] <= rate + 1e-9) & (rate - 1e-9 <= curve.far[1:])
    between &= (curve.tar[:-1] <= 1 - rate + 1e-9) & (1 - rate - 1e-9 <= curve.tar[1:])
    assert between.any(), "false accepts and false rejects are equal on a piece of the curve"


@given(scores_and_flags, st.randoms(use_true_random=False))
def test_order_of_the_pairs_does_not_matter(
    rows: list[tuple[float, bool]], shuffle: random.Random
) -> None:
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    a, b = roc(*unzip(rows)), roc(*unzip(shuffled))
    assert a.far.tolist() == b.far.tolist()
    assert a.tar.tolist() == b.tar.tolist()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a, b, s, f: (a, b[:, :3], s, f), "shapes"),
        (lambda a, b, s, f: (a, b, np.ones_like(s), f), "both|same person"),
        (lambda a, b, s, f: (a, b, s, np.zeros_like(f)), "two folds"),
        (lambda a, b, s, f: (a * np.nan, b, s, f), "finite"),
        (lambda a, b, s, f: (a[:-1], b[:-1], s, f), "features for"),
    ],
)
def test_unfit_input_is_refused(change, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        ten_fold(*change(*random_pairs(1)))
