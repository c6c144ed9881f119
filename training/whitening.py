"""Suppress what varies within a person, by a linear map that is folded into fc5.

Within-class covariance normalisation (Hatch et al., Interspeech 2006): features are centred and
multiplied by W^-p, W being their covariance around each person's mean. It costs nothing at run
time and is estimated on training people alone.
"""

from copy import deepcopy

import numpy as np
import torch

from videorec.core.types import Array, Float32, Int64
from videorec.models.sphereface import SphereFace


def within_class_map(
    features: Float32, labels: Int64, *, power: float, shrinkage: float
) -> tuple[Array, Array]:
    """(N, D), (N,) -> (D, D) map and (D,) centre: features become map (x - centre).

    power: p in W^-p; 0 only centres, 0.5 makes the variation within a person alike in every
    direction. shrinkage: share of a multiple of the identity mixed into W, in [0, 1].
    """
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    _, labels, counts = np.unique(labels, return_inverse=True, return_counts=True)
    means = np.zeros((len(counts), features.shape[1]))
    np.add.at(means, labels, unit)
    means /= counts[:, None]
    several = counts[labels] > 1
    around = (unit - means[labels])[several]
    within = around.T @ around / len(around)
    level = np.trace(within) / len(within)
    within = (1.0 - shrinkage) * within + shrinkage * level * np.eye(len(within))
    values, vectors = np.linalg.eigh(within)
    return (vectors * (values / level) ** -power) @ vectors.T, features.mean(axis=0)


@torch.no_grad()
def fold_map(network: SphereFace, matrix: Array, center: Array) -> SphereFace:
    """A copy whose embedding is matrix (x - center) of the network's."""
    changed = deepcopy(network)
    map_ = torch.from_numpy(matrix)
    weight, bias = network.fc5.weight.double(), network.fc5.bias.double()
    changed.fc5.weight.copy_(map_ @ weight)
    changed.fc5.bias.copy_(map_ @ (bias - torch.from_numpy(center)))
    return changed
