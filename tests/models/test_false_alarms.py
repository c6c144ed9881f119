"""What a model card says about strangers at a threshold."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.models.false_alarms import FalseAlarms, false_alarms
from videorec.models.model_card import ModelCard

CARD = ModelCard(
    name="measured",
    depth=10,
    thresholds_fpir={0.01: {1: 0.34, 10: 0.46, 100: 0.55}, 0.1: {1: 0.19, 10: 0.34, 100: 0.45}},
    thresholds_far={1e-2: 0.33, 1e-3: 0.45, 1e-4: 0.54},
    thresholds_measured=True,
)


@pytest.mark.parametrize(
    ("threshold", "size", "at_least", "at_most"),
    [
        (0.46, 10, None, 0.01),  # exactly at the measured threshold
        (0.40, 10, 0.01, 0.1),  # between two of them
        (0.20, 10, 0.1, None),  # below all
        (0.54, 10, None, 0.01),  # above all; single comparisons would promise too much
        (0.335, 1, 0.01, 0.1),  # the measurement with a gallery goes before single comparisons
        (0.55, 500, None, 0.05),  # five galleries of a hundred
        (0.44, 5000, 0.1, None),
        (0.40, 0, None, None),
    ],
)
def test_bounds(threshold: float, size: int, at_least: float | None, at_most: float | None) -> None:
    found = false_alarms(CARD, threshold, size)
    assert found.at_least == at_least
    assert found.at_most == (None if at_most is None else pytest.approx(at_most))


def test_nothing_is_said_about_a_model_that_was_not_measured() -> None:
    card = replace(CARD, thresholds_measured=False)
    assert false_alarms(card, 0.9, 10) == FalseAlarms(at_least=None, at_most=None)


@given(st.floats(-1, 1), st.floats(0, 1), st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_higher_threshold_never_promises_more_and_more_people_never_less(
    threshold: float, step: float, size: int, more: int
) -> None:
    here = false_alarms(CARD, threshold, size)
    assert here.at_least is None or here.at_most is None or here.at_least < here.at_most
    higher = false_alarms(CARD, threshold + step, size)
    assert (higher.at_least or 0.0) <= (here.at_least or 0.0)
    crowded = false_alarms(CARD, threshold, size + more)
    assert (crowded.at_least or 0.0) >= (here.at_least or 0.0)
