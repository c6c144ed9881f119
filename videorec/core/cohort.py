"""How much a face looks like strangers in general.

Networks give some people, some lights and some blurs higher similarities to everybody, so that one
threshold names too many strangers among them and too few friends among the rest. A probe is
therefore also compared with a cohort of people who are in nobody's gallery, and the threshold
moves with what it reaches there: cohort normalisation of scores, with the probe's nearest cohort
members (Auckenthaler et al. 2000; for faces, Tistarelli et al. 2014).
"""

import numpy as np

from videorec.core.types import Float32

NEAREST = 20


class Cohort:
    """People whom nobody looks for.

    embeddings: (S, D) float32 of unit length, one of each; S must be larger than `NEAREST`.
    """

    def __init__(self, embeddings: Float32) -> None:
        if embeddings.ndim != 2 or len(embeddings) <= NEAREST:
            raise ValueError(f"a cohort needs more than {NEAREST} people, not {embeddings.shape}")
        self._embeddings = np.ascontiguousarray(embeddings, np.float32)
        others = self._embeddings @ self._embeddings.T
        np.fill_diagonal(others, -1.0)
        # What a face reaches usually: what the members reach among each other.
        self._usual = float(_mean_of_nearest(others).mean())

    def __len__(self) -> int:
        return len(self._embeddings)

    @property
    def embedding_size(self) -> int:
        """Values per embedding."""
        return int(self._embeddings.shape[1])

    def handicaps(self, probes: Float32) -> Float32:
        """(N, D) unit length -> (N,): similarity to the nearest members above the usual one."""
        # Not as a matrix product: BLAS would start threads for it, whose waiting takes the cores
        # from the networks (a third of the speed in exact mode).
        similarities = np.einsum("nd,sd->ns", probes, self._embeddings)
        return _mean_of_nearest(similarities) - np.float32(self._usual)


def _mean_of_nearest(similarities: Float32) -> Float32:
    """(N, S) -> (N,)"""
    nearest = np.partition(similarities, -NEAREST, axis=1)[:, -NEAREST:]
    return np.asarray(nearest.mean(axis=1), np.float32)
