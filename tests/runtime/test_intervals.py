"""Sets of moments behave like sets."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.runtime.intervals import Interval, add_interval, seconds, united

moments = st.integers(0, 40)
pairs = st.lists(st.tuples(moments, moments), max_size=12)


def _members(intervals: list[Interval]) -> set[int]:
    return {m for a, b in intervals for m in range(round(a), round(b))}


@given(pairs)
def test_adding_in_any_order_gives_the_union(given_pairs: list[tuple[int, int]]) -> None:
    intervals: list[Interval] = []
    for a, b in given_pairs:
        add_interval(intervals, float(a), float(b))
    assert _members(intervals) == {m for a, b in given_pairs for m in range(a, b)}
    assert intervals == sorted(intervals)
    assert all(a[1] < b[0] for a, b in pairwise(intervals))
    assert seconds(intervals) == len(_members(intervals))


@given(pairs, pairs)
def test_the_union_of_sets(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    first: list[Interval] = []
    second: list[Interval] = []
    for start, end in a:
        add_interval(first, start, end)
    for start, end in b:
        add_interval(second, start, end)
    assert _members(united([first, second])) == _members(first) | _members(second)


def test_times_that_differ_by_rounding_join() -> None:
    intervals = [(0.0, 0.1 + 0.2)]
    add_interval(intervals, 0.3, 0.5)
    assert intervals == [(0.0, 0.5)]
    assert seconds(intervals) == pytest.approx(0.5)
