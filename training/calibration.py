"""Thresholds of a model, measured on people it was not trained on.

The default threshold of a model is the one at which a stranger gets a name with FPIR 1 % in a
gallery of six. FPIR grows with the gallery, so that a table over gallery sizes goes with it.

Strangers in front of a camera are mostly of the kind of those whom it knows: of their age, sex and
origin. Among such people false matches are many times as frequent as in a mixed crowd (Grother et
al., NISTIR 8280). Galleries and strangers can therefore be drawn from groups of people alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np

from training.holdout import unit
from training.identification import exceeding_threshold, search
from videorec.core.types import Float32, Int64
from videorec.models.model_card import ModelCard

GALLERY_SIZES = (1, 6, 10, 100, 1000)
TEST_SIZES = (1, 6, 10, 20, 50, 100, 1000)
DEFAULT_SIZE = 6
DEFAULT_FPIR = 0.01
FPIRS = (0.1, DEFAULT_FPIR)
FALSE_ACCEPT_RATES = (1e-2, 1e-3, 1e-4)
# Two sexes, and a few ages or origins of each.
GROUPS = 6

_LEAST_PROBES = 200_000
_LEAST_TRIALS = 20
_TEST_TRIALS = 200
_BLOCK_ROWS = 1024
# False accept thresholds are read off a histogram of this many bins over [-1, 1].
_BINS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The thresholds of a model card, under the card's names.

    thresholds_fpir: FPIR -> gallery size -> similarity. thresholds_far: FAR -> similarity.
    default_threshold: FPIR 1 % for a gallery of six.
    identities, images: how many people and images it was measured on.
    """

    thresholds_fpir: dict[float, dict[int, float]]
    thresholds_far: dict[float, float]
    default_threshold: float
    identities: int
    images: int


def calibrate(
    embeddings: Float32,
    labels: Int64,
    *,
    groups: int = 1,
    handicaps: Float32 | None = None,
    seed: int = 0,
) -> Calibration:
    """Measure every threshold. (N, D) unit length, (N,) -> Calibration.

    groups: of people alike, within which galleries and strangers are drawn; 1 mixes everybody.
    handicaps: (N,) what is taken off each face's similarities when it is searched for, see
    videorec.core.cohort; thresholds of single comparisons are those of the bare similarity.
    The people must not have been trained on. ValueError when there are too few of them for the
    default threshold; other entries without enough people behind them are left out.
    """
    if embeddings.ndim != 2 or labels.shape != embeddings.shape[:1]:
        raise ValueError(f"shapes do not fit: {embeddings.shape}, {labels.shape}")
    if not np.isfinite(embeddings).all():
        raise ValueError("embeddings must be finite")
    identities = len(np.unique(labels))
    alike = people_alike(embeddings, labels, groups) if groups > 1 else None
    table = fpir_thresholds(embeddings, labels, groups=alike, handicaps=handicaps, seed=seed)
    if DEFAULT_SIZE not in table[DEFAULT_FPIR]:
        raise ValueError(
            f"too little data: FPIR {DEFAULT_FPIR:g} needs {round(1 / DEFAULT_FPIR)} people to "
            f"measure on, there are {identities}"
        )
    return Calibration(
        thresholds_fpir=table,
        thresholds_far=far_thresholds(embeddings, labels),
        default_threshold=table[DEFAULT_FPIR][DEFAULT_SIZE],
        identities=identities,
        images=len(labels),
    )


