"""The LFW command over small data sets, and on real faces with the embedded weights."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.conftest import REPOSITORY
from tests.training.datasets import (
    astronaut,
    crops_of,
    encoded,
    hopper,
    write_folder,
    write_pairs,
    write_random_weights,
    write_tar,
)
from training import lfw
from training.features import Features, extract, extract_stored, to_crop
from training.imagetree import UnreadableImageError, open_tree
from training.pairs import read_pairs
from videorec.core.errors import TrainingError
from videorec.models.precision import resolve_precision
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights
from videorec.pipeline.embedder import Embedder

PEOPLE = {"Ann": 3, "Bo": 3, "Cy": 2, "Di": 2}
FOLDS = [
    (["Ann 1 2", "Bo 1 2"], ["Ann 1 Bo 1", "Ann 2 Cy 1"]),
    (["Ann 2 3", "Cy 1 2"], ["Bo 2 Di 1", "Cy 2 Di 2"]),
    (["Bo 2 3", "Di 1 2"], ["Ann 3 Di 1", "Bo 3 Cy 1"]),
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_weights(tmp_path_factory.mktemp("weights") / "untrained.safetensors")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_pairs(tmp_path / "pairs.txt", FOLDS)
    files = {f"{n}.png": encoded(image) for n, image in crops_of(PEOPLE, width=112).items()}
    return write_tar(tmp_path / "lfw.tar", files)


def test_the_command_measures_prints_and_writes(
    data: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--weights", str(weights), "--data", str(data), "--output", str(tmp_path / "out")]
    assert lfw.main([*arguments, "--device", "cpu"]) == 0
    said = capsys.readouterr().out
    assert "1\t100.00%\n2\t100.00%\n3\t100.00%\n" in said
    assert "AVE\t100.00%" in said
    assert "10 of 10 images used" in said
    report = json.loads((tmp_path / "out" / "lfw.json").read_text())
    assert report["accuracy"] == 1.0
    assert report["tar_at_far"] == {"0.01": 1.0, "0.001": 1.0}
    assert report["model_hash"] == load_weights(weights).sha256
    assert 0 < report["angular_fisher_score"] < 1
    for figure in ("lfw-roc.png", "lfw-scores.png"):
        assert (tmp_path / "out" / figure).read_bytes().startswith(b"\x89PNG")

    # The second run uses the stored features and says the same.
    (stored,) = (tmp_path / "out").glob("features-*.npz")
    written = stored.stat().st_mtime_ns
    assert lfw.main([*arguments, "--device", "cpu"]) == 0
    assert json.loads((tmp_path / "out" / "lfw.json").read_text()) == report
    assert stored.stat().st_mtime_ns == written


def test_missing_and_broken_images_are_counted(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"{n}.png": encoded(image) for n, image in crops_of(PEOPLE).items()}
    del files["Ann/Ann_0001.png"]
    files["Bo/Bo_0003.png"] = b"broken"
    files["Di/Di_0002.png"] = encoded(np.zeros((50, 50, 3), np.uint8))
    write_folder(tmp_path / "lfw", files)
    write_pairs(tmp_path / "lfw" / "pairs.txt", FOLDS)
    arguments = ["--weights", str(weights), "--data", str(tmp_path / "lfw")]
    assert lfw.main([*arguments, "--output", str(tmp_path / "out"), "--device", "cpu"]) == 0
    said = capsys.readouterr().out
    assert "7 of 10 images used" in said
    assert "1 x listed, but not in the data, for example Ann/Ann_0001" in said
    assert "1 x not an image, for example Bo/Bo_0003.png" in said
    assert "50 x 50 pixels instead of 96 x 112 or 112 x 112" in said
    assert "6 of 12 pairs left out" in said
    report = json.loads((tmp_path / "out" / "lfw.json").read_text())
    assert len(report["skipped"]) == 3
    assert report["pairs"] == 6


def test_photographs_are_aligned_and_those_without_a_face_counted(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = {"Collins": astronaut, "Hopper": hopper}
    files = {
        f"lfw/{name}/{name}_{number:04d}.png": encoded(portrait(120 + 20 * number))
        for name, portrait in people.items()
        for number in range(1, 4)
    }
    files["lfw/Hopper/Hopper_0004.png"] = encoded(np.full((90, 90, 3), 70, np.uint8))
    data = write_tar(tmp_path / "photos.tar", files)
    write_pairs(
        tmp_path / "pairs.txt",
        [
            (["Collins 1 2", "Hopper 1 2"], ["Collins 1 Hopper 1", "Collins 2 Hopper 2"]),
            (["Collins 2 3", "Hopper 3 4"], ["Collins 3 Hopper 3", "Collins 1 Hopper 2"]),
        ],
    )
    arguments = ["--weights", str(weights), "--data", str(data), "--output", str(tmp_path / "out")]
    assert lfw.main([*arguments, "--device", "cpu"]) == 0
    said = capsys.readouterr().out
    assert "photographs; detecting and aligning" in said
    assert "6 of 7 images used" in said
    assert "1 x no face found, for example Hopper/Hopper_0004.png" in said
    assert "1 of 8 pairs left out" in said
    report = json.loads((tmp_path / "out" / "lfw.json").read_text())
    assert report["auc"] == 1.0, "the same portrait at two sizes is nearer than another one"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--data", "nowhere.tar"], "no pairs.txt"),
        (["--pairs", "nowhere.txt"], "cannot be read as a list of pairs"),
        (["--weights", "nowhere.safetensors"], "no such weights file"),
        (["--device", "cuda:99"], "cuda"),
    ],
)
def test_bad_arguments_are_one_sentence(
    change: list[str],
    message: str,
    data: Path,
    weights: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path / "..")
    arguments = ["--weights", str(weights), "--data", str(data), "--output", str(tmp_path / "out")]
    code = lfw.main([*arguments, "--device", "cpu", *change])
    said = capsys.readouterr().err
    assert code in (7, 8, 9)
    assert message in said
    assert said.startswith("error: ")
    assert said.count("\n") == 1


def test_a_list_for_other_data_is_refused(data: Path, weights: Path, tmp_path: Path) -> None:
    pairs = read_pairs(write_pairs(tmp_path / "other.txt", [(["X 1 2"], ["X 1 Y 1"])] * 2))
    with open_tree(data) as tree:
        names, missing = lfw.images_named(tree, pairs)
        assert names == []
        features = extract(
            load_weights(weights).network, tree, names, detector=None, device=torch.device("cpu")
        )
    with pytest.raises(TrainingError, match="only 0 of 4 pairs"):
        lfw.evaluate(features, pairs, missing)


def test_features_are_those_of_the_embedder(weights: Path, data: Path) -> None:
    device = torch.device("cpu")
    model = load_weights(weights)
    with open_tree(data) as tree:
        features = extract(model.network, tree, tree.names, detector=None, device=device)
        crops = np.stack([to_crop(tree.image(name)) for name in tree.names])
    np.testing.assert_allclose(
        features.averaged,
        Embedder(model, device, mirror="average", precision="fp32").embed(crops),
        atol=1e-5,
    )
    side_by_side = Embedder(model, device, mirror="concatenate", precision="fp32").embed(crops)
    lengths = np.linalg.norm(features.concatenated, axis=1, keepdims=True)
    np.testing.assert_allclose(features.concatenated / lengths, side_by_side, atol=1e-5)


def test_square_crops_lose_eight_columns_on_each_side() -> None:
    square = np.zeros((112, 112, 3), np.uint8)
    square[:, 8:104] = 1
    assert (to_crop(square) == 1).all()
    assert to_crop(square).shape == (112, 96, 3)
    with pytest.raises(UnreadableImageError, match="112 x 96 pixels"):
        to_crop(np.zeros((96, 112, 3), np.uint8))


def test_stored_features_come_back_and_others_are_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    features = Features(
        names=("a/1.png", "b/ü.png"),
        upright=rng.normal(size=(2, 512)).astype(np.float32),
        mirrored=rng.normal(size=(2, 512)).astype(np.float32),
        skipped={"c/1.png": "an empty file"},
    )
    path = tmp_path / "features.npz"
    features.save(path)
    loaded = Features.load(path)
    assert loaded.names == features.names
    assert loaded.skipped == features.skipped
    assert (loaded.upright == features.upright).all()
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(TrainingError, match="not stored features"):
        Features.load(path)


@pytest.mark.shared
@pytest.mark.slow
def test_the_embedded_weights_tell_real_people_apart(shared: Path) -> None:
    """Two folds of LFW with the weights that are shipped; below what they reach.

    The features stay in runs/tests, so that only new weights take the time again.
    """
    device = torch.device("cpu")
    pairs = read_pairs(shared / "lfw" / "pairs.txt")
    pairs = pairs.only(pairs.folds <= 2)
    with open_tree(shared / "lfw" / "lfw-112x112.tar") as tree:
        names, missing = lfw.images_named(tree, pairs)
        features = extract_stored(
            load_weights(resolve_weights("default")),
            tree,
            names,
            detector=None,
            device=device,
            dtype=resolve_precision("auto", device),
            store=REPOSITORY / "runs" / "tests",
        )
    result = lfw.evaluate(features, pairs, missing)
    assert not result.skipped
    assert result.authors.mean > 0.9
    assert result.plain.mean > 0.88
