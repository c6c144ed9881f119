"""Plain softmax: an inner product with bias."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.heads.base import Head


class Softmax(Head):
    """Logits w_j . x + b_j."""

    def __init__(self, features: int, classes: int) -> None:
        super().__init__(features, classes)
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N, classes) logits; the labels do not matter."""
        return F.linear(x, self.weight, self.bias)
