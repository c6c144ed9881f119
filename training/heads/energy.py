"""Hyperspherical energy of class weights (Liu et al., NeurIPS 2018), the extra term of SphereFace+.

Weights that repel each other spread over the sphere.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def hyperspherical_energy(weight: Tensor, labels: Tensor) -> Tensor:
    """Mean of |w_i - w_j|^-2 over unit class weights, i from the batch's labels, j any other.

    (classes, features), (N,) int64 -> scalar. The mini-batch form of equation 2 with s = 2.
    """
    unit = F.normalize(weight)
    chosen = torch.unique(labels)
    squared = 2.0 - 2.0 * unit[chosen] @ unit.T  # |a - b|^2 of unit vectors
    others = torch.ones_like(squared).scatter_(1, chosen[:, None], 0.0)
    energy = others / squared.clamp_min(1e-6)
    return energy.sum() / others.sum()
