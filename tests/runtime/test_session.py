"""What a session remembers: nothing twice, strangers together, decided anew at once."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from gallery.index import GalleryIndex
from gallery.records import Identity
from videorec import demo
from videorec.core.settings import MatchingSettings
from videorec.core.types import (
    Face,
    Float32,
    Frame,
    FrameResult,
    Match,
    Status,
    Track,
    TrackState,
    UInt8,
)
from videorec.media.info import SourceInfo
from videorec.runtime import session_tracks
from videorec.runtime.session import Session

INFO = SourceInfo(name="film", width=512, height=512, fps=25.0)
# Eyes, nose and mouth of the astronaut, read off the photograph.
LANDMARKS = np.array([(206, 112), (246, 108), (229, 134), (212, 151), (248, 148)], np.float32)
ADA, BOB = 1, 2


def _vector(seed: int) -> Float32:
    vector = np.random.default_rng(seed).standard_normal(512)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def _near(vector: Float32, similarity: float, seed: int) -> Float32:
    """A unit vector with that cosine to another."""
    other = _vector(seed)
    other -= (other @ vector) * vector
    other /= np.linalg.norm(other)
    mixed = similarity * vector + np.sqrt(1 - similarity**2) * other
    return np.asarray(mixed, np.float32)


def _gallery(*people: tuple[int, str, Float32], rejected: Float32 | None = None) -> GalleryIndex:
    now = datetime.now(UTC)
    return GalleryIndex(
        [
            Identity(identity_id=i, name=name, color=None, images=1, created=now)
            for i, name, _ in people
        ],
        np.array([v for _, _, v in people], np.float32).reshape(-1, 512),
        np.array([i for i, _, _ in people], np.int64),
        rejected=None if rejected is None else rejected[None],
        rejected_owners=None if rejected is None else np.array([people[0][0]], np.int64),
    )


@pytest.fixture(scope="module")
def picture() -> UInt8:
    return demo.eileen_collins().image


class Film:
    """Hands a session frames with faces at given places."""

    def __init__(self, session: Session, picture: UInt8) -> None:
        self._session = session
        self._picture = picture

    def show(
        self,
        start: int,
        end: int,
        *faces: tuple[int, int, Float32],
        weight: float = 1.0,
        status: Status = Status.UNKNOWN,
    ) -> None:
        """Frames [start, end) with faces (track, shift to the right in px, embedding)."""
        for index in range(start, end):
            image = self._picture
            found = [self._track(*face, weight=weight + index / 1000) for face in faces]
            tracks = tuple(replace(track, status=status) for track in found)
            frame = Frame(index=index, time_s=index / 25, image=image)
            self._session.take(FrameResult(frame=frame, tracks=tracks))

    def _track(self, track_id: int, shift: int, embedding: Float32, *, weight: float) -> Track:
        landmarks = LANDMARKS + np.array((shift, 0), np.float32)
        box = np.array((180 + shift, 61, 268 + shift, 172), np.float32)
        return Track(
            track_id=track_id,
            state=TrackState.CONFIRMED,
            face=Face(box=box, landmarks=landmarks, score=0.99),
            status=Status.UNKNOWN,
            match=Match(
                identity_id=None, name=None, similarity=-1.0, runner_up=-1.0, threshold=0.5
            ),
            quality=None,
            embedding=embedding,
            weight=weight,
            evidence=embedding,
        )


def _session(
    picture: UInt8, *people: tuple[int, str, Float32], threshold: float = 0.5
) -> tuple[Session, Film]:
    session = Session(INFO, same_person=0.6)
    session.use_gallery(_gallery(*people), {"Ada": (255, 0, 0)})
    session.use_matching(MatchingSettings(threshold=threshold))
    return session, Film(session, picture)


def _lanes(session: Session) -> dict[str, list[tuple[float, float]]]:
    return {
        lane.name: [(round(a, 3), round(b, 3)) for a, b in lane.intervals]
        for lane in session.view().lanes
    }


def test_people_have_lanes_with_their_colours(picture: UInt8) -> None:
    session, film = _session(picture, (ADA, "Ada", _vector(1)))
    film.show(0, 25, (1, 0, _vector(1)))
    film.show(25, 50, (1, 0, _vector(1)), (2, 100, _vector(2)))
    film.show(75, 100, (3, 0, _vector(1)))
    assert _lanes(session) == {"Ada": [(0.0, 2.0), (3.0, 3.96)], "": [(1.0, 2.0)]}
    ada, unknown = session.view().lanes
    assert (ada.color, unknown.name) == ((255, 0, 0), "")
    assert session.seconds_on_screen() == {ADA: pytest.approx(2.96)}
    assert session.view() is session.view()


def test_a_face_that_nobody_looked_at_counts_for_nobody(picture: UInt8) -> None:
    """Unless it stays in sight until somebody looks."""
    session, film = _session(picture, (ADA, "Ada", _vector(1)))
    ada = (1, 0, _vector(1))
    film.show(0, 25, ada)
    film.show(25, 40)
    film.show(40, 50, ada, status=Status.UNUSABLE)
    film.show(50, 55)
    film.show(55, 60, ada, status=Status.UNUSABLE)
    film.show(60, 75, ada)
    film.show(75, 100)
    film.show(100, 125, ada, status=Status.UNUSABLE)
    film.show(125, 150)
    film.show(150, 175, ada)
    film.show(175, 200, ada, status=Status.UNUSABLE)
    film.show(200, 201)
    assert _lanes(session) == {"Ada": [(0.0, 1.0), (1.6, 2.0), (2.2, 3.0), (6.0, 7.0)]}


def test_nothing_is_counted_twice_when_it_is_seen_again(picture: UInt8) -> None:
    session, film = _session(picture, (ADA, "Ada", _vector(1)))
    film.show(0, 50, (1, 0, _vector(1)), (2, 100, _vector(2)))
    film.show(0, 1)
    before = session.view()
    # The same part again, as the recognizer numbers it after a seek.
    film.show(10, 50, (3, 1, _vector(1)), (4, 101, _vector(2)))
    film.show(0, 1)
    after = session.view()
    assert [lane.intervals for lane in after.lanes] == [lane.intervals for lane in before.lanes]
    assert [group.track_ids for group in after.strangers] == [(2,)]
    assert after.histogram.known.sum() == before.histogram.known.sum() == 1
    assert after.histogram.unknown.sum() == 1
    face = session.face_of(4)
    assert face is not None
    assert np.array_equal(face[0], _vector(2))


def test_loops_on_a_slow_computer_count_nobody_twice(picture: UInt8) -> None:
    """Two frames a second, others in each loop, of two faces that move and are lost again."""
    session, film = _session(picture, (ADA, "Ada", _vector(1)))
    tracks, counted = 0, []
    for loop in range(5):
        for number, index in enumerate(range(3 * loop % 13, 100, 13)):
            tracks += number % 3 == 0
            film.show(
                index,
                index + 1,
                (2 * tracks, 4 * index, _near(_vector(1), 0.9, 10 + index)),
                (2 * tracks + 1, 600 - 4 * index, _near(_vector(2), 0.9, 200 + index)),
            )
        film.show(0, 1)
        histogram = session.view().histogram
        counted.append((int(histogram.known.sum()), int(histogram.unknown.sum())))
    assert counted[0] == (3, 3)
    assert counted == counted[:1] * 5


def test_who_is_seen_beside_somebody_alike_is_another(picture: UInt8) -> None:
    session, film = _session(picture, (ADA, "Ada", _vector(3)))
    film.show(0, 25, (1, 0, _vector(1)))
    film.show(0, 25, (2, 0, _vector(1)), (3, 200, _near(_vector(1), 0.9, 4)))
    film.show(0, 1)
    assert session.view().histogram.unknown.sum() == 2


def test_tracks_of_one_picture_never_become_each_other(picture: UInt8) -> None:
    """Also when times go back while numbers go on, and faces stand where others stood."""
    session, film = _session(picture, (ADA, "Ada", _vector(1)))
    film.show(0, 3, (1, 0, _vector(1)), (5, 100, _vector(2)))
    film.show(0, 3, (2, 0, _vector(1)), (1, 100, _vector(2)))
    film.show(3, 4)
    assert _lanes(session) == {"Ada": [(0.0, 0.12)], "": [(0.0, 0.12)]}


def test_other_people_at_the_same_place_at_another_time_are_others(picture: UInt8) -> None:
    session, film = _session(picture)
    film.show(0, 25, (1, 0, _vector(1)))
    film.show(50, 75, (2, 0, _vector(2)))
    film.show(50, 51)
    film.show(50, 75, (3, 150, _vector(3)))
    assert {g.track_ids for g in session.view().strangers} == {(1,), (2,), (3,)}


def test_strangers_who_look_alike_are_one_unless_seen_together(picture: UInt8) -> None:
    session, film = _session(picture)
    a = _vector(1)
    film.show(0, 25, (1, 0, a))
    film.show(50, 75, (2, 0, _near(a, 0.8, 5)), (3, 150, _near(a, 0.7, 6)))
    film.show(100, 150, (4, 0, _vector(9)))
    groups = {g.track_ids: g for g in session.view().strangers}
    assert set(groups) == {(1, 2), (3,), (4,)}
    assert groups[(1, 2)].group_id == 1
    assert groups[(1, 2)].crop.shape == (112, 96, 3)
    assert groups[(1, 2)].seconds == pytest.approx(2.0, abs=0.1)
    assert session.group(1) == (1, 2)
    assert session.group(2) == ()


def test_a_threshold_decides_anew_without_frames(picture: UInt8) -> None:
    a = _vector(1)
    session, film = _session(picture, (ADA, "Ada", a))
    film.show(0, 25, (1, 0, _near(a, 0.55, 3)))
    assert list(_lanes(session)) == ["Ada"]
    session.use_matching(MatchingSettings(threshold=0.56))
    assert list(_lanes(session)) == [""]
    session.use_matching(MatchingSettings(threshold=0.54))
    assert list(_lanes(session)) == ["Ada"]
    view = session.view()
    (known,) = np.flatnonzero(view.histogram.known)
    edges = view.histogram.edges
    assert edges[known] <= 0.55 < edges[known + 1] + 0.01
    assert session.best_similarities() == [pytest.approx(0.55, abs=1e-3)]


def test_a_name_is_suggested_only_near_the_threshold(picture: UInt8) -> None:
    a = _vector(1)
    session, film = _session(picture, (ADA, "Ada", a))
    session.use_matching(MatchingSettings(threshold=0.6))
    film.show(0, 25, (1, 0, _near(a, 0.42, 3)), (2, 150, _near(a, 0.38, 4)))
    groups = {g.track_ids: g for g in session.view().strangers}
    assert groups[(1,)].best_name == "Ada"
    assert groups[(2,)].best_name is None
    assert groups[(2,)].best_similarity == pytest.approx(0.38, abs=1e-3)
    session.use_matching(MatchingSettings(threshold=0.5))
    assert {g.best_name for g in session.view().strangers} == {"Ada"}


def test_of_two_who_are_seen_together_one_gets_the_name(picture: UInt8) -> None:
    a = _vector(1)
    session, film = _session(picture, (ADA, "Ada", a))
    film.show(0, 25, (1, 0, _near(a, 0.7, 3)), (2, 150, _near(a, 0.8, 4)))
    assert [g.track_ids for g in session.view().strangers] == [(1,)]
    session.use_matching(MatchingSettings(threshold=0.5, unique=False))
    assert not session.view().strangers


def test_a_changed_gallery_is_searched_again(picture: UInt8) -> None:
    a, b = _vector(1), _vector(2)
    session, film = _session(picture, (ADA, "Ada", a))
    film.show(0, 25, (1, 0, a), (2, 150, b))
    assert set(_lanes(session)) == {"Ada", ""}
    session.use_gallery(_gallery((ADA, "Ada", a), (BOB, "Bob", b)), {})
    assert set(_lanes(session)) == {"Ada", "Bob"}
    session.use_gallery(_gallery((ADA, "Ada", a), (BOB, "Bob", b), rejected=a), {})
    assert set(_lanes(session)) == {"", "Bob"}
    session.use_gallery(_gallery(), {})
    assert set(_lanes(session)) == {""}


def test_what_the_user_says_counts_more_than_likeness(picture: UInt8) -> None:
    a = _vector(1)
    session, film = _session(picture, (ADA, "Ada", a))
    film.show(0, 25, (1, 0, _near(a, 0.2, 3)))
    assert [g.track_ids for g in session.view().strangers] == [(1,)]
    session.tell([1], ADA)
    assert not session.view().strangers
    assert list(_lanes(session)) == ["Ada"]
    session.deny(1, ADA)
    assert list(_lanes(session)) == [""]
    session.tell([1], ADA)
    session.use_gallery(_gallery(), {})  # Ada was removed
    assert list(_lanes(session)) == [""]


def test_best_views_come_from_different_moments(picture: UInt8) -> None:
    session, film = _session(picture)
    film.show(0, 300, (1, 0, _vector(1)))
    views = session.best_views([1])
    assert 1 <= len(views) <= 3
    times = [view.time_s for view in views]
    assert all(abs(a - b) >= 5.0 for i, a in enumerate(times) for b in times[:i])
    assert views[0].crop().shape == (112, 96, 3)
    assert views[0].part().shape[0] < picture.shape[0]
    assert session.best_views([99]) == ()
    assert session.face_of(99) is None


def test_memory_is_bounded(picture: UInt8, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_tracks, "MOST_TRACKS", 20)
    monkeypatch.setattr(session_tracks, "FORGOTTEN_AT_ONCE", 5)
    a = _vector(1)
    session, film = _session(picture, (ADA, "Ada", a))
    for number in range(60):
        film.show(number * 10, number * 10 + 10, (number + 1, 0, a))
        session.view()
    assert len(session._tracks.by_id) <= 20
    assert _lanes(session) == {"Ada": [(0.0, 23.96)]}


def test_memory_of_places_is_bounded(picture: UInt8, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_tracks, "MOST_PLACES", 40)
    session, film = _session(picture, (ADA, "Ada", _vector(1)))
    tracks = session._tracks
    film.show(0, 25 * 60, (1, 0, _vector(1)), (2, 100, _vector(2)))
    # Again from 55 s on, which is remembered, and once more from the start, which is not.
    film.show(25 * 55, 25 * 60, (3, 0, _vector(1)), (4, 100, _vector(2)))
    assert set(tracks.by_id) == {1, 2}
    film.show(0, 25, (5, 0, _vector(1)), (6, 100, _vector(2)))
    film.show(25 * 59, 25 * 60)
    assert sum(len(track.places) for track in tracks.by_id.values()) == 40
    assert sum(len(ids) for ids in tracks._in_slot.values()) == 40
    assert _lanes(session) == {"Ada": [(0.0, 60.0)], "": [(0.0, 60.0)]}
    film.show(25 * 90, 25 * 100)
    assert all(tracks._in_slot.values())
