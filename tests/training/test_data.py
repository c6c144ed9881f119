"""Reading training faces: what is used, what is counted as left out, what is an error."""

import io
import tarfile
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

import training.data
from training.config import DataConfig
from training.data import Faces, describe, held_out, load_faces
from videorec.core.errors import TrainingError
from videorec.core.types import UInt8


def picture(value: int, width: int = 96) -> UInt8:
    return np.full((112, width, 3), value, np.uint8)


def encoded(image: UInt8) -> bytes:
    return bytes(cv2.imencode(".png", image)[1])


def write_tree(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Three people with labels that have gaps, one of them with one image."""
    names = ["7/a.png", "7/b.png", "1000/a.png", "1000/b.png", "20/only.png"]
    return write_tree(
        tmp_path / "faces", {n: encoded(picture(10 * i)) for i, n in enumerate(names)}
    )


def test_identities_become_labels_without_gaps(tree: Path) -> None:
    faces = load_faces(DataConfig(root=tree))
    assert sorted(faces.identities) == ["1000", "20", "7"]
    assert sorted(np.bincount(faces.labels)) == [1, 2, 2]
    assert not faces.skipped
    assert "(1 with one image)" in describe(faces)


def test_pixels_are_those_of_the_files(tree: Path) -> None:
    for storage in ("decoded", "encoded"):
        faces = load_faces(DataConfig(root=tree, storage=storage))
        by_identity = {
            faces.identities[label]: int(crop[0, 0, 0])
            for label, crop in zip(faces.labels, faces.crops(), strict=True)
        }
        assert by_identity["20"] == 40


def test_pixels_are_kept_where_they_fit_and_files_where_not(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces = load_faces(DataConfig(root=tree))
    assert isinstance(faces.store, training.data.DecodedCrops)
    assert "kept in memory decoded" in describe(faces)
    monkeypatch.setattr(training.data, "MEMORY_SHARE", 0.0)
    in_files = load_faces(DataConfig(root=tree))
    assert isinstance(in_files.store, training.data.EncodedCrops)
    assert "kept in memory as files" in describe(in_files)
    np.testing.assert_array_equal(in_files.crops(), faces.crops())


def test_processes_of_one_machine_share_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCAL_WORLD_SIZE", raising=False)
    third = int(psutil.virtual_memory().available / 3 / training.data.CROP_BYTES)
    assert training.data.fits_decoded(third)
    assert not training.data.fits_decoded(3 * third)
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "4")
    assert not training.data.fits_decoded(third)


def test_whatever_cannot_be_used_is_counted_with_its_reason(tree: Path) -> None:
    write_tree(
        tree,
        {
            "7/broken.png": encoded(picture(1))[:40],
            "7/empty.png": b"",
            "7/text.jpg": b"no image at all",
            "20/wide.png": encoded(picture(1, width=112)),
        },
    )
    (tree / "nobody").mkdir()
    (tree / ".preprocess").mkdir()  # of training.preprocess, no person
    faces = load_faces(DataConfig(root=tree, exclude=("1000",)))
    assert len(faces) == 3
    reasons = dict(faces.skipped)
    assert sum(reasons.values()) == 4 + 1 + 2
    assert reasons["112 x 112 pixels, not 96 x 112"] == 1
    assert reasons["folder without images"] == 1
    assert reasons["identity excluded by the configuration"] == 2
    assert reasons["an empty file"] == 1
    assert "left out: 1 x an empty file" in describe(faces)


def test_shards_with_a_list(tmp_path: Path) -> None:
    for shard in range(2):
        with tarfile.open(tmp_path / f"faces-{shard}.tar", "w") as tar:
            for i in range(3):
                data = encoded(picture(100 * shard + i))
                member = tarfile.TarInfo(f"{shard}/{i}.png")
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
    (tmp_path / "index.tsv").write_text(
        "file\tidentity\tquality\n0/0.png\tAnn\twild\n0/1.png\tAnn\tlow\n"
        "1/2.png\tBob\twild\n1/9.png\tBob\tlow\n"
    )
    faces = load_faces(DataConfig(root=tmp_path))
    assert faces.identities == ("Ann", "Bob")
    assert [faces.qualities[q] for q in faces.quality] == ["wild", "low", "wild"]
    assert [int(crop[0, 0, 0]) for crop in faces.crops()] == [0, 1, 102]
    assert dict(faces.skipped) == {"listed, but not in the data": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file\tidentity\n7/a.png\n", ":2: expected file, identity"),
        ("7/a.png\tx\n7/a.png\ty\n", ":2: 7/a.png is listed twice"),
        ("gone/1.png\tx\ngone/2.png\ty\n", "none of 2 images can be used"),
    ],
)
def test_a_list_that_cannot_be_used(tree: Path, text: str, message: str) -> None:
    (tree / "index.tsv").write_text(text)
    with pytest.raises(TrainingError, match=message):
        load_faces(DataConfig(root=tree))


def test_a_folder_without_faces(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no images laid out as identity/image"):
        load_faces(DataConfig(root=tmp_path))
    with pytest.raises(TrainingError, match="there is no such folder"):
        load_faces(DataConfig(root=tmp_path / "none"))


def test_teacher_embeddings_follow_their_files(tree: Path) -> None:
    names = ["1000/a.png", "1000/b.png", "20/only.png", "7/a.png", "7/b.png"]
    values = np.arange(5, dtype=np.float16)[:, None] * np.ones(4, np.float16)
    np.savez(tree / "teacher.npz", files=np.array(names)[::-1], embeddings=values[::-1])
    faces = load_faces(DataConfig(root=tree, teacher="teacher.npz"))
    assert faces.teacher[:, 0].tolist() == [0, 1, 2, 3, 4]
    np.savez(tree / "teacher.npz", files=np.array(names[:3]), embeddings=values[:3])
    with pytest.raises(TrainingError, match=r"no embedding for 2 of 5 files, such as 7/a\.png"):
        load_faces(DataConfig(root=tree, teacher="teacher.npz"))
    whole = (tree / "teacher.npz").read_bytes()
    np.save(tree / "array.npy", values)
    alone = (tree / "array.npy").read_bytes()
    for content in (b"nonsense", b"", whole[:100], whole[: len(whole) // 2], alone):
        (tree / "teacher.npz").write_bytes(content)
        with pytest.raises(TrainingError, match="not an archive with `files`"):
            load_faces(DataConfig(root=tree, teacher="teacher.npz"))
    for unfit in (values[:, 0], values[:4]):
        np.savez(tree / "teacher.npz", files=np.array(names), embeddings=unfit)
        with pytest.raises(TrainingError, match="one row for each of 5 files"):
            load_faces(DataConfig(root=tree, teacher="teacher.npz"))
    np.savez(
        tree / "teacher.npz", files=np.array([*names, names[0]]), embeddings=values[[*range(5), 0]]
    )
    with pytest.raises(TrainingError, match="one row for each of 5 files"):
        load_faces(DataConfig(root=tree, teacher="teacher.npz"))


def synthetic(identities: int) -> Faces:
    from training.config import SyntheticConfig

    return load_faces(
        DataConfig(synthetic=SyntheticConfig(identities=identities, images_per_identity=2))
    )


def test_held_out_people_are_the_same_every_time_and_whole() -> None:
    faces = synthetic(20)
    rows = held_out(faces, 5, seed=1)
    assert rows.sum() == 10
    np.testing.assert_array_equal(rows, held_out(faces, 5, seed=1))
    assert not np.array_equal(rows, held_out(faces, 5, seed=2))
    kept, out = faces.only(~rows), faces.only(rows)
    assert not set(kept.identities) & set(out.identities)
    assert sorted(set(kept.labels.tolist())) == list(range(15))


def test_holding_everybody_out_is_refused() -> None:
    with pytest.raises(TrainingError, match="leaves none to train on"):
        held_out(synthetic(3), 3, seed=1)
