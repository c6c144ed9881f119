"""Tracks by examples, and the laws every sequence of detections must keep."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.good_face import GOOD
from videorec.core.tracking import Tracker, boxes_of, match_boxes, unit_length
from videorec.core.types import EMBEDDING_SIZE, Face, Float32, Quality, TrackState

LANDMARKS = np.array([[30, 35], [70, 35], [50, 55], [35, 75], [65, 75]], np.float32)


def face(x: float, y: float = 0.0, size: float = 100.0, score: float = 1.0) -> Face:
    box = np.array([x, y, x + size, y + size], np.float32)
    landmarks = (LANDMARKS * (size / 100) + (x, y)).astype(np.float32)
    return Face(box=box, landmarks=landmarks, score=score)


def quality(score: float = 1.0) -> Quality:
    return replace(GOOD, sharpness=100.0, contrast=40.0, score=score)


def embedding(seed: int) -> Float32:
    values = np.random.default_rng(seed).normal(size=EMBEDDING_SIZE)
    return unit_length(values.astype(np.float32))


def tracker() -> Tracker:
    return Tracker(max_lost_s=1.0, same_person=0.5)


def test_a_face_that_moves_a_little_keeps_its_track() -> None:
    tracks = tracker()
    (first,) = tracks.update([face(0)], 0.0)
    states = [first.state]
    assert tracks.update([face(20)], 0.1) == ()
    states.append(first.state)
    assert first.face.box[0] == 20
    assert states == [TrackState.TENTATIVE, TrackState.CONFIRMED]


def test_two_faces_keep_their_own_tracks() -> None:
    tracks = tracker()
    tracks.update([face(0), face(300)], 0.0)
    tracks.update([face(310), face(10)], 0.1)
    assert [(t.track_id, t.face.box[0]) for t in tracks.live] == [(1, 10), (2, 310)]


def test_a_face_that_returns_in_time_keeps_its_track_and_later_gets_a_new_one() -> None:
    tracks = tracker()
    tracks.update([face(0)], 0.0)
    tracks.update([], 0.5)
    assert [t.state for t in tracks.tracks] == [TrackState.LOST]
    tracks.update([face(5)], 0.9)
    assert [t.track_id for t in tracks.live] == [1]
    tracks.update([], 1.0)
    tracks.update([face(5)], 2.6)
    assert [t.track_id for t in tracks.live] == [2]


def test_lost_tracks_drift_with_the_picture() -> None:
    tracks = tracker()
    tracks.update([face(0)], 0.0)
    tracks.update([], 0.1)
    tracks.drift(np.array([[200, 0]], np.float32))
    tracks.update([face(205)], 0.2)
    assert [t.track_id for t in tracks.live] == [1]


def test_unknown_motion_moves_nothing() -> None:
    tracks = tracker()
    tracks.update([face(7)], 0.0)
    tracks.drift(np.full((1, 2), np.nan, np.float32))
    assert tracks.live[0].face.box[0] == 7


def test_following_takes_found_faces_and_loses_the_others() -> None:
    tracks = tracker()
    tracks.update([face(0), face(300)], 0.0)
    assert tracks.follow([face(3), None], 0.1) == 1
    assert [t.track_id for t in tracks.live] == [1]
    assert tracks.follow([face(3), face(300)], 0.2) == 0
    assert [t.track_id for t in tracks.live] == [1, 2]


def test_two_tracks_that_slide_onto_one_face_become_one() -> None:
    tracks = tracker()
    tracks.update([face(0), face(150)], 0.0)
    tracks.follow([face(100), face(105)], 0.1)
    assert [t.track_id for t in tracks.live] == [1]


def test_a_cut_ends_all_tracks() -> None:
    tracks = tracker()
    tracks.update([face(0)], 0.0)
    tracks.cut()
    tracks.update([face(0)], 0.04)
    assert [t.track_id for t in tracks.live] == [2]


def test_tracks_that_will_not_return_are_handed_out_once() -> None:
    tracks = tracker()
    gone, slid, last = tracks.update([face(0), face(300), face(600)], 0.0)
    fresh = tracks.split(slid)
    assert tracks.take_ended() == [slid]
    tracks.update([face(300), face(600)], 1.0)
    assert tracks.take_ended() == []  # it may still return
    tracks.update([face(300), face(600)], 1.5)
    assert tracks.take_ended() == [gone]
    tracks.cut()
    assert tracks.take_ended() == [fresh, last]
    assert tracks.take_ended() == []


def test_views_are_fused_by_their_quality() -> None:
    tracks = tracker()
    (track,) = tracks.update([face(0)], 0.0)
    track.remember(embedding(1), quality(0.9), 0.0)
    track.remember(embedding(2), quality(0.1), 0.1)
    expected = unit_length(np.float32(0.9) * embedding(1) + np.float32(0.1) * embedding(2))
    np.testing.assert_allclose(track.embedding, expected, atol=1e-6)
    assert track.best == quality(0.9)
    assert track.weight == 1.0


def test_a_pause_without_frames_is_time_away_as_well() -> None:
    faces = tracker()
    (track,) = faces.update([face(0.0)], 0.0)
    track.remember(embedding(1), quality(), 0.0)
    away = []
    for time_s in (0.04, 20.0):
        faces.follow([face(0.0)], time_s)
        away.append(track.was_away)
    track.remember(embedding(1), quality(), 20.0)
    assert [*away, track.was_away] == [False, True, False]


def test_a_track_that_was_seen_beside_a_lost_one_does_not_continue_it() -> None:
    tracks = tracker()
    (lost,) = tracks.update([face(0)], 0.0)
    lost.remember(embedding(1), quality(), 0.0)
    _ = tracks.update([face(0), face(150)], 0.1)  # the other without a usable view
    tracks.update([face(150)], 0.2)
    beside = tracks.live[0]
    beside.remember(embedding(1), quality(), 0.2)
    assert lost.lost
    assert tracks.revive(beside) is beside


def test_a_new_track_that_looks_like_a_lost_one_continues_it() -> None:
    tracks = tracker()
    (lost,) = tracks.update([face(0)], 0.0)
    lost.remember(embedding(1), quality(), 0.0)
    tracks.update([], 0.2)
    (started,) = tracks.update([face(150)], 0.4)
    started.remember(embedding(1), quality(), 0.4)
    assert tracks.revive(started) is lost
    assert [t.track_id for t in tracks.tracks] == [1]
    assert tracks.take_ended() == []  # what it showed is in the other now
    assert lost.face.box[0] == 150
    assert lost.views == 2


def test_a_new_track_that_looks_different_stays_new() -> None:
    tracks = tracker()
    (lost,) = tracks.update([face(0)], 0.0)
    lost.remember(embedding(1), quality(), 0.0)
    tracks.update([], 0.2)
    (started,) = tracks.update([face(150)], 0.4)
    started.remember(embedding(2), quality(), 0.4)
    assert tracks.revive(started) is started


def test_a_face_cannot_jump_across_the_picture_however_alike() -> None:
    tracks = tracker()
    (lost,) = tracks.update([face(0)], 0.0)
    lost.remember(embedding(1), quality(), 0.0)
    tracks.update([], 0.1)
    (started,) = tracks.update([face(3000)], 0.2)
    started.remember(embedding(1), quality(), 0.2)
    assert tracks.revive(started) is started


def test_a_split_track_leaves_its_memory_behind() -> None:
    tracks = tracker()
    (track,) = tracks.update([face(0)], 0.0)
    track.remember(embedding(1), quality(), 0.0)
    fresh = tracks.split(track)
    assert (fresh.track_id, fresh.views) == (2, 0)
    assert tracks.live == (fresh,)


def test_matching_prefers_the_larger_overlap() -> None:
    a = boxes_of([face(0), face(40)])
    b = boxes_of([face(30)])
    assert match_boxes(a, b, 0.1) == [(1, 0)]


positions = st.lists(
    st.tuples(st.floats(0, 600), st.floats(0, 300), st.floats(20, 150)), max_size=6
)


@given(st.lists(positions, max_size=12))
def test_every_detection_is_one_live_track_and_ids_are_never_reused(
    frames: list[list[tuple[float, float, float]]],
) -> None:
    tracks = tracker()
    ended: set[int] = set()
    for step, spots in enumerate(frames):
        before = {t.track_id for t in tracks.tracks}
        faces = [face(x, y, size) for x, y, size in spots]
        started = tracks.update(faces, 0.2 * step)
        live = tracks.live
        assert sorted(id(t.face) for t in live) == sorted(map(id, faces))
        ids = [t.track_id for t in tracks.tracks]
        assert len(ids) == len(set(ids))
        assert not ended & set(ids)
        assert {t.track_id for t in started}.isdisjoint(before)
        ended |= before - set(ids)


def test_how_long_a_face_was_away_is_known_until_it_is_looked_at() -> None:
    faces = tracker()
    (track,) = faces.update([face(0.0)], 0.0)
    track.remember(embedding(1), quality(), 0.0)
    faces.update([], 0.5)
    assert track.away_s == 0.0
    faces.update([face(0.0)], 1.0)
    assert track.away_s == 1.0
    faces.follow([None], 1.25)
    faces.follow([face(0.0)], 1.5)
    assert track.away_s == 1.0
    track.remember(embedding(1), quality(), 1.5)
    assert track.away_s == 0.0
