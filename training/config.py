"""What a training job is made of: one YAML file a job, typed, every key known and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from videorec.core.errors import ConfigError
from videorec.models.sphereface import Depth
from videorec.typed_yaml import read_yaml

HeadName = Literal[
    "softmax",
    "modified_softmax",
    "a_softmax",
    "sphereface_r_v0",
    "sphereface_r_v2",
    "cosface",
    "arcface",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticConfig:
    """Made-up identities, for a run that needs no data: patterns, moved and lit differently."""

    identities: int = 200
    images_per_identity: int = 6

    def __post_init__(self) -> None:
        _require(min(self.identities, self.images_per_identity) > 0, "data.synthetic: too small")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataConfig:
    """Where the aligned faces come from, and who is left out.

    root: folder of tar shards with index.tsv, or a folder, zip or tar of identity/image.
    synthetic: instead of `root`.
    teacher: archive of teacher embeddings, beside the shards; see training.teacher.
    exclude: identities left out altogether, such as those of a test set.
    holdout_identities, holdout_seed: people never trained on, chosen by a hash, to judge a run by.
    storage: "decoded" keeps pixels in memory (32 KB a face), "encoded" the files' bytes, "auto"
        the pixels if they take at most half of the free memory, else the files; "device" keeps
        the pixels on the accelerator, where augmentation then runs too.
    per_epoch: most images that one identity gives to an epoch; None is all.
    """

    root: Path | None = None
    synthetic: SyntheticConfig | None = None
    teacher: str | None = None
    exclude: tuple[str, ...] = ()
    holdout_identities: int = 0
    holdout_seed: int = 1
    storage: Literal["auto", "decoded", "encoded", "device"] = "auto"
    per_epoch: int | None = None

    def __post_init__(self) -> None:
        _require((self.root is None) != (self.synthetic is None), "give data.root or synthetic")
        _require(self.teacher is None or self.root is not None, "data.teacher needs data.root")
        _require(self.holdout_identities >= 0, "data.holdout_identities must not be negative")
        _require(
            self.per_epoch is None or self.per_epoch > 0, "data.per_epoch must be positive or null"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """The network while it trains; what is exported is always a plain SphereFace.

    batch_norm: normalise behind every convolution; folded into it at export.
    residual_biases: train the biases of residual convolutions (the release does not).
    init_from: an equal or shallower network to grow from, see training.grow: a checkpoint, or
        exported weights by their file or name ("default", "small").
    refit: turn the embedding of those weights linearly to the teacher first, see training.refit;
        for a teacher that they have not learned from.
    """

    depth: Depth = 20
    batch_norm: bool = False
    residual_biases: bool = False
    init_from: Path | None = None
    refit: bool = False

    def __post_init__(self) -> None:
        _require(
            self.init_from is not None or not self.refit, "network.refit needs network.init_from"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendConfig:
    """A-Softmax's lambda: max(minimum, base (1 + gamma step)^-power)."""

    base: float = 1000.0
    gamma: float = 0.12
    power: float = 1.0
    minimum: float = 5.0

    def __post_init__(self) -> None:
        _require(
            min(self.base, self.gamma, self.minimum) >= 0, "head.blend must not hold negatives"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadConfig:
    """The classification loss over training identities.

    weight: of this loss; 0 leaves it out. m, gradient, blend: A-Softmax. scale, margin: heads
    with normalised features. energy_weight: of the hyperspherical energy (SphereFace+).
    """

    name: HeadName = "a_softmax"
    weight: float = 1.0
    m: Literal[1, 2, 3, 4] = 4
    gradient: Literal["released", "true"] = "released"
    blend: BlendConfig = field(default_factory=BlendConfig)
    scale: float = 30.0
    margin: float = 0.35
    energy_weight: float = 0.0

    def __post_init__(self) -> None:
        _require(self.weight >= 0 and self.energy_weight >= 0, "head weights must not be negative")
        _require(self.scale > 0, f"head.scale must be positive, not {self.scale}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DistillationConfig:
    """Learning from stored teacher embeddings; needs data.teacher.

    weight: of the cosine regression towards the teacher's (whitened) embedding.
    relation_weight: of the match between the cosine matrices of a batch.
    whitening: power p of the teacher's covariance, C^-p, applied after centring; 0 is none.
    denoise: share of the identity's mean in the target, where the image agrees with it.
    quality_weights: trust in the teacher on each quality of the index; 1 where not named.
    """

    weight: float = 0.0
    relation_weight: float = 0.0
    whitening: float = 0.25
    denoise: float = 0.5
    quality_weights: Mapping[str, float] = field(
        default_factory=lambda: {"wild": 1.0, "half": 0.9, "low": 0.6}
    )

    def __post_init__(self) -> None:
        _require(
            min(self.weight, self.relation_weight, *self.quality_weights.values()) >= 0,
            "distillation: weights must not be negative",
        )

    @property
    def used(self) -> bool:
        """Whether a teacher is needed at all."""
        return self.weight > 0 or self.relation_weight > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizerConfig:
    """caffe_sgd: the released one. adamw: decoupled decay, no decay on gains, slopes, biases.

    head_rate: rate of the class weights where it differs (adamw only).
    """

    name: Literal["caffe_sgd", "adamw"] = "caffe_sgd"
    rate: float = 0.1
    head_rate: float | None = None
    momentum: float = 0.9
    weight_decay: float = 5e-4

    def __post_init__(self) -> None:
        _require(self.rate > 0, f"optimizer.rate must be positive, not {self.rate}")
        _require(0.0 <= self.momentum < 1.0, "optimizer.momentum lies in [0, 1)")
        _require(self.weight_decay >= 0, "optimizer.weight_decay must not be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConfig:
    """How long, and at which rate. Give `steps` or `minutes`.

    steps: optimiser steps. minutes: wall-clock time; the rate then follows the share of it that
    has passed, which suits a machine that others use too, but is not reproducible to the bit.
    kind: "drops" multiplies the rate by `factor` at every step of `drops`; "cosine" falls to 0.
    warmup: share of the run in which the rate rises from near 0.
    """

    kind: Literal["drops", "cosine"] = "drops"
    steps: int | None = None
    minutes: float | None = None
    drops: tuple[int, ...] = ()
    factor: float = 0.1
    warmup: float = 0.0

    def __post_init__(self) -> None:
        _require((self.steps is None) != (self.minutes is None), "give schedule.steps or .minutes")
        _require((self.steps or self.minutes or 0) > 0, "the schedule's length must be positive")
        _require(0.0 <= self.warmup < 1.0, "schedule.warmup must lie in [0, 1)")
        _require(self.kind == "drops" or not self.drops, "schedule.drops needs kind: drops")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """The run itself.

    output: folder for checkpoints, logs, figures. seed: of everything random.
    batch_size: faces per optimiser step over all processes. micro_batch: faces a process takes at
        once; the rest is accumulated. None is the whole share of a process.
    augmentation: "none", "mirror" as released, or "video" with `strong_share` of strong samples.
    precision: "float32", or "bfloat16" autocast.
    ema_decay: weight averaging; None is off.
    *_every: optimiser steps.
    lfw, lfw_pairs: aligned LFW crops and pairs.txt for a periodic check that selects nothing.
    """

    output: Path
    seed: int = 1
    batch_size: int = 512
    micro_batch: int | None = None
    augmentation: Literal["none", "mirror", "video"] = "mirror"
    strong_share: float = 0.5
    device: str = "auto"
    precision: Literal["float32", "bfloat16"] = "float32"
    compile: bool = False
    ema_decay: float | None = None
    threads: int | None = None
    loader_threads: int = 1
    log_every: int = 20
    check_every: int = 1000
    lfw: Path | None = None
    lfw_pairs: Path | None = None

    def __post_init__(self) -> None:
        _require(self.seed >= 0, "run.seed must not be negative")
        _require(self.batch_size > 0, "run.batch_size must be positive")
        _require(
            self.micro_batch is None or self.micro_batch > 0,
            "run.micro_batch must be positive or null",
        )
        _require(0.0 <= self.strong_share <= 1.0, "run.strong_share lies in [0, 1]")
        _require(
            self.ema_decay is None or 0.0 < self.ema_decay < 1.0, "run.ema_decay lies in (0, 1)"
        )
        _require(
            (self.lfw is None) == (self.lfw_pairs is None),
            "give run.lfw and run.lfw_pairs together",
        )
        _require(min(self.log_every, self.check_every, self.loader_threads) > 0, "run: too small")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardConfig:
    """What the model card says that only a person knows.

    training_data: what the faces are. terms: under which terms they, and so the weights, may be
    used. notes: where the network fails, and whatever else a user should know.
    """

    training_data: str = "unknown"
    terms: str = "unknown"
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """A whole job."""

    data: DataConfig
    schedule: ScheduleConfig
    run: RunConfig
    network: NetworkConfig = field(default_factory=NetworkConfig)
    head: HeadConfig = field(default_factory=HeadConfig)
    distillation: DistillationConfig = field(default_factory=DistillationConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    card: CardConfig = field(default_factory=CardConfig)

    def __post_init__(self) -> None:
        _require(
            self.data.teacher is not None or not self.distillation.used,
            "distillation needs data.teacher",
        )
        _require(
            self.distillation.used or not self.network.refit, "network.refit needs distillation"
        )
        _require(
            self.head.weight > 0 or self.distillation.used, "no loss is left: all weights are 0"
        )


def load_config(path: Path) -> TrainConfig:
    """Read and check a configuration file. Raises ConfigError."""
    return read_yaml(path, TrainConfig)


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ConfigError(message)
