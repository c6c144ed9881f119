"""The demo's clip and the judgement about its result."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from videorec import demo
from videorec.cli.demo import compare, complaints, in_words, visible_share
from videorec.core.shots import ShotDetector
from videorec.demo import HEIGHT, KNOWN, STRANGER, WIDTH, Appearance

Truth = Sequence[Sequence[Appearance]]


@pytest.fixture(scope="module")
def clip() -> tuple[list[Any], Truth]:
    frames, truth = zip(*demo.frames(seconds=1.2), strict=True)
    return list(frames), list(truth)


def events_of(truth: Truth, said: dict[str, str | None]) -> dict[int, list[dict[str, Any]]]:
    """What a run would write that finds every face and says `said` about it."""
    return {
        index: [
            {
                "box": list(person.box),
                "name": said[person.name],
                "status": "known" if said[person.name] else "unknown",
            }
            for person in people
        ]
        for index, people in enumerate(truth)
    }


def test_the_clip_is_the_same_each_time(clip: tuple[list[Any], Truth]) -> None:
    again = next(demo.frames(seconds=1.2))[0]
    np.testing.assert_array_equal(again.image, clip[0][0].image)


def test_frames_are_what_the_engine_expects(clip: tuple[list[Any], Truth]) -> None:
    for number, frame in enumerate(clip[0]):
        assert frame.index == number
        assert frame.time_s == pytest.approx(number / demo.FPS)
        assert frame.image.shape == (HEIGHT, WIDTH, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.flags["C_CONTIGUOUS"]


def test_there_is_one_cut_in_the_middle(clip: tuple[list[Any], Truth]) -> None:
    shots = ShotDetector()
    cuts = [frame.index for frame in clip[0] if shots.starts_shot(frame.image)]
    assert cuts == [0, len(clip[0]) // 2]


def test_both_are_there_and_she_leaves(clip: tuple[list[Any], Truth]) -> None:
    for people in clip[1]:
        assert {p.name for p in people} == {KNOWN, STRANGER}
    first, last = ({p.name: visible_share(p) for p in clip[1][i]} for i in (0, -1))
    assert first == {KNOWN: 1.0, STRANGER: 1.0}
    assert last[KNOWN] < 0.5
    assert last[STRANGER] == 1.0


def test_a_right_result_has_no_complaints(clip: tuple[list[Any], Truth]) -> None:
    tally = compare(events_of(clip[1], {KNOWN: KNOWN, STRANGER: None}), clip[1])
    assert complaints(tally) == []
    assert f"{STRANGER} (not enrolled), {len(clip[1])} frames: unknown" in in_words(tally)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({KNOWN: None, STRANGER: None}, f"{KNOWN} was named in only 0 of"),
        ({KNOWN: KNOWN, STRANGER: KNOWN}, f"{STRANGER} was taken for {KNOWN}"),
    ],
)
def test_a_wrong_result_is_said(
    clip: tuple[list[Any], Truth], said: dict[str, str | None], words: str
) -> None:
    (reason,) = complaints(compare(events_of(clip[1], said), clip[1]))
    assert words in reason


def test_faces_that_were_not_found_are_said(clip: tuple[list[Any], Truth]) -> None:
    reasons = " ".join(complaints(compare({}, clip[1])))
    assert f"{KNOWN} was seen in only 0 of" in reasons
    assert f"{STRANGER} was seen in only 0 of" in reasons
