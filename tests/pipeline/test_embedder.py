import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from videorec.core.errors import ConfigError
from videorec.core.settings import Mirror, Precision
from videorec.core.types import UInt8
from videorec.models.model_card import ModelCard
from videorec.models.sphereface import SphereFace, to_network_input
from videorec.models.weights import LoadedModel, load_weights, save_weights
from videorec.pipeline.embedder import Embedder

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    """A network with PReLU slopes and biases that matter, loaded as a user's would be."""
    torch.manual_seed(1)
    network = SphereFace(4)
    with torch.no_grad():
        for name, value in network.named_parameters():
            if name.startswith("relu"):
                value.uniform_(0.1, 0.5)
    path: Path = tmp_path_factory.mktemp("weights") / "test.safetensors"
    save_weights(path, network.state_dict(), ModelCard(name="test", depth=4))
    return load_weights(path)


def crops(count: int, seed: int = 0) -> UInt8:
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (count, 112, 96, 3), dtype=np.uint8)


def embedder(model: LoadedModel, mirror: Mirror = "average", batch_size: int = 64) -> Embedder:
    return Embedder(model, CPU, mirror=mirror, batch_size=batch_size, precision="fp32")


def by_hand(model: LoadedModel, images: UInt8) -> np.ndarray:
    """Features one image at a time, straight from the network."""
    with torch.inference_mode():
        features = [model.network(to_network_input(image[None])) for image in images]
    return torch.cat(features).numpy()


def unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_each_mirror_mode_is_what_it_says(model: LoadedModel) -> None:
    images = crops(3)
    upright = by_hand(model, images)
    mirrored = by_hand(model, np.ascontiguousarray(images[:, :, ::-1]))
    assert np.abs(unit(upright) - unit(mirrored)).max() > 0.01  # the modes can be told apart
    expected = {
        "none": unit(upright),
        "average": unit(upright + mirrored),
        "concatenate": unit(np.concatenate((upright, mirrored), axis=1)),
    }
    for mirror in ("none", "average", "concatenate"):
        found = embedder(model, mirror)
        embeddings = found.embed(images)
        assert embeddings.dtype == np.float32
        assert embeddings.shape == (3, found.embedding_size)
        np.testing.assert_allclose(embeddings, expected[mirror], atol=2e-6)


def test_an_averaged_embedding_does_not_see_left_and_right(model: LoadedModel) -> None:
    images = crops(2)
    flipped = np.ascontiguousarray(images[:, :, ::-1])
    found = embedder(model)
    np.testing.assert_allclose(found.embed(images), found.embed(flipped), atol=2e-6)


@pytest.mark.parametrize("mirror", ["none", "average", "concatenate"])
def test_no_crops_give_no_embeddings(model: LoadedModel, mirror: Mirror) -> None:
    found = embedder(model, mirror)
    empty = found.embed(crops(0))
    assert empty.shape == (0, found.embedding_size)
    assert empty.dtype == np.float32


@settings(max_examples=10, deadline=None)
@given(count=st.integers(1, 7), batch_size=st.integers(1, 9))
def test_batches_change_nothing(model: LoadedModel, count: int, batch_size: int) -> None:
    images = crops(count, seed=count)
    found = embedder(model, batch_size=batch_size).embed(images)
    np.testing.assert_allclose(found, embedder(model).embed(images), atol=2e-6)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_views_of_larger_arrays_embed_like_copies(model: LoadedModel) -> None:
    images = crops(4)
    found = embedder(model)
    np.testing.assert_allclose(found.embed(images[::2]), found.embed(images[::2].copy()), atol=1e-6)


def test_bfloat16_stays_close_to_float32(model: LoadedModel) -> None:
    images = crops(8)
    coarse = Embedder(model, CPU, precision="bf16").embed(images)
    assert coarse.dtype == np.float32
    similarity = (coarse * embedder(model).embed(images)).sum(axis=1)
    assert similarity.min() > 0.999
    assert similarity.min() < 1 - 1e-7  # it really ran in another format


def test_the_callers_model_is_left_alone(model: LoadedModel) -> None:
    before = {name: value.clone() for name, value in model.network.state_dict().items()}
    Embedder(model, CPU, precision="bf16").embed(crops(1))
    for name, value in model.network.state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, before[name])


def test_the_embedder_tells_which_model_it_uses(model: LoadedModel) -> None:
    other = dataclasses.replace(model, sha256="f" * 64)
    assert embedder(model).model_hash == model.sha256 != embedder(other).model_hash
    assert embedder(model).card.name == "test"


def test_wrong_values_are_refused_in_words(model: LoadedModel) -> None:
    with pytest.raises(ConfigError, match="mirror must be one of"):
        Embedder(model, CPU, mirror="twice")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="batch size must be at least 1"):
        Embedder(model, CPU, batch_size=0)
    with pytest.raises(ConfigError, match="precision must be one of"):
        Embedder(model, CPU, precision="int3")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="crops must be"):
        embedder(model).embed(np.zeros((1, 112, 112, 3), np.uint8))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
@pytest.mark.parametrize("precision", ["auto", "fp32", "bf16", "fp16"])
def test_a_gpu_gives_the_embeddings_of_the_cpu(model: LoadedModel, precision: Precision) -> None:
    images = crops(5)
    found = Embedder(model, torch.device("cuda"), precision=precision).embed(images)
    assert (found * embedder(model).embed(images)).sum(axis=1).min() > 0.999
