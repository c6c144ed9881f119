"""Settings of the recognition path: plain values with their checks. No files here."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Self

from videorec.core.errors import ConfigError

# Of the embedding network: in which number format it runs, and how the embeddings of a crop and of
# its mirror image become one.
Precision = Literal["auto", "fp32", "bf16", "fp16", "int8"]
Mirror = Literal["none", "average", "concatenate"]

# As long as a lost face may return; what waiting brings is measured in docs/recognition.md.
FILE_DELAY_S = 2.0
LONGEST_DELAY_S = 60.0

# No picture has a face of this size.
LARGEST_MIN_FACE = 10_000
# With it the image pyramid has six times the steps of 0.709; they grow without end towards 1.
LARGEST_FACTOR = 0.95
# More than the image pyramid of any picture has places.
MOST_CANDIDATES = 10_000_000


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ConfigError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSettings:
    """MTCNN settings.

    min_face: smallest face in pixels that is looked for, from 12 to LARGEST_MIN_FACE.
    factor: ratio between two steps of the image pyramid, above 0 and at most LARGEST_FACTOR.
    thresholds: least score after P-Net, R-Net and O-Net, below 1, which no face reaches.
    max_candidates: most candidates per frame that enter R-Net (best first).
    """

    min_face: int = 24
    factor: float = 0.709
    thresholds: tuple[float, float, float] = (0.6, 0.7, 0.9)
    max_candidates: int = 1024

    def __post_init__(self) -> None:
        _require(self.min_face >= 12, f"min_face must be at least 12 pixels, not {self.min_face}")
        _require(
            self.min_face <= LARGEST_MIN_FACE,
            f"min_face must be at most {LARGEST_MIN_FACE} pixels, not {self.min_face}",
        )
        _require(
            0.0 < self.factor <= LARGEST_FACTOR,
            f"factor must be above 0 and at most {LARGEST_FACTOR}, not {self.factor}",
        )
        _require(
            len(self.thresholds) == 3 and all(0.0 <= t < 1.0 for t in self.thresholds),
            f"thresholds must be three numbers from 0 to less than 1, not {self.thresholds}",
        )
        _require(
            self.max_candidates > 0, f"max_candidates must be positive, not {self.max_candidates}"
        )
        _require(
            self.max_candidates <= MOST_CANDIDATES,
            f"max_candidates must be at most {MOST_CANDIDATES}, not {self.max_candidates}",
        )

    @classmethod
    def preset(cls, name: str) -> Self:
        """ "default", or "sphereface": the settings the authors prepared their data with."""
        presets = {
            "default": cls(),
            "sphereface": cls(min_face=20, factor=0.85, thresholds=(0.6, 0.7, 0.9)),
        }
        if name not in presets:
            raise ConfigError(
                f"detector preset {name!r} does not exist; choose one of {sorted(presets)}"
            )
        return presets[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingSettings:
    """The open-set decision.

    threshold: least cosine similarity for a name; None takes the model's calibrated value.
    margin: least distance between the best similarity and the runner-up's.
    hysteresis: bonus in similarity for the name a track already carries, against flicker.
    unique: a name goes to at most one face of a frame.
    """

    threshold: float | None = None
    margin: float = 0.0
    hysteresis: float = 0.05
    unique: bool = True

    def __post_init__(self) -> None:
        if self.threshold is not None:
            _require(
                -1.0 <= self.threshold <= 1.0,
                f"threshold must lie between -1 and 1, not {self.threshold}",
            )
        _require(0.0 <= self.margin <= 2.0, f"margin must lie between 0 and 2, not {self.margin}")
        _require(
            0.0 <= self.hysteresis <= 1.0,
            f"hysteresis must lie between 0 and 1, not {self.hysteresis}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingSettings:
    """Following faces between detections, and remembering them.

    detect_every_s: longest time between two full detections.
    embed_every_s: a track is embedded again after this time.
    max_lost_s: a face out of sight for longer starts a new track when it returns.
    same_person: least similarity between a returning face and a lost track's embedding; None
        takes the model's similarity at a false accept rate of 1 in 10,000.
    split: a track whose new view is less similar than this to its embedding is another person's.
    max_embeddings: most faces embedded in one frame; the neediest first.
    delay_s: how long results wait for what is learned of their tracks meanwhile; None takes
        FILE_DELAY_S for files and nothing for live sources.
    """

    detect_every_s: float = 0.25
    embed_every_s: float = 0.5
    max_lost_s: float = 2.0
    same_person: float | None = None
    split: float = -0.1
    max_embeddings: int = 8
    delay_s: float | None = None

    def __post_init__(self) -> None:
        for name in ("detect_every_s", "embed_every_s", "max_lost_s"):
            value = getattr(self, name)
            _require(value >= 0.0, f"{name} must not be negative, not {value}")
        _require(
            self.delay_s is None or 0.0 <= self.delay_s <= LONGEST_DELAY_S,
            f"delay_s must lie between 0 and {LONGEST_DELAY_S:g} seconds, not {self.delay_s}",
        )
        for name in ("same_person", "split"):
            value = getattr(self, name)
            _require(
                value is None or -1.0 <= value <= 1.0,
                f"{name} must lie between -1 and 1, not {value}",
            )
        _require(
            self.max_embeddings > 0, f"max_embeddings must be positive, not {self.max_embeddings}"
        )


class Mode(StrEnum):
    """How much memory recognition has.

    EXACT: every frame is detected and every face embedded and decided on alone, as in the
        SphereFace authors' demo.
    REALTIME: faces are detected every few frames, followed in between, and decided on over
        their track.
    """

    EXACT = "exact"
    REALTIME = "realtime"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionSettings:
    """Everything the recognizer can be told."""

    mode: Mode = Mode.REALTIME
    matching: MatchingSettings = field(default_factory=MatchingSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
