"""Learning an embedding's metric from stored embeddings of another network."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.config import DistillationConfig
from training.data import Faces
from videorec.core.types import Array, Float32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets:
    """What the student shall reach.

    embeddings: (N, T) float32 unit length. trust: (N,) float32, mean 1.
    centers: (classes, T) float32 unit length, each identity's mean.
    """

    embeddings: Tensor
    trust: Tensor
    centers: Tensor


def teacher_targets(faces: Faces, config: DistillationConfig) -> Targets:
    """Targets from stored embeddings.

    The teacher's embeddings are centred and partly whitened (C^-p), then pulled towards the mean
    of their identity where they agree with it; disagreement (a likely wrong label or a failed
    embedding) keeps its own target and is trusted less.
    """
    own = whitened(faces.teacher, config.whitening)
    by_quality = np.array([config.quality_weights.get(name, 1.0) for name in faces.qualities])
    trust = by_quality[faces.quality]
    centers = np.zeros((len(faces.identities), own.shape[1]))
    np.add.at(centers, faces.labels, own * trust[:, None])
    centers = _unit(centers)
    agreement = (own * centers[faces.labels]).sum(axis=1)
    agrees = np.clip((agreement - 0.3) / 0.3, 0.0, 1.0)  # 0 below cosine 0.3, 1 from 0.6 on
    pull = config.denoise * agrees[:, None]
    trust = trust * (0.3 + 0.7 * agrees)
    return Targets(
        embeddings=_tensor(_unit((1.0 - pull) * own + pull * centers[faces.labels])),
        trust=_tensor(trust / trust.mean()),
        centers=_tensor(centers),
    )


def whitened(embeddings: Float32, power: float) -> Array:
    """(N, T) centred and multiplied by C^-power, C their covariance; then of unit length."""
    centred = embeddings - embeddings.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(centred.T))
    return _unit(centred @ (vectors * np.maximum(values, 1e-8) ** -power) @ vectors.T)


def regression_loss(features: Tensor, targets: Tensor, trust: Tensor) -> Tensor:
    """1 - cosine between the first T of the 512 features and the (N, T) target, weighted."""
    cosine = F.cosine_similarity(features[:, : targets.shape[1]], targets)
    return (trust * (1.0 - cosine)).mean()


def relation_loss(features: Tensor, targets: Tensor, trust: Tensor) -> Tensor:
    """Squared difference of the cosines of all pairs of a batch, in all 512 features."""
    unit = F.normalize(features)
    weights = trust[:, None] * trust[None, :]
    difference = unit @ unit.T - targets @ targets.T  # the diagonal is 0
    pairs = len(features) * (len(features) - 1)
    return (weights * difference.square()).sum() / max(pairs, 1)


def _tensor(values: Array) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))


def _unit(rows: Array) -> Array:
    unit: Array = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit
