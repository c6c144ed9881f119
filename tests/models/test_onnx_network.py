"""Networks of other projects: taken in, run, and refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from tests.models.onnx_files import PIXELS, planes, projection, write_network
from videorec.core.errors import DeviceError, WeightsError
from videorec.core.types import UInt8
from videorec.models import foreign
from videorec.models.foreign import file_sha256, import_weights
from videorec.models.model_card import UNMEASURED_THRESHOLD, ModelCard
from videorec.models.onnx_network import GRAPH_KEY, OnnxNetwork, PixelInput
from videorec.models.registry import PublicWeights, find_public
from videorec.models.sphereface import to_network_input
from videorec.models.weights import LoadedModel, load_weights, read_card, save_weights
from videorec.pipeline.embedder import Embedder

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def crops() -> UInt8:
    return np.random.default_rng(3).integers(0, 256, (5, 112, 96, 3), np.uint8)


def imported(path: Path, weights: np.ndarray, **pixels: float | str) -> LoadedModel:
    write_network(path.with_suffix(".onnx"), weights)
    target = path.with_suffix(".safetensors")
    import_weights(path.with_suffix(".onnx"), target, name="theirs", pixels=pixels)
    return load_weights(target)


@pytest.mark.parametrize("values", [512, 128])
def test_faces_are_seen_as_arcface_sees_them(tmp_path: Path, crops: UInt8, values: int) -> None:
    weights = projection(values)
    model = imported(tmp_path / "x", weights)
    assert isinstance(model.network, OnnxNetwork)
    found = model.network(to_network_input(crops)).numpy()
    expected = np.stack([planes(crop) for crop in crops]) @ weights
    assert found.shape == (5, 512)
    np.testing.assert_allclose(found[:, :values], expected, atol=1e-4)
    assert not found[:, values:].any()
    assert model.network(to_network_input(crops[:0])).shape == (0, 512)


@pytest.mark.parametrize(("order", "step"), [("RGB", 1), ("BGR", -1)])
def test_another_input_is_given_when_it_is_said(
    tmp_path: Path, crops: UInt8, order: str, step: int
) -> None:
    weights = projection(32)
    model = imported(tmp_path / "x", weights, mean=10, scale=0.5, colour_order=order)
    found = model.network(to_network_input(crops)).numpy()
    seen = [planes(crop, mean=10, scale=0.5).reshape(3, -1)[::step].ravel() for crop in crops]
    np.testing.assert_allclose(found[:, :32], np.stack(seen) @ weights, rtol=1e-4, atol=1e-2)
    card = model.card
    assert (card.mean, card.scale, card.colour_order) == (10, 0.5, order)


def test_the_embedder_takes_it_like_any_other(tmp_path: Path, crops: UInt8) -> None:
    model = imported(tmp_path / "x", projection(512))
    features = model.network(to_network_input(crops))
    mirrored = model.network(to_network_input(crops[:, :, ::-1]))
    plain = Embedder(model, CPU, mirror="none", precision="auto")
    assert plain.dtype == torch.float32
    np.testing.assert_allclose(plain.embed(crops), functional.normalize(features), atol=1e-6)
    both = Embedder(model, CPU, precision="fp32").embed(crops)
    np.testing.assert_allclose(both, functional.normalize(features + mirrored), atol=1e-6)
    with pytest.raises(DeviceError, match="networks in ONNX compute in float32"):
        Embedder(model, CPU, precision="bf16")


def test_threads_may_call_it_at_once(tmp_path: Path, crops: UInt8) -> None:
    network = imported(tmp_path / "x", projection(64)).network
    alone = [network(to_network_input(crop[None])) for crop in crops] * 20
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda crop: network(to_network_input(crop[None])), [*crops] * 20)
    assert all(one.equal(other) for one, other in zip(alone, together, strict=True))


def test_the_card_says_what_is_known_of_it(tmp_path: Path) -> None:
    model = imported(tmp_path / "x", projection(32))
    card = model.card
    assert (card.architecture, card.depth, card.network) == ("onnx", None, "ONNX")
    assert (card.mean, card.scale, card.colour_order) == (127.5, 1 / 127.5, "RGB")
    assert card.default_threshold == UNMEASURED_THRESHOLD
    assert "cautious guess" in card.notes
    assert file_sha256(tmp_path / "x.onnx") in card.source
    assert ModelCard.from_json(card.to_json()) == card
    assert read_card(tmp_path / "x.safetensors") == card


def test_the_hash_is_of_the_network_and_its_input(tmp_path: Path) -> None:
    model = imported(tmp_path / "x", projection(32))
    same = tmp_path / "same.safetensors"
    card = replace(model.card, default_threshold=0.25, notes="")
    save_weights(same, model.network.state_dict(), card, torch.float16)
    assert load_weights(same).sha256 == model.sha256
    other = imported(tmp_path / "y", projection(32), mean=0, scale=1)
    assert other.sha256 != model.sha256
    assert imported(tmp_path / "z", projection(32, seed=1)).sha256 != model.sha256


def test_what_the_registry_knows_of_a_file_goes_into_its_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_network(tmp_path / "x.onnx", projection(32))
    table = {0.01: {1: 0.2, 6: 0.3}, 0.1: {1: 0.1}}
    entry = replace(
        find_public("sface"),
        pixels=PixelInput(mean=1, scale=2),
        thresholds_fpir=table,
        thresholds_far={1e-4: 0.5},
        lfw_accuracy=0.99,
    )
    monkeypatch.setattr(foreign, "recognise", lambda sha256: entry)
    card = import_weights(path, tmp_path / "known.safetensors", name="known")
    assert (card.mean, card.scale, card.terms) == (1, 2, entry.terms)
    assert (card.thresholds_fpir, card.thresholds_far) == (table, {1e-4: 0.5})
    assert card.lfw_accuracy == 0.99
    assert card.thresholds_measured
    assert card.default_threshold == 0.3
    assert "guess" not in card.notes
    chosen = import_weights(path, tmp_path / "own.safetensors", name="own", threshold=0.4)
    assert (chosen.default_threshold, chosen.thresholds_fpir) == (0.4, {})
    assert chosen.same_person == 0.5
    assert chosen.thresholds_far == {1e-4: 0.5}
    assert not chosen.thresholds_measured
    assert chosen.notes.endswith(foreign.GIVEN_NOTE)


@pytest.fixture
def registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, PublicWeights]:
    """A file, and what the registry says of it: measured with an input of its own."""
    entry = replace(find_public("sface"), pixels=PixelInput(mean=1, scale=2))
    monkeypatch.setattr(foreign, "recognise", lambda sha256: entry)
    return write_network(tmp_path / "x.onnx", projection(32)), entry


def test_what_was_measured_with_another_input_is_not_taken_over(
    tmp_path: Path, registered: tuple[Path, PublicWeights]
) -> None:
    path, entry = registered
    said = {"mean": 127.5, "scale": 1 / 127.5}
    card = import_weights(path, tmp_path / "x.safetensors", name="x", pixels=said)
    assert (card.mean, card.colour_order, card.terms) == (127.5, "RGB", entry.terms)
    assert (card.lfw_accuracy, card.thresholds_fpir, card.thresholds_far) == (None, {}, {})
    assert card.default_threshold == UNMEASURED_THRESHOLD
    assert "were measured" not in card.notes
    assert "cautious guess" in card.notes


def test_what_is_said_of_the_input_leaves_the_rest_as_the_registry_has_it(
    tmp_path: Path, registered: tuple[Path, PublicWeights]
) -> None:
    path, entry = registered
    same = import_weights(path, tmp_path / "a.safetensors", name="a", pixels={"mean": 1.0})
    assert (same.mean, same.scale, same.lfw_accuracy) == (1, 2, entry.lfw_accuracy)
    assert same.thresholds_measured
    assert entry.measured in same.notes
    other = import_weights(path, tmp_path / "b.safetensors", name="b", pixels={"scale": 1.0})
    assert (other.mean, other.scale, other.lfw_accuracy) == (1, 1, None)


def test_modules_in_the_present_folder_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_network(tmp_path / "x.onnx", projection(32))
    (tmp_path / "cv2.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    import_weights(path, tmp_path / "x.safetensors", name="x")
    assert not (tmp_path / "ran").exists()


def test_what_is_no_face_network_is_refused(tmp_path: Path) -> None:
    path, target = tmp_path / "x.onnx", tmp_path / "x.safetensors"

    def refused(words: str) -> None:
        with pytest.raises(WeightsError, match=words):
            import_weights(path, target, name="x")
        assert not target.exists()

    refused(r"x\.onnx: no such file to import")
    for content in (b"", b"not a network", write_network(path, projection(32)).read_bytes()[:-500]):
        path.write_bytes(content)
        refused(r"x\.onnx: OpenCV .* cannot read this network")
    damaged = write_network(path, projection(32)).read_bytes().replace(b"MatMul", b"Ma\x92Mul")
    path.write_bytes(damaged)
    refused(r"x\.onnx: OpenCV crashes on this network|x\.onnx: OpenCV .* cannot read")
    write_network(path, np.ones((3 * 64 * 64, 2)))
    refused("cannot be run on a picture of 112 x 112 pixels")
    write_network(path, projection(513))
    refused("gives 513 values a face; a network that tells people apart has from 32 to 512")
    write_network(path, projection(31))
    refused("gives 31 values a face")
    write_network(path, projection(32), second_output=True)
    refused("has 2 outputs .*one is needed, the embedding")
    alike = projection(32) + 3.0 * np.random.default_rng(5).normal(size=32)
    for weights in (np.zeros((PIXELS, 32)), np.full((PIXELS, 32), np.nan), alike * 0 + 1, alike):
        write_network(path, weights)
        refused("does not tell two pictures apart")


def test_a_file_whose_card_and_content_differ_is_refused(tmp_path: Path) -> None:
    model = imported(tmp_path / "x", projection(32))
    wrong = tmp_path / "wrong.safetensors"
    card = ModelCard(name="x", depth=4)
    with pytest.raises(WeightsError, match=r"not those of SphereFace-4: missing"):
        save_weights(wrong, model.network.state_dict(), card)
    with pytest.raises(WeightsError, match="does not hold a network in ONNX"):
        save_weights(wrong, {GRAPH_KEY: torch.zeros(9)}, model.card)
    with pytest.raises(WeightsError, match="does not hold a network in ONNX"):
        save_weights(wrong, {}, model.card)
    changed = model.network.state_dict()[GRAPH_KEY].clone()
    changed[len(changed) // 2] ^= 1
    with pytest.raises(WeightsError, match="the network differs from what its card says"):
        save_weights(wrong, {GRAPH_KEY: changed}, model.card)
    assert not wrong.exists()
