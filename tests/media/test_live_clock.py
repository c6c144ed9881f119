from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.media.live_clock import LiveClock

Arrival = tuple[float, float | None]


def times(*connections: Sequence[Arrival]) -> list[float]:
    """What the clock says of pictures: when each arrives, in seconds, and its stamp."""
    now = 0.0
    clock = LiveClock(lambda: now)
    said = []
    for connection in connections:
        clock.new_connection()
        for now, stamp in connection:  # noqa: B007 - the clock reads it
            said.append(clock.time_s(stamp))
    return said


def test_stamps_count_not_arrivals() -> None:
    assert times([(50.0, 7.0), (50.3, 7.04), (50.31, 7.08)]) == pytest.approx([0.0, 0.04, 0.08])


def test_a_camera_whose_first_picture_has_no_stamp_goes_on_from_there() -> None:
    first = [(50.0, None), (50.04, 0.04), (50.05, 0.08)]
    again = [(60.0, None), (60.04, 0.04), (60.05, 0.08)]
    expected = [0.0, 0.04, 0.08, 10.0, 10.04, 10.08]
    assert times(first, again) == pytest.approx(expected)


def test_what_a_silent_camera_kept_has_its_own_times() -> None:
    late = [(0.0, 0.0), (0.04, 0.04), (13.0, None), (13.01, 0.12), (13.02, 0.16)]
    assert times(late) == pytest.approx([0.0, 0.04, 0.041, 0.12, 0.16])


def test_without_stamps_the_arrival_counts() -> None:
    assert times([(5.0, None), (5.1, None), (5.3, None)]) == pytest.approx([0.0, 0.1, 0.3])


@pytest.mark.parametrize("jump", [-2.0, 3600.0])
def test_a_camera_that_sets_its_clock_is_taken_up_at_once(jump: float) -> None:
    set_anew = [(0.0, 9.0), (0.04, 9.04), (0.08, 9.08 + jump), (0.12, 9.12 + jump)]
    assert times(set_anew) == pytest.approx([0.0, 0.04, 0.08, 0.12])


arrivals = st.lists(
    st.tuples(st.floats(0, 5), st.none() | st.floats(-200, 200)), min_size=1, max_size=8
)


@given(st.lists(arrivals, min_size=1, max_size=3))
def test_times_grow_from_nought(steps: list[list[Arrival]]) -> None:
    now, connections = 0.0, []
    for connection in steps:
        arrived: list[Arrival] = []
        for wait, stamp in connection:
            now += wait
            arrived.append((now, stamp))
        connections.append(arrived)
    said = times(*connections)
    assert said[0] == 0.0
    assert all(a < b for a, b in pairwise(said))
