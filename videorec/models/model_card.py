"""What is known about a set of weights: stored with them, shown to the user.

The card travels as JSON inside the weights file, so that a network never gets lost from its
input convention, its terms of use and its measured thresholds.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from typing import Any, Self

from videorec.core.errors import WeightsError
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, EMBEDDING_SIZE

CARD_FORMAT = 1
DEPTHS = (4, 10, 20, 36, 64)

# For weights whose impostor similarities were never measured. SphereFace networks reach their best
# LFW accuracy near 0.3 and a false accept rate of 1e-3 near 0.4; 0.5 errs on the side of "unknown".
UNMEASURED_THRESHOLD = 0.5

_TEXTS = (
    "name",
    "graph_sha256",
    "training_data",
    "terms",
    "mirror",
    "command",
    "source",
    "notes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Description of one set of weights.

    name: short name, as shown by `videorec weights list`.
    architecture: "sphereface", or "onnx" for another project's network (models.onnx_network).
    depth: of a SphereFace: 4, 10, 20, 36 or 64; None for any other network.
    graph_sha256: of an ONNX file, in hexadecimal; empty for a SphereFace.
    input_height, input_width: pixels of an aligned crop.
    mean, scale: the network sees (pixel - mean) * scale.
    colour_order: of the crop's channels.
    embedding_size: values per image before any mirror concatenation.
    training_data, terms: what it was trained on, and under which terms it may be used.
    lfw_accuracy: LFW view 2 (share of 1), None when it was not measured.
    thresholds_fpir: false-positive identification rate -> gallery size -> similarity.
    thresholds_far: false accept rate of single comparisons -> similarity.
    default_threshold: similarity from which a face gets a name, for a gallery of six.
    thresholds_measured: False when default_threshold is a cautious guess.
    mirror: how embeddings were formed when the figures were measured.
    command: the command that produced the file.
    source: where the weights came from.
    notes: whatever else a user should know, such as where the network fails.
    """

    name: str
    depth: int | None
    architecture: str = "sphereface"
    graph_sha256: str = ""
    input_height: int = CROP_HEIGHT
    input_width: int = CROP_WIDTH
    mean: float = 127.5
    scale: float = 1 / 128
    colour_order: str = "BGR"
    embedding_size: int = EMBEDDING_SIZE
    training_data: str = "unknown"
    terms: str = "unknown"
    lfw_accuracy: float | None = None
    thresholds_fpir: Mapping[float, Mapping[int, float]] = field(default_factory=dict)
    thresholds_far: Mapping[float, float] = field(default_factory=dict)
    default_threshold: float = UNMEASURED_THRESHOLD
    thresholds_measured: bool = False
    mirror: str = "average"
    command: str = ""
    source: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.name.strip()), "has no name")
        _require(
            self.architecture in ("sphereface", "onnx"),
            f"describes the architecture {self.architecture!r}; known are 'sphereface' and 'onnx'",
        )
        geometry = (self.input_height, self.input_width, self.embedding_size)
        _require(
            geometry == (CROP_HEIGHT, CROP_WIDTH, EMBEDDING_SIZE),
            f"names input and embedding {geometry}; "
            f"needed are {(CROP_HEIGHT, CROP_WIDTH, EMBEDDING_SIZE)}",
        )
        if self.architecture == "sphereface":
            self._require_sphereface()
        else:
            self._require_possible_input()
        _require(
            -1.0 <= self.default_threshold <= 1.0,
            f"has the default threshold {self.default_threshold}; a cosine lies from -1 to 1",
        )
        _require(
            self.lfw_accuracy is None or 0.0 <= self.lfw_accuracy <= 1.0,
            f"has the LFW accuracy {self.lfw_accuracy}; it is a share from 0 to 1",
        )

    def _require_sphereface(self) -> None:
        _require(self.depth in DEPTHS, f"names the depth {self.depth}; known are {DEPTHS}")
        _require(
            (self.mean, self.scale, self.colour_order) == (127.5, 1 / 128, "BGR"),
            f"asks for the input ({self.colour_order} - {self.mean}) * {self.scale}; "
            "a SphereFace takes only (BGR - 127.5) / 128",
        )

    def _require_possible_input(self) -> None:
        _require(self.depth is None, f"names the depth {self.depth} of a network in ONNX")
        _require(
            math.isfinite(self.mean)
            and math.isfinite(self.scale)
            and self.scale != 0.0
            and self.colour_order in ("RGB", "BGR"),
            f"asks for the input ({self.colour_order} - {self.mean}) * {self.scale}; possible are "
            "RGB or BGR, a finite mean, and a finite scale that is not 0",
        )

    @property
    def same_person(self) -> float:
        """Similarity from which two views of one video show one person: FAR 1 in 10,000.

        Where that was not measured, a cautious guess; a name would spread from view to view.
        """
        return self.thresholds_far.get(1e-4, max(self.default_threshold, UNMEASURED_THRESHOLD))

    @property
    def network(self) -> str:
        """The kind of network in words."""
        return kind_of(self.depth)

    def threshold(self, gallery_size: int, fpir: float = 0.01) -> float:
        """Similarity at which strangers get a name at the rate fpir, for this gallery size.

        Over the logarithm of the size the threshold is interpolated between measured sizes, and
        goes on beyond the largest as it rose last. Without a table it is default_threshold.
        """
        table = sorted(self.thresholds_fpir.get(fpir, {}).items())
        if not table:
            return self.default_threshold
        if gallery_size <= table[0][0]:
            return table[0][1]
        if len(table) == 1:
            return table[0][1]
        spans = list(pairwise(table))
        (small, low), (large, high) = next(
            (span for span in spans if gallery_size <= span[1][0]), spans[-1]
        )
        if gallery_size > large:
            high = max(low, high)
        share = math.log(gallery_size / small) / math.log(large / small)
        return min(1.0, low + share * (high - low))

    def to_json(self) -> str:
        """The card as JSON text, keys sorted."""
        return json.dumps({"format": CARD_FORMAT, **asdict(self)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a card. WeightsError when it is not one, or of a newer format."""
        try:
            values = json.loads(text)
        except ValueError as exc:
            raise WeightsError(f"the model card is not valid JSON: {exc}") from exc
        if not isinstance(values, dict):
            raise WeightsError("the model card is not a JSON object")
        if values.pop("format", None) != CARD_FORMAT:
            raise WeightsError("the model card has another format; update videorec")
        unknown = values.keys() - {f.name for f in fields(cls)}
        if unknown:
            raise WeightsError(f"the model card has unknown keys {sorted(unknown)}")
        try:
            return cls(**_typed(values))
        except (TypeError, ValueError, AttributeError) as exc:
            raise WeightsError(f"the model card has a missing or wrong value: {exc}") from exc


def kind_of(depth: int | None) -> str:
    """What kind of network it is, in words; None is the depth of one in ONNX."""
    return "ONNX" if depth is None else f"SphereFace-{depth}"


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise WeightsError(f"the model card {message}")


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Give JSON values the types of the fields; JSON knows only text as keys."""
    typed = dict(values)
    for key in _TEXTS:
        if key in typed and not isinstance(typed[key], str):
            raise TypeError(f"{key} is not text: {typed[key]!r}")
    for key in ("mean", "scale", "default_threshold"):
        if key in typed:
            typed[key] = float(typed[key])
    if typed.get("lfw_accuracy") is not None:
        typed["lfw_accuracy"] = float(typed["lfw_accuracy"])
    if "thresholds_far" in typed:
        typed["thresholds_far"] = _numbers(typed["thresholds_far"])
    if "thresholds_fpir" in typed:
        typed["thresholds_fpir"] = {
            float(rate): {int(size): value for size, value in _numbers(by_size).items()}
            for rate, by_size in typed["thresholds_fpir"].items()
        }
    return typed


def _numbers(mapping: Mapping[str, Any]) -> dict[float, float]:
    return {float(key): float(value) for key, value in mapping.items()}
