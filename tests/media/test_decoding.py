import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.media.decoding import Orientation, PresentationClock, square_pixel_size

UNIT = 65536


@pytest.mark.parametrize(("a", "b"), [(1, 0), (0, 1), (-1, 0), (0, -1)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_orientation_moves_every_pixel_where_the_matrix_says(a: int, b: int, sign: int) -> None:
    # Rows of a rotation, or of a rotation with a mirror.
    c, d = -b * sign, a * sign
    matrix = np.array([a * UNIT, b * UNIT, 0, c * UNIT, d * UNIT, 0, 0, 0, 1 << 30], np.int32)
    stored = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    shown = Orientation.from_display_matrix(matrix.tobytes()).apply(stored)
    points = {(a * p + c * q, b * p + d * q): stored[q, p] for q in range(2) for p in range(3)}
    left, top = min(x for x, _ in points), min(y for _, y in points)
    for (x, y), pixel in points.items():
        np.testing.assert_array_equal(shown[y - top, x - left], pixel)
    assert shown.flags.c_contiguous


@given(
    steps=st.lists(st.integers(1, 10_000), min_size=1, max_size=50),
    first=st.integers(0, 100_000),
    denominator=st.sampled_from([25, 1000, 12_800, 90_000]),
)
def test_growing_stamps_are_kept_exactly(steps: list[int], first: int, denominator: int) -> None:
    clock = PresentationClock(Fraction(1, denominator), Fraction(0), 25.0)
    stamps = np.cumsum([first, *steps])
    assert [clock.time_s(int(p)) for p in stamps] == [
        float(Fraction(int(p), denominator)) for p in stamps
    ]


@given(
    stamps=st.lists(st.none() | st.integers(-(10**9), 10**9), max_size=50),
    fps=st.none() | st.floats(0.1, 1000),
)
def test_times_always_grow(stamps: list[int | None], fps: float | None) -> None:
    clock = PresentationClock(Fraction(1, 90_000), Fraction(0), fps)
    times = [clock.time_s(p) for p in stamps]
    assert all(a < b for a, b in itertools.pairwise(times))


def test_a_stamp_that_jumps_back_goes_on_from_there() -> None:
    clock = PresentationClock(Fraction(1, 1000), Fraction(0), 25.0)
    times = [clock.time_s(p) for p in (1000, 1040, 0, 40, 100)]
    assert times == pytest.approx([1.0, 1.04, 1.08, 1.12, 1.18])


@given(
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    aspect=st.none() | st.fractions(min_value=0, max_value=20),
)
def test_square_pixels_lose_none(width: int, height: int, aspect: Fraction | None) -> None:
    wide, high = square_pixel_size(width, height, aspect)
    assert wide >= width
    assert high >= height
    assert wide == width or high == height
