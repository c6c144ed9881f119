"""The similarity onto the template and the crop."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.transform import SimilarityTransform

from videorec.core.alignment import LANDMARK_OFFSET, TEMPLATE, align, similarity_transforms
from videorec.core.types import Float32, Float64, UInt8

angles = st.floats(-np.pi, np.pi)
scales = st.floats(0.05, 20.0)
shifts = st.floats(-500.0, 500.0)


def moved(points: Float64, angle: float, scale: float, x: float, y: float) -> Float64:
    rotation = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(points @ rotation.T + np.array([x, y]), np.float64)


def applied(transform: Float64, points: Float64) -> Float64:
    return np.asarray(points @ transform[:, :2].T + transform[:, 2], np.float64)


def test_template_is_the_published_one_zero_based() -> None:
    assert TEMPLATE.dtype == np.float32
    np.testing.assert_allclose(TEMPLATE[0], [29.2946, 50.6963], atol=1e-4)
    np.testing.assert_allclose(TEMPLATE[4], [61.7299, 91.2041], atol=1e-4)


@given(angle=angles, scale=scales, x=shifts, y=shifts)
def test_a_moved_template_comes_back(angle: float, scale: float, x: float, y: float) -> None:
    template = np.asarray(TEMPLATE, np.float64)
    points = moved(template, angle, scale, x, y) - LANDMARK_OFFSET
    (transform,) = similarity_transforms(points[None].astype(np.float64))
    np.testing.assert_allclose(
        applied(transform, points + LANDMARK_OFFSET), template, atol=1e-6 * (1 + 500 / scale)
    )


@given(seed=st.integers(0, 2**32 - 1), mirrored=st.booleans())
def test_agrees_with_umeyama_unless_that_reflects(seed: int, mirrored: bool) -> None:
    rng = np.random.default_rng(seed)
    points = TEMPLATE + rng.normal(0, 3, (5, 2))
    if mirrored:
        points[:, 0] *= -1
    (ours,) = similarity_transforms(points[None].astype(np.float32))
    points = points.astype(np.float32).astype(np.float64) + LANDMARK_OFFSET
    assert np.linalg.det(ours[:, :2]) >= 0
    if not mirrored:
        reference = SimilarityTransform.from_estimate(points, TEMPLATE.astype(np.float64))
        np.testing.assert_allclose(ours, reference.params[:2], rtol=1e-5, atol=1e-5)


@given(seed=st.integers(0, 2**32 - 1))
def test_no_other_similarity_fits_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 200, (5, 2))
    (best,) = similarity_transforms(points[None].astype(np.float32))
    points = points.astype(np.float32).astype(np.float64) + LANDMARK_OFFSET
    error = ((applied(best, points) - TEMPLATE) ** 2).sum()
    a, b, x, y = rng.normal(0, 0.01, 4)
    other = best + np.array([[a, -b, x], [b, a, y]])
    assert error <= ((applied(other, points) - TEMPLATE) ** 2).sum() + 1e-9


def test_a_batch_is_its_faces_one_by_one() -> None:
    rng = np.random.default_rng(0)
    points = rng.uniform(0, 300, (7, 5, 2)).astype(np.float32)
    alone = np.concatenate([similarity_transforms(p[None]) for p in points])
    np.testing.assert_allclose(similarity_transforms(points), alone)


def test_no_faces_give_empty_arrays() -> None:
    none = np.empty((0, 5, 2), np.float32)
    assert similarity_transforms(none).shape == (0, 2, 3)
    crops = align(np.zeros((10, 10, 3), np.uint8), none)
    assert crops.shape == (0, 112, 96, 3)
    assert crops.dtype == np.uint8


@pytest.mark.parametrize("bad", [np.zeros((5, 2)), np.zeros((1, 4, 2))])
def test_other_shapes_are_refused(bad: Float32) -> None:
    with pytest.raises(ValueError, match="shape"):
        similarity_transforms(bad)


def test_landmarks_that_are_not_finite_are_refused() -> None:
    points = TEMPLATE[None].copy()
    points[0, 2, 1] = np.nan
    with pytest.raises(ValueError, match="finite"):
        similarity_transforms(points)


def test_coinciding_landmarks_do_no_harm() -> None:
    points = np.full((1, 5, 2), 7.0, np.float32)
    assert np.isfinite(similarity_transforms(points)).all()
    assert align(np.full((20, 20, 3), 9, np.uint8), points).shape == (1, 112, 96, 3)


def smooth_picture(height: int, width: int) -> UInt8:
    """Every pixel a plane wave with a period far above the sampling distance."""
    y, x = np.mgrid[:height, :width]
    planes = [127 + 100 * np.sin(2 * np.pi * (x * u + y * v)) for u, v in WAVES]
    return np.stack(planes, -1).round().astype(np.uint8)


WAVES = ((1 / 400, 0.0), (0.0, 1 / 300), (1 / 500, 1 / 350))


@pytest.mark.parametrize("scale", [0.7, 1.0, 1.9, 2.5, 3.0, 7.3])
def test_each_crop_pixel_is_the_picture_at_its_place(scale: float) -> None:
    """Also where the face is pre-shrunk: no half-pixel shift may creep in."""
    points = moved(TEMPLATE.astype(np.float64), 0.3, scale, 150.0, 40.0).astype(np.float32)
    crop = align(smooth_picture(1000, 1000), points[None])[0]
    y, x = np.mgrid[:112, :96]
    source = moved(np.stack([x, y], -1).reshape(-1, 2).astype(np.float64), 0.3, scale, 150.0, 40.0)
    source += LANDMARK_OFFSET
    inside = ((source >= 8) & (source <= 990)).all(axis=1).reshape(112, 96)
    assert inside.mean() > 0.5
    for channel, (u, v) in enumerate(WAVES):
        expected = 127 + 100 * np.sin(2 * np.pi * (source @ np.array([u, v]))).reshape(112, 96)
        assert np.abs(crop[..., channel] - expected)[inside].max() < 2.0


def test_a_large_face_does_not_alias() -> None:
    """A fine checkerboard must come out grey; a plain bilinear warp makes patterns of it."""
    board = ((np.indices((1200, 1200)).sum(axis=0) % 2) * 255).astype(np.uint8)
    picture = np.repeat(board[..., None], 3, axis=2)
    points = moved(TEMPLATE.astype(np.float64), 0.1, 6.3, 200.0, 100.0).astype(np.float32)
    plain = cv2.warpAffine(picture, similarity_transforms(points[None])[0], (96, 112))
    assert plain.std() > 40
    assert align(picture, points[None]).std() < 4


@pytest.mark.parametrize("scale", [1.0, 5.0])
def test_outside_the_picture_is_black(scale: float) -> None:
    white = np.full((300, 300, 3), 255, np.uint8)
    far = moved(TEMPLATE.astype(np.float64), 0.0, scale, 5000.0, 5000.0).astype(np.float32)
    half = moved(TEMPLATE.astype(np.float64), 0.0, scale, -48.0 * scale, 0.0).astype(np.float32)
    assert not align(white, far[None]).any()
    crop = align(white, half[None])[0]
    assert not crop[:40, :46].any()
    assert (crop[1:40, 51:] == 255).all()


def test_pictures_may_be_views() -> None:
    picture = smooth_picture(400, 400)
    points = TEMPLATE[None] + np.float32(20)
    np.testing.assert_array_equal(
        align(picture[:, ::-1][:, ::-1], points), align(picture.copy(), points)
    )
