"""Imports of whole networks: real little files, written by other means than the reader's."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from tests.models import caffe_files
from videorec.core.errors import WeightsError
from videorec.models.foreign import file_sha256, guess_depth, import_weights, read_foreign
from videorec.models.model_card import UNMEASURED_THRESHOLD
from videorec.models.sphereface import SphereFace
from videorec.models.weights import load_weights

State = dict[str, Tensor]


@pytest.fixture(scope="module")
def state() -> State:
    """SphereFace-10 with values everywhere; biases of residual convolutions too."""
    torch.manual_seed(5)
    network = SphereFace(10)
    with torch.no_grad():
        for value in network.parameters():
            value.uniform_(-0.05, 0.05)
    return {name: value.detach() for name, value in network.state_dict().items()}


def same(found: State, expected: State) -> bool:
    return found.keys() == expected.keys() and all(
        torch.equal(found[name], expected[name]) for name in expected
    )


@pytest.mark.parametrize("class_head", [False, True])
def test_a_caffe_model_with_all_biases(state: State, tmp_path: Path, class_head: bool) -> None:
    path = tmp_path / "sphereface_model.caffemodel"
    content = caffe_files.network(state, residual_biases=True, class_head=class_head)
    path.write_bytes(content)
    tensors, depth = read_foreign(path)
    assert depth == 10
    assert same(tensors, state)


def test_a_caffe_model_without_residual_biases_is_imported_whole(
    state: State, tmp_path: Path
) -> None:
    path = tmp_path / "sphereface_model.caffemodel"
    path.write_bytes(caffe_files.network(state, residual_biases=False, class_head=False))
    target = tmp_path / "mine.safetensors"
    import_weights(path, target, name="mine", command="as typed")

    loaded = load_weights(target)
    expected = {
        name: torch.zeros_like(value)
        if name.endswith(".bias") and not name.startswith("fc5") and "_1." not in name
        else value
        for name, value in state.items()
    }
    assert same(dict(loaded.network.state_dict()), expected)
    reference = SphereFace(10)
    reference.load_state_dict(expected)
    faces = torch.rand(2, 3, 112, 96) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(loaded.network(faces), reference(faces))

    card = loaded.card
    assert (card.name, card.depth, card.command) == ("mine", 10, "as typed")
    assert card.default_threshold == UNMEASURED_THRESHOLD
    assert not card.thresholds_measured
    assert card.lfw_accuracy is None
    assert "cautious guess" in card.notes
    assert file_sha256(path) in card.source
    with pytest.raises(WeightsError, match="exists already"):
        import_weights(path, target, name="mine")


def test_pytorch_files_of_every_wrapping(state: State, tmp_path: Path) -> None:
    head = {"fc6.weight": torch.ones(512, 7)}
    parallel = {f"module.{name}": value for name, value in (state | head).items()}
    contents: dict[str, Any] = {
        "plain.pth": state,
        "head.pth": state | head,
        "parallel.pt": {"state_dict": parallel, "epoch": 3},
        "model.pt": {"model": parallel},
    }
    for name, content in contents.items():
        torch.save(content, tmp_path / name)
        tensors, depth = read_foreign(tmp_path / name)
        assert depth == 10
        assert same(tensors, state)


def test_the_file_format_of_2017_is_read(state: State, tmp_path: Path) -> None:
    path = tmp_path / "sphere20a_20171020.pth"
    torch.save(state, path, _use_new_zipfile_serialization=False)
    assert same(read_foreign(path)[0], state)


@pytest.mark.parametrize(
    "kind", [Tensor.to_sparse, Tensor.to_sparse_csr, lambda tensor: tensor.to("meta")]
)
@pytest.mark.filterwarnings("ignore:Sparse CSR")
def test_tensors_without_all_their_values_are_refused(
    state: State, tmp_path: Path, kind: Callable[[Tensor], Tensor]
) -> None:
    path = tmp_path / "thin.pth"
    torch.save({**state, "fc5.weight": kind(state["fc5.weight"])}, path)
    with pytest.raises(WeightsError, match=r"'fc5.weight' is a tensor of which not every value"):
        read_foreign(path)


def test_a_plain_pickle_is_refused_without_words_of_torch(tmp_path: Path) -> None:
    """Warnings are errors in tests."""
    path = tmp_path / "plain.pth"
    path.write_bytes(pickle.dumps({"a": 1}, protocol=4))
    with pytest.raises(WeightsError, match="holds more than tensors"):
        read_foreign(path)


def test_half_precision_and_bare_safetensors_are_read(state: State, tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    save_file({name: value.half() for name, value in state.items()}, path)
    tensors, _ = read_foreign(path)
    assert tensors["fc5.weight"].dtype == torch.float32
    assert same(tensors, {name: value.half().float() for name, value in state.items()})


class Malicious:
    """What an attacker's pickle holds: a call that happens on loading."""

    def __init__(self, trap: Path) -> None:
        self.trap = trap

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.trap),)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_malicious_pickle_is_not_executed(tmp_path: Path, zipped: bool) -> None:
    trap, path = tmp_path / "executed", tmp_path / "sphere20a.pth"
    content = {"fc5.bias": torch.zeros(512), "x": Malicious(trap)}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(WeightsError, match="was not executed"):
        read_foreign(path)
    assert not trap.exists()
    torch.load(path, weights_only=False)
    assert trap.exists()  # the trap itself works


