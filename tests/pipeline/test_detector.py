"""The detector's contract: typed, ordered, never None; and following faces."""

import cv2
import numpy as np
import pytest
import torch

from tests.models.portraits import astronaut, grace_hopper, mosaic, noise
from videorec.core.boxes import pairwise_iou
from videorec.core.errors import UsageError
from videorec.core.settings import DetectorSettings
from videorec.core.types import Array, Face, UInt8
from videorec.pipeline.detector import Detector


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(DetectorSettings(min_face=30), torch.device("cpu"))


def test_one_face_is_one_typed_face(detector: Detector) -> None:
    ((face,),) = detector.detect([astronaut()])
    assert face.box.shape == (4,)
    assert face.box.dtype == np.float32
    assert face.landmarks.shape == (5, 2)
    assert face.landmarks.dtype == np.float32
    assert isinstance(face.score, float)
    assert 0.99 < face.score <= 1
    left_eye, right_eye, nose, left_mouth, right_mouth = face.landmarks
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_mouth[0] < right_mouth[0]
    assert left_eye[1] < nose[1] < left_mouth[1]


def test_the_colours_are_blue_green_red(detector: Detector) -> None:
    """The right order of colours scores at least as well as the swapped one."""
    ((face,),) = detector.detect([grace_hopper()])
    swapped = detector.detect([grace_hopper()[:, :, ::-1]])[0]
    assert all(face.score >= other.score for other in swapped)


def test_pictures_of_any_sizes_keep_their_order(detector: Detector) -> None:
    images = [astronaut(), noise(200, 200), mosaic(), np.zeros((5, 9, 3), np.uint8), astronaut()]
    counts = [len(faces) for faces in detector.detect(images)]
    assert counts[:2] == [1, 0]
    assert counts[2] > 1
    assert counts[3:] == [0, 1]


def test_best_score_first(detector: Detector) -> None:
    (faces,) = detector.detect([mosaic()])
    scores = [face.score for face in faces]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("shape", [(0, 0, 3), (0, 40, 3), (40, 0, 3), (1, 1, 3), (29, 500, 3)])
def test_too_small_for_a_face_is_empty(detector: Detector, shape: tuple[int, ...]) -> None:
    assert detector.detect([np.zeros(shape, np.uint8)]) == [()]


def test_no_pictures_no_results(detector: Detector) -> None:
    assert detector.detect([]) == []


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((50, 50), np.uint8),
        np.zeros((50, 50, 4), np.uint8),
        np.zeros((50, 50, 3), np.float32),
    ],
)
def test_other_arrays_are_refused_in_words(detector: Detector, image: Array) -> None:
    with pytest.raises(UsageError, match="height x width x 3 bytes"):
        detector.detect([image])
    with pytest.raises(UsageError, match="height x width x 3 bytes"):
        detector.follow(image, [])


def test_a_view_with_strides_is_as_good_as_a_copy(detector: Detector) -> None:
    mirrored = astronaut()[:, ::-1]
    assert not mirrored.flags.c_contiguous
    ((face,),) = detector.detect([mirrored])
    ((same,),) = detector.detect([mirrored.copy()])
    assert np.array_equal(face.box, same.box)


def moved(image: UInt8, dx: float, dy: float, scale: float = 1.0) -> UInt8:
    matrix = np.array([[scale, 0, dx], [0, scale, dy]])
    size = image.shape[1::-1]
    return np.asarray(
        cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8
    )


@pytest.mark.parametrize("shift", [(0, 0), (9, -6), (-14, 12)])
def test_following_a_face_that_moved(detector: Detector, shift: tuple[int, int]) -> None:
    image = moved(astronaut(), *shift)
    ((before,),) = detector.detect([astronaut()])
    ((truth,),) = detector.detect([image])
    (face,) = detector.follow(image, [before])
    assert face is not None
    assert pairwise_iou(face.box[None], truth.box[None])[0, 0] > 0.8
    assert np.abs(face.landmarks - truth.landmarks).max() < 5


def test_following_over_many_pictures_does_not_drift(detector: Detector) -> None:
    ((start,),) = detector.detect([astronaut()])
    face: Face | None = start
    for step in range(1, 25):
        assert face is not None
        (face,) = detector.follow(moved(astronaut(), 3 * step, 2 * step), [face])
    assert face is not None
    ((truth,),) = detector.detect([moved(astronaut(), 72, 48)])
    assert pairwise_iou(face.box[None], truth.box[None])[0, 0] > 0.75


def test_a_face_that_is_gone_is_none_in_its_place(detector: Detector) -> None:
    (faces,) = detector.detect([mosaic()])
    image = mosaic()
    x0, y0, x1, y1 = faces[1].box.astype(int)
    image[max(y0 - 20, 0) : y1 + 20, max(x0 - 20, 0) : x1 + 20] = 90
    followed = detector.follow(image, faces[:3])
    assert [face is None for face in followed] == [False, True, False]


def test_a_face_beyond_the_picture_is_none(detector: Detector) -> None:
    ((face,),) = detector.detect([astronaut()])
    assert detector.follow(astronaut()[:40, :40], [face]) == (None,)
    assert detector.follow(np.zeros((0, 0, 3), np.uint8), [face]) == (None,)
    assert detector.follow(astronaut(), []) == ()
