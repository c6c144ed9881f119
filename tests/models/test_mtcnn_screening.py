"""Screening saves work and changes nothing."""

import numpy as np
import pytest
import torch

from tests.models.portraits import astronaut
from videorec.models.area_sampling import SummedArea
from videorec.models.mtcnn_nets import RefineNet, read_state, weights_folder
from videorec.models.mtcnn_screening import ExactRefiner, ScreenedRefiner, build_refiner

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def crops() -> torch.Tensor:
    """A thousand windows of real pictures in several sizes, faces among them."""
    picture = astronaut()
    height, width = picture.shape[:2]
    rng = np.random.default_rng(3)
    side = rng.integers(20, min(height, width), 1000)
    x, y = (rng.random(1000) * (extent - side) for extent in (width, height))
    boxes = np.stack([x, y, x + side, y + side], axis=1).astype(np.int64)
    return SummedArea([picture], CPU).crops(np.zeros(1000, np.int64), boxes, RefineNet.size)


@pytest.mark.parametrize("least", [-3.0, 0.0, 0.85, 3.0])
def test_what_passes_is_what_passes_without_it(crops: torch.Tensor, least: float) -> None:
    state = read_state(weights_folder(), "rnet")
    exact = build_refiner(state, CPU, screened=False)
    screened = build_refiner(state, CPU, screened=True)
    assert isinstance(exact, ExactRefiner)
    assert isinstance(screened, ScreenedRefiner)
    with torch.inference_mode():
        index, answers = exact(crops, least)
        screened_index, screened_answers = screened(crops, least)
    assert 0 < len(index) < len(crops)
    assert screened_index.equal(index)
    # oneDNN may choose another kernel for another number of crops.
    torch.testing.assert_close(screened_answers, answers, rtol=1e-4, atol=1e-4)


def test_nothing_may_pass(crops: torch.Tensor) -> None:
    state = read_state(weights_folder(), "rnet")
    for screened in (False, True):
        index, answers = build_refiner(state, CPU, screened=screened)(crops, np.inf)
        assert index.shape == (0,)
        assert answers.shape == (0, 5)
