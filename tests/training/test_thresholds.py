"""Thresholds measured for weights that came without."""

from pathlib import Path

import pytest

from tests.models.onnx_files import projection, write_network
from tests.training.datasets import crops_of, encoded, write_folder
from training import thresholds
from training.calibration import GROUPS, calibrate
from training.config import DataConfig
from training.data import held_out, load_faces
from training.export import mirrored_embeddings
from videorec.models.foreign import import_weights
from videorec.models.weights import load_weights

PEOPLE = 120


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = {f"person{number:03}": 2 for number in range(PEOPLE)}
    pictures = {f"{name}.png": encoded(crop) for name, crop in crops_of(people).items()}
    return write_folder(tmp_path_factory.mktemp("faces") / "faces", pictures)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    target = folder / "theirs.safetensors"
    import_weights(write_network(folder / "theirs.onnx", projection(32)), target, name="theirs")
    return target


def test_the_card_gets_thresholds_and_the_network_stays(
    faces: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "measured.safetensors"
    arguments = ["--weights", str(weights), "--data", str(faces), "--output", str(output)]
    assert thresholds.main(arguments) == 0
    before, after = load_weights(weights), load_weights(output)
    assert after.sha256 == before.sha256
    assert after.card.thresholds_measured
    assert not before.card.thresholds_measured
    table = calibrate(
        mirrored_embeddings(after.network, load_faces(DataConfig(root=faces))),
        load_faces(DataConfig(root=faces)).labels,
        groups=GROUPS,
    )
    assert after.card.default_threshold == pytest.approx(table.default_threshold)
    assert after.card.thresholds_fpir == table.thresholds_fpir
    assert "guess" not in after.card.notes
    assert f"{2 * PEOPLE} faces of {PEOPLE} people" in after.card.notes
    again = tmp_path / "again.safetensors"
    arguments = ["--weights", str(output), "--data", str(faces), "--output", str(again)]
    assert thresholds.main(arguments) == 0
    assert load_weights(again).card.notes == after.card.notes
    assert "by gallery size: 1: " in capsys.readouterr().out


def test_some_of_the_people_are_enough(
    faces: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "measured.safetensors"
    arguments = ["--weights", str(weights), "--data", str(faces), "--output", str(output)]
    assert thresholds.main([*arguments, "--people", "110"]) == 0
    assert "220 faces of 110 people" in load_weights(output).card.notes
    assert held_out(load_faces(DataConfig(root=faces)), 110, 1).sum() == 220
    assert thresholds.main([*arguments, "--people", "3"]) == 9
    assert "thresholds cannot be measured" in capsys.readouterr().err


def test_senseless_arguments_are_refused(
    faces: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "measured.safetensors"
    arguments = ["--weights", str(weights), "--data", str(faces), "--output", str(output)]
    for wrong, words in (
        (["--people", "0"], "--people must be at least 1"),
        (["--lfw", str(faces)], "--lfw and --pairs belong together"),
    ):
        with pytest.raises(SystemExit):
            thresholds.main([*arguments, *wrong])
        assert words in capsys.readouterr().err
    assert not output.exists()
    elsewhere = ["--weights", str(weights), "--data", str(faces), "--output"]
    assert thresholds.main([*elsewhere, str(tmp_path / "measured.bin")]) == 9
    assert "must end in .safetensors" in capsys.readouterr().err
    assert thresholds.main([*elsewhere, str(weights / "measured.safetensors")]) == 5
    assert "nothing can be written there" in capsys.readouterr().err
