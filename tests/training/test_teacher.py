"""Archives of embeddings, made by networks of other projects."""

from pathlib import Path

import numpy as np
import pytest

from tests.models.onnx_files import planes, projection, write_network
from tests.training.datasets import crops_of, encoded, write_folder
from training import teacher
from training.teacher_archive import read_teacher
from videorec.models.foreign import import_weights

CROPS = crops_of({"a": 2, "b": 1})


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    pictures = {f"{name}.png": encoded(crop) for name, crop in CROPS.items()}
    return write_folder(tmp_path / "faces", pictures)


def network(path: Path) -> Path:
    """Another project's network, taken in; what it learned has no meaning."""
    write_network(path.with_suffix(".onnx"), projection(32))
    import_weights(path.with_suffix(".onnx"), path, name="theirs")
    return path


@pytest.mark.parametrize("mirror", ["none", "average"])
def test_a_network_of_another_project_teaches(tmp_path: Path, faces: Path, mirror: str) -> None:
    output = tmp_path / "teacher.npz"
    weights = network(tmp_path / "flat.safetensors")
    arguments = ["--weights", str(weights), "--data", str(faces), "--output", str(output)]
    assert teacher.main([*arguments, "--mirror", mirror]) == 0
    archive = read_teacher(output)
    assert sorted(archive.files) == sorted(f"{name}.png" for name in CROPS)
    for file, embedding in zip(archive.files, archive.embeddings, strict=True):
        crop = CROPS[file.removesuffix(".png")]
        seen = planes(crop) if mirror == "none" else planes(crop) + planes(crop[:, ::-1])
        expected = seen @ projection(32)
        np.testing.assert_allclose(embedding, expected / np.linalg.norm(expected), atol=1e-3)


def test_nothing_is_embedded_that_could_not_be_kept(
    tmp_path: Path, faces: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = network(tmp_path / "flat.safetensors")
    arguments = ["--weights", str(weights), "--data", str(faces), "--output"]
    assert teacher.main([*arguments, str(weights / "teacher.npz")]) == 5
    assert "nothing can be written there" in capsys.readouterr().err
    assert teacher.main([*arguments, str(tmp_path)]) == 5
    output = capsys.readouterr()
    assert f"{tmp_path}: is a folder; name a file" in output.err
    assert "faces of" not in output.out  # no time was spent on them
