"""The network in integers, against integers in float64 and against the float network."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from benchmarks.embedding import face_crops
from videorec.core.types import UInt8
from videorec.models.devices import has_native_int8
from videorec.models.quantized import QuantizedSphereFace, _Block, _Quantized
from videorec.models.sphereface import SphereFace, to_network_input
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights

pytestmark = pytest.mark.skipif(not has_native_int8(), reason="this CPU lacks VNNI")


@pytest.fixture(scope="module")
def crops() -> UInt8:
    return face_crops(20)


def lively(depth: int) -> SphereFace:
    """A random network whose slopes, biases and residual units all matter."""
    torch.manual_seed(depth)
    network = SphereFace(depth).eval()  # type: ignore[arg-type]
    with torch.no_grad():
        for name, value in network.named_parameters():
            if name.startswith("relu"):
                value.uniform_(-0.3, 0.6)
            elif name.endswith("bias"):
                value.normal_(std=0.1)
            elif value.ndim == 4:
                value.normal_(std=(1.5 / value[0].numel()) ** 0.5)
    return network


def test_maps_are_rounded_to_the_nearest_level_of_their_image() -> None:
    rng = np.random.default_rng(0)
    maps = rng.normal(size=(3, 7, 6, 64)).astype(np.float32)
    maps *= np.array([1, 1e-6, 1e5], np.float32)[:, None, None, None]
    quantized = _Quantized.of(maps)
    steps = quantized.steps[:, None, None, None]
    np.testing.assert_allclose(quantized.steps, np.abs(maps).max(axis=(1, 2, 3)) / 127, rtol=1e-6)
    off = np.abs((quantized.levels.astype(np.float32) - 128) * steps - maps)
    assert (off <= 0.5001 * steps).all()


@pytest.mark.parametrize(("name", "side"), [("2_1", 56), ("2_3", 28), ("4_1", 14), ("4_2", 7)])
def test_a_block_computes_what_it_says(name: str, side: int) -> None:
    """Sums of products of integers are exact, so that only float32's last digits differ."""
    network = lively(20)
    conv, prelu = network.get_submodule(f"conv{name}"), network.get_submodule(f"relu{name}")
    assert isinstance(conv, nn.Conv2d)
    assert isinstance(prelu, nn.PReLU)
    assert conv.bias is not None
    rng = np.random.default_rng(1)
    levels = rng.integers(1, 256, (3, side, side * 6 // 7, conv.in_channels), dtype=np.uint8)
    steps = np.array([0.01, 1.0, 30.0], np.float32)
    found = _Block(network, name)(_Quantized(levels, steps))
    with torch.no_grad():
        x = (torch.from_numpy(levels).double() - 128).permute(0, 3, 1, 2)
        weight_steps = (conv.weight.abs().amax(dim=(1, 2, 3), keepdim=True) / 127).double()
        weight = (conv.weight / weight_steps.float()).round().double()
        sums = functional.conv2d(x, weight, None, conv.stride, 1) * weight_steps.view(1, -1, 1, 1)
        sums = sums * torch.from_numpy(steps).view(-1, 1, 1, 1) + conv.bias.view(1, -1, 1, 1)
        expected = functional.prelu(sums, prelu.weight.double()).permute(0, 2, 3, 1).numpy()
    for image, reference in zip(found, expected, strict=True):
        np.testing.assert_allclose(image, reference, atol=1e-6 * np.abs(reference).max())


@pytest.mark.parametrize("depth", [4, 10, 20, 36])
def test_the_whole_network_is_the_float_network_but_for_rounding(depth: int, crops: UInt8) -> None:
    network = lively(depth)
    found = QuantizedSphereFace(network)(crops[:3])
    assert found.shape == (3, 512)
    assert found.dtype == torch.float32
    with torch.no_grad():
        exact = network(to_network_input(crops[:3]))
    assert 1e-4 < float((found - exact).norm() / exact.norm()) < 0.05


def test_what_a_crop_gives_does_not_depend_on_the_crops_beside_it(crops: UInt8) -> None:
    network = QuantizedSphereFace(lively(10), threads=2)
    together = network(crops)
    assert together.shape == (20, 512)
    for index in (0, 7, 19):
        assert network(crops[index : index + 1])[0].equal(together[index])
    assert network(crops[::-2]).equal(together.flip(0)[::2])


@pytest.mark.parametrize("name", ["default", "small"])
def test_the_embedded_models_stay_what_they_are(name: str, crops: UInt8) -> None:
    network = load_weights(resolve_weights(name)).network
    assert isinstance(network, SphereFace)
    before = {key: value.clone() for key, value in network.state_dict().items()}
    with torch.inference_mode():
        exact = functional.normalize(network(to_network_input(crops)))
        found = functional.normalize(QuantizedSphereFace(network)(crops))
    assert (exact * found).sum(dim=1).min() > 0.997
    assert all(value.equal(before[key]) for key, value in network.state_dict().items())


def test_maps_of_nothing_but_zeros_are_no_trouble(crops: UInt8) -> None:
    network = SphereFace(10).eval()
    with torch.no_grad():
        for value in network.parameters():
            value.zero_()
        network.fc5.bias.copy_(torch.arange(512))
    found = QuantizedSphereFace(network)(crops[:2])
    np.testing.assert_array_equal(found.numpy(), np.tile(np.arange(512, dtype=np.float32), (2, 1)))
