"""Finding the nearest embeddings: comparing all of them, or first by one bit per dimension.

The bounds and the choice of method come from `python -m benchmarks.gallery`.
"""

from typing import Protocol

import faiss
import numpy as np

from videorec.core.types import Array, Float32, Int64, UInt8

# Up to here comparing everything takes a few milliseconds for the faces of a frame.
EXACT_LIMIT = 50_000
# Rows whose codes are nearest and whose embeddings are then compared.
_SHORTLIST = 1000
_CHUNK = 50_000


class Scan(Protocol):
    """Finds the rows most similar to a probe."""

    @property
    def deepest(self) -> int:
        """The most rows that `nearest` can return."""

    def nearest(self, probes: Float32, depth: int) -> list[tuple[Int64, Float32]]:
        """(N, D) -> per probe up to depth rows (R,) and their cosines (R,), best first."""


class ExactScan:
    """Compares a probe with every embedding.

    FAISS scans half-precision copies, which halves the memory that is read; the rows it returns
    are compared again in full precision, so that the similarity is the exact one.
    """

    def __init__(self, embeddings: Float32) -> None:
        """embeddings: (M, D) float32 of unit length; M may be 0."""
        self._vectors = embeddings.copy()
        self._index = faiss.IndexScalarQuantizer(
            embeddings.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        # FAISS answers an empty index with row -1 and a similarity of -3.4e38.
        if len(embeddings):
            self._index.add(self._vectors)

    @property
    def deepest(self) -> int:
        return len(self._vectors)

    def nearest(self, probes: Float32, depth: int) -> list[tuple[Int64, Float32]]:
        if not self.deepest:
            return [_nothing() for _ in probes]
        _, rows = self._index.search(probes, min(depth, self.deepest))
        return [_compared(self._vectors, r, p, depth) for r, p in zip(rows, probes, strict=True)]


class CodeScan:
    """Compares one bit per dimension with everybody, and embeddings with the nearest thousand.

    The bits are the signs of the centred and randomly rotated embedding; the share of bits that
    differ grows with the angle (Charikar, "Similarity estimation techniques from rounding
    algorithms", STOC 2002). The rotation spreads the variance evenly over the bits. Unlike an
    inverted file this needs no training and does not lose the weakly similar probes that an
    open-set decision is about.
    """

    def __init__(self, embeddings: Float32) -> None:
        """embeddings: (M, D) float32 of unit length; D a multiple of 8."""
        count, size = embeddings.shape
        self._vectors: Array = embeddings.astype(np.float16)
        self._center = embeddings.mean(axis=0)
        noise = np.random.default_rng(0).standard_normal((size, size))
        self._rotation = np.linalg.qr(noise)[0].astype(np.float32)
        self._index = faiss.IndexBinaryFlat(size)
        for start in range(0, count, _CHUNK):
            self._index.add(self._codes(embeddings[start : start + _CHUNK]))

    @property
    def deepest(self) -> int:
        return min(_SHORTLIST, len(self._vectors))

    def nearest(self, probes: Float32, depth: int) -> list[tuple[Int64, Float32]]:
        _, rows = self._index.search(self._codes(probes), self.deepest)
        return [_compared(self._vectors, r, p, depth) for r, p in zip(rows, probes, strict=True)]

    def _codes(self, embeddings: Float32) -> UInt8:
        return np.packbits((embeddings - self._center) @ self._rotation > 0, axis=1)


def _compared(vectors: Array, rows: Int64, probe: Float32, depth: int) -> tuple[Int64, Float32]:
    # einsum rather than @: BLAS would start threads for each of these small products.
    similarities = np.einsum("rd,d->r", vectors[rows].astype(np.float32, copy=False), probe)
    order = np.argsort(-similarities, kind="stable")[:depth]
    return rows[order], similarities[order]


def _nothing() -> tuple[Int64, Float32]:
    return np.empty(0, np.int64), np.empty(0, np.float32)
