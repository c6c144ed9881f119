"""Whole runs on made-up faces: they learn, resume exactly, agree over processes, and stop well."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

from tests.training.datasets import crops_of, encoded, write_pairs, write_tar
from training.checkpoint import load_checkpoint
from training.config import load_config
from training.distributed import Ranks
from training.guard import DivergenceGuard
from training.logs import read_table
from training.run import Run
from training.train import main
from videorec.core.errors import TrainingError

REPOSITORY = Path(__file__).parents[2]
SMALL: dict[str, Any] = {
    "data": {"synthetic": {"identities": 8, "images_per_identity": 3}, "holdout_identities": 2},
    "network": {"depth": 4},
    "head": {"name": "a_softmax", "blend": {"minimum": 5.0}},
    "optimizer": {"name": "caffe_sgd", "rate": 0.01},
    "schedule": {"kind": "drops", "steps": 4, "drops": [3]},
    "run": {
        "batch_size": 8,
        "micro_batch": 4,
        "device": "cpu",
        "log_every": 1,
        "check_every": 4,
        "ema_decay": 0.9,
    },
}


def write_job(folder: Path, **changes: Mapping[str, Any]) -> Path:
    """A configuration in `folder`, its output there as well."""
    job = {
        section: {**SMALL.get(section, {}), **changes.get(section, {})}
        for section in SMALL.keys() | changes.keys()
    }
    job["run"]["output"] = str(folder / "out")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "job.yaml"
    path.write_text(yaml.safe_dump(job))
    return path


@pytest.mark.slow
def test_the_smoke_configuration_overfits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = yaml.safe_load((REPOSITORY / "configs/train/smoke.yaml").read_text())
    job["run"]["output"] = str(tmp_path)
    path = tmp_path / "smoke.yaml"
    path.write_text(yaml.safe_dump(job))
    assert main(["--config", str(path)]) == 0
    assert "800 faces of 200 people" in capsys.readouterr().out
    assert read_table(tmp_path / "checks.csv")["fit"][-1] > 0.97
    losses = read_table(tmp_path / "steps.csv")["loss"]
    assert losses[-1] < 0.1 * losses[0]
    for name in ("loss.png", "rate.png", "best.pt", "latest.pt"):
        assert (tmp_path / name).stat().st_size > 0


@pytest.mark.slow
def test_a_run_that_was_cut_off_resumes_on_the_same_trajectory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    straight = write_job(tmp_path / "straight")
    broken = write_job(tmp_path / "broken", run={"check_every": 2})
    assert main(["--config", str(straight)]) == 0

    def cut_off(_: DivergenceGuard, step: int, loss: float) -> None:
        if step == 4:
            raise TrainingError("the power went")

    monkeypatch.setattr(DivergenceGuard, "check", cut_off)
    assert main(["--config", str(broken)]) == 9
    assert "the power went" in capsys.readouterr().err
    monkeypatch.undo()
    assert load_checkpoint(tmp_path / "broken/out/latest.pt")["step"] == 2
    assert main(["--config", str(broken), "--resume"]) == 0

    first = load_checkpoint(tmp_path / "straight/out/latest.pt")
    second = load_checkpoint(tmp_path / "broken/out/latest.pt")
    assert first["step"] == second["step"] == 4
    for part in ("network", "average", "head"):
        for name, value in first[part].items():
            assert torch.equal(value, second[part][name]), (part, name)
    for index, state in first["optimizer"]["state"].items():
        assert torch.equal(state["velocity"], second["optimizer"]["state"][index]["velocity"])
    tables = [read_table(tmp_path / kind / "out/steps.csv") for kind in ("straight", "broken")]
    assert tables[0]["step"] == tables[1]["step"] == [1, 2, 3, 4]
    assert tables[0]["lambda"] == tables[1]["lambda"]
    assert tables[0]["loss"] == tables[1]["loss"]
    assert tables[0]["rate"] == pytest.approx([0.01, 0.01, 0.01, 0.001])


@pytest.mark.slow
def test_two_processes_give_the_result_of_one(tmp_path: Path) -> None:
    alone, together = write_job(tmp_path / "one"), write_job(tmp_path / "two")
    assert main(["--config", str(alone)]) == 0
    result = subprocess.run(
        [
            *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
            *("--nproc-per-node", "2", "-m", "training.train", "--config", str(together)),
        ],
        cwd=REPOSITORY,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "2 process(es)" in result.stdout
    one = load_checkpoint(tmp_path / "one/out/latest.pt")
    two = load_checkpoint(tmp_path / "two/out/latest.pt")
    for part in ("network", "head"):
        for name, value in one[part].items():
            torch.testing.assert_close(two[part][name], value, rtol=1e-4, atol=1e-6)
    # They did move: equality of two untouched networks would show nothing.
    assert one["step"] == 4
    assert float(one["optimizer"]["state"][0]["velocity"].abs().max()) > 1e-6


@pytest.mark.slow
def test_micro_batches_add_up_to_the_batch(tmp_path: Path) -> None:
    whole = write_job(tmp_path / "whole", run={"micro_batch": None})
    parts = write_job(tmp_path / "parts", run={"micro_batch": 3})
    for job in (whole, parts):
        assert main(["--config", str(job)]) == 0
    a, b = (load_checkpoint(tmp_path / kind / "out/latest.pt") for kind in ("whole", "parts"))
    for name, value in a["network"].items():
        torch.testing.assert_close(b["network"][name], value, rtol=1e-4, atol=1e-6)


def test_resuming_with_another_network_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(write_job(tmp_path, schedule={"steps": 1}))]) == 0
    job = write_job(tmp_path, network={"depth": 4, "batch_norm": True})
    assert main(["--config", str(job), "--resume"]) == 9
    assert "batch norm is False there and True here" in capsys.readouterr().err
    assert main(["--config", str(write_job(tmp_path / "new")), "--resume"]) == 9
    assert "no such checkpoint" in capsys.readouterr().err
    output = tmp_path / "out"
    (output / "latest.pt").write_bytes((output / "best.pt").read_bytes())
    assert main(["--config", str(write_job(tmp_path)), "--resume"]) == 9
    assert "not what a run resumes from" in capsys.readouterr().err


def test_resuming_with_another_walk_over_the_faces_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = {"steps": 1, "drops": []}
    assert main(["--config", str(write_job(tmp_path, schedule=short))]) == 0
    kept = (tmp_path / "out/latest.pt").read_bytes()
    synthetic = {"identities": 8, "images_per_identity": 3}
    changes: list[tuple[dict[str, Any], str]] = [
        ({"run": {"seed": 2}}, "seed is 1 there and 2 here; choose another output folder"),
        ({"run": {"batch_size": 4}}, "batch size is 8 there and 4 here"),
        ({"data": {"per_epoch": 2}}, "per epoch is None there and 2 here"),
        (
            {"data": {"synthetic": {**synthetic, "images_per_identity": 4}}},
            "training faces is 18 there and 24 here",
        ),
        ({"data": {"synthetic": {**synthetic, "identities": 9}}}, "classes is 6 there and 7 here"),
    ]
    for change, message in changes:
        assert main(["--config", str(write_job(tmp_path, **change)), "--resume"]) == 9
        assert message in capsys.readouterr().err
    assert (tmp_path / "out/latest.pt").read_bytes() == kept

    # A checkpoint of an earlier version does not tell these, and goes on.
    state = load_checkpoint(tmp_path / "out/latest.pt")
    for key in ("seed", "batch_size", "per_epoch", "training_faces"):
        del state[key]
    torch.save(state, tmp_path / "out/latest.pt")
    longer = write_job(tmp_path, schedule={"steps": 2, "drops": []}, run={"seed": 2})
    assert main(["--config", str(longer), "--resume"]) == 0
    assert load_checkpoint(tmp_path / "out/latest.pt")["seed"] == 2


def test_a_figure_that_cannot_be_drawn_costs_no_checkpoint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = write_job(tmp_path, schedule={"steps": 1, "drops": []})
    (tmp_path / "out/loss.png").mkdir(parents=True)
    assert main(["--config", str(job)]) == 5
    assert "the figure could not be written" in capsys.readouterr().err
    assert load_checkpoint(tmp_path / "out/latest.pt")["step"] == 1


def test_what_cannot_be_checked_is_said_before_the_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = write_pairs(tmp_path / "pairs.txt", [(["Ann 1 2"], ["Ann 1 Bo 1"])])
    files = crops_of({"Cy": 2}, width=112)
    others = write_tar(tmp_path / "cy.tar", {f"{n}.png": encoded(i) for n, i in files.items()})
    for data, message in (
        (tmp_path / "none.tar", "there is no such folder"),
        (others, "holds none of the images"),
    ):
        job = write_job(tmp_path, run={"lfw": str(data), "lfw_pairs": str(pairs)})
        assert main(["--config", str(job)]) == 9
        assert message in capsys.readouterr().err

    single = {"synthetic": {"identities": 8, "images_per_identity": 1}, "holdout_identities": 4}
    for held_out, message in (
        ({"holdout_identities": 1}, "the 1 people held out have 3 faces"),
        (single, "the 4 people held out have 4 faces"),
    ):
        assert main(["--config", str(write_job(tmp_path, data=held_out))]) == 9
        assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_more_processes_than_faces_in_a_batch_are_refused(tmp_path: Path) -> None:
    config = load_config(write_job(tmp_path, run={"batch_size": 1, "micro_batch": None}))
    ranks = Ranks(rank=0, size=2, device=torch.device("cpu"))
    with pytest.raises(TrainingError, match="2 processes would not get a face each"):
        Run(config, ranks, resume=False)


def test_a_loss_that_is_not_a_number_stops_the_run_with_advice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = write_job(tmp_path, optimizer={"rate": 1e18}, schedule={"steps": 40, "drops": []})
    assert main(["--config", str(job)]) == 9
    message = capsys.readouterr().err
    assert "the loss is" in message or "has been above" in message
    assert "head.blend.minimum" in message


def test_half_precision_runs_with_every_loss(tmp_path: Path) -> None:
    job = write_job(
        tmp_path,
        head={"name": "a_softmax", "energy_weight": 0.1},
        schedule={"steps": 1, "drops": []},
        run={"precision": "bfloat16", "augmentation": "video"},
    )
    assert main(["--config", str(job)]) == 0
    row = read_table(tmp_path / "out/steps.csv")
    assert row["loss"][0] == pytest.approx(row["head"][0] + row["energy"][0], rel=1e-4)


def test_lfw_is_checked_and_logged_but_chooses_nothing(tmp_path: Path) -> None:
    files = crops_of({"Ann": 2, "Bo": 2, "Cy": 2, "Di": 2}, width=112)
    data = write_tar(tmp_path / "lfw.tar", {f"{n}.png": encoded(i) for n, i in files.items()})
    pairs = write_pairs(
        tmp_path / "pairs.txt",
        [(["Ann 1 2", "Bo 1 2"], ["Ann 1 Bo 1", "Ann 2 Cy 1"])] * 2
        + [(["Cy 1 2", "Di 1 2"], ["Cy 1 Di 1", "Bo 2 Di 1"])],
    )
    job = write_job(
        tmp_path,
        schedule={"steps": 1, "drops": []},
        run={"lfw": str(data), "lfw_pairs": str(pairs)},
    )
    assert main(["--config", str(job)]) == 0
    assert 0.5 <= read_table(tmp_path / "out/checks.csv")["lfw"][0] <= 1.0
    assert "lfw" in load_checkpoint(tmp_path / "out/best.pt")["figures"]


def test_crops_kept_on_the_device_are_learned_as_well(tmp_path: Path) -> None:
    job = write_job(
        tmp_path,
        data={"storage": "device"},
        schedule={"steps": 2, "drops": []},
        run={"augmentation": "video"},
    )
    assert main(["--config", str(job)]) == 0
    assert load_checkpoint(tmp_path / "out/latest.pt")["step"] == 2


def test_the_guard_waits_at_the_limit_but_not_for_nan() -> None:
    guard = DivergenceGuard()
    for step in range(guard.PATIENCE - 1):
        guard.check(step, 87.34)
    guard.check(50, 5.0)
    for step in range(51, 50 + guard.PATIENCE):
        guard.check(step, 87.34)
    with pytest.raises(TrainingError, match=r"above 87\.3 for 20 steps.*Lambda probably fell"):
        guard.check(50 + guard.PATIENCE, 87.34)
    with pytest.raises(TrainingError, match="step 3: the loss is nan"):
        DivergenceGuard().check(3, float("nan"))


def test_the_guard_counts_steps_also_when_it_sees_few_of_them() -> None:
    guard = DivergenceGuard()
    guard.check(15, 87.34)
    guard.check(30, 87.34)
    with pytest.raises(TrainingError, match=r"step 45: .* for 31 steps"):
        guard.check(45, 87.34)


def write_taught_faces(folder: Path) -> None:
    """Ten made-up people, and a teacher who tells them apart."""
    import cv2
    import numpy as np

    from training.synthetic import synthetic_faces

    crops, labels = synthetic_faces(10, 3)
    teacher = np.random.default_rng(0).normal(size=(10, 16))[labels]
    teacher += 0.1 * np.random.default_rng(1).normal(size=teacher.shape)
    names = [f"{label}/{i}.png" for i, label in enumerate(labels)]
    for name, crop in zip(names, crops, strict=True):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / name), crop)
    np.savez(folder / "teacher.npz", files=names, embeddings=teacher)


@pytest.mark.slow
def test_distillation_moves_features_to_the_teacher(tmp_path: Path) -> None:
    write_taught_faces(tmp_path / "faces")
    job = write_job(
        tmp_path,
        data={"root": str(tmp_path / "faces"), "synthetic": None, "teacher": "teacher.npz"},
        network={"depth": 4, "batch_norm": True},
        head={"name": "cosface", "weight": 0.1},
        distillation={"weight": 1.0, "relation_weight": 1.0},
        optimizer={"name": "adamw", "rate": 0.001},
        schedule={"kind": "cosine", "steps": 15, "drops": []},
        run={"augmentation": "none", "check_every": 99},
    )
    assert main(["--config", str(job)]) == 0
    table = read_table(load_config(job).run.output / "steps.csv")
    assert table["teacher"][-1] < 0.5 * table["teacher"][0]
    assert table["relation"][-1] < 0.5 * max(table["relation"])


def test_an_embedding_starts_where_the_teacher_is(tmp_path: Path) -> None:
    write_taught_faces(tmp_path / "faces")
    job = write_job(
        tmp_path,
        data={"root": str(tmp_path / "faces"), "synthetic": None, "teacher": "teacher.npz"},
        network={"depth": 4, "batch_norm": True, "init_from": "small", "refit": True},
        head={"name": "cosface", "weight": 0.1},
        distillation={"weight": 1.0},
        optimizer={"name": "adamw", "rate": 0.0001},
        schedule={"kind": "cosine", "steps": 2, "drops": []},
        run={"augmentation": "none", "check_every": 99},
    )
    assert main(["--config", str(job)]) == 0
    table = read_table(load_config(job).run.output / "steps.csv")
    assert table["teacher"][0] < 0.4  # 1 - cosine; a stranger to the teacher is at 1