def test_another_network_is_refused_with_what_differs(state: State, tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    torch.save({"layer1.0.weight": torch.ones(2), "fc.bias": torch.ones(2)}, path)
    with pytest.raises(WeightsError, match=r"missing: conv1_1\.weight.*unexpected: layer1\.0\.w"):
        read_foreign(path)
    del_one = {name: value for name, value in state.items() if name != "conv3_4.weight"}
    torch.save(del_one, path)
    with pytest.raises(WeightsError, match=r"SphereFace-10: missing: conv3_4\.weight$"):
        read_foreign(path)
    torch.save(state | {"fc5.weight": torch.ones(512, 512 * 7 * 7)}, path)
    with pytest.raises(WeightsError, match=r"fc5\.weight \(512, 25088\) instead of \(512, 21504\)"):
        read_foreign(path)
    torch.save(state | {"fc5.bias": torch.full((512,), torch.nan)}, path)
    with pytest.raises(WeightsError, match=r"NaN or infinite values in: fc5\.bias"):
        read_foreign(path)


def test_what_is_no_state_dict_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    for content, words in (
        ({}, "no state dict"),
        ([torch.ones(2)], "no state dict"),
        ({"epoch": 3}, "'epoch' is not a tensor"),
        ({"fc5.bias": torch.ones(512, dtype=torch.int64)}, "floating-point"),
    ):
        torch.save(content, path)
        with pytest.raises(WeightsError, match=words):
            read_foreign(path)


def test_damaged_and_unknown_files_are_refused(state: State, tmp_path: Path) -> None:
    torch.save({"fc5.bias": state["fc5.bias"]}, tmp_path / "whole.pth")
    whole = (tmp_path / "whole.pth").read_bytes()
    random = np.random.default_rng(0)
    damaged = [b"", b"\x80\x02}q\x00.", whole[:100], whole[: len(whole) // 2], random.bytes(500)]
    for content in damaged:
        (tmp_path / "cut.pth").write_bytes(content)
        with pytest.raises(WeightsError, match=r"cut\.pth: "):
            read_foreign(tmp_path / "cut.pth")
    (tmp_path / "sphere20a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c\x00\x04rest")
    with pytest.raises(WeightsError, match=r"7-Zip archive; unpack it \(`7z x sphere20a\.7z`\)"):
        read_foreign(tmp_path / "sphere20a.7z")
    (tmp_path / "net.tflite").write_bytes(b"x")
    with pytest.raises(WeightsError, match=r"known are \.caffemodel, \.pth, .*, \.onnx"):
        read_foreign(tmp_path / "net.tflite")
    (tmp_path / "bad.safetensors").write_bytes(b"12345678{")
    with pytest.raises(WeightsError, match="not a readable safetensors file"):
        read_foreign(tmp_path / "bad.safetensors")
    with pytest.raises(WeightsError, match="no such file"):
        read_foreign(tmp_path / "nothing.pth")


@pytest.mark.parametrize("depth", [4, 10, 20, 36, 64])
def test_the_depth_is_told_from_the_names(depth: Any) -> None:
    with torch.device("meta"):
        names = list(SphereFace(depth).state_dict())
    tensors = {name: torch.empty(0) for name in names}
    assert guess_depth(tensors) == depth
    del tensors["conv1_1.weight"], tensors["conv1_1.bias"]
    assert guess_depth(tensors) == depth
