"""The angular Fisher score against its formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.fisher import angular_fisher_score


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def test_score_is_the_papers_formula() -> None:
    rng = np.random.default_rng(2)
    labels = np.array([7, 7, 7, -1, -1, 40, 40, 40, 40])
    features = rng.normal(size=(9, 5)) + 1
    within = between = 0.0
    for label in set(labels.tolist()):
        members = features[labels == label]
        mean = members.mean(axis=0)
        within += sum(1 - cosine(x, mean) for x in members)
        between += len(members) * (1 - cosine(mean, features.mean(axis=0)))
    assert angular_fisher_score(features, labels) == pytest.approx(within / between)


def test_classes_of_identical_features_score_zero() -> None:
    features = np.repeat(np.eye(4), 3, axis=0)
    assert angular_fisher_score(features, np.arange(12) // 3) == pytest.approx(0.0)


@given(st.floats(0.01, 100), st.integers(0, 2**31))
def test_scale_does_not_matter_and_tighter_classes_score_lower(scale: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = np.arange(60) // 6
    centers = rng.normal(size=(10, 32))
    noise = rng.normal(size=(60, 32))
    tight, loose = (centers[labels] + noise * spread for spread in (0.1, 1.0))
    assert angular_fisher_score(tight * scale, labels) == pytest.approx(
        angular_fisher_score(tight, labels)
    )
    assert angular_fisher_score(tight, labels) < angular_fisher_score(loose, labels)


@pytest.mark.parametrize(
    ("features", "labels", "message"),
    [
        (np.eye(3), np.zeros(3, np.int64), "two classes"),
        (np.eye(3), np.arange(2), "shapes"),
        (np.full((3, 3), np.nan), np.arange(3), "finite"),
        (np.ones((4, 2)), np.arange(4) // 2, "same way"),
    ],
)
def test_unfit_input_is_refused(features, labels, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        angular_fisher_score(features, labels)
