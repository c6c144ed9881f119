"""A new track is known by earlier ones of the same person, and by nobody else's."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.core import reidentification
from videorec.core.reidentification import HELD, LEAD, SeenPeople
from videorec.core.tracking import LiveTrack, unit_length
from videorec.core.types import Face, Float32

SIZE = 16
SAME = 0.5
BAR = SAME + LEAD
FACE = Face(
    box=np.array([0, 0, 10, 10], np.float32), landmarks=np.zeros((5, 2), np.float32), score=1.0
)


def direction(seed: int) -> Float32:
    return unit_length(np.random.default_rng(seed).normal(size=SIZE).astype(np.float32))


def near(person: Float32, similarity: float, seed: int = 99) -> Float32:
    """Of unit length, with that cosine to person."""
    other = direction(seed)
    other = unit_length(other - (other @ person) * person)
    mixed = similarity * person + np.sqrt(1 - similarity**2) * other
    return np.asarray(mixed, np.float32)


def track(number: int, embedding: Float32, weight: float = 1.0) -> LiveTrack:
    return LiveTrack(
        track_id=number,
        face=FACE,
        started_s=0.0,
        seen_s=0.0,
        total=np.float32(weight) * embedding,
        embedding=embedding,
        weight=weight,
        views=1,
    )


def unseen_track(number: int) -> LiveTrack:
    nothing = np.zeros(SIZE, np.float32)
    return LiveTrack(
        track_id=number, face=FACE, started_s=0.0, seen_s=0.0, total=nothing, embedding=nothing
    )


def after_a_cut(*ended: LiveTrack) -> SeenPeople:
    people = SeenPeople(same_person=SAME)
    people.evidence(ended)
    people.keep(ended)
    people.cut()
    return people


def test_whoever_returns_is_decided_on_with_what_was_seen_before() -> None:
    before = track(1, direction(1), weight=3.0)
    people = after_a_cut(before)
    again = track(2, near(direction(1), BAR + 0.01))
    (evidence,) = people.evidence([again])
    np.testing.assert_allclose(evidence, unit_length(before.total + again.total), atol=1e-6)


def test_whoever_is_less_alike_is_decided_on_alone() -> None:
    people = after_a_cut(track(1, direction(1)))
    stranger = track(2, near(direction(1), BAR - 0.01))
    assert people.evidence([stranger])[0] is stranger.embedding


def test_a_track_without_a_view_has_no_evidence() -> None:
    people = after_a_cut(track(1, direction(1)))
    unseen = unseen_track(2)
    assert not people.evidence([unseen])[0].any()
    people.keep([unseen])
    assert not people.evidence([unseen])[0].any()
    assert people.evidence([]) == []


def test_two_in_one_frame_are_never_the_same_person() -> None:
    person = direction(1)
    people = after_a_cut(track(1, person))
    close, closer = track(2, near(person, 0.8)), track(3, near(person, 0.9))
    first, second = people.evidence([close, closer])
    assert first is close.embedding
    assert second is not closer.embedding


def test_nobody_is_known_by_somebody_seen_beside_in_this_shot() -> None:
    person = direction(1)
    people = SeenPeople(same_person=SAME)
    left, twin = track(1, person), track(2, near(person, 0.9))
    people.evidence([left, twin])
    people.keep([left])
    assert people.evidence([twin])[0] is twin.embedding
    people.keep([twin])  # nor kept as one
    people.cut()
    third = track(3, near(person, 0.9, seed=5))
    (evidence,) = people.evidence([third])
    np.testing.assert_allclose(evidence, unit_length(left.total + third.total), atol=1e-6)


def test_tracks_of_one_person_are_kept_as_one() -> None:
    person = direction(1)
    tracks = [track(number, near(person, 0.9, seed=number)) for number in (1, 2, 3)]
    people = SeenPeople(same_person=SAME)
    for one in tracks:
        people.evidence([one])
        people.keep([one])
    again = track(4, person)
    (evidence,) = people.evidence([again])
    total = sum((one.total for one in tracks), again.total)
    np.testing.assert_allclose(evidence, unit_length(total), atol=1e-6)


def test_a_track_once_recognised_is_not_lost_at_the_next_poor_view() -> None:
    person = direction(1)
    people = after_a_cut(track(1, person))
    again = track(2, near(person, BAR + 0.01))
    people.evidence([again])

    def is_known_at(similarity: float) -> bool:
        again.embedding = again.total = near(person, similarity)
        again.views += 1
        return people.evidence([again])[0] is not again.embedding

    assert is_known_at(BAR - HELD + 0.01)
    assert not is_known_at(BAR - HELD - 0.01)
    assert not is_known_at(BAR - HELD + 0.01)


def test_only_the_last_people_are_kept() -> None:
    most = reidentification.MOST_PEOPLE
    basis = np.eye(most + 1, dtype=np.float32)
    people = SeenPeople(same_person=SAME)
    for number, person in enumerate(basis, start=1):
        people.evidence([track(number, person)])
        people.keep([track(number, person)])
        people.cut()
    forgotten, kept = track(1000, basis[0]), track(1001, basis[1])
    first, second = people.evidence([forgotten, kept])
    assert first is forgotten.embedding
    assert second is not kept.embedding


def test_nobody_is_taken_for_whoever_is_lost_beside_them() -> None:
    person = direction(1)
    people = after_a_cut(track(1, person, weight=3.0))
    returned, beside = track(2, near(person, 0.9)), track(3, near(person, 0.6, seed=5))
    people.evidence([returned, beside])
    assert people.evidence([beside], {2})[0] is beside.embedding
    first, second = people.evidence([returned, beside])
    assert first is not returned.embedding
    assert second is beside.embedding


def test_whoever_ends_beside_a_person_does_not_become_that_person() -> None:
    person = direction(1)
    people = after_a_cut(track(1, person, weight=3.0))
    returned, beside = track(2, near(person, 0.9)), track(3, near(person, 0.6, seed=5))
    before, _ = people.evidence([returned, beside])
    people.keep([beside])
    np.testing.assert_allclose(people.evidence([returned])[0], before, atol=1e-6)


@pytest.mark.parametrize("stranger_first", [True, False])
def test_at_a_cut_each_person_gets_the_most_similar_track(stranger_first: bool) -> None:
    person = direction(1)
    people = after_a_cut(track(1, person, weight=3.0))
    returned, beside = track(2, near(person, 0.9)), track(3, near(person, 0.6, seed=5))
    ended = [beside, returned] if stranger_first else [returned, beside]
    people.evidence(ended)
    people.keep(ended)
    people.cut()
    again = track(4, person)
    (evidence,) = people.evidence([again])
    np.testing.assert_allclose(
        evidence, unit_length(3.0 * person + returned.total + again.total), atol=1e-6
    )


def test_the_answer_is_kept_while_nothing_changes() -> None:
    people = after_a_cut(track(1, direction(1)))
    again = track(2, direction(1))
    answer = people.evidence([again])
    people.keep([])
    assert people.evidence([again]) is answer


def test_nothing_is_kept_of_tracks_that_were_never_seen_well() -> None:
    people = SeenPeople(same_person=SAME)
    for number in range(50):
        unseen = unseen_track(number)
        people.evidence([unseen])
        people.keep([unseen] if number % 2 else [])  # the others were absorbed
    assert len(people._beside) <= 1


PEOPLE, MOST_TRACKS = 3, 24
# Of a track in a shot: whom it resembles how much, and in which of the frames it is seen.
shown = st.tuples(
    st.integers(0, PEOPLE - 1), st.floats(0.6, 0.95), st.sets(st.integers(0, 5), min_size=1)
)


def signed(number: int, person: int, similarity: float) -> LiveTrack:
    """A track that resembles a person, and has an axis of its own by which it is found in sums."""
    embedding = np.zeros(PEOPLE + MOST_TRACKS, np.float32)
    embedding[person] = similarity
    embedding[PEOPLE + number] = np.sqrt(1 - similarity**2)
    return track(number, embedding)


@given(shots=st.lists(st.lists(shown, min_size=1, max_size=4), min_size=1, max_size=6))
def test_no_two_that_were_seen_together_are_ever_joined(
    shots: Sequence[Sequence[tuple[int, float, set[int]]]],
) -> None:
    people = SeenPeople(same_person=SAME)
    number = 0
    together: set[tuple[int, int]] = set()
    for shot in shots:
        tracks = {}
        for person, similarity, frames in shot:
            tracks[number] = signed(number, person, similarity), frames
            number += 1
        for frame in range(6):
            people.keep([t for t, frames in tracks.values() if max(frames) == frame - 1])
            live = [t for t, frames in tracks.values() if frame in frames]
            together |= {(a.track_id, b.track_id) for a in live for b in live if a is not b}
            begun = [i for i, (_, frames) in tracks.items() if min(frames) <= frame <= max(frames)]
            for one, evidence in zip(live, people.evidence(live, begun), strict=True):
                assert float(np.linalg.norm(evidence)) == pytest.approx(1.0, abs=1e-5)
                joined = np.flatnonzero(evidence[PEOPLE:] > 1e-6).tolist()
                assert one.track_id in joined
                assert not together & {(a, b) for a in joined for b in joined}
        people.keep([t for t, frames in tracks.values() if max(frames) == 5])
        people.cut()
