"""Public weights that the program knows by name: where they are, and how to recognise them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml

from videorec.core.errors import WeightsError
from videorec.models.model_card import kind_of
from videorec.models.onnx_network import PixelInput
from videorec.models.sphereface import DEPTHS

REGISTRY_FILE = Path(__file__).with_name("registry.yaml")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWeights:
    """One entry of the registry.

    name: as in `videorec weights fetch NAME`; file: name of the file that is downloaded.
    url: of the file; page: where a person finds it.
    size (bytes), sha256: None where nobody published them; stated_by: who did.
    training_data, terms, notes: copied into the model card on import.
    depth: of a SphereFace. pixels: what a network in ONNX sees. Each has one of the two.
    also_sha256: of other files with the same network, which are recognised when they are imported.
    lfw_accuracy, thresholds_fpir, thresholds_far: as in the model card, where this project has
        measured them; measured: with what, for the card's notes.
    """

    name: str
    file: str
    url: str
    page: str
    size: int | None
    sha256: str | None
    stated_by: str | None
    training_data: str
    terms: str
    notes: str
    depth: int | None = None
    pixels: PixelInput | None = None
    also_sha256: Sequence[str] = ()
    lfw_accuracy: float | None = None
    thresholds_fpir: Mapping[float, Mapping[int, float]] = field(default_factory=dict)
    thresholds_far: Mapping[float, float] = field(default_factory=dict)
    measured: str = ""

    def __post_init__(self) -> None:
        _require(Path(self.file).name == self.file, f"{self.name}: file {self.file!r} is a path")
        _require(
            self.depth in DEPTHS if self.pixels is None else self.depth is None,
            f"{self.name}: depth {self.depth} is not one of {DEPTHS}, or pixels are not alone",
        )
        _require(
            self.url.startswith(("https://", "http://")), f"{self.name}: url {self.url!r} is no URL"
        )
        _require(self.size is None or self.size > 0, f"{self.name}: size must be positive")
        _require(
            all(_SHA256.fullmatch(digest) for digest in self.digests),
            f"{self.name}: sha256 is not 64 hexadecimal digits",
        )

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """One entry of the file; every key without a default must be there, and no unknown one."""
        known = {f.name for f in fields(cls)}
        needed = {f.name for f in fields(cls) if f.default is f.default_factory is MISSING}
        _require(
            needed <= set(values) <= known,
            f"entry {values.get('name')!r}: keys missing {sorted(needed - set(values))}, "
            f"unknown {sorted(set(values) - known)}",
        )
        if "pixels" not in values:
            return cls(**values)
        return cls(**{**values, "pixels": PixelInput(**values["pixels"])})

    def unmeasured(self) -> Self:
        """The same without what was measured."""
        return replace(self, lfw_accuracy=None, thresholds_fpir={}, thresholds_far={}, measured="")

    @property
    def digests(self) -> tuple[str, ...]:
        """By which its files are recognised."""
        return (*([] if self.sha256 is None else [self.sha256]), *self.also_sha256)

    @property
    def network(self) -> str:
        """The kind of network in words."""
        return kind_of(self.depth)


def load_registry(path: Path) -> dict[str, PublicWeights]:
    """Entries by name, in the order of the file. WeightsError when the file is not valid."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as exc:
        raise WeightsError(f"{path}: the registry of weights cannot be read: {exc}") from exc
    _require(isinstance(content, dict) and set(content) == {"weights"}, f"{path}: no `weights` key")
    entries = [PublicWeights.from_mapping(values) for values in content["weights"]]
    by_name = {entry.name: entry for entry in entries}
    _require(len(by_name) == len(entries), f"{path}: a name occurs twice")
    return by_name


@cache
def registry() -> dict[str, PublicWeights]:
    """The registry that ships with the program."""
    return load_registry(REGISTRY_FILE)


def find_public(name: str) -> PublicWeights:
    """The entry of this name. WeightsError lists the names there are."""
    entries = registry()
    if name not in entries:
        raise WeightsError(f"{name!r} is no public weights; known are: {', '.join(entries)}")
    return entries[name]


def recognise(sha256: str) -> PublicWeights | None:
    """The entry whose digest this is."""
    return next((entry for entry in registry().values() if sha256 in entry.digests), None)


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise WeightsError(f"registry of weights: {message}")
