"""The values that travel through the application: from a frame to named faces.

All are immutable. Images are (H, W, 3) uint8 BGR, C-contiguous, upright. Boxes are x0 y0 x1 y1 in
pixels, half-open. Nothing found is an empty array or tuple, never None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
Bool = NDArray[np.bool_]
Array = NDArray[Any]

CROP_HEIGHT = 112
CROP_WIDTH = 96
EMBEDDING_SIZE = 512


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One decoded picture.

    index: 0-based count of frames read from the source.
    time_s: presentation time in seconds, from the container or the capture clock.
    image: (H, W, 3) uint8 BGR.
    """

    index: int
    time_s: float
    image: UInt8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One detected face.

    box: (4,) float32 x0 y0 x1 y1, pixels of the frame; may reach past its border.
    landmarks: (5, 2) float32 x y: left eye, right eye, nose, left and right mouth corner,
        as seen in the image.
    score: detector score in [0, 1].
    """

    box: Float32
    landmarks: Float32
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What can be measured about a face before it is recognised.

    size_px: distance between the eyes and mouth corners' midpoints and the eyes, in frame pixels:
        the larger of eye distance and eye-to-mouth distance, so that a turned head keeps its size.
    sharpness: variance of the Laplacian of the grey aligned crop, in grey levels squared.
    yaw: 0 frontal .. 1 profile, from the landmarks (sign dropped).
    pitch: -1 down .. 1 up, 0 level, from the landmarks; rough.
    brightness: mean grey level of the aligned crop, 0..255.
    contrast: standard deviation of the grey level of the aligned crop.
    inside: share of the aligned crop that lies inside the picture, 0 to 1.
    score: one number in [0, 1] that weighs an embedding of this face against others of a track.
    """

    size_px: float
    sharpness: float
    yaw: float
    pitch: float
    brightness: float
    contrast: float
    inside: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An identity of the gallery with its cosine similarity to a probe.

    handicap: what the probe needs beyond the threshold, because it looks more like strangers than
        most faces do; negative when less. The same for all candidates of a probe.
    """

    identity_id: int
    name: str
    similarity: float
    handicap: float = 0.0

    @property
    def strength(self) -> float:
        """What is compared with the threshold."""
        return self.similarity - self.handicap


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The open-set decision about one face.

    identity_id, name: the identity, or None when the face is an outlier.
    similarity: best cosine similarity over the gallery; -1.0 when the gallery is empty.
    runner_up: best similarity of any other identity; -1.0 when there is none.
    threshold: the similarity that had to be reached: the one that is set, and the face's handicap.
    candidates: ranked, best first; what a new threshold re-decides from.
    """

    identity_id: int | None
    name: str | None
    similarity: float
    runner_up: float
    threshold: float
    candidates: tuple[Candidate, ...] = ()


class TrackState(StrEnum):
    """Life of a track."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    LOST = "lost"


class Status(StrEnum):
    """What is said about a face: a name, nobody known, or not enough to tell."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """A face followed over frames, as it stands in one frame.

    track_id: unique within a run, from 1; a shot cut starts new tracks.
    state: tentative, confirmed or lost.
    face: where it is now (detected, or followed between detections).
    status, match: the decision about the track.
    quality: of the best view so far; None before the first embedding.
    embedding: (D,) float32 unit length, fused over the track; zeros before the first embedding.
    weight: sum of the quality scores fused into it.
    evidence: (D,) float32 unit length, what is compared with the gallery: the embedding, joined
        with earlier tracks of the same person (core.reidentification).
    """

    track_id: int
    state: TrackState
    face: Face
    status: Status
    match: Match
    quality: Quality | None
    embedding: Float32
    weight: float
    evidence: Float32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameResult:
    """Everything the application knows about one frame.

    timings_ms: milliseconds spent per stage on this frame, e.g. detect, track, align, embed, match.
    revision: counts changes of gallery and settings; results of an older revision are stale.
    detected: whether the detector ran on this frame (else faces were followed).
    """

    frame: Frame
    tracks: tuple[Track, ...]
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    revision: int = 0
    detected: bool = True
