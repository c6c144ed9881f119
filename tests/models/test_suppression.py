"""Suppression against the textbook's loop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.core.test_boxes import boxes
from videorec.core.boxes import pairwise_iou
from videorec.core.types import Float32
from videorec.models.suppression import keep_unsuppressed, nms


@st.composite
def scored(draw: st.DrawFn, most: int = 40) -> tuple[Float32, Float32]:
    found = draw(boxes(most=most))
    # Few distinct scores, so that ties are common.
    grades = arrays(np.float32, len(found), elements=st.integers(0, 5).map(lambda k: k / 5))
    return found, draw(grades)


def greedy(found: Float32, scores: Float32, threshold: float) -> list[int]:
    """One box after the other, as the textbook says."""
    kept: list[int] = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        overlaps = pairwise_iou(found[kept], found[i : i + 1])
        if not (overlaps > threshold).any():
            kept.append(i)
    return kept


@given(scored(), st.sampled_from([0.0, 0.3, 0.5, 0.7]))
def test_nms_is_greedy_suppression(found_scored: tuple[Float32, Float32], threshold: float) -> None:
    assert nms(*found_scored, threshold).tolist() == greedy(*found_scored, threshold)


def test_nms_over_many_boxes_is_greedy_suppression() -> None:
    random = np.random.default_rng(1)
    corner = random.integers(0, 90, (700, 2))
    found = np.concatenate(
        [corner, corner + random.integers(10, 30, (700, 2))], 1, dtype=np.float32
    )
    scores = random.integers(0, 100, 700).astype(np.float32)
    kept = nms(found, scores, 0.4).tolist()
    assert kept == greedy(found, scores, 0.4)
    assert len(kept) > 128


@given(scored(), st.integers(0, 10))
def test_a_limit_keeps_the_best(found_scored: tuple[Float32, Float32], limit: int) -> None:
    assert np.array_equal(nms(*found_scored, 0.5, limit), nms(*found_scored, 0.5)[:limit])


def test_a_chain_of_overlaps_keeps_every_second_box() -> None:
    """A suppressed box suppresses nothing."""
    left = np.arange(30, dtype=np.float32)
    found = np.stack([left * 4, left * 0, left * 4 + 10, left * 0 + 10], axis=1)
    assert nms(found, -left, 0.4).tolist() == list(range(0, 30, 2))


def test_no_boxes_stay_no_boxes() -> None:
    none = np.zeros((0, 4), np.float32)
    assert nms(none, np.zeros(0, np.float32), 0.5).shape == (0,)
    assert keep_unsuppressed(np.zeros((0, 0), np.bool_)).shape == (0,)


@given(scored(), st.sampled_from([0.0, 0.3, 0.7]))
def test_conflicts_suppress_as_overlaps_do(
    found_scored: tuple[Float32, Float32], threshold: float
) -> None:
    found, scores = found_scored
    ranked = found[np.argsort(-scores, kind="stable")]
    keep = keep_unsuppressed(pairwise_iou(ranked, ranked) > threshold)
    assert np.array_equal(ranked[keep], found[nms(found, scores, threshold)])
