"""Boxes: properties against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from videorec.core import boxes as geometry
from videorec.core.types import Array, Float32

COORDINATES = st.integers(-50, 300).map(float)
EXTENTS = st.integers(0, 120).map(float)


@st.composite
def boxes(draw: st.DrawFn, least: int = 0, most: int = 12) -> Float32:
    count = draw(st.integers(least, most))
    corner = draw(arrays(np.float32, (count, 2), elements=COORDINATES))
    extent = draw(arrays(np.float32, (count, 2), elements=EXTENTS))
    return np.concatenate([corner, corner + extent], axis=1)


def iou_of_pixels(a: Array, b: Array) -> float:
    """By counting whole pixels of integer boxes."""

    def pixels(box: Array) -> set[tuple[int, int]]:
        x0, y0, x1, y1 = (int(value) for value in box)
        return {(x, y) for x in range(x0, x1) for y in range(y0, y1)}

    first, second = pixels(a), pixels(b)
    return len(first & second) / len(first | second) if first | second else 0.0


@given(boxes(most=3), boxes(most=3))
def test_iou_counts_common_pixels(a: Float32, b: Float32) -> None:
    expected = np.array([[iou_of_pixels(p, q) for q in b] for p in a]).reshape(len(a), len(b))
    assert geometry.pairwise_iou(a, b) == pytest.approx(expected, abs=1e-6)


@given(boxes(), boxes())
def test_iou_is_symmetric_and_bounded(a: Float32, b: Float32) -> None:
    overlap = geometry.pairwise_iou(a, b)
    assert overlap.shape == (len(a), len(b))
    assert np.array_equal(overlap, geometry.pairwise_iou(b, a).T)
    assert ((overlap >= 0) & (overlap <= 1)).all()


@given(boxes())
def test_a_box_with_extent_covers_itself(a: Float32) -> None:
    diagonal = np.diagonal(geometry.pairwise_iou(a, a))
    assert diagonal == pytest.approx((geometry.area(a) > 0).astype(float))


@given(boxes(), st.integers(1, 200), st.integers(1, 200))
def test_clipped_boxes_lie_in_the_picture(a: Float32, width: int, height: int) -> None:
    clipped = geometry.clip_boxes(a, width, height)
    assert clipped.dtype == np.float32
    assert (clipped >= 0).all()
    assert (clipped[:, [0, 2]] <= width).all()
    assert (clipped[:, [1, 3]] <= height).all()
    picture = np.array([[0, 0, width, height]], dtype=np.float32)
    common = geometry.pairwise_intersection(a, picture)[:, 0]
    assert geometry.area(clipped) == pytest.approx(common)


@given(boxes())
def test_squares_keep_the_centre_and_the_longer_side(a: Float32) -> None:
    squares = geometry.to_squares(a)
    side = np.maximum(a[:, 2] - a[:, 0], a[:, 3] - a[:, 1])
    assert squares[:, 2:] - squares[:, :2] == pytest.approx(np.stack([side, side], 1), abs=1e-3)
    assert geometry.center(squares) == pytest.approx(geometry.center(a), abs=1e-3)


@given(boxes(), st.sampled_from([0.5, 1.0, 1.1, 2.0]))
def test_scaling_keeps_the_centre_and_can_be_undone(a: Float32, factor: float) -> None:
    scaled = geometry.scale_boxes(a, factor)
    assert scaled.dtype == np.float32
    assert geometry.center(scaled) == pytest.approx(geometry.center(a), abs=1e-3)
    assert geometry.area(scaled) == pytest.approx(geometry.area(a) * factor**2, rel=1e-3, abs=1e-2)
    assert geometry.scale_boxes(scaled, 1 / factor) == pytest.approx(a, abs=1e-3)


@pytest.mark.parametrize("nothing", [[], np.zeros((0, 4)), np.zeros(0)])
def test_nothing_becomes_no_boxes(nothing: Array) -> None:
    none = geometry.as_boxes(nothing)
    assert none.shape == (0, 4)
    assert none.dtype == np.float32
    assert geometry.pairwise_iou(none, none).shape == (0, 0)
    assert geometry.to_squares(none).shape == (0, 4)
