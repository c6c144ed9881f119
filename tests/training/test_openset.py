"""The open-set command over a small data set."""

import json
from pathlib import Path

import pytest

from tests.training.datasets import crops_of, encoded, write_random_weights, write_tar
from training import openset


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
