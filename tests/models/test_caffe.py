from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models import caffe_files as files
from videorec.core.errors import WeightsError
from videorec.core.types import Array
from videorec.models.caffe import read_layers

WEIGHT = np.arange(24, dtype=np.float32).reshape(4, 3, 2, 1) / 7
BIAS = np.array([1.5, -2, 3e-30, 4e30], np.float32)


def written(tmp_path: Path, *layers: bytes) -> Path:
    path = tmp_path / "net.caffemodel"
    path.write_bytes(files.write_network(layers))
    return path


@pytest.mark.parametrize("encode", [files.blob, files.unpacked_blob, files.double_blob])
def test_layers_come_back_as_written(tmp_path: Path, encode: object) -> None:
    assert callable(encode)
    path = written(
        tmp_path,
        files.layer("data", "Input", []),
        files.layer("conv1_1", "Convolution", [encode(WEIGHT), encode(BIAS)]),
        files.layer("relu1_1", "PReLU", [encode(BIAS)]),
    )
    layers = read_layers(path)
    assert list(layers) == ["conv1_1", "relu1_1"]
    weight, bias = layers["conv1_1"]
    assert weight.dtype == bias.dtype == np.float32
    np.testing.assert_array_equal(weight, WEIGHT)
    np.testing.assert_array_equal(bias, BIAS)


def test_the_older_form_of_layers_and_shapes_is_read(tmp_path: Path) -> None:
    matrix = WEIGHT.reshape(4, 6)
    path = written(
        tmp_path,
        files.legacy_layer("conv", 4, [files.legacy_blob(WEIGHT), files.legacy_blob(BIAS)]),
        files.legacy_layer("fc5", 14, [files.legacy_blob(matrix)]),
    )
    layers = read_layers(path)
    np.testing.assert_array_equal(layers["conv"][0], WEIGHT)
    assert layers["conv"][1].shape == (4,)
    np.testing.assert_array_equal(layers["fc5"][0], matrix)


def test_values_that_do_not_fill_their_shape_are_refused(tmp_path: Path) -> None:
    torn = files.block(7, files.block(1, files.varint(5))) + files.block(5, BIAS.tobytes())
    path = written(tmp_path, files.layer("conv3_2", "Convolution", [torn]))
    with pytest.raises(WeightsError, match=r"'conv3_2': 4 values do not fill the shape \(5,\)"):
        read_layers(path)


def test_what_is_no_caffe_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.caffemodel"
    with pytest.raises(WeightsError, match="cannot be read"):
        read_layers(path)
    path.write_bytes(b"")
    with pytest.raises(WeightsError, match="no layer with weights"):
        read_layers(path)
    path.write_text('name: "SphereFace"\nlayer { name: "conv1_1" }\n')
    with pytest.raises(WeightsError, match="not a Caffe model"):
        read_layers(path)
    whole = files.write_network([files.layer("conv", "Convolution", [files.blob(WEIGHT)])])
    path.write_bytes(whole[:-3])
    with pytest.raises(WeightsError, match="cut short"):
        read_layers(path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.integers(0, 80))
def test_no_damage_ends_in_a_foreign_error(tmp_path: Path, noise: bytes, place: int) -> None:
    whole = files.write_network([files.layer("conv", "Convolution", [files.blob(WEIGHT)])])
    path = tmp_path / "net.caffemodel"
    for content in (noise, whole[:place] + noise + whole[place + len(noise) :]):
        path.write_bytes(content)
        try:
            layers = read_layers(path)
        except WeightsError:
            continue
        assert all(array.dtype == np.float32 for blobs in layers.values() for array in blobs)


def test_the_encoder_of_these_tests_is_right_about_varints() -> None:
    known: dict[int, bytes] = {0: b"\0", 1: b"\1", 127: b"\x7f", 300: b"\xac\x02"}
    assert {value: files.varint(value) for value in known} == known
    array: Array = np.zeros((300, 1), np.float32)
    assert files.blob(array).startswith(b"\x3a\x05\x0a\x03\xac\x02\x01\x2a\xb0\x09")
