"""The threshold moves with how much a face looks like strangers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.core.cohort import NEAREST, Cohort
from videorec.core.matching import assign
from videorec.core.types import Candidate, Float32


def directions(count: int, seed: int, towards: Float32 | None = None) -> Float32:
    """Unit vectors of 64 values, drawn to one side if wanted."""
    rows = np.random.default_rng(seed).standard_normal((count, 64))
    if towards is not None:
        rows += 6.0 * towards
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_a_handicap_is_the_mean_of_the_nearest_above_the_usual() -> None:
    members, probes = directions(50, 0), directions(7, 1)

    def mean_of_nearest(face: Float32, others: Float32) -> float:
        return float(np.mean(sorted((others @ face).tolist())[-NEAREST:]))

    usual = np.mean([mean_of_nearest(m, np.delete(members, i, 0)) for i, m in enumerate(members)])
    expected = [mean_of_nearest(probe, members) - usual for probe in probes]
    np.testing.assert_allclose(Cohort(members).handicaps(probes), expected, atol=1e-6)


def test_whoever_looks_like_many_strangers_needs_more() -> None:
    axis = directions(1, 2)[0]
    crowd = directions(40, 3, towards=axis)
    cohort = Cohort(np.concatenate([crowd, directions(400, 4)]))
    alike, apart = cohort.handicaps(np.stack([axis, directions(1, 5)[0]]))
    assert alike > apart + 0.2


def test_no_probes_and_too_few_members() -> None:
    assert Cohort(directions(NEAREST + 1, 0)).handicaps(directions(3, 1)[:0]).shape == (0,)
    with pytest.raises(ValueError, match="more than 20 people"):
        Cohort(directions(NEAREST, 0))


@given(
    similarities=st.lists(st.floats(-1, 1), min_size=1, max_size=4),
    handicap=st.floats(-0.5, 0.5),
    threshold=st.floats(0, 1),
)
def test_a_handicap_moves_the_threshold_and_nothing_else(
    similarities: list[float], handicap: float, threshold: float
) -> None:
    def ranked(extra: float) -> list[Candidate]:
        return [
            Candidate(identity_id=i, name=str(i), similarity=s, handicap=extra)
            for i, s in enumerate(sorted(similarities, reverse=True))
        ]

    (match,) = assign([ranked(handicap)], threshold=threshold)
    assert match.threshold == pytest.approx(threshold + handicap)
    assert match.similarity == max(similarities)
    assert (match.name is not None) == (max(similarities) - handicap >= threshold)
