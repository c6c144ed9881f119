import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from videorec.core.errors import WeightsError
from videorec.models.model_card import ModelCard
from videorec.models.sphereface import SphereFace
from videorec.models.weight_files import available_weights, resolve_weights, user_weights_folder
from videorec.models.weights import (
    CARD_KEY,
    checked_state,
    load_weights,
    model_hash,
    read_card,
    save_weights,
)

CARD = ModelCard(name="test", depth=10, training_data="nothing", terms="MIT")
State = dict[str, Tensor]


@pytest.fixture(scope="module")
def network() -> SphereFace:
    torch.manual_seed(3)
    network = SphereFace(10).eval()
    with torch.no_grad():
        for name, value in network.named_parameters():
            if name.endswith(".bias"):
                value.uniform_(-0.1, 0.1)
    return network


@pytest.fixture
def state(network: SphereFace) -> State:
    return dict(network.state_dict())


@pytest.fixture(scope="module")
def saved(network: SphereFace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "test.safetensors"
    save_weights(path, network.state_dict(), CARD, torch.float32)
    return path


def test_float32_weights_come_back_bit_for_bit(saved: Path, network: SphereFace) -> None:
    loaded = load_weights(saved)
    assert loaded.card == CARD
    assert loaded.network.depth == 10
    assert not loaded.network.training
    for name, value in network.state_dict().items():
        assert torch.equal(loaded.network.state_dict()[name], value)
    faces = torch.rand(2, 3, 112, 96) * 2 - 1
    with torch.inference_mode():
        assert torch.equal(loaded.network(faces), network(faces))


def test_float16_weights_become_float32_and_stay_close(
    tmp_path: Path, network: SphereFace, saved: Path
) -> None:
    path = tmp_path / "half.safetensors"
    save_weights(path, network.state_dict(), CARD, torch.float16)
    assert path.stat().st_size < 0.51 * saved.stat().st_size
    loaded = load_weights(path)
    assert {value.dtype for value in loaded.network.state_dict().values()} == {torch.float32}
    faces = torch.rand(4, 3, 112, 96) * 2 - 1
    with torch.inference_mode():
        similarity = torch.cosine_similarity(loaded.network(faces), network(faces))
    assert similarity.min() > 0.99999


def test_the_hash_is_of_the_tensors_not_of_the_file(
    tmp_path: Path, saved: Path, network: SphereFace
) -> None:
    renamed = tmp_path / "renamed.safetensors"
    save_weights(renamed, network.state_dict(), ModelCard(name="other", depth=10), torch.float32)
    assert renamed.read_bytes() != saved.read_bytes()
    assert load_weights(renamed).sha256 == load_weights(saved).sha256


def test_the_hash_ignores_the_order_and_notices_one_value(state: State) -> None:
    reversed_state = dict(reversed(state.items()))
    card = ModelCard(name="any", depth=10)
    assert model_hash(reversed_state, card) == model_hash(state, card)
    changed = {**state, "fc5.bias": state["fc5.bias"].clone()}
    changed["fc5.bias"][17] += 1e-3
    assert model_hash(changed, card) != model_hash(state, card)


def test_a_cohort_travels_along_and_is_no_part_of_the_network(
    saved: Path, state: State, tmp_path: Path
) -> None:
    rows = np.random.default_rng(0).standard_normal((30, 512))
    cohort = np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
    path = tmp_path / "with.safetensors"
    save_weights(path, state, CARD, torch.float32, cohort)
    loaded, without = load_weights(path), load_weights(saved)
    assert loaded.cohort is not None
    np.testing.assert_allclose(loaded.cohort, cohort, atol=1e-6)
    assert without.cohort is None
    assert loaded.sha256 == without.sha256


@pytest.mark.parametrize("shape", [(30, 256), (20, 512), (512,)])
def test_a_cohort_of_another_shape_is_refused(
    state: State, tmp_path: Path, shape: tuple[int, ...]
) -> None:
    path = tmp_path / "odd.safetensors"
    save_weights(path, state, CARD, torch.float32, np.ones(shape, np.float32))
    with pytest.raises(WeightsError, match="its cohort has the shape"):
        load_weights(path)


def test_absent_biases_of_residual_convolutions_are_zero(state: State) -> None:
    for name in [n for n in state if n.startswith(("conv2_2.b", "conv3_5.b"))]:
        del state[name]
    completed = checked_state(state, 10, where="here")
    assert completed["conv2_2.bias"].shape == (128,)
    assert not completed["conv2_2.bias"].any()


def without(state: State, name: str) -> State:
    return {key: value for key, value in state.items() if key != name}


def test_tensors_that_do_not_fit_are_listed(state: State, tmp_path: Path) -> None:
    wrong = without(state, "conv2_1.bias") | {
        "bn1.weight": torch.ones(3),
        "conv1_1.weight": torch.ones(64, 3, 5, 5),
    }
    target = tmp_path / "x.safetensors"
    with pytest.raises(WeightsError) as refused:
        save_weights(target, wrong, CARD)
    words = str(refused.value)
    assert "SphereFace-10" in words
    assert "missing: conv2_1.bias" in words
    assert "unexpected: bn1.weight" in words
    assert "conv1_1.weight (64, 3, 5, 5) instead of (64, 3, 3, 3)" in words
    assert not target.exists()


def test_weights_of_another_depth_are_refused(state: State, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"not those of SphereFace-20: missing: .* and \d+ more"):
        save_weights(tmp_path / "x.safetensors", state, ModelCard(name="x", depth=20))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_values_that_are_not_finite_are_refused(state: State, tmp_path: Path, value: float) -> None:
    broken = {**state, "conv3_1.weight": state["conv3_1.weight"].clone()}
    broken["conv3_1.weight"][1, 2, 0, 1] = value
    with pytest.raises(WeightsError, match=r"NaN or infinite values in: conv3_1\.weight"):
        save_weights(tmp_path / "x.safetensors", broken, CARD)
    path = tmp_path / "written-by-another-program.safetensors"
    save_file(broken, path, metadata={CARD_KEY: CARD.to_json()})
    with pytest.raises(WeightsError, match=r"NaN or infinite values in: conv3_1\.weight"):
        load_weights(path)


def test_values_too_large_for_float16_are_refused(state: State, tmp_path: Path) -> None:
    large = {**state, "fc5.bias": state["fc5.bias"] + 1e6}
    with pytest.raises(WeightsError, match=r"float16.*fc5\.bias"):
        save_weights(tmp_path / "x.safetensors", large, CARD, torch.float16)


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(
    saved: Path, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.safetensors"
    path.write_bytes(saved.read_bytes()[:1000])

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WeightsError, match="No space left on device"):
        save_weights(path, state, CARD)
    assert path.read_bytes() == saved.read_bytes()[:1000]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("share", [0.0, 0.00001, 0.5, 0.999])
def test_a_truncated_file_is_refused(saved: Path, tmp_path: Path, share: float) -> None:
    content = saved.read_bytes()
    path = tmp_path / "cut.safetensors"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(WeightsError, match="not a readable safetensors file"):
        load_weights(path)


def test_a_header_that_asks_for_all_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.safetensors"
    path.write_bytes(struct.pack("<Q", 2**62) + b"{}")
    with pytest.raises(WeightsError, match="not a readable safetensors file"):
        load_weights(path)


def test_what_is_no_weights_file_is_refused(tmp_path: Path, state: State) -> None:
    with pytest.raises(WeightsError, match="no such weights file"):
        load_weights(tmp_path / "nothing.safetensors")
    with pytest.raises(WeightsError, match="a folder"):
        load_weights(tmp_path)
    bare = tmp_path / "bare.safetensors"
    save_file({"fc5.bias": state["fc5.bias"]}, bare)
    with pytest.raises(WeightsError, match="without a videorec model card"):
        load_weights(bare)
    damaged = tmp_path / "damaged.safetensors"
    values = json.loads(CARD.to_json()) | {"depth": 7}
    save_file({"fc5.bias": state["fc5.bias"]}, damaged, metadata={CARD_KEY: json.dumps(values)})
    with pytest.raises(WeightsError, match=r"damaged\.safetensors: the model card .* depth 7"):
        read_card(damaged)


def test_names_and_paths_resolve(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDEOREC_WEIGHTS_DIR", str(tmp_path / "mine"))
    assert user_weights_folder() == tmp_path / "mine"
    assert resolve_weights(saved) == saved
    assert resolve_weights(str(saved)) == saved
    with pytest.raises(WeightsError, match="no weights of this name"):
        resolve_weights("casia")
    with pytest.raises(WeightsError, match="no such weights file"):
        resolve_weights(str(tmp_path / "casia.safetensors"))
    (tmp_path / "mine").mkdir()
    own = tmp_path / "mine" / "casia.safetensors"
    own.write_bytes(saved.read_bytes())
    assert resolve_weights("casia") == own
    assert available_weights()["casia"] == own
