"""CosFace: additive cosine margin (Wang et al., CVPR 2018, equation 4)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class CosFace(nn.Module):
    """Softmax over s (cos(theta_j) - m [j = target]); features and class weights normalised."""

    def __init__(self, features: int, classes: int, *, scale: float, margin: float) -> None:
        super().__init__()
        self.scale = scale
        self.margin = margin
        self.weight = nn.Parameter(torch.randn(classes, features) * 0.01)

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N,) losses."""
        cosine = F.linear(F.normalize(x), F.normalize(self.weight))  # (N, classes)
        margin = torch.zeros_like(cosine).scatter_(1, labels[:, None], self.margin)
        return F.cross_entropy(self.scale * (cosine - margin), labels, reduction="none")
