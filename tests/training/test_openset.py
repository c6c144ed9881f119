"""The open-set command over a small data set."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.training.datasets import crops_of, encoded, write_random_weights, write_tar
from training import openset
from training.calibration import calibrate, stranger_rates
from training.holdout import unit
from training.openset import describe_rates
from videorec.models.model_card import ModelCard


def people_archive(path: Path, identities: int, singles: int) -> Path:
    people = {f"P{k:03d}": 2 for k in range(identities)} | {f"S{k:03d}": 1 for k in range(singles)}
    files = {f"{name}.jpg": encoded(image, ".jpg") for name, image in crops_of(people).items()}
    return write_tar(path, files)


def test_the_command_measures_prints_and_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = people_archive(tmp_path / "faces.tar", identities=20, singles=110)
    weights = write_random_weights(tmp_path / "untrained.safetensors")
    output = tmp_path / "out"
    arguments = ["--weights", str(weights), "--data", str(data), "--output", str(output)]
    assert openset.main([*arguments, "--device", "cpu"]) == 0
    said = capsys.readouterr().out
    assert "gallery 20 people, 20 known probes, 110 strangers" in said
    assert "own thresholds" not in said, "the weights bring none that were measured"
    report = json.loads((output / "openset.json").read_text())
    assert report["rank1"] > 0.9
    points = report["dir_at_fpir"]["similarity alone"]
    assert points["0.01"]["fpir"] <= 0.01
    assert points["0.01"]["dir"] <= points["0.1"]["dir"]
    assert set(report["calibration"]["thresholds_fpir"]["0.01"]) == {"1", "6", "10", "100"}
    for figure in ("openset-dir.png", "openset-thresholds.png"):
        assert (output / figure).read_bytes().startswith(b"\x89PNG")


def test_too_few_strangers_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = people_archive(tmp_path / "faces.tar", identities=3, singles=5)
    weights = write_random_weights(tmp_path / "untrained.safetensors")
    arguments = ["--weights", str(weights), "--data", str(data), "--output", str(tmp_path)]
    assert openset.main([*arguments, "--device", "cpu"]) == 9
    assert "too little data" in capsys.readouterr().err


def test_thresholds_that_a_model_brings_are_put_to_the_test() -> None:
    rng = np.random.default_rng(0)
    embeddings = unit(rng.normal(size=(400, 16)).astype(np.float32))
    labels = np.arange(400)
    measured = calibrate(embeddings, labels)
    card = ModelCard(name="test", depth=4, thresholds_fpir=measured.thresholds_fpir)
    same = stranger_rates(card, embeddings, labels)
    assert set(same) == {1, 6, 10, 20, 50, 100}, "1,000 would leave nobody to probe with"
    assert same[6] == pytest.approx(0.01, abs=0.004)
    # Strangers who reach 0.1 more with everybody get a name far more often.
    alike = stranger_rates(card, embeddings, labels, handicaps=np.full(400, -0.1, np.float32))
    assert alike[6] > 3 * same[6]
    assert f"{same[6]:.1%} (6)" in describe_rates(same)
