"""Results that wait are named by what is learned meanwhile, and nothing else about them changes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.synthesis import track
from tests.runtime.film import black
from videorec.core.errors import SourceBrokenError
from videorec.core.gaps import LONGEST_S
from videorec.core.matching import decide, outlier
from videorec.core.settings import MatchingSettings
from videorec.core.types import Candidate, FrameResult, Status, Track
from videorec.pipeline.hindsight import Hindsight, with_hindsight
from videorec.pipeline.redecide import redecide

FPS = 8.0  # its times are exact in binary
THRESHOLD = 0.4
MATCHING = MatchingSettings(threshold=THRESHOLD)
PEOPLE = ("Ada", "Bob")


def settle(tracks: Sequence[Track]) -> tuple[Track, ...]:
    return redecide(tracks, MATCHING)


def seen(
    number: int, similarity: float, *, person: int = 0, x: float = 0.0, other: float = -1.0
) -> Track:
    """A track that resembles one of the people so much, the other less, decided on alone."""
    candidates = [
        Candidate(identity_id=i, name=PEOPLE[i], similarity=s)
        for i, s in ((person, similarity), (1 - person, other))
    ]
    match = decide(candidates, THRESHOLD)
    status = Status.UNKNOWN if match.name is None else Status.KNOWN
    base = track(number, box=(x, 0.0, x + 10.0, 10.0), status=status)
    return replace(base, match=match, weight=1.0)


def unusable(number: int) -> Track:
    return replace(track(number, status=Status.UNUSABLE), match=outlier((), THRESHOLD))


def film(*frames: Sequence[Track], fps: float = FPS) -> list[FrameResult]:
    return [
        FrameResult(frame=black(i, i / fps), tracks=tuple(tracks))
        for i, tracks in enumerate(frames)
    ]


def names(results: Sequence[FrameResult]) -> list[list[str | None]]:
    return [[t.match.name for t in result.tracks] for result in results]


def late(results: list[FrameResult], delay_s: float = 1.0) -> list[FrameResult]:
    return list(with_hindsight(results, delay_s=delay_s))


def test_a_name_reaches_back_as_far_as_results_wait() -> None:
    frames = [[seen(1, 0.3)]] * 13 + [[seen(1, 0.6)]] * 5
    assert names(late(film(*frames))) == [[None]] * 5 + [["Ada"]] * 13
    assert [r.tracks[0].status for r in late(film(*frames))][4:6] == [Status.UNKNOWN, Status.KNOWN]


def test_what_is_shown_is_the_later_evidence_at_the_earlier_place() -> None:
    first, second = late(film([seen(1, 0.3, x=0.0)], [seen(1, 0.6, x=50.0)]))
    assert [r.tracks[0].match.similarity for r in (first, second)] == [0.6, 0.6]
    assert [r.tracks[0].face.box[0] for r in (first, second)] == [0.0, 50.0]


def test_a_name_that_was_taken_back_does_not_stay() -> None:
    assert names(late(film([seen(1, 0.6)], [seen(1, 0.3)]))) == [[None], [None]]


def test_a_face_that_becomes_usable_was_always_that_person() -> None:
    first, _ = late(film([unusable(1)], [seen(1, 0.6)]))
    assert first.tracks[0].status is Status.KNOWN
    (only,) = late(film([unusable(1)]))
    assert only.tracks[0].status is Status.UNUSABLE


def test_no_name_is_twice_in_a_frame() -> None:
    frames = [[seen(1, 0.5), seen(2, 0.3, x=50.0)]] * 3 + [[seen(2, 0.7, x=50.0)]] * 5
    assert names(late(film(*frames))) == [[None, "Ada"]] * 3 + [["Ada"]] * 5


def test_whose_name_is_taken_does_not_get_another() -> None:
    ada_or_bob = seen(1, 0.5, other=0.45)
    results = film([ada_or_bob], [seen(2, 0.7, x=50.0)])
    both = [replace(results[0], tracks=(ada_or_bob, seen(2, 0.3, x=50.0))), results[1]]
    first, _ = late(both)
    assert names([first]) == [[None, "Ada"]]
    assert first.tracks[0].status is Status.UNKNOWN
    assert first.tracks[0].match.runner_up == pytest.approx(0.45)
    mirrored = list(with_hindsight(both, delay_s=1.0, unique=False))
    assert names(mirrored) == [["Ada", "Ada"], ["Ada"]]


def test_a_face_that_was_lost_for_a_moment_is_back() -> None:
    frames = [[seen(1, 0.3, x=0.0)], [], [seen(1, 0.6, x=40.0)]]
    results = late(film(*frames))
    assert names(results) == [["Ada"]] * 3
    assert results[1].tracks[0].face.box[0] == 20.0


def test_a_lost_face_cannot_be_back_before_its_return_is_known() -> None:
    frames = [[seen(1, 0.6)], [], [], [], [seen(1, 0.6)]]
    assert names(late(film(*frames, fps=16.0), delay_s=0.125)) == [["Ada"], [], *[["Ada"]] * 3]


def test_without_a_delay_nothing_changes() -> None:
    results = film([seen(1, 0.3)], [], [seen(1, 0.6)])
    assert late(results, delay_s=0.0) == results


def test_results_come_as_soon_as_they_have_waited() -> None:
    hindsight = Hindsight(delay_s=0.375)
    due = [[r.frame.index for r in hindsight.take(result)] for result in film(*[[]] * 6)]
    assert due == [[], [], [], [0], [1], [2]]
    assert [r.frame.index for r in hindsight.rest()] == [3, 4, 5]
    assert list(hindsight.rest()) == []


def test_pictures_that_wait_take_bounded_memory() -> None:
    size = black(0, 0.0).image.nbytes
    hindsight = Hindsight(delay_s=9.0, most_bytes=3 * size)
    due = [len(list(hindsight.take(result))) for result in film(*[[]] * 8)]
    assert due == [0, 0, 0, 1, 1, 1, 1, 1]
    alone = Hindsight(delay_s=9.0, most_bytes=size - 1)
    assert [len(list(alone.take(result))) for result in film(*[[]] * 3)] == [1, 1, 1]


def test_a_break_comes_after_everything_that_was_read() -> None:
    def breaking() -> Iterator[FrameResult]:
        yield from film([seen(1, 0.3)], [seen(1, 0.6)])
        raise SourceBrokenError("broken")

    taken: list[FrameResult] = []
    with pytest.raises(SourceBrokenError):
        taken.extend(with_hindsight(breaking(), delay_s=1.0))
    assert names(taken) == [["Ada"], ["Ada"]]


def test_times_that_do_not_grow_lose_nothing() -> None:
    results = film([seen(1, 0.6)], [seen(1, 0.6)], [seen(2, 0.6)])
    for times in ((5.0, 0.0, 0.0), (1.0, 1.0, 1.0)):
        odd = [
            replace(r, frame=replace(r.frame, time_s=s))
            for r, s in zip(results, times, strict=True)
        ]
        assert names(late(odd)) == [["Ada"]] * 3


moments = st.dictionaries(
    st.integers(1, 4),
    st.tuples(st.floats(0.2, 0.9), st.integers(0, 1), st.floats(0.2, 0.9)),
    max_size=4,
)


@given(
    frames=st.lists(moments, max_size=25),
    gaps_s=st.lists(st.floats(0.01, 0.5), min_size=25, max_size=25),
    delay_s=st.floats(0.0, 2.0),
)
def test_every_frame_comes_once_with_its_faces_and_each_name_once(
    frames: list[dict[int, tuple[float, int, float]]], gaps_s: list[float], delay_s: float
) -> None:
    times = np.cumsum(gaps_s).tolist()
    results = [
        FrameResult(
            frame=black(i, time_s),
            tracks=settle(
                [
                    seen(n, s, person=p, x=100.0 * n, other=min(s, o))
                    for n, (s, p, o) in faces.items()
                ]
            ),
        )
        for i, (faces, time_s) in enumerate(zip(frames, times, strict=False))
    ]
    had = {(t.track_id, t.match.name) for r in results for t in r.tracks}
    found = late(results, delay_s)
    assert {(t.track_id, t.match.name) for r in found for t in r.tracks if t.match.name} <= had
    assert [r.frame for r in found] == [r.frame for r in results]
    for before, after in zip(results, found, strict=True):
        numbers = [t.track_id for t in after.tracks]
        assert numbers[: len(before.tracks)] == [t.track_id for t in before.tracks]
        assert len(set(numbers)) == len(numbers)
        given_names = [t.match.name for t in after.tracks if t.match.name is not None]
        assert len(set(given_names)) == len(given_names)
        for number in numbers[len(before.tracks) :]:
            sightings = [
                r.frame.time_s for r in results if number in {t.track_id for t in r.tracks}
            ]
            earlier = max(s for s in sightings if s < before.frame.time_s)
            assert min(s for s in sightings if s > before.frame.time_s) - earlier <= LONGEST_S


def test_a_name_does_not_reach_back_to_whoever_was_there_before() -> None:
    """The face was gone again before it was looked at; the track is Ada's before and after."""
    ada, somebody, nobody = [seen(1, 0.6)], [unusable(1)], list[Track]()
    frames = [ada, *[nobody] * 4, somebody, *[nobody] * 4, ada]
    results = late(film(*frames), delay_s=2.0)
    assert names(results) == [[t.match.name for t in tracks] for tracks in frames]
    assert results[5].tracks[0].status is Status.UNUSABLE


def test_a_name_reaches_back_to_a_face_that_stayed_until_it_was_looked_at() -> None:
    frames = [[seen(1, 0.6)], [], [], [], [], [unusable(1)], [], [unusable(1)], [seen(1, 0.6)]]
    assert names(late(film(*frames))) == [["Ada"], [], [], [], [], *[["Ada"]] * 4]


def test_who_left_keeps_the_name_when_somebody_unseen_takes_the_place() -> None:
    results = late(film([seen(1, 0.6)], [], [], [], [], [unusable(1)]))
    assert names(results) == [["Ada"], [], [], [], [], [None]]
