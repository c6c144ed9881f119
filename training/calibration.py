"""Thresholds of a model, measured on people it was not trained on.

The default threshold of a model is the one at which a stranger gets a name with FPIR 1 % in a
gallery of six. FPIR grows with the gallery, so that a table over gallery sizes goes with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.identification import exceeding_threshold, search
from videorec.core.types import Float32, Int64

GALLERY_SIZES = (1, 6, 10, 100, 1000)
DEFAULT_SIZE = 6
DEFAULT_FPIR = 0.01
FPIRS = (0.1, DEFAULT_FPIR)
FALSE_ACCEPT_RATES = (1e-2, 1e-3, 1e-4)

_LEAST_PROBES = 200_000
_LEAST_TRIALS = 20
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
    embeddings: Float32, labels: Int64, *, handicaps: Float32 | None = None, seed: int = 0
) -> Calibration:
    """Measure every threshold. (N, D) unit length, (N,) -> Calibration.

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
    table = fpir_thresholds(embeddings, labels, handicaps=handicaps, seed=seed)
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
    handicaps: Float32 | None = None,
    seed: int = 0,
) -> dict[float, dict[int, float]]:
    """Threshold at which strangers get a name, by FPIR and size of the gallery.

    Galleries are drawn again until 200,000 strangers were probed, at least 20 times. A size is
    left out when less than a tenth of it would be left to probe with, an FPIR when there are fewer
    than 1 / FPIR people.
    """
    identities = len(np.unique(labels))
    table: dict[float, dict[int, float]] = {rate: {} for rate in fpirs}
    for size in sizes:
        strangers = identities - size
        if strangers < max(1, size // 10):
            continue
        trials = max(_LEAST_TRIALS, -(-_LEAST_PROBES // strangers))
        maxima = impostor_maxima(
            embeddings, labels, size, trials=trials, handicaps=handicaps, seed=seed
        )
        for rate in fpirs:
            if identities * rate >= 1:
                table[rate][size] = exceeding_threshold(maxima, rate)
    return table


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
