"""SphereFace-R (Liu et al., "SphereFace Revived", 2021): multiplicative margin, hard normalised.

The difference that the margin makes is detached from the graph (characteristic gradient
detachment), so gradients are those of the normalised softmax.
"""

import math
from typing import Literal

import torch
from torch import Tensor

from training.heads.base import Head, of_target, with_target

Version = Literal["v0", "v2"]


class SphereFaceR(Head):
    """Logits s psi_j. v0: the target's psi is (-1)^k cos(m theta) - 2k. v2: the others' psi is
    cos(theta / m), the target's is cos(theta).
    """

    def __init__(
        self, features: int, classes: int, *, scale: float, margin: float, version: Version
    ) -> None:
        super().__init__(features, classes)
        self.scale = scale
        self.margin = margin
        self.version = version

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N, classes) logits."""
        cosine = self.cosines(x)
        with torch.no_grad():
            theta = torch.acos(cosine.clamp(-1.0, 1.0))
            if self.version == "v0":
                wide = self.margin * of_target(theta, labels)
                k = torch.floor(wide / math.pi)
                sign = 1.0 - 2.0 * torch.remainder(k, 2)
                psi = with_target(cosine, labels, sign * torch.cos(wide) - 2.0 * k)
            else:
                psi = with_target(torch.cos(theta / self.margin), labels, of_target(cosine, labels))
            difference = psi - cosine
        return self.scale * (cosine + difference)
