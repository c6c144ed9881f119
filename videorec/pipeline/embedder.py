"""Aligned crops in, unit-length embeddings out."""

from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from videorec.core.types import EMBEDDING_SIZE, Float32, UInt8
from videorec.models.model_card import ModelCard
from videorec.models.sphereface import to_network_input
from videorec.models.weights import LoadedModel

Mirror = Literal["none", "average", "concatenate"]


class Embedder:
    """Computes face embeddings with one network on one device.

    mirror: "none" embeds the crop alone; "average" adds the embedding of its mirror image before
        normalising (same size and space as "none"); "concatenate" puts both side by side, as the
        authors do for LFW (twice the size).
    batch_size: most images that enter the network at once, mirror images included.
    """

    def __init__(
        self,
        model: LoadedModel,
        device: torch.device,
        *,
        mirror: Mirror = "average",
        batch_size: int = 64,
    ) -> None:
        self.card: ModelCard = model.card
        self.model_hash: str = model.sha256
        self.mirror: Mirror = mirror
        self.device = device
        self._batch_size = batch_size
        self._network = model.network.to(device).to(memory_format=torch.channels_last)

    @property
    def embedding_size(self) -> int:
        """Values per embedding: 512, or 1,024 with mirror "concatenate"."""
        return EMBEDDING_SIZE * (2 if self.mirror == "concatenate" else 1)

    def embed(self, crops: UInt8) -> Float32:
        """(N, 112, 96, 3) uint8 BGR -> (N, D) float32 of unit length; N may be 0."""
        with torch.inference_mode():
            upright = self._features(crops)
            if self.mirror == "none":
                joined = upright
            else:
                mirrored = self._features(crops[:, :, ::-1])
                joined = (
                    upright + mirrored
                    if self.mirror == "average"
                    else torch.cat((upright, mirrored), dim=1)
                )
            embeddings: Float32 = normalize(joined).cpu().numpy()
        return embeddings

    def _features(self, crops: UInt8) -> Tensor:
        """(N, 112, 96, 3) -> (N, 512) float32 as the network gives them."""
        batches = [
            self._network(
                to_network_input(
                    np.ascontiguousarray(crops[start : start + self._batch_size]),
                    device=self.device,
                )
            ).float()
            for start in range(0, len(crops), self._batch_size)
        ]
        return (
            torch.cat(batches) if batches else torch.zeros((0, EMBEDDING_SIZE), device=self.device)
        )
