"""An embedding turned to another teacher in closed form."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from training import holdout
from training.refit import KEPT, refit
from videorec.core.types import Float32, UInt8
from videorec.models.sphereface import SphereFace

RNG = np.random.default_rng(5)


@pytest.fixture(scope="module")
def crops() -> UInt8:
    """Faces enough to tell the axes of an embedding: patches of light on grey."""
    coarse = RNG.integers(0, 256, (700, 7, 6, 3), np.uint8)
    return coarse.repeat(16, axis=1).repeat(16, axis=2)


def features(network: SphereFace, crops: UInt8) -> torch.Tensor:
    return torch.from_numpy(holdout.features(network, crops, precision=torch.float32))


def teacher(crops: UInt8) -> Float32:
    """Another network's opinion: a turn of what the first network would say itself, 64 values."""
    torch.manual_seed(3)
    turned = features(SphereFace(4).eval(), crops) @ torch.randn(512, 64)
    unit: Float32 = F.normalize(turned).numpy()
    return unit


def test_the_first_values_point_where_the_teacher_points(crops: UInt8) -> None:
    torch.manual_seed(3)
    network = SphereFace(4).eval()
    targets = teacher(crops)
    before = features(network, crops)
    near = F.cosine_similarity(before[:, :64], torch.from_numpy(targets))
    refit(network, crops, targets)
    after = features(network, crops)
    cosine = F.cosine_similarity(after[:, :64], torch.from_numpy(targets))
    assert float(near.median()) < 0.5
    assert float(cosine.median()) > 0.9
    torch.testing.assert_close(after[:, 64:], before[:, 64:] * KEPT, rtol=1e-4, atol=1e-4)
    lengths = after[:, :64].norm(dim=1).mean() / before.norm(dim=1).mean()
    assert float(lengths) == pytest.approx(1.0, abs=0.2)
