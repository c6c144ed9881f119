"""The network against the figures of the paper and of the authors' prototxt."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from videorec.models.sphereface import (
    DEPTHS,
    RESIDUAL_UNITS,
    SphereFace,
    is_residual,
    to_network_input,
)

PARAMETERS_MILLIONS = {4: 12.6, 10: 15.2, 20: 22.7, 36: 32.8, 64: 48.2}
GIGA_MULTIPLY_ADDS = {4: 0.16, 10: 0.76, 20: 1.75, 36: 3.34, 64: 6.11}


@pytest.mark.parametrize("depth", DEPTHS)
def test_size_is_that_of_the_paper(depth: int) -> None:
    with torch.device("meta"):
        network = SphereFace(depth)  # type: ignore[arg-type]
        # The release has no bias in residual convolutions; ours carries zeros.
        released = sum(
            p.numel()
            for name, p in network.named_parameters()
            if not (name.endswith(".bias") and is_residual(name.removesuffix(".bias")))
        )
        with FlopCounterMode(display=False) as counter:
            network(torch.empty(1, 3, 112, 96))
    assert released / 1e6 == pytest.approx(PARAMETERS_MILLIONS[depth], abs=0.05)
    assert counter.get_total_flops() / 2e9 == pytest.approx(GIGA_MULTIPLY_ADDS[depth], abs=0.01)


def test_sphereface20_to_the_last_digit() -> None:
    with torch.device("meta"):
        network = SphereFace(20)
    released = sum(
        p.numel()
        for name, p in network.named_parameters()
        if not (name.endswith(".bias") and is_residual(name.removesuffix(".bias")))
    )
    # Counted by hand: convolutions and PReLUs of the four stages, then fc5.
    stages = 0
    channels_in = 3
    for channels, units in zip((64, 128, 256, 512), (1, 2, 4, 1), strict=True):
        stages += 9 * channels_in * channels + channels + channels
        stages += units * 2 * (9 * channels * channels + channels)
        channels_in = channels
    assert released == stages + 21504 * 512 + 512 == 22_666_944


def test_names_are_those_of_the_caffe_file() -> None:
    names = set(SphereFace(20).state_dict())
    layers = [
        f"{s}_{i}" for s, n in zip((1, 2, 3, 4), (3, 5, 9, 3), strict=True) for i in range(1, n + 1)
    ]
    expected = {f"conv{layer}.{kind}" for layer in layers for kind in ("weight", "bias")}
    expected |= {f"relu{layer}.weight" for layer in layers} | {"fc5.weight", "fc5.bias"}
    assert names == expected


def test_forward_is_the_prototxt_written_out() -> None:
    torch.manual_seed(0)
    network = SphereFace(10).eval()
    layers = dict(network.named_modules())
    x = torch.randn(2, 3, 112, 96)

    def layer(name: str, value: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = layers[f"relu{name}"](layers[f"conv{name}"](value))
        return result

    y = layer("2_1", layer("1_1", x))
    y = y + layer("2_3", layer("2_2", y))
    y = layer("3_1", y)
    y = y + layer("3_3", layer("3_2", y))
    y = y + layer("3_5", layer("3_4", y))
    y = layer("4_1", y)
    assert y.shape == (2, 512, 7, 6)
    torch.testing.assert_close(network(x), network.fc5(y.reshape(2, 21504)))


def test_the_layout_in_memory_does_not_change_the_result() -> None:
    torch.manual_seed(0)
    network = SphereFace(4).eval()
    x = torch.randn(3, 3, 112, 96)
    expected = network(x)
    network = network.to(memory_format=torch.channels_last)
    torch.testing.assert_close(
        network(x.to(memory_format=torch.channels_last)), expected, rtol=1e-4, atol=1e-4
    )


def test_initialisation_is_the_released_one() -> None:
    torch.manual_seed(0)
    network = SphereFace(20)
    for name, module in network.named_modules():
        if isinstance(module, torch.nn.PReLU):
            assert bool((module.weight == 0.25).all())
        elif isinstance(module, torch.nn.Conv2d | torch.nn.Linear):
            assert module.bias is not None
            assert not module.bias.any()
            weight = module.weight.detach()
            if is_residual(name):
                assert float(weight.std()) == pytest.approx(0.01, rel=0.02)
            else:
                bound = (3.0 / weight[0].numel()) ** 0.5
                assert float(weight.abs().max()) <= bound
                assert float(weight.std()) == pytest.approx(bound / 3**0.5, rel=0.05)


def test_an_unknown_depth_is_refused() -> None:
    with pytest.raises(ValueError, match="depths"):
        SphereFace(12)  # type: ignore[arg-type]
    assert set(RESIDUAL_UNITS) == set(DEPTHS)


@given(st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_pixels_become_the_networks_range_in_bgr_order(count: int, seed: int) -> None:
    crops = np.random.default_rng(seed).integers(0, 256, (count, 112, 96, 3), dtype=np.uint8)
    x = to_network_input(crops)
    assert x.shape == (count, 3, 112, 96)
    assert x.dtype == torch.float32
    expected = (crops.transpose(0, 3, 1, 2).astype(np.float64) - 127.5) * 0.0078125
    np.testing.assert_array_equal(x.numpy(), expected.astype(np.float32))


@pytest.mark.parametrize("shape", [(2, 112, 112, 3), (112, 96, 3), (1, 96, 112, 3)])
def test_crops_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="crops must be"):
        to_network_input(np.zeros(shape, np.uint8))
