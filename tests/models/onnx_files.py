"""Little networks in ONNX files."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from videorec.core.types import UInt8

PIXELS = 3 * 112 * 112


def write_network(path: Path, weights: np.ndarray, *, second_output: bool = False) -> Path:
    """A network for a batch of one that gives its input as one row times (P, D) weights.

    second_output: it gives the tangent of that as well.
    """
    values = helper.make_tensor_value_info("values", TensorProto.FLOAT, [1, weights.shape[1]])
    bent = helper.make_tensor_value_info("bent", TensorProto.FLOAT, [1, weights.shape[1]])
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["data"], ["row"]),
            helper.make_node("MatMul", ["row", "weights"], ["values"]),
            *([helper.make_node("Tanh", ["values"], ["bent"])] if second_output else []),
        ],
        "graph",
        [helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 3, "height", "width"])],
        [values, bent] if second_output else [values],
        [numpy_helper.from_array(weights.astype(np.float32), "weights")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), path)
    return path


def projection(values: int, seed: int = 0) -> np.ndarray:
    """(PIXELS, values) of no meaning, that keeps pictures apart."""
    drawn = np.random.default_rng(seed).normal(size=(PIXELS, values))
    return np.asarray(drawn / np.sqrt(PIXELS))


def planes(crop: UInt8, *, mean: float = 127.5, scale: float = 1 / 127.5) -> np.ndarray:
    """What such a network sees of a crop: RGB, the edge repeated, (pixel - mean) * scale; a row."""
    wide = np.pad(crop, ((0, 0), (8, 8), (0, 0)), mode="edge")
    values = (wide[:, :, ::-1].transpose(2, 0, 1).astype(np.float64) - mean) * scale
    return np.asarray(values.ravel())
