from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.synthesis import result, track
from videorec.core.palette import UNKNOWN_COLOR, color_of
from videorec.core.types import Status, TrackState, UInt8
from videorec.media import lettering
from videorec.media.drawing import draw, label_of, place_label
from videorec.media.lettering import printable, text_mask

SIZE = (320, 180)


def has_color(image: UInt8, rgb: tuple[int, int, int]) -> bool:
    return bool((image == np.array(rgb[::-1], np.uint8)).all(axis=2).any())


def test_the_frame_itself_is_not_touched() -> None:
    frame = result(0, 0.0, track(name="Joey"), size=SIZE)
    before = frame.frame.image.copy()
    drawn = draw(frame)
    np.testing.assert_array_equal(frame.frame.image, before)
    assert drawn.shape == before.shape
    assert (drawn != before).any()


def test_colours_tell_who_it_is() -> None:
    box = (100, 60, 140, 110)
    assert has_color(draw(result(0, 0, track(box=box, name="Joey"), size=SIZE)), (0, 255, 255))
    assert has_color(draw(result(0, 0, track(box=box, name="Ada"), size=SIZE)), color_of("Ada"))
    unknown = draw(result(0, 0, track(box=box), size=SIZE))
    assert has_color(unknown, UNKNOWN_COLOR)
    mine = draw(result(0, 0, track(box=box, name="Ada"), size=SIZE), colors={"Ada": (1, 2, 3)})
    assert has_color(mine, (1, 2, 3))


def test_labels() -> None:
    assert label_of(track(name="Joey", similarity=0.414)) == "Joey 0.41"
    assert label_of(track(similarity=0.18)) == "? 0.18"
    assert label_of(track(similarity=-1.0)) == "?"
    assert label_of(track(status=Status.UNUSABLE, similarity=0.5)) == "unclear"
    assert label_of(track(name="a\nb\x00" + "c" * 500)).startswith("a b c")


def test_lost_tracks_are_not_drawn() -> None:
    frame = result(0, 0.0, track(name="Joey", state=TrackState.LOST), size=SIZE)
    np.testing.assert_array_equal(draw(frame), frame.frame.image)


def test_a_label_keeps_off_other_faces() -> None:
    below = (100, 100, 140, 150)
    above = (95, 70, 150, 99)
    place = place_label(below, (60, 16), SIZE, [above], [])
    assert place == (100, 150, 160, 166)
    assert place_label(below, (60, 16), SIZE, [], []) == (100, 84, 160, 100)


rectangles = st.tuples(
    st.integers(-50, 350), st.integers(-50, 200), st.integers(1, 90), st.integers(1, 90)
).map(lambda r: (r[0], r[1], r[0] + r[2], r[1] + r[3]))


@given(
    box=rectangles,
    size=st.tuples(st.integers(1, 320), st.integers(1, 60)),
    faces=st.lists(rectangles, max_size=5),
    labels=st.lists(rectangles, max_size=5),
)
def test_labels_stay_inside_the_picture(
    box: tuple[int, int, int, int],
    size: tuple[int, int],
    faces: list[tuple[int, int, int, int]],
    labels: list[tuple[int, int, int, int]],
) -> None:
    x0, y0, x1, y1 = place_label(box, size, SIZE, faces, labels)
    assert (x1 - x0, y1 - y0) == size
    assert x0 >= 0
    assert x1 <= SIZE[0]
    assert y0 >= 0
    assert y1 <= SIZE[1]


@given(
    numbers=st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=4, max_size=4),
    name=st.none() | st.text(),
    size=st.tuples(st.integers(1, 80), st.integers(1, 60)),
    status=st.sampled_from(Status),
)
@settings(deadline=None)
def test_anything_can_be_drawn(
    numbers: list[float], name: str | None, size: tuple[int, int], status: Status
) -> None:
    drawn = draw(result(0, 0.0, track(box=numbers, name=name, status=status), size=size))
    assert drawn.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("text", ["Joey", "Zoë", "Жанна", "Ελένη"])
def test_letters_of_many_scripts(text: str) -> None:
    assert text_mask(text, 20).max() > 128
    # A font without these letters would draw the same box for all of them.
    assert len({text_mask(letter, 20).tobytes() for letter in set(text)}) == len(set(text))


def test_a_letter_that_no_font_has_leaves_the_others_readable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (full,) = lettering.font_files()[:1]
    poor = str(Path(full).with_name("STIXSizOneSymReg.ttf"))
    text_mask.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(lettering, "font_files", lambda: (poor, full))
        mixed = text_mask("Ada \U000f0000", 20)
    text_mask.cache_clear()
    np.testing.assert_array_equal(mixed[:, :30], text_mask("Ada ", 20)[:, :30])


@given(text=st.text(min_size=1, max_size=20), height=st.integers(6, 60))
@settings(deadline=None)
def test_masks_have_the_height_asked_for(text: str, height: int) -> None:
    mask = text_mask(printable(text), height)
    assert mask.shape[0] == height
    assert mask.shape[1] >= 1


def test_text_fills_its_line() -> None:
    rows = np.flatnonzero(text_mask("Äg", 30).max(axis=1) > 64)
    assert 22 <= rows[-1] - rows[0] + 1 <= 30


def test_text_reads_on_its_plate() -> None:
    for name in ("Chandler", "Monica"):  # blue and yellow
        ground = np.array(color_of(name)[::-1])
        image = draw(result(0, 0, track(box=(100, 60, 140, 110), name=name), size=SIZE))
        strip = image[49:60, 101:160]
        assert (np.abs(strip.astype(int) - ground).sum(axis=2) > 300).any()


def test_names_are_made_printable() -> None:
    assert printable(" a\t\nb\u202e ") == "a b"
    assert len(printable("x" * 500)) == 64
