"""Boxes move with what they show."""

import cv2
import numpy as np
import pytest
from skimage import data

from videorec.core.flow import GRID, Flow, grid_points
from videorec.core.types import Float32, UInt8

FACE = np.array([[170, 60, 280, 200]], np.float32)


def moved(image: UInt8, dx: float, dy: float) -> UInt8:
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float64)
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.warpAffine(image, matrix, size), np.uint8)


def astronaut() -> UInt8:
    return np.ascontiguousarray(data.astronaut()[:, :, ::-1])


@pytest.mark.parametrize("shift", [(0, 0), (5, -3), (-12, 8), (0.5, 0.25)])
def test_a_box_follows_its_picture(shift: tuple[float, float]) -> None:
    flow = Flow()
    flow.look(astronaut())
    flow.look(moved(astronaut(), *shift))
    assert flow.motion(FACE)[0] == pytest.approx(shift, abs=0.3)


def test_a_large_picture_is_measured_in_its_own_pixels() -> None:
    image = np.asarray(cv2.resize(astronaut(), None, fx=4, fy=4), np.uint8)
    flow = Flow()
    flow.look(image)
    flow.look(moved(image, 24, 16))
    assert flow.motion(FACE * 4)[0] == pytest.approx((24, 16), abs=1.5)


def test_nothing_is_known_before_the_second_frame_or_after_a_change_of_size() -> None:
    flow = Flow()
    flow.look(astronaut())
    assert np.isnan(flow.motion(FACE)).all()
    flow.look(np.ascontiguousarray(astronaut()[:300]))
    assert np.isnan(flow.motion(FACE)).all()


def test_pictures_that_share_nothing_tell_no_motion() -> None:
    flow = Flow()
    rng = np.random.default_rng(0)
    flow.look(rng.integers(0, 255, (200, 200, 3), dtype=np.uint8))
    flow.look(rng.integers(0, 255, (200, 200, 3), dtype=np.uint8))
    assert np.isnan(flow.motion(np.array([[50, 50, 150, 150]], np.float32))).all()


@pytest.mark.parametrize(
    "box", [[-50, -50, -10, -10], [500, 500, 900, 900], [10, 10, 10, 10], [-1e4, 0, 1e4, 9]]
)
def test_boxes_outside_or_empty_do_no_harm(box: list[float]) -> None:
    flow = Flow()
    flow.look(astronaut())
    flow.look(moved(astronaut(), 3, 3))
    assert flow.motion(np.array([box], np.float32)).shape == (1, 2)


def test_no_boxes_no_motion() -> None:
    flow = Flow()
    flow.look(astronaut())
    flow.look(astronaut())
    none: Float32 = np.empty((0, 4), np.float32)
    assert flow.motion(none).shape == (0, 2)


def test_grid_points_lie_inside_their_boxes() -> None:
    boxes = np.array([[0, 0, 10, 20], [5, 5, 6, 6]], np.float32)
    points = grid_points(boxes).reshape(2, GRID * GRID, 2)
    assert (points > boxes[:, None, :2]).all()
    assert (points < boxes[:, None, 2:]).all()
