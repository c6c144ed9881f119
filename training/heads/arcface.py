"""ArcFace: additive angular margin (Deng et al., CVPR 2019, equation 3)."""

import math

import torch
from torch import Tensor

from training.heads.base import Head, of_target, with_target


class ArcFace(Head):
    """Logits s cos(theta_j), and s cos(theta + m) for the target.

    Where theta + m would pass pi, cos(theta) - m sin(m) goes on falling instead of rising again.
    """

    def __init__(self, features: int, classes: int, *, scale: float, margin: float) -> None:
        super().__init__(features, classes)
        self.scale = scale
        self.margin = margin

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N, classes) logits."""
        cosine = self.cosines(x)
        target = of_target(cosine, labels)
        sine = torch.sqrt((1.0 - target.square()).clamp_min(1e-6))
        turned = target * math.cos(self.margin) - sine * math.sin(self.margin)
        behind = target - self.margin * math.sin(self.margin)
        turned = torch.where(target > -math.cos(self.margin), turned, behind)
        return self.scale * with_target(cosine, labels, turned)
