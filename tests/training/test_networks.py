"""Normalisation folds away, growth keeps the function, checkpoints are whole and checked."""

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training.checkpoint import load_checkpoint, require_same, save_checkpoint
from training.config import NetworkConfig
from training.grow import grow
from training.networks import build_network, new_network
from training.normalized import fold, unfold
from videorec.core.errors import TrainingError
from videorec.models.sphereface import Depth, SphereFace, is_residual, to_network_input
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights

CROPS = np.random.default_rng(0).integers(0, 256, (8, 112, 96, 3), np.uint8)


def warmed_up(depth: Depth) -> SphereFace:
    """A network with normalisation whose statistics and gains are not trivial."""
    torch.manual_seed(1)
    network = new_network(depth, batch_norm=True).train()
    for parameter in network.parameters():
        if parameter.ndim == 1:
            parameter.data += 0.2 * torch.randn_like(parameter)
    for _ in range(2):
        network(torch.randn(8, 3, 112, 96))
    return network.eval()


def test_folding_leaves_the_function_and_the_public_names() -> None:
    network = warmed_up(10)
    plain = fold(network)
    assert type(plain) is SphereFace
    assert set(plain.state_dict()) == set(SphereFace(10).state_dict())
    x = torch.randn(4, 3, 112, 96)
    torch.testing.assert_close(plain(x), network(x), rtol=1e-4, atol=1e-4)


def test_unfolding_leaves_the_function_and_normalises_what_it_saw() -> None:
    plain = fold(warmed_up(10))
    x = to_network_input(CROPS)
    unfolded = unfold(plain, x)
    torch.testing.assert_close(unfolded(x), plain(x), rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(fold(unfolded)(x), plain(x), rtol=1e-4, atol=1e-4)
    # With the statistics of the same batch, training mode starts from the same function.
    torch.testing.assert_close(unfolded.train()(x), plain(x), rtol=1e-2, atol=1e-2)
    assert all(not module._forward_hooks for module in plain.modules())


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("depth", [4, 10])
def test_a_run_starts_from_shipped_weights(depth: Depth, batch_norm: bool) -> None:
    config = NetworkConfig(depth=depth, batch_norm=batch_norm, init_from=Path("small"))
    network = build_network(config, CROPS).eval()
    x = to_network_input(CROPS)
    shipped = load_weights(resolve_weights("small")).network.float()
    torch.testing.assert_close(network(x), shipped(x), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize(("small", "large"), [(4, 10), (10, 20)])
def test_growing_keeps_the_function_and_can_go_on_learning(
    small: Depth, large: Depth, batch_norm: bool
) -> None:
    torch.manual_seed(0)
    trained = warmed_up(small) if batch_norm else new_network(small, batch_norm=False).eval()
    grown = new_network(large, batch_norm)
    grow(grown, trained.state_dict())
    x = torch.randn(4, 3, 112, 96)
    torch.testing.assert_close(grown.eval()(x), trained(x), rtol=1e-4, atol=1e-4)
    grown.train()(x).square().sum().backward()
    new = [
        module
        for name, module in grown.named_modules()
        if is_residual(name) and f"{name}.weight" not in trained.state_dict()
    ]
    silenced = [grown.get_submodule("norm3_5")] if batch_norm else [grown.get_submodule("conv3_5")]
    assert new
    if large == 10:
        for module in silenced:
            gradient = module.weight.grad
            assert isinstance(gradient, torch.Tensor)
            assert bool(gradient.abs().sum() > 0)


def test_a_deeper_network_does_not_go_into_a_shallower_one() -> None:
    with pytest.raises(TrainingError, match="cannot grow from this network"):
        grow(SphereFace(4), SphereFace(10).state_dict())


def test_a_checkpoint_with_other_normalisation_is_refused(tmp_path: Path) -> None:
    network = new_network(4, batch_norm=False)
    path = tmp_path / "a.pt"
    save_checkpoint(path, {"depth": 4, "batch_norm": False, "average": network.state_dict()})
    assert build_network(NetworkConfig(depth=4, init_from=path), CROPS).depth == 4
    with pytest.raises(TrainingError, match=r"batch_norm is False there and True here"):
        build_network(NetworkConfig(depth=4, batch_norm=True, init_from=path), CROPS)


def test_only_released_biases_are_trained() -> None:
    network = build_network(NetworkConfig(depth=10), CROPS)
    trained = {name for name, p in network.named_parameters() if p.requires_grad}
    assert "conv2_1.bias" in trained
    assert "conv2_2.bias" not in trained
    assert "conv2_2.weight" in trained


def test_a_full_disk_leaves_the_last_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "latest.pt"
    save_checkpoint(path, {"depth": 4, "average": {}, "step": 1})

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(TrainingError, match=r"No space left.*previous one is untouched"):
        save_checkpoint(path, {"depth": 4, "average": {}, "step": 2})
    monkeypatch.undo()
    assert load_checkpoint(path)["step"] == 1
    assert [p.name for p in tmp_path.iterdir()] == ["latest.pt"]


def test_files_that_are_no_checkpoints(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    with pytest.raises(TrainingError, match="no such checkpoint"):
        load_checkpoint(path)
    path.write_bytes(b"nonsense")
    with pytest.raises(TrainingError, match="not a readable checkpoint"):
        load_checkpoint(path)
    torch.save({"weights": torch.ones(2)}, path)
    with pytest.raises(TrainingError, match="another kind"):
        load_checkpoint(path)


def test_a_checkpoint_of_another_architecture_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="depth is 10 there and 20 here"):
        require_same(tmp_path / "x.pt", {"depth": 10}, {"depth": 20})
