"""Teachers joined into one."""

from pathlib import Path

import numpy as np
import pytest

from tests.training.datasets import crops_of, encoded, write_folder
from training import combine
from training.distill import whitened
from training.teacher_archive import read_teacher

RNG = np.random.default_rng(11)
FILES = tuple(f"{n}/{n}.png" for n in range(40))


def archive(path: Path, size: int, files: tuple[str, ...] = FILES) -> Path:
    np.savez(path, files=np.array(files), embeddings=RNG.normal(2.0, 3.0, (len(files), size)))
    return path


def test_cosines_are_the_weighted_means_of_the_teachers_cosines(tmp_path: Path) -> None:
    first = archive(tmp_path / "a.npz", 6)
    second = archive(tmp_path / "b.npz", 9, FILES[::-1])
    output = tmp_path / "both.npz"
    arguments = ["--teacher", str(first), "3", "0.25", "--teacher", str(second), "1", "0"]
    assert combine.main([*arguments, "--output", str(output)]) == 0
    joined = read_teacher(output)
    assert joined.files == FILES
    own = whitened(read_teacher(first).of(FILES), 0.25)
    other = whitened(read_teacher(second).of(FILES), 0.0)
    expected = 0.75 * own @ own.T + 0.25 * other @ other.T
    np.testing.assert_allclose(joined.embeddings @ joined.embeddings.T, expected, atol=2e-3)


def test_one_teacher_may_be_joined_with_itself_whitened_otherwise(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.npz", 6)
    output = tmp_path / "both.npz"
    arguments = ["--teacher", str(path), "1", "0", "--teacher", str(path), "1", "0.5"]
    assert combine.main([*arguments, "--output", str(output)]) == 0
    assert read_teacher(output).embeddings.shape == (len(FILES), 12)


def test_more_values_than_a_student_has_are_reduced_and_keep_the_cosines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = archive(tmp_path / "wide.npz", 510)
    narrow = archive(tmp_path / "narrow.npz", 4)
    output = tmp_path / "both.npz"
    arguments = ["--teacher", str(wide), "1", "0", "--teacher", str(narrow), "1", "0"]
    assert combine.main([*arguments, "--output", str(output)]) == 0
    assert "512 of 514 values keep 100.0% of the squared length" in capsys.readouterr().out
    joined = read_teacher(output).embeddings
    assert joined.shape == (len(FILES), 512)
    parts = [whitened(read_teacher(path).of(FILES), 0.0) for path in (wide, narrow)]
    expected = sum(part @ part.T for part in parts) / 2  # 40 faces span no more than 40 values
    np.testing.assert_allclose(joined @ joined.T, expected, atol=2e-3)


def test_the_directions_in_which_faces_differ_most_are_kept(tmp_path: Path) -> None:
    spread = RNG.normal(size=(len(FILES), 8)) * [1, 1, 1, 0.01, 0.01, 0.01, 0.01, 0.01]
    turned = spread @ np.linalg.qr(RNG.normal(size=(8, 8)))[0]
    path = tmp_path / "a.npz"
    np.savez(path, files=np.array(FILES), embeddings=turned)
    output = tmp_path / "few.npz"
    arguments = ["--teacher", str(path), "1", "0", "--values", "3", "--output", str(output)]
    assert combine.main(arguments) == 0
    reduced = read_teacher(output).embeddings
    assert reduced.shape == (len(FILES), 3)
    whole = whitened(read_teacher(path).of(FILES), 0.0)
    np.testing.assert_allclose(reduced @ reduced.T, whole @ whole.T, atol=0.01)


@pytest.mark.parametrize("values", ["0", "513"])
def test_a_count_of_values_that_no_student_has_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], values: str
) -> None:
    output = tmp_path / "out.npz"
    arguments = ["--teacher", str(archive(tmp_path / "a.npz", 4)), "1", "0", "--values", values]
    assert combine.main([*arguments, "--output", str(output)]) == 2
    assert f"--values must be from 1 to 512, not {values}" in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize(
    ("share", "whitening", "sentence"),
    [
        ("much", "0", "share and whitening must be numbers"),
        ("0", "0", "a share is above 0, whitening from 0 to 1"),
        ("nan", "0", "a share is above 0"),
        ("1", "-1", "whitening from 0 to 1"),
    ],
)
def test_what_is_no_share_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    share: str,
    whitening: str,
    sentence: str,
) -> None:
    path = archive(tmp_path / "a.npz", 4)
    output = tmp_path / "out.npz"
    assert combine.main(["--teacher", str(path), share, whitening, "--output", str(output)]) == 2
    assert sentence in capsys.readouterr().err
    assert not output.exists()


def test_teachers_that_do_not_fit_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refusal(*teachers: Path) -> str:
        arguments = [word for path in teachers for word in ("--teacher", str(path), "1", "0")]
        assert combine.main([*arguments, "--output", str(tmp_path / "out.npz")]) == 9
        return capsys.readouterr().err

    whole = archive(tmp_path / "whole.npz", 4)
    few = archive(tmp_path / "few.npz", 4, FILES[:5])
    assert "few.npz: no embedding for 35 of 40 files" in refusal(whole, few)
    missing = tmp_path / "missing.npz"
    assert "not an archive with `files` and `embeddings`" in refusal(missing)


def test_held_out_people_judge_each_teacher_and_all_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crops = crops_of({f"{n:03d}": 4 for n in range(20)})
    faces = write_folder(
        tmp_path / "faces", {f"{name}.png": encoded(crop) for name, crop in crops.items()}
    )
    files = tuple(f"{name}.png" for name in crops)
    person = np.repeat(np.eye(20), 4, axis=0)
    knowing = tmp_path / "knowing.npz"
    np.savez(knowing, files=np.array(files), embeddings=person + RNG.normal(0, 0.01, person.shape))
    guessing = archive(tmp_path / "guessing.npz", 8, files)
    teachers = ["--teacher", str(knowing), "1", "0", "--teacher", str(guessing), "0.01", "0"]
    output = ["--output", str(tmp_path / "both.npz"), "--data", str(faces), "--held-out"]
    assert combine.main([*teachers, *output, "12"]) == 0
    lines = capsys.readouterr().out.splitlines()[-3:]
    assert lines[0] == f"{knowing}: tar@0.01 100.0%  tar@0.001 100.0%"
    assert "100.0%" not in lines[1]
    assert lines[2] == f"{tmp_path / 'both.npz'}: tar@0.01 100.0%  tar@0.001 100.0%"
    assert combine.main([*teachers, *output, "1"]) == 2
    assert "at least 2 people, not 1" in capsys.readouterr().err
