"""The values the window shows: plain, immutable, without Qt."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from videorec.core.types import Face, UInt8
from videorec.models.model_card import ModelCard
from videorec.pipeline.originals import Original
from videorec.pipeline.portraits import CheckedFace, CheckedPicture, EnrolmentCheck
from videorec.runtime.outputs import OutputPaths
from videorec.runtime.values import (
    Color,
    ExportRequest,
    Histogram,
    JobState,
    Lane,
    Problem,
    RunMode,
    SessionView,
    Statistics,
    StrangerGroup,
    TransportState,
)

__all__ = [
    "CheckedFace",
    "CheckedPicture",
    "ChosenFace",
    "Color",
    "EngineInfo",
    "EnrolmentCheck",
    "ExportRequest",
    "GalleryImage",
    "Histogram",
    "JobState",
    "Lane",
    "OutputPaths",
    "Person",
    "Problem",
    "RunMode",
    "SessionView",
    "Statistics",
    "StrangerGroup",
    "TransportState",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """The networks in use.

    device: in words, with the number of threads. model: name and depth in words; model_name: what
    the settings call it. calibrated_threshold: the model's, for the gallery as it is.
    """

    device: str
    model: str
    model_name: str
    calibrated_threshold: float
    card: ModelCard


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """Somebody of the gallery.

    color: (r, g, b) in use; own_color: the user chose it. image_ids: oldest first.
    seconds_on_screen: in this session. crop: (112, 96, 3) BGR of the newest image; None without.
    """

    identity_id: int
    name: str
    color: Color
    image_ids: tuple[int, ...]
    seconds_on_screen: float
    crop: UInt8 | None
    own_color: bool = False

    @property
    def images(self) -> int:
        """How many."""
        return len(self.image_ids)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChosenFace:
    """A face of a picture that was checked, and whose it is.

    source: for messages and the record. force: store it although it is not good enough.
    """

    name: str
    original: Original
    face: Face
    source: str
    force: bool = False


class GalleryImage(NamedTuple):
    """One image of a person. crop: (112, 96, 3) BGR; added: UTC."""

    image_id: int
    crop: UInt8
    source: str
    added: datetime
