"""What a run minimises: the network with its losses, as one module, so that DDP sees it whole."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.config import TrainConfig
from training.distill import Targets, regression_loss, relation_loss
from training.heads import build_head
from training.heads.energy import hyperspherical_energy
from videorec.core.types import EMBEDDING_SIZE
from videorec.models.sphereface import SphereFace


class Objective(nn.Module):
    """Weighted losses of a batch. Labels and targets of all faces are kept beside the network.

    labels: (N,) int64 of all training faces. targets: what the teacher says about them, or None.
    """

    labels: Tensor
    targets: Tensor
    trust: Tensor

    def __init__(
        self, network: SphereFace, config: TrainConfig, labels: Tensor, targets: Targets | None
    ) -> None:
        super().__init__()
        self.network = network
        self._config = config
        classes = int(labels.max()) + 1
        self.head = build_head(config.head, EMBEDDING_SIZE, classes) if config.head.weight else None
        self.register_buffer("labels", labels, persistent=False)
        if targets is not None:
            self.register_buffer("targets", targets.embeddings, persistent=False)
            self.register_buffer("trust", targets.trust, persistent=False)
            if self.head is not None:  # the teacher already knows roughly where a class lies
                self.head.weight.data.zero_()
                self.head.weight.data[:, : targets.centers.shape[1]] = targets.centers

    def forward(self, images: Tensor, rows: Tensor) -> Tensor:
        """(n, 3, 112, 96), (n,) faces -> (K,) weighted losses, as named by `names`."""
        features = self.network(images).float()
        losses = []
        if self.head is not None:
            losses += self._head_losses(features, rows)
        if self._config.distillation.used:
            targets, trust = self.targets[rows], self.trust[rows]
            distillation = self._config.distillation
            losses += [
                distillation.weight * regression_loss(features, targets, trust),
                distillation.relation_weight * relation_loss(features, targets, trust),
            ]
        return torch.stack(losses)

    @property
    def names(self) -> list[str]:
        """Of the losses that `forward` returns."""
        names = []
        if self.head is not None:
            names += ["head"] + (["energy"] if self._config.head.energy_weight else [])
        return names + (["teacher", "relation"] if self._config.distillation.used else [])

    def _head_losses(self, features: Tensor, rows: Tensor) -> list[Tensor]:
        assert self.head is not None
        labels, config = self.labels[rows], self._config.head
        with torch.autocast(features.device.type, enabled=False):  # margins need the precision
            losses = F.cross_entropy(self.head(features, labels), labels, reduction="none")
        if self._config.distillation.used:
            losses = losses * self.trust[rows]
        total = [config.weight * losses.mean()]
        if config.energy_weight:
            total.append(config.energy_weight * hyperspherical_energy(self.head.weight, labels))
        return total
