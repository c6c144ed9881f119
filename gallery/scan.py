"""Finding the nearest embeddings: comparing all of them, or first by one bit per dimension.

The bounds and the choice of method come from `python -m benchmarks.gallery`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np

from videorec.core.types import Float32, Int64, UInt8

# FAISS is imported where it is used: it takes long, and most galleries are small.

# Up to here numpy takes no more than 0.2 ms for five faces.
DIRECT_LIMIT = 200
# Up to here comparing everything takes a few milliseconds for the faces of a frame.
EXACT_LIMIT = 20_000
# Rows whose codes are nearest and whose embeddings are then compared.
_SHORTLIST = 500
_CHUNK = 4096


class Scan(Protocol):
    """Finds the rows most similar to a probe."""

    @property
    def deepest(self) -> int:
        """The most rows that `nearest` can return."""

    def nearest(self, probes: Float32, depth: int) -> list[tuple[Int64, Float32]]:
        """(N, D) -> per probe up to depth rows (R,) and their cosines (R,), best first."""


def build_scan(embeddings: Float32) -> Scan:
    """The fastest for as many embeddings. (M, D) float32 of unit length; M may be 0."""
    if len(embeddings) <= DIRECT_LIMIT:
        return DirectScan(embeddings)
    return ExactScan(embeddings) if len(embeddings) <= EXACT_LIMIT else CodeScan(embeddings)


class DirectScan:
    """Compares a probe with every embedding, without FAISS."""

    def __init__(self, embeddings: Float32) -> None:
        """embeddings: (M, D) float32 of unit length; M may be 0."""
        self._vectors = embeddings.copy()

    @property
    def deepest(self) -> int:
        return len(self._vectors)

    def nearest(self, probes: Float32, depth: int) -> list[tuple[Int64, Float32]]:
        everybody = np.arange(self.deepest)
        return [_compared(self._vectors, everybody, probe, depth) for probe in probes]


class ExactScan:
    """Compares a probe with every embedding.

    FAISS scans half-precision copies, which halves the memory that is read; the rows it returns
    are compared again in full precision, so that the similarity is the exact one.
    """

    def __init__(self, embeddings: Float32) -> None:
        """embeddings: (M, D) float32 of unit length, M at least 1."""
        import faiss

        self._vectors = embeddings.copy()
        self._index = faiss.IndexScalarQuantizer(
            embeddings.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._index.add(self._vectors)

    @property
    def deepest(self) -> int:
        return len(self._vectors)

    def nearest(self, probes: Float32, depth: int) -> list[tuple[Int64, Float32]]:
        with _one_thread():
            _, rows = self._index.search(probes, min(depth, self.deepest))
        return [_compared(self._vectors, r, p, depth) for r, p in zip(rows, probes, strict=True)]


class CodeScan:
    """Compares one bit per dimension with everybody, and embeddings with the 500 nearest.

    The bits are the signs of the centred and randomly rotated embedding; the share of bits that
    differ grows with the angle (Charikar, "Similarity estimation techniques from rounding
    algorithms", STOC 2002). The rotation spreads the variance evenly over the bits. Unlike an
    inverted file this needs no training and does not lose the weakly similar probes that an
    open-set decision is about.
    """

    def __init__(self, embeddings: Float32) -> None:
        """embeddings: (M, D) float32 of unit length, M at least 1."""
        import faiss

        count, size = embeddings.shape
        self._vectors = embeddings.copy()
        self._center = embeddings.mean(axis=0)
        bits = max(8, 1 << (size - 1).bit_length())
        self._signs = np.random.default_rng(0).choice(np.array([-1, 1], np.float32), bits)
        self._index = faiss.IndexBinaryFlat(bits)
        for start in range(0, count, _CHUNK):
            self._index.add(self._codes(embeddings[start : start + _CHUNK]))

    @property
    def deepest(self) -> int:
        return min(_SHORTLIST, len(self._vectors))

    def nearest(self, probes: Float32, depth: int) -> list[tuple[Int64, Float32]]:
        with _one_thread():
            _, rows = self._index.search(self._codes(probes), self.deepest)
        return [_compared(self._vectors, r, p, depth) for r, p in zip(rows, probes, strict=True)]

    def _codes(self, embeddings: Float32) -> UInt8:
        """(N, D) -> (N, bits / 8)."""
        count, size = embeddings.shape
        padded = np.zeros((count, len(self._signs)), np.float32)
        np.subtract(embeddings, self._center, out=padded[:, :size])
        padded *= self._signs
        return np.packbits(_hadamard(padded) > 0, axis=1)


def _hadamard(rows: Float32) -> Float32:
    """The Walsh-Hadamard transform of each row, not scaled. (N, 2 ** k) -> (N, 2 ** k).

    With random signs before it, it is as good as a random rotation (Ailon and Chazelle, STOC
    2006), and needs no matrix product, for which BLAS would wake its threads.
    """
    count, size = rows.shape
    half = 1
    while half < size:
        pairs = rows.reshape(count, size // (2 * half), 2, half)
        rows = np.stack(
            [pairs[:, :, 0] + pairs[:, :, 1], pairs[:, :, 0] - pairs[:, :, 1]], axis=2
        ).reshape(count, size)
        half *= 2
    return rows


@contextmanager
def _one_thread() -> Iterator[None]:
    """Search in the calling thread alone; other threads are not concerned.

    FAISS would share even 0.3 ms of work with a second thread, and then wait for it: while the
    networks keep the cores busy that takes until the scheduler's next turn, 10 ms and more.
    """
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _compared(vectors: Float32, rows: Int64, probe: Float32, depth: int) -> tuple[Int64, Float32]:
    # einsum rather than @: BLAS would start threads for each of these small products.
    similarities = np.einsum("rd,d->r", vectors[rows], probe)
    order = np.argsort(-similarities, kind="stable")[:depth]
    return rows[order], similarities[order]
