"""From photographs to aligned crops, with the real detector on public-domain portraits."""

import json
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tests.training.datasets import (
    astronaut,
    encoded,
    hopper,
    write_folder,
    write_tar,
    write_zip,
)
from training.config import DataConfig
from training.data import load_faces
from training.features import to_crop
from training.imagetree import decode_image, open_tree
from training.preprocess.__main__ import main
from training.preprocess.faces import nearest_centre
from training.preprocess.run import Job, crop_names, plan, preprocess
from training.preprocess.worker import quality_of
from videorec.core.alignment import align
from videorec.core.errors import OutputError, TrainingError
from videorec.core.settings import DetectorSettings
from videorec.core.types import Face
from videorec.pipeline.detector import Detector


def data_set() -> dict[str, bytes]:
    two = np.zeros((160, 480, 3), np.uint8)
    two[:, :160] = astronaut()
    two[:, 160:320] = hopper()
    return {
        "raw/Collins/1.png": encoded(astronaut()),
        "raw/Collins/2.png": encoded(astronaut(200)[:, :, 1].copy()),
        "raw/Hopper/1.png": encoded(hopper()),
        "raw/Hopper/2.png": encoded(two),
        "raw/Nobody/1.png": encoded(np.full((100, 100, 3), 128, np.uint8)),
        "raw/Nobody/2.jpg": b"broken",
        "raw/Nobody/3.jpg": b"",
    }


def detector() -> Detector:
    return Detector(DetectorSettings.preset("sphereface"), torch.device("cpu"))


def job(source: Path, output: Path, **changes: object) -> Job:
    values = {"source": source, "output": output, "encoding": "png", "shard_images": 3}
    return Job(**{"device": "cpu", **values, **changes})  # type: ignore[arg-type]


