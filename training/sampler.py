"""Which faces a step takes: a pure function of seed and step, so that a run resumes exactly."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from videorec.core.types import Int64


@dataclass(frozen=True, eq=False)
class Sampler:
    """An endless walk over shuffled epochs.

    labels: (N,) identity of every face. per_epoch: most faces of an identity in an epoch, drawn
    anew each time; None takes all.
    """

    labels: Int64
    seed: int
    per_epoch: int | None = None

    @property
    def epoch_length(self) -> int:
        """Faces in an epoch."""
        counts = np.bincount(self.labels)
        return int((counts if self.per_epoch is None else np.minimum(counts, self.per_epoch)).sum())

    def at(self, step: int, batch_size: int) -> Int64:
        """(batch_size,) faces of a step, counted from 0."""
        length = self.epoch_length
        positions = np.arange(step * batch_size, (step + 1) * batch_size)
        epochs = positions // length
        return np.concatenate(
            [
                _order(self, int(epoch))[positions[epochs == epoch] - epoch * length]
                for epoch in np.unique(epochs)
            ]
        )


@lru_cache(maxsize=2)
def _order(sampler: Sampler, epoch: int) -> Int64:
    """One epoch's order."""
    rng = np.random.default_rng([sampler.seed, epoch])
    order = rng.permutation(len(sampler.labels))
    if sampler.per_epoch is None:
        return order
    return order[rank_within(sampler.labels[order]) < sampler.per_epoch]


def rank_within(labels: Int64) -> Int64:
    """(N,) -> (N,): how many faces of the same identity come before each face."""
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    rank = np.empty(len(labels), np.int64)
    rank[order] = np.arange(len(labels)) - np.searchsorted(ordered, ordered)
    return rank
