"""Learning an embedding's metric from stored embeddings of another network."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.config import DistillationConfig
from training.data import QUALITIES, Faces
from videorec.core.types import Float32


def teacher_targets(faces: Faces, config: DistillationConfig) -> tuple[Float32, Float32, Float32]:
    """What the student shall reach: (N, T) unit targets, (N,) trust, (classes, T) unit centres.

    The teacher's embeddings are centred and partly whitened (C^-p), then pulled towards the mean
    of their identity where they agree with it; disagreement (a likely wrong label or a failed
    embedding) keeps its own target and is trusted less.
    """
    centred = faces.teacher - faces.teacher.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(centred.T))
    own = _unit(centred @ (vectors * np.maximum(values, 1e-8) ** -config.whitening) @ vectors.T)
    trust = np.array([config.quality_weights[name] for name in QUALITIES])[faces.quality]
    centers = np.zeros((len(faces.identities), own.shape[1]))
    np.add.at(centers, faces.labels, own * trust[:, None])
    centers = _unit(centers)
    agreement = (own * centers[faces.labels]).sum(axis=1)
    agrees = np.clip((agreement - 0.3) / 0.3, 0.0, 1.0)  # 0 below cosine 0.3, 1 from 0.6 on
    pull = config.denoise * agrees[:, None]
    targets = _unit((1.0 - pull) * own + pull * centers[faces.labels])
    return (
        targets.astype(np.float32),
        (trust * (0.3 + 0.7 * agrees)).astype(np.float32),
        centers.astype(np.float32),
    )


def regression_loss(features: Tensor, targets: Tensor, trust: Tensor) -> Tensor:
    """1 - cosine between the first T of the 512 features and the (N, T) target, weighted."""
    cosine = F.cosine_similarity(features[:, : targets.shape[1]], targets)
    return (trust * (1.0 - cosine)).sum() / trust.sum()


def relation_loss(features: Tensor, targets: Tensor, trust: Tensor) -> Tensor:
    """Squared difference of the cosines of all pairs of a batch, in all 512 features."""
    unit = F.normalize(features)
    weights = trust[:, None] * trust[None, :]
    weights = weights - torch.diag(torch.diag(weights))
    difference = unit @ unit.T - targets @ targets.T
    return (weights * difference.square()).sum() / weights.sum()


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
