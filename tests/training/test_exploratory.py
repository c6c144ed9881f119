"""The study over a tiny configuration with made-up identities."""

import json
from pathlib import Path

import pytest

from training import exploratory
from training.config import load_config
from training.exploratory import Case, cases_of, configure
from videorec.core.errors import UsageError

CONFIG = """
data:
  synthetic: {identities: 12, images_per_identity: 4}
network: {depth: 4}
head: {name: a_softmax, m: 4}
optimizer: {name: adamw, rate: 0.001}
schedule: {steps: 3}
run: {output: unused, batch_size: 16, device: cpu, check_every: 3, log_every: 3}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(CONFIG)
    return path


def test_cases_differ_in_one_thing(config: Path, tmp_path: Path) -> None:
    base = load_config(config)
    cases = cases_of(base, ["softmax", "1", "3"], [4, 10])
    softmax, m1, m3, own, ten = (configure(base, case, tmp_path) for case in cases)
    assert (softmax.head.name, m1.head.name, m1.head.m, m3.head.m) == ("softmax", "a_softmax", 1, 3)
    assert own.head == ten.head == base.head
    assert (m3.network.depth, ten.network.depth) == (4, 10)
    assert [job.run.output.name for job in (softmax, m3, own, ten)] == [
        "depth-4-softmax",
        "depth-4-a_softmax-m-3",
        "depth-4-a_softmax-m-4",
        "depth-10-a_softmax-m-4",
    ]
    assert m3.data == base.data


def test_depths_do_not_share_a_starting_point(config: Path, tmp_path: Path) -> None:
    text = CONFIG.replace("{depth: 4}", "{depth: 4, init_from: some.pt}")
    config.write_text(text)
    with pytest.raises(UsageError, match="init_from"):
        configure(load_config(config), Case(depth=10), tmp_path)


def test_one_command_trains_measures_and_draws(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "study"
    arguments = ["--config", str(config), "--margins", "1", "4", "--output", str(output)]
    assert exploratory.main(arguments) == 0
    assert "depth-4-a_softmax-m-1\t" in capsys.readouterr().out
    rows = json.loads((output / "exploratory.json").read_text())["rows"]
    assert [row["case"]["margin"] for row in rows] == ["1", "4"]
    assert all(row["steps"] == 3 and row["parameters"] > 12_000_000 for row in rows)
    assert (output / "exploratory.tsv").read_text().count("\n") == 3
    assert (output / "exploratory.png").read_bytes().startswith(b"\x89PNG")

    # What is finished is not trained again.
    kept = (output / "depth-4-a_softmax-m-4" / "latest.pt").stat().st_mtime_ns
    assert exploratory.main(arguments) == 0
    assert (output / "depth-4-a_softmax-m-4" / "latest.pt").stat().st_mtime_ns == kept


def test_results_of_other_settings_are_neither_reused_nor_overwritten(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "study"
    arguments = ["--config", str(config), "--margins", "4", "--output", str(output)]
    assert exploratory.main(arguments) == 0
    latest = output / "depth-4-a_softmax-m-4" / "latest.pt"
    kept = latest.read_bytes()
    for old, new, told in (
        ("m: 4", "m: 4, gradient: 'true'", "head.gradient is released there and true here"),
        ("m: 4", "m: 4, scale: 64", "head.scale is 30.0 there and 64.0 here"),
        ("0.001", "0.002", "optimizer.rate is 0.001 there and 0.002 here"),
        ("steps: 3", "steps: 4", "schedule.steps is 3 there and 4 here"),
        ("identities: 12", "identities: 13", "data.synthetic.identities is 12 there and 13 here"),
        ("depth: 4", "depth: 4, batch_norm: true", "network.batch_norm is False there"),
    ):
        config.write_text(CONFIG.replace(old, new))
        # An untrained case before it: the study is refused before anything is trained.
        assert exploratory.main([*arguments, "--margins", "1", "4"]) == 9, new
        message = capsys.readouterr().err
        assert told in message
        assert "choose another output folder (--output)" in message
    assert latest.read_bytes() == kept
    assert not (output / "depth-4-a_softmax-m-1").exists()

    # What does not change what is learned may change.
    config.write_text(CONFIG.replace("device: cpu", "device: auto, threads: 1"))
    assert exploratory.main(arguments) == 0
    assert latest.read_bytes() == kept

    # Folders of an earlier version tell no settings.
    (latest.parent / "case.json").unlink()
    assert exploratory.main(arguments) == 9
    assert "no readable case.json" in capsys.readouterr().err


def test_lfw_is_looked_for_before_the_training(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "study"
    (tmp_path / "pairs.txt").write_text("1\t1\nAnn\t1\t2\nAnn\t1\tBo\t2\n")
    arguments = ["--config", str(config), "--margins", "1", "--output", str(output)]
    assert exploratory.main([*arguments, "--lfw", str(tmp_path / "none.tar")]) == 9
    assert "there is no such folder or archive" in capsys.readouterr().err
    assert not output.exists()


def test_nothing_to_study_is_said(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exploratory.main(["--config", str(config), "--margins"]) == 2
    assert "nothing to study" in capsys.readouterr().err
