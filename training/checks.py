"""What a run is looked at by, now and then: held-out people, LFW, and how well it fits."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.config import NetworkConfig, RunConfig
from training.data import Faces
from training.heads import Head
from training.holdout import Holdout, embed, evaluate
from training.lfw import lfw_accuracy
from training.networks import new_network
from training.normalized import fold

FITTED = 512  # training faces that are looked at again


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checks:
    """holdout: people never trained on, None without any. training: a sample of training faces."""

    holdout: Holdout | None
    training: Faces
    run: RunConfig
    network: NetworkConfig
    device: torch.device

    def figures(self, weights: dict[str, Tensor], head: Head | None) -> dict[str, float]:
        """Every figure of a network with these weights. `score`, if there, chooses the best.

        fit: share of a sample of training faces, not augmented, nearest to their own class.
        lfw: view 2 accuracy; it chooses nothing.
        """
        network = new_network(self.network.depth, self.network.batch_norm)
        network.load_state_dict(weights)
        # As it will be exported: normalisation in half precision costs accuracy.
        network = fold(network).to(self.device)
        figures = evaluate(network, self.holdout) if self.holdout is not None else {}
        if head is not None:
            sample = np.unique(np.linspace(0, len(self.training) - 1, FITTED).astype(np.int64))
            embeddings = embed(network, self.training.crops(sample))
            classes = F.normalize(head.weight.detach().float()).cpu().numpy()
            nearest = (embeddings @ classes.T).argmax(axis=1)
            figures["fit"] = float((nearest == self.training.labels[sample]).mean())
        if self.run.lfw is not None and self.run.lfw_pairs is not None:
            figures["lfw"] = lfw_accuracy(network, self.run.lfw, self.run.lfw_pairs, self.device)
        return figures
