"""LFW's list of pairs."""

from pathlib import Path

import pytest

from tests.training.datasets import write_pairs
from training.pairs import read_pairs
from videorec.core.errors import TrainingError


def test_pairs_and_folds(tmp_path: Path) -> None:
    path = write_pairs(
        tmp_path / "pairs.txt",
        [(["Ann 1 4"], ["Ann 2 Bo_Lee 11"]), (["Cy 2 3"], ["Cy 1 Ann 3"])],
    )
    pairs = read_pairs(path)
    assert pairs.left == ("Ann/Ann_0001", "Ann/Ann_0002", "Cy/Cy_0002", "Cy/Cy_0001")
    assert pairs.right == ("Ann/Ann_0004", "Bo_Lee/Bo_Lee_0011", "Cy/Cy_0003", "Ann/Ann_0003")
    assert pairs.same.tolist() == [True, False, True, False]
    assert pairs.folds.tolist() == [1, 1, 2, 2]
    assert len(pairs.images) == 8
    kept = pairs.only(pairs.folds == 2)
    assert kept.left == ("Cy/Cy_0002", "Cy/Cy_0001")
    assert kept.folds.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "first line"),
        ("ten\t300\n", "first line"),
        ("1\t²\n", "first line"),
        ("1\t1\nAnn\t1\t2\n", "1 pairs, but"),
        ("1\t1\nAnn\t1\t2\nAnn\tx\tBo\t2\n", "line 3"),
        ("1\t1\nAnn 1 2\nAnn\t1\tBo\t2\n", "line 2"),
    ],
)
def test_other_files_are_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.txt"
    path.write_text(text)
    with pytest.raises(TrainingError, match=message):
        read_pairs(path)


def test_missing_and_binary_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="cannot be read"):
        read_pairs(tmp_path / "pairs.txt")
    (tmp_path / "pairs.txt").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(TrainingError, match="cannot be read"):
        read_pairs(tmp_path / "pairs.txt")


@pytest.mark.shared
def test_the_official_list(shared: Path) -> None:
    pairs = read_pairs(shared / "lfw" / "pairs.txt")
    assert len(pairs) == 6000
    assert len(pairs.images) == 7701
    for fold in range(1, 11):
        assert (pairs.folds == fold).sum() == 600
        assert pairs.same[pairs.folds == fold].sum() == 300
