"""How often a stranger gets a name at a threshold, as far as a model card can tell."""

from dataclasses import dataclass

from videorec.models.model_card import ModelCard


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarms:
    """Bounds of the share of strangers who get a name, each in (0, 1).

    at_least, at_most: None where the card gives no bound. Both None: nothing was measured.
    """

    at_least: float | None
    at_most: float | None


def false_alarms(card: ModelCard, threshold: float, gallery_size: int) -> FalseAlarms:
    """Between which measured rates a threshold lies, for a gallery of that many people.

    Beyond the largest measured gallery, M people, the rate is at most size / M times that of M:
    every M of the people are a gallery of their own. Rates of single comparisons give no bound:
    they were measured with strangers of all kinds, these with strangers like the gallery's people.
    """
    if gallery_size < 1 or not card.thresholds_measured:
        return FalseAlarms(at_least=None, at_most=None)
    tables = {rate: by_size for rate, by_size in card.thresholds_fpir.items() if by_size}
    reached = {
        rate
        for rate, by_size in tables.items()
        if threshold >= card.threshold(min(gallery_size, max(by_size)), rate)
    }
    at_least = max(tables.keys() - reached, default=None)
    bounds = [rate * max(1.0, gallery_size / max(tables[rate])) for rate in reached]
    at_most = min(bounds, default=1.0)
    return FalseAlarms(at_least=at_least, at_most=at_most if at_most < 1.0 else None)
