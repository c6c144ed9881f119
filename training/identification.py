"""Who is this, if anyone? Open-set identification in numpy alone.

A stranger is anyone whose identity is not in the gallery. FPIR: the share of strangers whose best
similarity reaches the threshold. DIR: the share of known probes whose best candidate is right and
reaches the threshold. (Grother and Ngan, NIST IR 8009, call them FPIR and TPIR at rank 1.)
Similarities are cosines; embeddings have unit length.
"""

from dataclasses import dataclass

import numpy as np

from videorec.core.types import Bool, Float32, Float64, Int64

_BLOCK_ROWS = 1024


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Protocol:
    """Which image of a data set plays which part, as row numbers.

    gallery: (G,) one image an identity. known: (K,) other images of gallery identities.
    unknown: (U,) images of people outside the gallery.
    """

    gallery: Int64
    known: Int64
    unknown: Int64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identification:
    """What a search returned for every probe.

    known: (K,) best similarity of each known probe. correct: (K,) whether that candidate is right.
    unknown: (U,) best similarity of each stranger. gallery_size: identities searched.
    """

    known: Float32
    correct: Bool
    unknown: Float32
    gallery_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPoint:
    """DIR reached at the lowest threshold whose FPIR is at most the one asked for."""

    fpir: float
    dir: float
    threshold: float


def protocol_of(labels: Int64) -> Protocol:
    """The protocol for any data set: (N,) identities in the order of the images.

    The first image of everyone with at least two goes to the gallery, their others are known
    probes; people with a single image are the strangers.
    """
    _, first, classes, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    several = sizes[classes] > 1
    is_first = np.zeros(len(labels), np.bool_)
    is_first[first] = True
    return Protocol(
        gallery=np.flatnonzero(several & is_first),
        known=np.flatnonzero(several & ~is_first),
        unknown=np.flatnonzero(~several),
    )


def identify(
    embeddings: Float32, labels: Int64, protocol: Protocol, handicaps: Float32 | None = None
) -> Identification:
    """Search every probe in the gallery. (N, D) unit length, (N,).

    handicaps: (N,) what is taken off a probe's similarities, see videorec.core.cohort.
    ValueError when one of the three parts is empty.
    """
    for part in ("gallery", "known", "unknown"):
        if not len(getattr(protocol, part)):
            raise ValueError(f"open-set identification needs images for the part {part!r}")
    gallery = embeddings[protocol.gallery]
    best, who = search(embeddings[protocol.known], gallery)
    strangers, _ = search(embeddings[protocol.unknown], gallery)
    if handicaps is not None:
        best, strangers = best - handicaps[protocol.known], strangers - handicaps[protocol.unknown]
    return Identification(
        known=best,
        correct=labels[protocol.gallery][who] == labels[protocol.known],
        unknown=strangers,
        gallery_size=len(gallery),
    )


def operating_point(result: Identification, fpir: float) -> OperatingPoint:
    """DIR at an FPIR. ValueError with fewer strangers than 1 / fpir: too little data to tell."""
    threshold = exceeding_threshold(result.unknown, fpir)
    return OperatingPoint(
        fpir=float((result.unknown >= threshold).mean()),
        dir=float((result.correct & (result.known >= threshold)).mean()),
        threshold=threshold,
    )


def dir_curve(result: Identification) -> tuple[Float64, Float64]:
    """FPIR and DIR, both rising, over every threshold at which a stranger is let in. (T,), (T,)."""
    thresholds = np.unique(result.unknown)[::-1]
    fpir = _share_reaching(result.unknown, thresholds)
    right = np.sort(result.known[result.correct])
    reached = len(right) - np.searchsorted(right, thresholds, side="left")
    return fpir, np.asarray(reached / len(result.known), np.float64)


def exceeding_threshold(similarities: Float32, rate: float) -> float:
    """The lowest threshold that at most a share `rate` of the similarities reaches.

    It lies just above the highest similarity that must stay out. ValueError with fewer values
    than 1 / rate: such a rate cannot be told from zero.
    """
    if not 0.0 < rate < 1.0:
        raise ValueError(f"a rate lies between 0 and 1, not {rate}")
    allowed = int(rate * len(similarities) + 1e-9)
    if allowed < 1:
        raise ValueError(
            f"too little data: a rate of {rate:g} needs at least {round(1 / rate)} strangers, "
            f"there are {len(similarities)}"
        )
    cut = np.partition(similarities, len(similarities) - 1 - allowed)[
        len(similarities) - 1 - allowed
    ]
    return float(np.nextafter(cut, np.array(2, cut.dtype)))


def search(probes: Float32, gallery: Float32) -> tuple[Float32, Int64]:
    """Best similarity and its gallery row for each probe. (P, D), (G, D) -> (P,), (P,)"""
    best = np.empty(len(probes), np.float32)
    who = np.empty(len(probes), np.int64)
    for start in range(0, len(probes), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        similarities = probes[rows] @ gallery.T
        who[rows] = similarities.argmax(axis=1)
        best[rows] = np.take_along_axis(similarities, who[rows, None], axis=1)[:, 0]
    return best, who


def _share_reaching(values: Float32, thresholds: Float32) -> Float64:
    below = np.searchsorted(np.sort(values), thresholds, side="left")
    return np.asarray((len(values) - below) / len(values), np.float64)
