"""What is exported, and what its card says."""

from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from training.checkpoint import save_checkpoint
from training.config import DataConfig, DistillationConfig, SyntheticConfig
from training.data import load_faces
from training.distill import regression_loss, relation_loss, teacher_targets
from training.export import main, stored_network
from training.holdout import Holdout, evaluate, tar_at_far
from training.networks import new_network
from training.teacher import embed_data_set
from videorec.models.sphereface import SphereFace
from videorec.models.weights import load_weights

JOB = {
    "data": {"synthetic": {"identities": 240, "images_per_identity": 2}, "holdout_identities": 110},
    "network": {"depth": 4, "batch_norm": True},
    "schedule": {"steps": 1},
    "card": {"training_data": "patterns", "terms": "none", "notes": "for tests"},
}


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    torch.manual_seed(0)
    network = new_network(4, batch_norm=True)
    save_checkpoint(
        folder / "best.pt", {"depth": 4, "batch_norm": True, "average": network.state_dict()}
    )
    (folder / "job.yaml").write_text(yaml.safe_dump({**JOB, "run": {"output": str(folder)}}))
    return folder


def test_a_complete_card_and_the_same_function(run_folder: Path) -> None:
    output = run_folder / "model.safetensors"
    arguments = [
        "--config",
        str(run_folder / "job.yaml"),
        "--name",
        "tiny",
        "--output",
        str(output),
    ]
    assert main(arguments) == 0
    model = load_weights(output)
    card = model.card
    assert (card.name, card.depth, card.training_data, card.terms, card.notes) == (
        "tiny",
        4,
        "patterns",
        "none",
        "for tests",
    )
    assert card.thresholds_measured
    assert card.default_threshold == card.thresholds_fpir[0.01][6]
    assert "training.train --config" in card.command
    assert card.lfw_accuracy is None
    assert model.cohort is not None
    assert model.cohort.shape == (130, 512)  # everybody who was not held out
    x = torch.randn(2, 3, 112, 96)
    expected = stored_network(run_folder / "best.pt")(x)
    torch.testing.assert_close(model.network(x), expected)


def test_exported_weights_are_measured_anew(run_folder: Path, tmp_path: Path) -> None:
    job = tmp_path / "job.yaml"
    job.write_text(yaml.safe_dump({**JOB, "run": {"output": str(run_folder)}}))
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    arguments = ["--config", str(job), "--name", "x", "--output"]
    assert main([*arguments, str(first)]) == 0
    assert main([*arguments, str(second), "--checkpoint", str(first)]) == 0
    assert load_weights(second).sha256 == load_weights(first).sha256
    assert load_weights(second).card == load_weights(first).card


def test_a_threshold_that_nobody_measured_is_said(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = {"synthetic": {"identities": 4, "images_per_identity": 2}}
    job = tmp_path / "job.yaml"
    job.write_text(yaml.safe_dump({**JOB, "data": data, "run": {"output": str(run_folder)}}))
    output = tmp_path / "x.safetensors"
    assert main(["--config", str(job), "--name", "x", "--output", str(output)]) == 0
    assert not load_weights(output).card.thresholds_measured
    message = capsys.readouterr().err
    assert "warning: " in message
    assert "the threshold 0.5 was not measured" in message
    assert "data.holdout_identities" in message


def test_a_run_without_a_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = tmp_path / "job.yaml"
    job.write_text(yaml.safe_dump({**JOB, "run": {"output": str(tmp_path)}}))
    arguments = ["--config", str(job), "--name", "x", "--output", str(tmp_path / "x.safetensors")]
    assert main(arguments) == 9
    assert "no such checkpoint" in capsys.readouterr().err


def test_teacher_archives_feed_a_smaller_network(run_folder: Path, tmp_path: Path) -> None:
    import cv2

    for i in range(4):
        path = tmp_path / f"faces/{i // 2}/{i}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.full((112, 96, 3), 60 * i, np.uint8))
    output = run_folder / "model.safetensors"
    if not output.exists():
        test_a_complete_card_and_the_same_function(run_folder)
    embed_data_set(str(output), tmp_path / "faces", tmp_path / "faces/t.npz", device="cpu")
    faces = load_faces(DataConfig(root=tmp_path / "faces", teacher="t.npz"))
    assert faces.teacher.shape == (4, 512)
    assert np.isfinite(faces.teacher).all()
    assert not np.allclose(faces.teacher[0], faces.teacher[3])


def test_a_perfect_student_has_no_loss() -> None:
    faces = load_faces(DataConfig(synthetic=SyntheticConfig(identities=6, images_per_identity=3)))
    from dataclasses import replace

    rng = np.random.default_rng(0)
    clean = rng.normal(size=(6, 8))[faces.labels] + 0.05 * rng.normal(size=(18, 8))
    clean[0] = -clean[0]  # a wrong label: it disagrees with its identity
    faces = replace(faces, teacher=clean.astype(np.float32))
    targets = teacher_targets(faces, DistillationConfig(weight=1.0))
    np.testing.assert_allclose(targets.embeddings.norm(dim=1), 1.0, rtol=1e-5)
    assert float(targets.trust.mean()) == pytest.approx(1.0)
    assert float(targets.trust[0]) < 0.5 * float(targets.trust[5])
    student = torch.zeros(18, 512)
    student[:, :8] = 7.0 * targets.embeddings
    assert float(regression_loss(student, targets.embeddings, targets.trust)) < 1e-6
    assert float(relation_loss(student, targets.embeddings, targets.trust)) < 1e-6
    other = torch.randn(18, 512)
    assert float(regression_loss(other, targets.embeddings, targets.trust)) > 0.5
    assert float(relation_loss(other, targets.embeddings, targets.trust)) > 0.01


def test_true_accept_rate_by_counting() -> None:
    scores = np.array([0.9, 0.5, 0.2, 0.8, 0.4, 0.3, 0.1, 0.0], np.float32)
    same = np.array([1, 1, 1, 0, 0, 0, 0, 0], bool)
    # One of five impostors may pass: the threshold lies between 0.4 and 0.8.
    assert tar_at_far(scores, same, 0.2) == pytest.approx(2 / 3)


def test_held_out_figures_lie_in_range_and_score_is_their_mean() -> None:
    faces = load_faces(DataConfig(synthetic=SyntheticConfig(identities=12, images_per_identity=3)))
    torch.manual_seed(0)
    figures = evaluate(SphereFace(4), Holdout.of(faces))
    assert all(0.0 <= value <= 1.0 for value in figures.values())
    assert figures["score"] == pytest.approx(
        (figures["clean/tar@0.001"] + figures["degraded/tar@0.001"]) / 2
    )
