"""Similarities that were not set by the user: those the model was measured with."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gallery.index import GalleryIndex
from videorec.core.settings import MatchingSettings, TrackingSettings

if TYPE_CHECKING:
    from videorec.pipeline.embedder import Embedder


def calibrated(
    matching: MatchingSettings, embedder: "Embedder", index: GalleryIndex
) -> MatchingSettings:
    """The same settings with a threshold: the model's for a gallery of this size, if none is set.

    The more identities there are to be mistaken for, the higher it has to be.
    """
    if matching.threshold is not None:
        return matching
    return replace(matching, threshold=embedder.card.threshold(max(1, len(index))))


def same_person_threshold(tracking: TrackingSettings, embedder: "Embedder") -> float:
    """Similarity from which two views of one video show the same person."""
    if tracking.same_person is not None:
        return tracking.same_person
    return embedder.card.same_person


def returning_threshold(tracking: TrackingSettings, embedder: "Embedder") -> float:
    """Similarity that a face needs to go on with a track that was out of sight at its place."""
    card = embedder.card
    return max(tracking.split, card.thresholds_far.get(1e-3, card.same_person))


ENOUGH_STRANGERS = 20
# Similarities are compared and shown with two digits.
ABOVE = 0.01


def threshold_above(similarities: Sequence[float], model_threshold: float) -> float:
    """The threshold that none of these strangers reaches.

    similarities: of each to whom in the gallery it resembles most; at least one. Fewer than
    ENOUGH_STRANGERS may raise the model's threshold, but not lower it.
    """
    above = min(1.0, max(similarities) + ABOVE)
    return above if len(similarities) >= ENOUGH_STRANGERS else max(above, model_threshold)
