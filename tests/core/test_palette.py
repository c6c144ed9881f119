import subprocess
import sys
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import deltaE_ciede2000, rgb2lab

from videorec.core.palette import (
    DEMO_COLORS,
    PALETTE,
    UNKNOWN_COLOR,
    Color,
    assign_colors,
    color_of,
)


def test_the_demo_colours() -> None:
    assert color_of("Rachel") == (0xFF, 0x00, 0x00)
    assert color_of("Monica") == (0xFF, 0xFF, 0x00)
    assert color_of("Phoebe") == (0xFF, 0x80, 0xFF)
    assert color_of("Joey") == (0x00, 0xFF, 0xFF)
    assert color_of("Chandler") == (0x00, 0x00, 0xFF)
    assert color_of("Ross") == color_of("ROSS ") == (0x00, 0xFF, 0x00)


def test_any_two_colours_can_be_told_apart() -> None:
    def lab(color: Color) -> np.ndarray:
        return np.asarray(rgb2lab(np.array(color, float) / 255))

    for a, b in combinations([*PALETTE, *DEMO_COLORS.values(), UNKNOWN_COLOR], 2):
        assert deltaE_ciede2000(lab(a), lab(b)) > 15, (a, b)


@given(name=st.text())
def test_every_name_has_a_colour_and_nobody_is_grey(name: str) -> None:
    assert color_of(name) in {*PALETTE, *DEMO_COLORS.values()}
    assert color_of(name) != UNKNOWN_COLOR


def test_the_colour_is_the_same_in_every_run() -> None:
    code = "from videorec.core.palette import color_of; print(color_of('Ada Lovelace'))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in (1, 2)
    }
    assert runs == {str(color_of("Ada Lovelace"))}


def test_spellings_of_one_name_share_a_colour() -> None:
    assert color_of("Zoe\u0308") == color_of("ZO\u00cb")


@given(names=st.lists(st.text(max_size=5), max_size=20, unique=True), data=st.data())
def test_a_group_gets_different_colours_in_any_order(names: list[str], data: st.DataObject) -> None:
    colors = assign_colors(names)
    assert len(set(colors.values())) == len(names)
    assert assign_colors(data.draw(st.permutations(names))) == colors


def test_more_people_than_colours() -> None:
    names = [f"person {i}" for i in range(100)]
    colors = assign_colors(names)
    assert set(colors) == set(names)
    assert set(PALETTE) <= set(colors.values())
