"""Configurations: every shipped one loads, every mistake is named."""

from pathlib import Path

import pytest

from training.config import TrainConfig, load_config
from videorec.core.errors import ConfigError

CONFIGS = sorted((Path(__file__).parents[2] / "configs/train").glob("*.yaml"))
MINIMAL = "data: {root: faces}\nschedule: {steps: 10}\nrun: {output: runs/x}\n"


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_shipped_configuration_loads(path: Path) -> None:
    assert isinstance(load_config(path), TrainConfig)


def test_there_are_configurations() -> None:
    assert {"sphereface20-casia", "default-sphereface20", "smoke"} <= {p.stem for p in CONFIGS}


def test_the_casia_recipe_is_the_released_one() -> None:
    config = load_config(next(p for p in CONFIGS if p.stem == "sphereface20-casia"))
    assert set(config.data.exclude) == {"0166921", "1056413", "1193098"}
    assert (config.network.depth, config.network.batch_norm) == (20, False)
    assert (config.head.name, config.head.m, config.head.gradient) == ("a_softmax", 4, "released")
    blend = config.head.blend
    assert (blend.base, blend.gamma, blend.power, blend.minimum) == (1000.0, 0.12, 1.0, 5.0)
    optimizer, schedule = config.optimizer, config.schedule
    assert (optimizer.name, optimizer.rate, optimizer.momentum, optimizer.weight_decay) == (
        "caffe_sgd",
        0.1,
        0.9,
        5e-4,
    )
    assert (schedule.steps, schedule.drops, schedule.factor) == (28000, (16000, 24000), 0.1)
    assert (config.run.batch_size, config.run.augmentation) == (512, "mirror")
    assert not config.distillation.used
    assert config.run.ema_decay is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("run: {", "run: {outputs: y, "), r"run: unknown keys \['outputs'\]"),
        (("run:", "runs: {}\nrun:"), r"unknown keys \['runs'\]"),
        (("{steps: 10}", "{steps: ten}"), "steps must be a whole number, not 'ten'"),
        (("{steps: 10}", "{steps: 10, minutes: 5}"), "steps or .minutes"),
        (("{steps: 10}", "{steps: 0}"), "length must be positive"),
        (("{steps: 10}", "{}"), "steps or .minutes"),
        (("{root: faces}", "{}"), "data.root or synthetic"),
        (("{root: faces}", "{root: 3}"), "root must be a path"),
        (("{output: runs/x}", "{}"), r"missing keys \['output'\]"),
        (("{output: runs/x}", "{output: x, batch_size: true}"), "batch_size must be a whole"),
        (("{output: runs/x}", "{output: x, lfw: y}"), "lfw_pairs together"),
        (("data:", "network: {depth: 12}\ndata:"), r"depth must be one of \[4, 10, 20, 36, 64\]"),
        (("data:", "head: {m: true}\ndata:"), "m must be one of"),
        (("data:", "head: {name: center}\ndata:"), "name must be one of"),
        (("data:", "head: {weight: 0}\ndata:"), "no loss is left"),
        (("data:", "distillation: {weight: 1}\ndata:"), "needs data.teacher"),
        (("data:", "network: {refit: true}\ndata:"), "refit needs network.init_from"),
        (("data:", "network: {refit: true, init_from: x}\ndata:"), "refit needs distillation"),
        (("data:", "optimizer: {rate: 0}\ndata:"), "rate must be positive"),
        (("{root: faces}", "[1]"), "expected keys and values"),
        (("{root: faces}", "{synthetic: {identities: 0}}"), "synthetic: too small"),
        (("{root: faces}", "{synthetic: {}, teacher: t.npz}"), "teacher needs data.root"),
        (("data:", "head: {blend: {gamma: -0.5}}\ndata:"), "blend must not hold negatives"),
        (("data:", "distillation: {weight: -1}\ndata:"), "weights must not be negative"),
        (("data:", "optimizer: {momentum: 1.5}\ndata:"), r"momentum lies in \[0, 1\)"),
        (("data:", "optimizer: {weight_decay: -1}\ndata:"), "weight_decay must not be negative"),
        (("{output: runs/x}", "{output: x, seed: -1}"), "seed must not be negative"),
        (("{output: runs/x}", "{output: x, micro_batch: -3}"), "micro_batch must be positive"),
        (("{output: runs/x}", "{output: x, strong_share: 7}"), r"strong_share lies in \[0, 1\]"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    path = tmp_path / "job.yaml"
    path.write_text(MINIMAL)
    load_config(path)
    path.write_text(MINIMAL.replace(*change))
    with pytest.raises(ConfigError, match=message) as caught:
        load_config(path)
    assert "job.yaml" in str(caught.value)


@pytest.mark.parametrize("content", [b"a: [1", b"\xff\xfe\x00", b"just text", b""])
def test_a_file_that_is_no_configuration(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "job.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"job\.yaml"):
        load_config(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "none.yaml")