def crops_in(output: Path) -> dict[str, bytes]:
    """All crops of an output folder, from shards or from the tree."""
    crops = {}
    for shard in output.glob("faces-*.tar"):
        with tarfile.open(shard) as archive:
            for member in archive:
                stream = archive.extractfile(member)
                assert stream is not None
                crops[member.name] = stream.read()
    for path in output.glob("*/*.*"):
        if not path.parent.name.startswith("."):
            crops[path.relative_to(output).as_posix()] = path.read_bytes()
    return crops


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run over a folder, in this process, into shards."""
    root = tmp_path_factory.mktemp("preprocess")
    preprocess(job(write_folder(root / "data", data_set()), root / "aligned"))
    return root / "aligned"


def test_crops_are_the_aligned_face_nearest_the_centre(aligned: Path) -> None:
    crops = crops_in(aligned)
    assert set(crops) == {"Collins/1.png", "Collins/2.png", "Hopper/1.png", "Hopper/2.png"}
    image = astronaut()
    (faces,) = detector().detect([image])
    expected = align(image, faces[0].landmarks[None])[0]
    assert (decode_image(crops["Collins/1.png"]) == expected).all()
    alone, beside, other = (
        cv2.resize(decode_image(crops[name]), (12, 14), interpolation=cv2.INTER_AREA).astype(int)
        for name in ("Hopper/1.png", "Hopper/2.png", "Collins/1.png")
    )
    assert 3 * np.abs(beside - alone).mean() < np.abs(beside - other).mean(), (
        "of two faces the middle one, not the first or the best"
    )
    grey = decode_image(crops["Collins/2.png"])
    assert (grey[:, :, 0] == grey[:, :, 2]).all()


def test_index_and_report_account_for_every_image(aligned: Path) -> None:
    index = (aligned / "index.tsv").read_text().splitlines()
    assert index[0] == "file\tidentity\tquality"
    assert [line.split("\t")[:2] for line in index[1:]] == [
        ["Collins/1.png", "Collins"],
        ["Collins/2.png", "Collins"],
        ["Hopper/1.png", "Hopper"],
        ["Hopper/2.png", "Hopper"],
    ]
    assert {line.split("\t")[2] for line in index[1:]} == {"wild"}
    report = dict(
        line.split("\t") for line in (aligned / "report.tsv").read_text().splitlines()[1:]
    )
    assert report == {
        "Nobody/1.png": "no face found",
        "Nobody/2.jpg": "not an image",
        "Nobody/3.jpg": "an empty file",
    }


def test_the_training_reads_what_was_written(aligned: Path) -> None:
    faces = load_faces(DataConfig(root=aligned))
    assert faces.identities == ("Collins", "Hopper")
    assert faces.labels.tolist() == [0, 0, 1, 1]
    assert len(faces) == 4


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_containers_layouts_and_processes_give_the_same_crops(
    kind: str, aligned: Path, tmp_path: Path
) -> None:
    write = write_zip if kind == "zip" else write_tar
    source = write(tmp_path / f"data.{kind}", data_set())
    workers = 2 if kind == "tar" else 1
    preprocess(job(source, tmp_path / "out", layout="folder", workers=workers))
    assert crops_in(tmp_path / "out") == crops_in(aligned)
    for name in ("index.tsv", "report.tsv"):
        assert (tmp_path / "out" / name).read_text() == (aligned / name).read_text()


def test_a_run_that_broke_goes_on_where_it_stopped(tmp_path: Path, aligned: Path) -> None:
    source = write_folder(tmp_path / "data", data_set())
    output = tmp_path / "out"
    (output / "faces-00001.tar").mkdir(parents=True)  # nothing can be written in its place
    with pytest.raises(OutputError, match=r"faces-00001\.tar: cannot be written"):
        preprocess(job(source, output))
    assert [p.name for p in output.glob("faces-*.tar") if p.is_file()] == ["faces-00000.tar"]
    assert not list(output.glob(".faces*")), "no temporary file stays"
    first = (output / "faces-00000.tar").stat().st_mtime_ns

    (output / "faces-00001.tar").rmdir()
    summary = preprocess(job(source, output))
    assert (output / "faces-00000.tar").stat().st_mtime_ns == first
    assert crops_in(output) == crops_in(aligned)
    assert (summary.images, summary.crops, summary.several) == (7, 4, 1)
    assert summary.emptied == ("Nobody",)

    # All is done: nothing is computed or written again.
    preprocess(job(source, output))
    assert (output / "faces-00000.tar").stat().st_mtime_ns == first


def test_other_settings_or_data_are_refused(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "data", {"raw/Collins/1.png": encoded(astronaut())})
    preprocess(job(source, tmp_path / "out"))
    with pytest.raises(TrainingError, match="other settings"):
        preprocess(job(source, tmp_path / "out", encoding="jpg"))
    write_folder(tmp_path / "data", {"raw/Collins/2.png": encoded(astronaut())})
    with pytest.raises(TrainingError, match="other data"):
        preprocess(job(source, tmp_path / "out"))


def test_folders_without_images_are_reported(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "data", {"raw/Collins/1.png": encoded(astronaut())})
    (source / "raw" / "Nobody").mkdir()
    assert preprocess(job(source, tmp_path / "out")).empty == ("raw/Nobody",)
    report = (tmp_path / "out" / "report.tsv").read_text()
    assert report == "file\treason\nraw/Nobody/\ta folder without images\n"


def test_a_damaged_note_makes_a_shard_be_done_again(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "data", {"raw/Collins/1.png": encoded(astronaut())})
    preprocess(job(source, tmp_path / "out"))
    (note,) = (tmp_path / "out" / ".preprocess").glob("shard-*.json")
    note.write_text(note.read_text()[:20])
    assert preprocess(job(source, tmp_path / "out")).crops == 1
    assert json.loads(note.read_text())[0]["crop"] == "Collins/1.png"


def test_the_command_says_what_happened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_tar(tmp_path / "data.tgz", data_set(), "w:gz")
    arguments = ["--input", str(source), "--output", str(tmp_path / "out"), "--device", "cpu"]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "4 crops of 2 identities from 7 images" in said
    assert "1 from photographs with several faces" in said
    assert "left out: 1 x no face found" in said
    assert "1 identities are left without a crop, for example Nobody" in said
    with open_tree(tmp_path / "out" / "faces-00000.tar") as tree:
        assert tree.image("Hopper/1.jpg").shape == (112, 96, 3)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--input", "nowhere"], 9, "no such folder"),
        (["--input", "{tmp}/empty"], 9, "no images laid out"),
        (["--input", "{tmp}/data", "--workers", "0"], 2, "--workers must be at least 1"),
        (["--input", "{tmp}/data", "--device", "tpu"], 8, "tpu"),
    ],
)
def test_bad_arguments_are_one_sentence(
    arguments: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "data", {"A/1.png": encoded(astronaut(40))})
    filled = [argument.replace("{tmp}", str(tmp_path)) for argument in arguments]
    assert main([*filled, "--output", str(tmp_path / "out")]) == code
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said


def test_crops_that_would_share_a_name_keep_their_suffix() -> None:
    names = ["A/1.jpg", "A/1.png", "A/2.png", "A/b/1.jpg"]
    assert crop_names(names, "jpg") == [
        ("A/1.jpg", "A/1.jpg.jpg"),
        ("A/1.png", "A/1.png.jpg"),
        ("A/2.png", "A/2.jpg"),
        ("A/b/1.jpg", "A/b/1.jpg"),
    ]


def test_shards_hold_whole_identities() -> None:
    photographs = [(f"{name}/{k}", "") for name in "abcd" for k in range(4 if name == "b" else 2)]
    shards = plan(photographs, shard_images=4)
    assert [{name[0] for name, _ in shard.photographs} for shard in shards] == [
        {"a"},
        {"b"},
        {"c", "d"},
    ]
    assert [pair for shard in shards for pair in shard.photographs] == photographs


def test_nearest_the_centre_is_not_the_best_score() -> None:
    def face(x: float, score: float) -> Face:
        box = np.array([x - 10, 40, x + 10, 60], np.float32)
        return Face(box=box, landmarks=np.zeros((5, 2), np.float32), score=score)

    left, middle = face(20, 0.99), face(110, 0.91)
    assert nearest_centre([left, middle], width=200, height=100) is middle


def test_quality_follows_the_distance_of_the_eyes() -> None:
    assert [quality_of(d) for d in (40.0, 24.0, 19.0, 14.0)] == ["wild", "wild", "half", "low"]


@pytest.mark.shared
def test_crops_agree_with_independent_ones_to_the_pixel(shared: Path) -> None:
    """The same photographs, aligned to the same template by others; a pixel off is seen."""
    differences: dict[float, list[float]] = {0.0: [], 1.0: []}
    with (
        open_tree(shared / "lfw" / "lfw-photos-folds-1-2.tar") as photographs,
        open_tree(shared / "lfw" / "lfw-112x112.tar") as crops,
    ):
        finder = detector()
        for name in photographs.names[::60]:
            image = photographs.image(name)
            (faces,) = finder.detect([image])
            face = nearest_centre(faces, image.shape[1], image.shape[0])
            given = to_crop(crops.image(name)).astype(int)
            for shift, values in differences.items():
                crop = align(image, face.landmarks[None] + np.float32(shift))[0]
                values.append(float(np.abs(crop - given).mean()))
    middle = {shift: float(np.median(values)) for shift, values in differences.items()}
    assert middle[0.0] < 11
    assert middle[0.0] < middle[1.0] - 2, "landmarks would be taken as 0-based"
