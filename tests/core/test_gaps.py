"""A face that was lost for a moment is put back where it was, and nowhere else."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.media.synthesis import track
from videorec.core.gaps import LONGEST_S, filled
from videorec.core.types import Track

FPS = 25.0
LONGEST = int(LONGEST_S * FPS)


def times(count: int) -> dict[int, float]:
    return {index: index / FPS for index in range(count)}


def film(count: int, *faces: tuple[Collection[int], Track]) -> dict[int, tuple[Track, ...]]:
    """Frames with these tracks in those of their numbers."""
    return {i: tuple(t for frames, t in faces if i in frames) for i in range(count)}


def at(number: int, x: float, name: str | None = None) -> Track:
    return track(number, box=(x, 0.0, x + 10.0, 10.0), name=name)


def numbers(tracks: Sequence[Track]) -> list[int]:
    return [t.track_id for t in tracks]


def test_a_face_is_put_on_the_way_between_two_sightings() -> None:
    frames = {0: (at(1, 0.0, "Ada"),), 1: (), 2: (), 3: (), 4: (at(1, 40.0, "Ada"),)}
    found = filled(frames, times(5))
    assert [found[i][0].face.box[0] for i in range(5)] == [0.0, 10.0, 20.0, 30.0, 40.0]
    assert [found[i][0].match.name for i in range(5)] == ["Ada"] * 5
    assert frames[1] == ()


def test_time_counts_and_not_the_number_of_frames() -> None:
    frames = {0: (at(1, 0.0),), 1: (), 2: (at(1, 40.0),)}
    found = filled(frames, {0: 0.0, 1: 0.05, 2: 0.2})
    assert found[1][0].face.box[0] == 10.0


def test_without_times_that_grow_nothing_is_put_anywhere() -> None:
    frames = film(3, ([0, 2], at(1, 0.0)))
    for times_of_it in ({0: 1.0, 1: 1.0, 2: 1.0}, {0: 2.0, 1: 1.5, 2: 1.0}):
        assert filled(frames, times_of_it) == frames


def test_a_longer_absence_stays_one() -> None:
    for gap, expected in ((LONGEST, [1]), (LONGEST + 1, [])):
        frames = film(gap + 1, ([0, gap], at(1, 0.0)))
        assert numbers(filled(frames, times(gap + 1))[1]) == expected


def test_nothing_is_put_before_the_first_or_after_the_last_sighting() -> None:
    found = filled(film(9, ([3, 5], at(1, 0.0))), times(9))
    assert [i for i, tracks in found.items() if tracks] == [3, 4, 5]


def test_a_face_that_another_one_hides_is_not_put_on_it() -> None:
    hidden, passing = ([0, 2], at(1, 0.0)), ([1], at(2, 5.0))
    assert numbers(filled(film(3, hidden, passing), times(3))[1]) == [2]
    aside = ([1], at(2, 50.0))
    assert numbers(filled(film(3, hidden, aside), times(3))[1]) == [2, 1]


def test_no_name_is_twice_in_a_frame() -> None:
    lost, other = at(1, 0.0, "Ada"), at(2, 50.0, "Bob")
    taken = replace(other, match=lost.match)
    assert numbers(filled(film(3, ([0, 2], lost), ([1], taken)), times(3))[1]) == [2]
    assert numbers(filled(film(3, ([0, 2], lost), ([1], other)), times(3))[1]) == [2, 1]


@given(
    seen=st.lists(st.sets(st.integers(0, 29), min_size=1), min_size=1, max_size=4),
)
def test_what_was_seen_stays_and_gaps_are_closed_once(seen: list[set[int]]) -> None:
    tracks = [(frames, at(number, 100.0 * number)) for number, frames in enumerate(seen, start=1)]
    frames = film(30, *tracks)
    found = filled(frames, times(30))
    assert found.keys() == frames.keys()
    for index in range(30):
        ids = numbers(found[index])
        assert len(ids) == len(set(ids))
        assert found[index][: len(frames[index])] == frames[index]
        for number, (present, _) in enumerate(tracks, start=1):
            before = [i for i in present if i <= index]
            after = [i for i in present if i >= index]
            closes = bool(before and after) and (min(after) - max(before)) / FPS <= LONGEST_S
            assert (number in ids) == (index in present or closes)
