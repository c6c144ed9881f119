"""People, strangers and pictures as the panels are shown them; nobody real."""

import numpy as np

from tests.good_face import GOOD
from videorec.core.types import Face, UInt8
from videorec.gui.values import CheckedFace, CheckedPicture, Person, StrangerGroup
from videorec.pipeline.originals import KeptPicture
from videorec.pipeline.portraits import preview_of

BLACK = np.zeros((100, 200, 3), np.uint8)


def crop(seed: int = 0) -> UInt8:
    """(112, 96, 3): noise."""
    return np.random.default_rng(seed).integers(0, 255, (112, 96, 3), np.uint8)


def person(identity_id: int, name: str, *, images: int = 1, own_color: bool = False) -> Person:
    """Somebody with a crop of noise."""
    return Person(
        identity_id=identity_id,
        name=name,
        color=(200, 30, 60),
        image_ids=tuple(range(10 * identity_id, 10 * identity_id + images)),
        seconds_on_screen=65.0,
        crop=crop(identity_id),
        own_color=own_color,
    )


def stranger(
    group_id: int, *, best: str | None = None, tracks: tuple[int, ...] = (1,), first_s: float = 3.0
) -> StrangerGroup:
    """Somebody unknown who resembles `best`."""
    return StrangerGroup(
        group_id=group_id,
        track_ids=tracks,
        crop=crop(group_id),
        seconds=4.0,
        first_s=first_s,
        best_name=best,
        best_similarity=-1.0 if best is None else 0.31,
    )


def face(x: float, *reasons: str) -> CheckedFace:
    """A face of 40 by 40 pixels at (x, 20)."""
    return CheckedFace(
        face=Face(
            box=np.array([x, 20, x + 40, 60], np.float32),
            landmarks=np.zeros((5, 2), np.float32),
            score=0.99,
        ),
        crop=crop(),
        quality=GOOD,
        reasons=reasons,
    )


def checked(
    name: str, *faces: CheckedFace, refusal: str = "", source: str | None = None
) -> CheckedPicture:
    """A picture of 200 by 100 pixels."""
    return CheckedPicture(
        source=f"/pictures/{name}.jpg" if source is None else source,
        original=KeptPicture(picture=BLACK),
        width=200,
        height=100,
        preview=preview_of(BLACK),
        faces=faces,
        refusal=refusal,
        suggested_name=name,
    )
