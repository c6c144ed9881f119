"""Who in the gallery looks most like this face? A snapshot that can be searched.

A `GalleryIndex` never changes: a changed gallery gives another snapshot with a higher revision.
It holds copies of the embeddings, so it may be used from any thread.
"""

from collections.abc import Sequence

import numpy as np

from gallery.records import Identity
from gallery.scan import CodeScan, build_scan
from videorec.core.cohort import Cohort
from videorec.core.errors import GalleryError
from videorec.core.types import EMBEDDING_SIZE, Candidate, Float32, Int64


class GalleryIndex:
    """A searchable snapshot of the gallery.

    identities: everybody in the gallery, also those without an embedding of this model.
    embeddings: (M, D) float32 of unit length, one per image.
    owners: (M,) identity id of each embedding.
    rejected, rejected_owners: embeddings of faces that are known not to be the owner.
    revision: grows with every change of the gallery.
    cohort: tells how much a probe looks like strangers; None when the model has none.

    GalleryError for embeddings that are not finite or not of that shape.
    """

    def __init__(
        self,
        identities: Sequence[Identity],
        embeddings: Float32,
        owners: Int64,
        *,
        revision: int = 0,
        embedding_size: int = EMBEDDING_SIZE,
        rejected: Float32 | None = None,
        rejected_owners: Int64 | None = None,
        cohort: Cohort | None = None,
    ) -> None:
        self._size = embedding_size
        self._cohort = cohort
        self._revision = revision
        self._identities = tuple(identities)
        self._names = {person.identity_id: person.name for person in self._identities}
        vectors = self._checked(embeddings)
        self._owners = np.array(owners, np.int64)
        if len(self._owners) != len(vectors):
            raise GalleryError(f"{len(vectors)} embeddings have {len(self._owners)} owners")
        missing = set(np.unique(self._owners).tolist()) - self._names.keys()
        if missing:
            raise GalleryError(f"embeddings belong to unknown identities {sorted(missing)[:5]}")
        self._scan = build_scan(vectors)
        self._rejected = _by_owner(
            self._checked(np.empty((0, self._size), np.float32) if rejected is None else rejected),
            np.empty(0, np.int64) if rejected_owners is None else rejected_owners,
        )

    @classmethod
    def empty(cls, *, embedding_size: int = EMBEDDING_SIZE) -> "GalleryIndex":
        """A gallery of nobody."""
        none = np.empty((0, embedding_size), np.float32)
        return cls((), none, np.empty(0, np.int64), embedding_size=embedding_size)

    @property
    def revision(self) -> int:
        """Which state of the gallery this is; a later state has a higher number."""
        return self._revision

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Everybody, in the order of their names."""
        return self._identities

    @property
    def exact(self) -> bool:
        """Whether every embedding is compared; else a few best are found by short codes first."""
        return not isinstance(self._scan, CodeScan)

    def __len__(self) -> int:
        """How many embeddings are searched."""
        return len(self._owners)

    def search(self, embeddings: Float32, k: int = 5) -> list[tuple[Candidate, ...]]:
        """The k most similar identities of each probe, best first. embeddings: (N, D) unit length.

        An identity is as similar as the most similar of its images. It is left out where the probe
        is more similar still to a face that was rejected as that identity. An empty gallery gives
        empty tuples. GalleryError for probes of another shape or with values that are not finite.
        """
        if k < 1:
            raise GalleryError(f"at least one candidate must be asked for, not {k}")
        probes = self._checked(embeddings)
        if not len(probes):
            return []
        if not len(self):
            return [() for _ in probes]
        found = self._rows(probes, k + len(self._rejected))
        return [
            self._ranked(probe, handicap, rows, similarities, k)
            for probe, handicap, (rows, similarities) in zip(
                probes, self._handicaps(probes), found, strict=True
            )
        ]

    def _handicaps(self, probes: Float32) -> list[float]:
        if self._cohort is None:
            return [0.0] * len(probes)
        handicaps: list[float] = self._cohort.handicaps(probes).tolist()
        return handicaps

    def _rows(self, probes: Float32, k: int) -> list[tuple[Int64, Float32]]:
        """Rows of each probe, best first, that cover k identities if there are as many.

        Images of one person may fill the first places, so more rows are fetched until they do not.
        """
        wanted = min(k, len(self._names))
        depth = min(max(4 * k, 32), len(self))
        while True:
            found = self._scan.nearest(probes, depth)
            if depth >= self._scan.deepest:
                return found
            if all(len(np.unique(self._owners[rows])) >= wanted for rows, _ in found):
                return found
            depth = min(4 * depth, self._scan.deepest)

    def _ranked(
        self, probe: Float32, handicap: float, rows: Int64, similarities: Float32, k: int
    ) -> tuple[Candidate, ...]:
        first = np.unique(self._owners[rows], return_index=True)[1]
        ranked = []
        for place in np.sort(first):
            owner = int(self._owners[rows[place]])
            similarity = float(np.clip(similarities[place], -1.0, 1.0))
            refused = self._rejected.get(owner)
            if refused is not None and float((refused @ probe).max()) > similarity:
                continue
            ranked.append(
                Candidate(
                    identity_id=owner,
                    name=self._names[owner],
                    similarity=similarity,
                    handicap=handicap,
                )
            )
            if len(ranked) == k:
                break
        return tuple(ranked)

    def _checked(self, embeddings: Float32) -> Float32:
        vectors = np.ascontiguousarray(embeddings, np.float32)
        if vectors.ndim != 2 or vectors.shape[1] != self._size:
            raise GalleryError(
                f"embeddings of the shape {vectors.shape} do not fit a gallery of "
                f"(N, {self._size}); were they made by another model?"
            )
        # A sum is finite exactly when all its terms are, short of an overflow; it needs no copy.
        if not np.isfinite(vectors.sum()) and not np.isfinite(vectors).all():
            raise GalleryError("embeddings hold values that are not finite; the network is broken")
        return vectors


def _by_owner(vectors: Float32, owners: Int64) -> dict[int, Float32]:
    return {int(owner): vectors[owners == owner] for owner in np.unique(owners)}