def fpir_thresholds(
    embeddings: Float32,
    labels: Int64,
    *,
    fpirs: Sequence[float] = FPIRS,
    sizes: Sequence[int] = GALLERY_SIZES,
    groups: Int64 | None = None,
    handicaps: Float32 | None = None,
    seed: int = 0,
) -> dict[float, dict[int, float]]:
    """Threshold at which strangers get a name, by FPIR and size of the gallery.

    groups: (N,) of each face; a gallery and its strangers are of one group. Galleries are drawn
    again until 200,000 strangers were probed, at least 20 times. Groups in which less than a tenth
    of a size would be left to probe with do not take part in it; a size without any group is left
    out, and an FPIR when there are fewer than 1 / FPIR people.
    """
    groups = np.zeros(len(labels), np.int64) if groups is None else groups
    parts = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    people = [len(np.unique(labels[rows])) for rows in parts]
    table: dict[float, dict[int, float]] = {rate: {} for rate in fpirs}
    for size in sizes:
        large = [
            (r, n) for r, n in zip(parts, people, strict=True) if n - size >= max(1, size // 10)
        ]
        if not large:
            continue
        trials = max(_LEAST_TRIALS, -(-_LEAST_PROBES // sum(n - size for _, n in large)))
        maxima = np.concatenate(
            [
                impostor_maxima(
                    embeddings[rows],
                    labels[rows],
                    size,
                    trials=trials,
                    handicaps=None if handicaps is None else handicaps[rows],
                    seed=seed,
                )
                for rows, _ in large
            ]
        )
        for rate in fpirs:
            if sum(people) * rate >= 1:
                table[rate][size] = exceeding_threshold(maxima, rate)
    return table


def people_alike(embeddings: Float32, labels: Int64, groups: int) -> Int64:
    """Groups of people who resemble each other: (N, D) unit length, (N,) -> (N,) groups of faces.

    Spherical k-means of the people's mean embeddings, so that nobody has to be labelled.
    ValueError when there are fewer people than groups.
    """
    people, rows = np.unique(labels, return_inverse=True)
    if len(people) < groups:
        raise ValueError(f"too little data: {len(people)} people do not make {groups} groups")
    means = np.zeros((len(people), embeddings.shape[1]), np.float32)
    np.add.at(means, rows, embeddings)
    means = unit(means)
    kmeans = faiss.Kmeans(
        means.shape[1],
        groups,
        niter=50,
        nredo=10,
        spherical=True,
        seed=1,
        min_points_per_centroid=1,
    )
    kmeans.train(means)
    _, nearest = kmeans.index.search(means, 1)
    return np.asarray(nearest[rows, 0], np.int64)


def impostor_maxima(
    embeddings: Float32,
    labels: Int64,
    gallery_size: int,
    *,
    trials: int,
    handicaps: Float32 | None = None,
    seed: int,
) -> Float32:
    """Best similarities of strangers to random galleries, less handicaps. (N, D), (N,) -> (M,)

    Each trial enrols one random image of each of `gallery_size` random identities and probes with
    one random image of every other identity. ValueError when no identity is left to probe with.
    """
    order = np.argsort(labels, kind="stable")
    _, starts, sizes = np.unique(labels[order], return_index=True, return_counts=True)
    if len(starts) <= gallery_size:
        raise ValueError(
            f"too little data: a gallery of {gallery_size} needs more than {gallery_size} "
            f"identities, there are {len(starts)}"
        )
    rng = np.random.default_rng(seed)
    maxima = []
    for _ in range(trials):
        one_each = order[starts + (rng.random(len(starts)) * sizes).astype(np.int64)]
        shuffled = rng.permutation(one_each)
        gallery, probes = shuffled[:gallery_size], shuffled[gallery_size:]
        best, _ = search(embeddings[probes], embeddings[gallery])
        maxima.append(best if handicaps is None else best - handicaps[probes])
    return np.concatenate(maxima)


def stranger_rates(
    card: ModelCard,
    embeddings: Float32,
    labels: Int64,
    *,
    handicaps: Float32 | None = None,
    sizes: Sequence[int] = TEST_SIZES,
    seed: int = 0,
) -> dict[int, float]:
    """Share of strangers who get a name at the thresholds of a card, by size of the gallery.

    (N, D) unit length, (N,). The card promises 1 %. Galleries are drawn as for thresholds; sizes
    that leave fewer than a tenth of their number to probe with are left out.
    """
    people = len(np.unique(labels))
    rates = {}
    for size in sizes:
        if people - size >= max(1, size // 10):
            maxima = impostor_maxima(
                embeddings, labels, size, trials=_TEST_TRIALS, handicaps=handicaps, seed=seed
            )
            rates[size] = float((maxima >= card.threshold(size, DEFAULT_FPIR)).mean())
    return rates


def far_thresholds(
    embeddings: Float32, labels: Int64, rates: Sequence[float] = FALSE_ACCEPT_RATES
) -> dict[float, float]:
    """Threshold of single comparisons by false accept rate, over all pairs of different people.

    (N, D) unit length, (N,). Rounded up to 1e-5; rates with fewer than ten false accepts behind
    them are left out.
    """
    counts = np.zeros(_BINS + 1, np.int64)
    for start in range(0, len(labels), _BLOCK_ROWS):
        stop = min(start + _BLOCK_ROWS, len(labels))
        similarities = embeddings[start:stop] @ embeddings[start:].T
        later = np.arange(start, stop)[:, None] < np.arange(start, len(labels))[None]
        different = labels[start:stop, None] != labels[None, start:]
        impostor = similarities[later & different]
        bins = np.clip((impostor + 1.0) * (_BINS / 2), 0, _BINS).astype(np.int64)
        counts += np.bincount(bins, minlength=_BINS + 1)
    reaching = np.append(np.cumsum(counts[::-1])[::-1], 0)  # pairs in this bin or above
    total = int(reaching[0])
    thresholds = {}
    for rate in rates:
        if total * rate >= 10:
            lowest = int(np.argmax(reaching <= total * rate))
            thresholds[rate] = lowest / (_BINS / 2) - 1.0
    return thresholds


def independent_fpir(false_match_rate: float, gallery_size: int) -> float:
    """FPIR if the comparisons with a gallery were independent: 1 - (1 - FMR)^N."""
    return float(-np.expm1(gallery_size * np.log1p(-false_match_rate)))
