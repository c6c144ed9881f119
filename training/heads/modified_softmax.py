"""Modified softmax: unit class weights, no bias (SphereFace, equation 3); A-Softmax with m = 1."""

import torch.nn.functional as F
from torch import Tensor

from training.heads.base import Head


class ModifiedSoftmax(Head):
    """Logits |x| cos(theta_j)."""

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N, classes) logits; the labels do not matter."""
        return F.linear(x, F.normalize(self.weight))
