"""Archives of embeddings, made by networks of other projects."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.training.datasets import crops_of, encoded, write_folder
from training import teacher
from training.teacher_archive import read_teacher

CROPS = crops_of({"a": 2, "b": 1})


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    pictures = {f"{name}.png": encoded(crop) for name, crop in CROPS.items()}
    return write_folder(tmp_path / "faces", pictures)


def network(path: Path, weights: np.ndarray | None = None) -> Path:
    """A file that hands its input on as one row, or that row times weights."""
    nodes = [helper.make_node("Flatten", ["data"], ["row"])]
    constants = []
    if weights is not None:
        nodes.append(helper.make_node("MatMul", ["row", "weights"], ["product"]))
        constants.append(numpy_helper.from_array(weights, "weights"))
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 3, "height", "width"])],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, [1, "values"])],
        constants,
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), path)
    return path


def row(name: str) -> np.ndarray:
    """What ArcFace's habit makes of a crop: RGB planes about 0, the edge repeated, unit length."""
    wide = np.pad(CROPS[name], ((0, 0), (8, 8), (0, 0)), mode="edge")
    planes = (wide[:, :, ::-1].transpose(2, 0, 1).astype(np.float64) - 127.5) / 127.5
    return planes.ravel() / np.linalg.norm(planes)


@pytest.mark.parametrize("mirror", ["none", "average"])
def test_an_onnx_network_sees_faces_as_arcface_does(
    tmp_path: Path, faces: Path, mirror: str
) -> None:
    output = tmp_path / "teacher.npz"
    weights = network(tmp_path / "flat.onnx")
    arguments = ["--weights", str(weights), "--data", str(faces), "--output", str(output)]
    assert teacher.main([*arguments, "--mirror", mirror]) == 0
    archive = read_teacher(output)
    assert sorted(archive.files) == sorted(f"{name}.png" for name in CROPS)
    for file, embedding in zip(archive.files, archive.embeddings, strict=True):
        expected = row(file.removesuffix(".png"))
        if mirror == "average":
            expected = expected + expected.reshape(3, 112, 112)[:, :, ::-1].ravel()
        np.testing.assert_allclose(embedding, expected, atol=1e-4)


def test_what_opencv_cannot_read_or_run_is_refused(
    tmp_path: Path, faces: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "teacher.npz"

    def refusal(weights: Path) -> str:
        arguments = ["--weights", str(weights), "--data", str(faces), "--output", str(output)]
        assert teacher.main(arguments) == 9
        assert not output.exists()
        return capsys.readouterr().err

    assert "missing.onnx: no such file" in refusal(tmp_path / "missing.onnx")
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a network")
    assert "broken.onnx: OpenCV" in refusal(broken)
    smaller = network(tmp_path / "smaller.onnx", np.ones((3 * 64 * 64, 2), np.float32))
    assert "cannot be run on a picture of 112 x 112 pixels" in refusal(smaller)


def test_nothing_is_embedded_that_could_not_be_kept(
    tmp_path: Path, faces: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = network(tmp_path / "flat.onnx")
    arguments = ["--weights", str(weights), "--data", str(faces), "--output"]
    assert teacher.main([*arguments, str(weights / "teacher.npz")]) == 5
    assert "nothing can be written there" in capsys.readouterr().err
    assert teacher.main([*arguments, str(tmp_path)]) == 5
    output = capsys.readouterr()
    assert f"{tmp_path}: is a folder; name a file" in output.err
    assert "faces of" not in output.out  # no time was spent on them


def test_a_network_in_an_onnx_file_is_not_said_to_run_on_a_gpu(
    tmp_path: Path, faces: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--weights", str(network(tmp_path / "flat.onnx")), "--data", str(faces)]
    output = tmp_path / "teacher.npz"
    assert teacher.main([*arguments, "--output", str(output), "--device", "cuda:0"]) == 2
    assert "run on the CPU alone" in capsys.readouterr().err
    assert not output.exists()
