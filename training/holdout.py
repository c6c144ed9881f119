"""Verification on held-out people, clean and degraded: what a training run is judged by."""

from dataclasses import dataclass

import numpy as np
import torch

from training.augment import augment
from training.data import Faces
from training.sampler import rank_within
from videorec.core.errors import TrainingError
from videorec.core.types import Bool, Float32, Int64, UInt8
from videorec.models.onnx_network import FaceNetwork
from videorec.models.sphereface import to_network_input

FALSE_ACCEPTS = (1e-2, 1e-3)
BATCH = 128
MAX_PER_IDENTITY = 20  # one person with hundreds of images must not decide the figure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holdout:
    """crops and their degraded copies (N, 112, 96, 3) uint8; labels, quality (N,) int64."""

    crops: UInt8
    degraded: UInt8
    labels: Int64
    quality: Int64
    qualities: tuple[str, ...]

    @classmethod
    def of(cls, faces: Faces) -> "Holdout":
        """At most MAX_PER_IDENTITY faces a person, degraded with a fixed seed.

        TrainingError when they hold no pair of one person, or none of two people.
        """
        counts = np.bincount(faces.labels)
        if len(counts) < 2 or counts.max() < 2:
            raise TrainingError(
                f"the {len(counts)} people held out have {len(faces)} faces; to judge a run, two "
                "people are needed and two faces of one of them. Raise data.holdout_identities, "
                "or set it to 0"
            )
        rng = np.random.default_rng(0)
        rows = few_of_each(faces.labels)
        crops = faces.crops(rows)
        degraded = np.stack([augment(crop, rng, strong=True) for crop in crops])
        return cls(
            crops=crops,
            degraded=degraded,
            labels=faces.labels[rows],
            quality=faces.quality[rows],
            qualities=faces.qualities,
        )


def few_of_each(labels: Int64) -> Int64:
    """Rows of at most MAX_PER_IDENTITY faces a person. (N,) -> (n,)"""
    return np.flatnonzero(rank_within(labels) < MAX_PER_IDENTITY)


def all_pairs(labels: Int64) -> tuple[tuple[Int64, Int64], Bool]:
    """Every pair of faces once: the rows of both, and whether they are of one person."""
    first, second = np.triu_indices(len(labels), 1)
    return (first, second), labels[first] == labels[second]


def tar_at_far(scores: Float32, same: Bool, far: float) -> float:
    """Share of same-person scores above the threshold that `far` of the others reach."""
    threshold = np.quantile(scores[~same], 1.0 - far)
    return float((scores[same] > threshold).mean())


def evaluate(network: FaceNetwork, holdout: Holdout) -> dict[str, float]:
    """True accept rates by quality, clean and degraded, and `score`: their mean at FAR 1e-3."""
    figures = {}
    pairs, same = all_pairs(holdout.labels)
    for kind, crops in (("clean", holdout.crops), ("degraded", holdout.degraded)):
        embeddings = embed(network, crops)
        scores = (embeddings @ embeddings.T)[pairs]
        for far in FALSE_ACCEPTS:
            figures[f"{kind}/tar@{far:g}"] = tar_at_far(scores, same, far)
        if kind == "clean":
            first, second = (holdout.quality[rows] for rows in pairs)
            for code, name in enumerate(holdout.qualities):
                alike = (first == code) & (second == code)
                if name and same[alike].any() and not same[alike].all():
                    figures[f"{name}/tar@0.01"] = tar_at_far(scores[alike], same[alike], 1e-2)
    figures["score"] = (figures["clean/tar@0.001"] + figures["degraded/tar@0.001"]) / 2
    return figures


def embed(
    network: FaceNetwork, crops: UInt8, *, precision: torch.dtype = torch.bfloat16
) -> Float32:
    """(N, 112, 96, 3) uint8 -> (N, 512) float32 unit length, on the network's own device."""
    return unit(features(network, crops, precision=precision))


@torch.no_grad()
def features(network: FaceNetwork, crops: UInt8, *, precision: torch.dtype) -> Float32:
    """(N, 112, 96, 3) uint8 -> (N, 512) float32, as the network gives them in evaluation mode."""
    training = network.training
    network.eval()
    device = device_of(network)
    parts = []
    for start in range(0, len(crops), BATCH):
        images = to_network_input(crops[start : start + BATCH], device=device)
        with torch.autocast(device.type, precision, enabled=precision != torch.float32):
            parts.append(network(images).float().cpu().numpy())
    network.train(training)
    return np.concatenate(parts)


def mirrored_features(network: FaceNetwork, crops: UInt8, *, precision: torch.dtype) -> Float32:
    """(N, 112, 96, 3) uint8 -> (N, 512) float32: features of crops and of mirror images, added."""
    upright = features(network, crops, precision=precision)
    return upright + features(network, crops[:, :, ::-1], precision=precision)


def device_of(network: FaceNetwork) -> torch.device:
    """Where a network lies."""
    device: torch.device = next(iter(network.state_dict().values())).device
    return device


def unit(rows: Float32) -> Float32:
    """(N, D) -> (N, D) of unit length."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Float32 = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return scaled
