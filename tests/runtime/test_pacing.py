"""Arithmetic on clocks, and the choice of what to recognise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.runtime.pacing import Meter, Pace, next_to_recognise


@given(st.floats(0.25, 4.0), st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.floats(0.0, 100.0))
def test_due_and_position_are_inverse(
    speed: float, film_s: float, now: float, later: float
) -> None:
    pace = Pace(speed)
    pace.begin(film_s, now)
    assert pace.position(pace.due(film_s + later)) == pytest.approx(film_s + later)
    assert pace.due(film_s) == now


@given(st.floats(0.1, 10.0), st.floats(0.0, 100.0))
def test_a_change_of_speed_does_not_jump(speed: float, elapsed: float) -> None:
    pace = Pace()
    pace.begin(10.0, 0.0)
    before = pace.position(elapsed)
    pace.change_speed(speed, elapsed)
    assert pace.position(elapsed) == pytest.approx(before)
    assert 0.25 <= pace.speed <= 4.0


def test_a_meter_counts_the_last_second() -> None:
    meter = Meter()
    for i in range(100):
        meter.note(i / 50)
    assert meter.rate(1.98) == 50
    assert meter.rate(2.5) < 30
    assert meter.rate(9.0) == 0


def _choose(
    last: int | None, shown: int, newest: int, *, seen: bool, playing: bool = True
) -> tuple[int, bool] | None:
    return next_to_recognise(
        last=last, shown=shown, newest=newest, shown_was_seen=seen, playing=playing
    )


def test_recognition_begins_with_the_picture_on_screen() -> None:
    assert _choose(None, 3, 10, seen=False) == (3, True)


def test_it_runs_ahead_in_order_and_waits_at_the_end_of_what_was_read() -> None:
    assert _choose(5, 3, 10, seen=True) == (6, False)
    assert _choose(10, 3, 10, seen=True) is None


def test_late_recognition_goes_on_with_the_picture_on_screen() -> None:
    assert _choose(3, 7, 10, seen=False) == (7, False)


def test_a_picture_that_was_passed_over_is_recognised_when_it_is_looked_at() -> None:
    assert _choose(9, 7, 10, seen=False, playing=False) == (7, True)
    assert _choose(9, 7, 10, seen=False, playing=True) == (10, False)


@given(
    st.none() | st.integers(0, 20),
    st.integers(0, 20),
    st.integers(0, 20),
    st.booleans(),
    st.booleans(),
)
def test_only_pictures_in_memory_are_chosen(
    last: int | None, shown: int, ahead: int, seen: bool, playing: bool
) -> None:
    newest = max(shown, last or 0) + ahead
    choice = _choose(last, shown, newest, seen=seen, playing=playing)
    assert choice is None or choice[0] <= newest
