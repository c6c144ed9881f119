"""CosFace: additive cosine margin (Wang et al., CVPR 2018, equation 4)."""

from torch import Tensor

from training.heads.base import Head, of_target, with_target


class CosFace(Head):
    """Logits s cos(theta_j), and s (cos(theta) - m) for the target."""

    def __init__(self, features: int, classes: int, *, scale: float, margin: float) -> None:
        super().__init__(features, classes)
        self.scale = scale
        self.margin = margin

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N, classes) logits."""
        cosine = self.cosines(x)
        return self.scale * with_target(cosine, labels, of_target(cosine, labels) - self.margin)
