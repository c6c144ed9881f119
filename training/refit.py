"""Turn a trained network's embedding towards another teacher, before it learns from that one.

Convolutions that tell faces apart serve any teacher; only the axes of the embedding are others.
The best linear map between the two is known in closed form, so that no step is spent on it.
"""

import numpy as np
import torch

from training.holdout import features
from videorec.core.types import Array, Float32, UInt8
from videorec.models.sphereface import SphereFace

RIDGE = 0.1  # of the mean square of a feature
KEPT = 0.2  # of their length that the values without a target keep; at 0 they could not learn


@torch.no_grad()
def refit(network: SphereFace, crops: UInt8, targets: Float32) -> None:
    """Map the embedding linearly to the targets, in place, by ridge regression.

    crops: (N, 112, 96, 3) uint8, N some times the 512 values of an embedding; targets: (N, T)
    unit length. The first T values of the embedding then come close to the direction of the
    targets, at the embedding's length before; the others keep a share of theirs.
    """
    layer = network.fc5
    before = features(network, crops, precision=torch.bfloat16).astype(np.float64)
    length = np.linalg.norm(before, axis=1).mean()
    fitted = torch.from_numpy(_ridge(before, targets * length)).to(layer.weight)  # (512, T)
    count = fitted.shape[1]
    for parameter in (layer.weight, layer.bias):
        first = torch.tensordot(fitted.T, parameter, 1)
        parameter.mul_(KEPT)
        parameter[:count] = first


def _ridge(features: Array, targets: Array) -> Array:
    """(N, D), (N, T) -> (D, T): the map with the least squared error, held back a little."""
    square = features.T @ features
    square[np.diag_indices_from(square)] += RIDGE * np.trace(square) / len(square)
    mapping: Array = np.linalg.solve(square, features.T @ targets)
    return mapping
