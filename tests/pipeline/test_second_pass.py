"""What a second pass says of tracks that the first has finished."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from gallery.index import GalleryIndex
from gallery.records import Identity
from tests.media.synthesis import track
from tests.runtime.film import black
from videorec.core.matching import assign
from videorec.core.settings import MatchingSettings
from videorec.core.types import EMBEDDING_SIZE, FrameResult, Status, Track
from videorec.pipeline.redecide import status_of
from videorec.pipeline.second_pass import Notes

MATCHING = MatchingSettings(threshold=0.5, hysteresis=0.05)
E = np.eye(3, EMBEDDING_SIZE, dtype=np.float32)
ADA = Identity(identity_id=1, name="Ada", color=None, images=1, created=datetime.now(UTC))
INDEX = GalleryIndex([ADA], E[:1], np.array([1]))


def seen(number: int, similarity: float, *, held: int | None = None, aside: int = 1) -> Track:
    """A track that resembles Ada so much, and otherwise looks in the direction `aside`."""
    embedding = np.float32(similarity) * E[0] + np.float32(np.sqrt(1 - similarity**2)) * E[aside]
    (match,) = assign(
        INDEX.search(embedding[None]), threshold=0.5, hysteresis=0.05, held=[held], unique=True
    )
    return replace(
        track(number, status=status_of(match, usable=True)),
        match=match,
        embedding=embedding,
        evidence=embedding,
        weight=1.0,
    )


def names(*frames: Sequence[Track], same_person: float = 0.9) -> list[list[str | None]]:
    notes = Notes()
    for i, tracks in enumerate(frames):
        notes.take(FrameResult(frame=black(i, i / 8), tracks=tuple(tracks)))
    named = notes.named(INDEX, MATCHING, same_person=same_person)
    return [[t.match.name for t in named[i]] for i in range(len(frames))]


def test_what_a_track_was_called_at_its_end_holds_from_its_first_frame_on() -> None:
    assert names([seen(1, 0.2)], [seen(1, 0.7)]) == [["Ada"], ["Ada"]]
    assert names([seen(1, 0.7)], [seen(1, 0.2)]) == [[None], [None]]
    # A little below the threshold is enough for whoever had the name already, as in the first pass.
    assert names([seen(1, 0.7)], [seen(1, 0.47, held=1)]) == [["Ada"], ["Ada"]]
    assert names([seen(1, 0.47)]) == [[None]]


def test_a_view_is_named_through_another_of_the_same_person() -> None:
    good, poor = seen(1, 0.8), seen(2, 0.45)
    assert float(good.embedding @ poor.embedding) > 0.7
    assert names([good], [poor], same_person=0.6) == [["Ada"], ["Ada"]]
    assert names([good], [poor], same_person=0.88) == [["Ada"], [None]]
    assert names([good, poor], same_person=0.6) == [["Ada", None]]


def test_what_was_never_embedded_stays_unusable() -> None:
    notes = Notes()
    notes.take(FrameResult(frame=black(0, 0.0), tracks=(track(1, status=Status.UNUSABLE),)))
    (only,) = notes.named(INDEX, MATCHING, same_person=0.9)[0]
    assert (only.status, only.match.name) == (Status.UNUSABLE, None)


def test_a_name_stays_away_from_whoever_was_there_for_a_moment() -> None:
    """The face was gone again before it was looked at; the track is Ada's before and after."""
    ada, somebody = [seen(1, 0.7)], [track(1, status=Status.UNUSABLE)]
    frames: list[list[Track]] = [ada, [], [], [], somebody, [], [], [], ada]
    assert names(*frames) == [["Ada"], [], [], [], [None], [], [], [], ["Ada"]]
    frames = [ada, [], [], [], somebody, ada]
    assert names(*frames) == [["Ada"], [], [], [], ["Ada"], ["Ada"]]
