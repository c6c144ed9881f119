"""Tracks of a finished video are grouped by likeness, never within one frame, and named as one."""

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from videorec.core.tracking import unit_length
from videorec.core.tracklets import Tracklet, group, name_tracklets, seen_together
from videorec.core.types import Candidate, Float32

SIZE = 16


def direction(seed: int) -> Float32:
    return unit_length(np.random.default_rng(seed).normal(size=SIZE).astype(np.float32))


def tracklet(
    track_id: int,
    frames: Sequence[int],
    embedding: Float32,
    weight: float = 1.0,
    held: int | None = None,
) -> Tracklet:
    return Tracklet(
        track_id=track_id,
        frames=frozenset(frames),
        embedding=unit_length(embedding),
        weight=weight,
        held=held,
    )


def searcher(*people: Float32) -> Callable[[Float32], list[tuple[Candidate, ...]]]:
    def search(embeddings: Float32) -> list[tuple[Candidate, ...]]:
        return [
            tuple(
                sorted(
                    (
                        Candidate(identity_id=i, name=str(i), similarity=float(p @ e))
                        for i, p in enumerate(people)
                    ),
                    key=lambda c: -c.similarity,
                )
            )
            for e in embeddings
        ]

    return search


def names(
    tracklets: Sequence[Tracklet],
    search: Callable[[Float32], list[tuple[Candidate, ...]]],
    *,
    threshold: float = 0.5,
    same_person: float = 0.94,
) -> list[str | None]:
    """In the order of the tracks."""
    matches = name_tracklets(
        tracklets,
        search,
        threshold=threshold,
        margin=0.0,
        hysteresis=0.1,
        same_person=same_person,
        unique=True,
    )
    return [matches[t.track_id].name for t in tracklets]


def test_a_poor_view_is_named_through_a_good_one_of_the_same_person() -> None:
    portrait, profile = np.eye(SIZE, dtype=np.float32)[:2]
    good = tracklet(1, [0, 1], portrait + 0.4 * profile, weight=3.0)
    poor = tracklet(2, [5, 6], 0.4 * portrait + profile)
    search = searcher(portrait)
    assert names([good, poor], search, threshold=0.6, same_person=1.0) == ["0", None]
    assert names([good, poor], search, threshold=0.6, same_person=0.5) == ["0", "0"]


def test_groups_are_more_alike_than_two_views_of_one_person_need_to_be() -> None:
    portrait, profile = np.eye(SIZE, dtype=np.float32)[:2]
    good = tracklet(1, [0, 1], portrait, weight=3.0)
    poor = tracklet(2, [5, 6], 0.5 * portrait + np.float32(np.sqrt(0.75)) * profile)
    search = searcher(portrait)  # the tracks have a cosine of 0.5
    assert names([good, poor], search, threshold=0.6, same_person=0.46) == ["0", None]
    assert names([good, poor], search, threshold=0.6, same_person=0.44) == ["0", "0"]


def test_what_most_of_a_group_was_called_needs_a_little_less() -> None:
    portrait, other = np.eye(SIZE, dtype=np.float32)[:2]
    view = 0.45 * portrait + np.float32(np.sqrt(1 - 0.45**2)) * other
    search = searcher(portrait)
    assert names([tracklet(1, [0], view)], search) == [None]
    assert names([tracklet(1, [0], view, held=0)], search) == ["0"]
    assert names([tracklet(1, [0], view, held=7)], search) == [None]
    most = [tracklet(1, [0], view, 2.0, held=0), tracklet(2, [9], view)]
    assert names(most, search) == ["0", "0"]
    half = [tracklet(1, [0], view, held=0), tracklet(2, [9], view)]
    assert names(half, search) == [None, None]


def test_two_in_one_frame_never_share_a_name_but_two_in_different_frames_may() -> None:
    person = direction(1)
    a = tracklet(1, [0, 1, 2], person)
    b = tracklet(2, [2, 3], person + 0.2 * direction(2))
    c = tracklet(3, [9], person + 0.2 * direction(3))
    assert names([a, b, c], searcher(person)) == ["0", None, "0"]


def test_an_empty_video_has_no_names() -> None:
    assert names([], searcher()) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 4)), max_size=12))
def test_every_track_is_in_one_group_and_no_group_is_twice_in_a_frame(
    spans: list[tuple[int, int, int]],
) -> None:
    tracklets = [
        tracklet(i, range(start, start + 1 + length), direction(person) + 0.3 * direction(100 + i))
        for i, (start, length, person) in enumerate(spans)
    ]
    groups = group(tracklets, 0.5) if tracklets else []
    assert sorted(i for members in groups for i in members) == list(range(len(tracklets)))
    together = seen_together(tracklets)
    for members in groups:
        assert not together[np.ix_(members, members)].any()


@given(st.integers(2, 6), st.integers(2, 5))
def test_clean_tracks_of_several_people_group_by_person(people: int, tracks: int) -> None:
    rng = np.random.default_rng(people * 10 + tracks)
    basis = np.linalg.qr(rng.normal(size=(SIZE, SIZE)))[0].astype(np.float32)
    tracklets = [
        tracklet(i, [i], basis[i % people] + 0.05 * direction(i)) for i in range(people * tracks)
    ]
    groups = group(tracklets, 0.7)
    assert sorted(map(sorted, groups)) == [
        list(range(p, people * tracks, people)) for p in range(people)
    ]
