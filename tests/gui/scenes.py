"""Pictures and faces that a view can be shown without an engine."""

from collections.abc import Sequence

import numpy as np

from videorec.core.types import (
    Candidate,
    Face,
    Frame,
    FrameResult,
    Match,
    Status,
    Track,
    TrackState,
)

Box = tuple[float, float, float, float]
ADA = Candidate(identity_id=1, name="Ada Lovelace", similarity=0.62)
GRACE = Candidate(identity_id=2, name="Grace Hopper", similarity=0.11)


def picture(width: int = 640, height: int = 360, index: int = 0, grey: int = 90) -> Frame:
    """One plain picture."""
    image = np.full((height, width, 3), grey, np.uint8)
    return Frame(index=index, time_s=index / 25, image=image)


def known(track_id: int, box: Box) -> Track:
    """Ada, with Grace as the runner-up."""
    match = Match(
        identity_id=1,
        name="Ada Lovelace",
        similarity=0.62,
        runner_up=0.11,
        threshold=0.3,
        candidates=(ADA, GRACE),
    )
    return _track(track_id, box, Status.KNOWN, match)


def unknown(track_id: int, box: Box) -> Track:
    """Nobody; Ada is closest."""
    match = Match(
        identity_id=None,
        name=None,
        similarity=0.2,
        runner_up=0.11,
        threshold=0.3,
        candidates=(
            Candidate(identity_id=1, name="Ada Lovelace", similarity=0.2),
            GRACE,
        ),
    )
    return _track(track_id, box, Status.UNKNOWN, match)


def unusable(track_id: int, box: Box) -> Track:
    """Too little to tell."""
    match = Match(identity_id=None, name=None, similarity=-1.0, runner_up=-1.0, threshold=0.3)
    return _track(track_id, box, Status.UNUSABLE, match)


def result_of(frame: Frame, tracks: Sequence[Track]) -> FrameResult:
    """A result with these faces."""
    return FrameResult(frame=frame, tracks=tuple(tracks))


def _track(track_id: int, box: Box, status: Status, match: Match) -> Track:
    face = Face(box=np.array(box, np.float32), landmarks=np.zeros((5, 2), np.float32), score=0.99)
    return Track(
        track_id=track_id,
        state=TrackState.CONFIRMED,
        face=face,
        status=status,
        match=match,
        quality=None,
        embedding=np.zeros(512, np.float32),
        weight=1.0,
        evidence=np.zeros(512, np.float32),
    )
