"""Size, sharpness and pose of a face, and the words of the gates."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st

from tests import good_face
from videorec.core.alignment import TEMPLATE, align
from videorec.core.quality import (
    EnrolmentGates,
    ProbeGates,
    measure,
    pitch_of,
    score,
    size_px,
    yaw_of,
)
from videorec.core.types import Float64, Quality, UInt8

# A head in space: x to the right, y down, z towards the camera, in eye-to-mouth distances.
HEAD = np.array(
    [[-0.433, 0, 0], [0.433, 0, 0], [0, 0.495, 0.5], [-0.36, 1, 0], [0.36, 1, 0]], np.float64
)
GOOD = replace(good_face.GOOD, size_px=60.0, sharpness=300.0, yaw=0.1, score=0.9)
SIZE = (400, 400)


def seen(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0, scale: float = 50.0) -> Float64:
    """(1, 5, 2) landmarks of the head turned by angles in degrees; pitch up is positive."""
    a, b, c = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    turned = HEAD @ (about_z @ about_x @ about_y).T
    return np.asarray(scale * turned[None, :, :2] + 200.0, np.float64)


def textured() -> UInt8:
    return np.ascontiguousarray(skimage.data.astronaut()[70:182, 175:271, ::-1])


@given(yaw=st.floats(-85, 85), roll=st.floats(-180, 180), scale=st.floats(5, 500))
def test_yaw_is_the_angle_whatever_roll_and_scale(yaw: float, roll: float, scale: float) -> None:
    assert yaw_of(seen(yaw=yaw, roll=roll, scale=scale))[0] == pytest.approx(
        abs(yaw) / 90, abs=0.02
    )


@given(pitch=st.floats(-60, 60), roll=st.floats(-180, 180), scale=st.floats(5, 500))
def test_pitch_is_the_angle_whatever_roll_and_scale(
    pitch: float, roll: float, scale: float
) -> None:
    assert pitch_of(seen(pitch=pitch, roll=roll, scale=scale))[0] == pytest.approx(
        pitch / 90, abs=0.02
    )


def test_the_template_looks_straight_ahead() -> None:
    points = TEMPLATE[None].astype(np.float64)
    assert yaw_of(points)[0] < 0.01
    assert abs(pitch_of(points)[0]) < 0.01


def test_a_turned_head_keeps_its_size() -> None:
    assert size_px(seen(scale=50.0))[0] == pytest.approx(50.0)
    assert size_px(seen(yaw=80.0, scale=50.0))[0] == pytest.approx(50.0, rel=0.01)
    assert size_px(seen(pitch=60.0, scale=50.0))[0] == pytest.approx(43.3, rel=0.01)


def test_coinciding_landmarks_do_no_harm() -> None:
    points = np.full((1, 5, 2), 9.0, np.float32)
    (quality,) = measure(points, np.zeros((1, 112, 96, 3), np.uint8), SIZE)
    assert quality.score == 0.0
    assert np.isfinite([quality.yaw, quality.pitch, quality.size_px]).all()


def test_no_faces_have_no_quality() -> None:
    none, no_crops = np.empty((0, 5, 2), np.float32), np.empty((0, 112, 96, 3), np.uint8)
    assert measure(none, no_crops, SIZE) == ()
    with pytest.raises(ValueError, match="do not match"):
        measure(np.zeros((1, 5, 2), np.float32), no_crops, SIZE)


def test_blur_lowers_sharpness_and_score_step_by_step() -> None:
    softened = [cv2.GaussianBlur(textured(), (0, 0), sigma) for sigma in (1.0, 2.0, 4.0)]
    blurred = [textured(), *(np.asarray(crop, np.uint8) for crop in softened)]
    points = np.repeat(seen(scale=60.0), 4, axis=0).astype(np.float32)
    qualities = measure(points, np.stack(blurred), SIZE)
    for sharper, softer in pairwise(qualities):
        assert sharper.sharpness > softer.sharpness
        assert sharper.score > softer.score


def test_a_face_at_the_edge_is_cut_off() -> None:
    """Where the crop is black, and nowhere else, it lies outside."""
    white = np.full((*SIZE, 3), 255, np.uint8)
    for shift in (-190.0, -150.0, -100.0, 0.0, 170.0):
        points = (seen(roll=10.0) + np.array([shift, 20.0])).astype(np.float32)
        crops = align(white, points)
        (quality,) = measure(points, crops, SIZE)
        assert quality.inside == pytest.approx((crops[0, ..., 0] > 127).mean(), abs=0.06)
        refused = EnrolmentGates().reasons(quality)
        assert any("cut off by the edge" in reason for reason in refused) == (quality.inside < 0.75)


def test_brightness_and_contrast_are_those_of_the_grey_levels() -> None:
    half = np.full((112, 96, 3), 40, np.uint8)
    half[:, 48:] = 100
    (quality,) = measure(seen().astype(np.float32), half[None], SIZE)
    assert quality.brightness == pytest.approx(70.0)
    assert quality.contrast == pytest.approx(30.0)


sizes = st.floats(0, 400)
sharpnesses = st.floats(0, 5000)
turns = st.floats(0, 1)
pitches = st.floats(-1, 1)


@given(sizes, sharpnesses, turns, pitches)
def test_the_score_lies_between_0_and_1(
    size: float, sharpness: float, yaw: float, pitch: float
) -> None:
    assert 0.0 <= score(size, sharpness, yaw, pitch) <= 1.0


@given(sizes, sharpnesses, turns, pitches, st.floats(1.0, 3.0))
def test_better_is_never_worth_less(
    size: float, sharpness: float, yaw: float, pitch: float, better: float
) -> None:
    base = score(size, sharpness, yaw, pitch)
    assert score(size * better, sharpness, yaw, pitch) >= base
    assert score(size, sharpness * better, yaw, pitch) >= base
    assert score(size, sharpness, yaw / better, pitch) >= base
    assert score(size, sharpness, yaw, pitch / better) >= base


def test_a_large_sharp_frontal_face_weighs_most() -> None:
    assert score(100, 1000, 0, 0) == 1.0
    assert 0.0 < score(100, 1000, 1, 0) < 1e-3
    assert score(0, 1000, 0, 0) == 0.0


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"size_px": 9.0}, "too small: 9 pixels"),
        ({"sharpness": 2.0}, "too blurred"),
        ({"yaw": 0.9}, "to the side: about 81 degrees"),
        ({"pitch": 0.95}, "too far up"),
        ({"pitch": -0.95}, "too far down"),
        ({"contrast": 1.0}, "too little contrast"),
    ],
)
def test_each_fault_has_its_words(bad: dict[str, float], words: str) -> None:
    (reason,) = EnrolmentGates().reasons(replace(GOOD, **bad))
    assert words in reason


def test_all_faults_are_told_at_once() -> None:
    poor = replace(GOOD, size_px=1.0, sharpness=0.0, yaw=1.0, pitch=1.0, contrast=0.0)
    assert len(EnrolmentGates().reasons(poor)) == 5
    assert len(ProbeGates().reasons(poor)) == 5


def test_a_good_face_passes() -> None:
    assert EnrolmentGates().reasons(GOOD) == ()


@given(
    st.builds(
        Quality,
        size_px=sizes,
        sharpness=sharpnesses,
        yaw=turns,
        pitch=pitches,
        brightness=st.floats(0, 255),
        contrast=st.floats(0, 128),
        score=turns,
    )
)
def test_what_may_be_enrolled_may_be_recognised(quality: Quality) -> None:
    if not EnrolmentGates().reasons(quality):
        assert not ProbeGates().reasons(quality)
