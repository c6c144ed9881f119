"""Training configurations: one YAML file a job, typed; an unknown key is an error."""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import yaml

from videorec.core.errors import ConfigError
from videorec.models.sphereface import Depth

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataConfig:
    """Where the faces come from and who is held out.

    root: folder with faces-*.tar and index.tsv.
    teacher: name of the archive of teacher embeddings in `root`, or None.
    holdout_identities: identities never trained on, chosen by a hash of `holdout_seed`.
    """

    root: Path
    teacher: str | None = None
    holdout_identities: int = 300
    holdout_seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """depth of SphereFace; whether batch normalisation helps it train (folded at export).

    init_from: checkpoint of a trained, shallower or equal network to grow from, see training.grow.
    """

    depth: Depth = 20
    batch_norm: bool = False
    init_from: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadConfig:
    """The classification loss over the training identities; weight 0 leaves it out."""

    name: Literal["cosface"] = "cosface"
    weight: float = 1.0
    scale: float = 32.0
    margin: float = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class DistillationConfig:
    """Learning from stored teacher embeddings.

    weight: of the cosine regression towards the teacher's (whitened) embedding.
    relation_weight: of the match between the cosine matrices of a batch.
    whitening: power p of the teacher's covariance, C^-p, applied after centring; 0 is none.
    denoise: share of the identity's mean in the target, where the image agrees with it.
    quality_weights: trust in the teacher on each quality.
    """

    weight: float = 0.0
    relation_weight: float = 0.0
    whitening: float = 0.25
    denoise: float = 0.5
    quality_weights: Mapping[str, float] = field(
        default_factory=lambda: {"wild": 1.0, "half": 0.9, "low": 0.6}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizerConfig:
    """AdamW with a warm-up and a cosine to zero at the end of the budget."""

    rate: float = 2e-3
    head_rate: float = 2e-3
    weight_decay: float = 0.05
    warmup: float = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """budget_minutes: wall-clock length; the schedule follows the share that has passed."""

    output: Path
    budget_minutes: float
    seed: int = 1
    batch_size: int = 128
    strong_share: float = 0.5
    ema_decay: float = 0.995
    evaluate_minutes: float = 5.0
    threads: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """Everything a run needs."""

    data: DataConfig
    network: NetworkConfig
    run: RunConfig
    head: HeadConfig = field(default_factory=HeadConfig)
    distillation: DistillationConfig = field(default_factory=DistillationConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)


def load_config(path: Path) -> TrainConfig:
    """Read and check a configuration file. Raises ConfigError."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be read ({exc.strerror}); check --config") from exc
    except yaml.YAMLError as exc:
        raise ConfigError(f"{path}: not valid YAML: {exc}") from exc
    return build(TrainConfig, raw, str(path))


def build(cls: type[T], raw: Any, where: str) -> T:
    """A dataclass from a mapping; nested, every key known, every value of its field's type."""
    assert is_dataclass(cls)
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{where}: expected keys and values, found {raw!r}")
    hints = typing.get_type_hints(cls)
    unknown = sorted(str(key) for key in raw.keys() - hints.keys())
    if unknown:
        raise ConfigError(f"{where}: unknown keys {unknown}; known are {sorted(hints)}")
    values = {key: _convert(value, hints[key], f"{where}: {key}") for key, value in raw.items()}
    missing = [f.name for f in fields(cls) if f.name not in values and _required(f)]
    if missing:
        raise ConfigError(f"{where}: missing keys {missing}")
    return cls(**values)


def _required(item: Any) -> bool:
    from dataclasses import MISSING

    return item.default is MISSING and item.default_factory is MISSING


def _convert(value: Any, hint: Any, where: str) -> Any:
    origin = get_origin(hint)
    if is_dataclass(hint):
        return build(typing.cast("type[Any]", hint), value, where)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return _convert(value, next(a for a in get_args(hint) if a is not type(None)), where)
    if origin is Literal:
        if value not in get_args(hint):
            raise ConfigError(f"{where} must be one of {list(get_args(hint))}, not {value!r}")
        return value
    if hint is Path and isinstance(value, str):
        return Path(value)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    if origin is not None and isinstance(value, Mapping):
        return {
            key: _convert(item, get_args(hint)[1], f"{where}: {key}") for key, item in value.items()
        }
    raise ConfigError(f"{where} must be {getattr(hint, '__name__', hint)}, not {value!r}")
