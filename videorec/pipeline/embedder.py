"""Aligned crops in, unit-length embeddings out."""

from typing import get_args

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from videorec.core.cohort import Cohort
from videorec.core.errors import ConfigError
from videorec.core.settings import Mirror, Precision
from videorec.core.types import EMBEDDING_SIZE, Float32, UInt8
from videorec.models.model_card import ModelCard
from videorec.models.precision import precision_of, run_in
from videorec.models.weights import LoadedModel


class Embedder:
    """Computes face embeddings with one network on one device.

    mirror: "none" embeds the crop alone; "average" adds the embedding of its mirror image before
        normalising (same size and space as "none"); "concatenate" puts both side by side, as the
        authors do for LFW (twice the size).
    batch_size: most images that enter the network at once, mirror images included.
    precision: number format of the network; see `precision_of`.

    ConfigError for a value that is none of these, DeviceError for a precision the device lacks.
    """

    def __init__(
        self,
        model: LoadedModel,
        device: torch.device,
        *,
        mirror: Mirror = "average",
        batch_size: int = 64,
        precision: Precision = "auto",
    ) -> None:
        if mirror not in get_args(Mirror):
            raise ConfigError(f"mirror must be one of {get_args(Mirror)}, not {mirror!r}")
        if batch_size < 1:
            raise ConfigError(f"the batch size must be at least 1, not {batch_size}")
        self.card: ModelCard = model.card
        self.model_hash: str = model.sha256
        self.mirror: Mirror = mirror
        # Halves side by side are another space than the one the cohort lies in.
        known = model.cohort is not None and mirror != "concatenate"
        self.cohort = Cohort(model.cohort) if known and model.cohort is not None else None
        self.device = device
        self.dtype = precision_of(model.network, precision, device)
        images_per_crop = 1 if mirror == "none" else 2
        self._crops_per_batch = max(1, batch_size // images_per_crop)
        self._features = run_in(model.network, device, self.dtype)

    @property
    def embedding_size(self) -> int:
        """Values per embedding: 512, or 1,024 with mirror "concatenate"."""
        return EMBEDDING_SIZE * (2 if self.mirror == "concatenate" else 1)

    def embed(self, crops: UInt8) -> Float32:
        """(N, 112, 96, 3) uint8 BGR -> (N, D) float32 of unit length; N may be 0."""
        with torch.inference_mode():
            batches = [
                self._embed_batch(crops[start : start + self._crops_per_batch])
                for start in range(0, len(crops), self._crops_per_batch)
            ]
            joined = torch.cat(batches) if batches else torch.zeros((0, self.embedding_size))
            embeddings: Float32 = joined.cpu().numpy()
        return embeddings

    def _embed_batch(self, crops: UInt8) -> Tensor:
        """(N, 112, 96, 3) -> (N, D) float32 of unit length on the device, in one pass."""
        if self.mirror == "none":
            return normalize(self._features(crops))
        both = np.concatenate((crops, crops[:, :, ::-1]))  # (2N, 112, 96, 3)
        upright, mirrored = self._features(both).chunk(2)
        if self.mirror == "average":
            return normalize(upright + mirrored)
        return normalize(torch.cat((upright, mirrored), dim=1))
