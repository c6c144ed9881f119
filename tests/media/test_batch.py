"""Files that appear together, or not at all."""

from pathlib import Path

import pytest

from videorec.core.errors import OutputError
from videorec.media.batch import Batch


def _write(batch: Batch, path: Path, text: str) -> None:
    held = batch.file(path)
    held.path.write_text(text)
    held.commit()


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_nothing_is_replaced_before_all_is_released(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with Batch() as batch:
        _write(batch, tmp_path / "a.txt", "new")
        _write(batch, tmp_path / "b.txt", "new")
        assert (tmp_path / "a.txt").read_text() == "old"
        assert not (tmp_path / "b.txt").exists()
        batch.release()
        assert _texts(tmp_path) == {"a.txt": "new", "b.txt": "new"}
    assert _texts(tmp_path) == {"a.txt": "new", "b.txt": "new"}


def test_without_a_release_everything_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(KeyError), Batch() as batch:
        _write(batch, tmp_path / "a.txt", "new")
        batch.file(tmp_path / "b.txt")
        raise KeyError("in the middle")
    assert _texts(tmp_path) == {"a.txt": "old"}


def test_what_is_not_complete_does_not_appear(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with Batch() as batch:
        batch.file(tmp_path / "a.txt")
        _write(batch, tmp_path / "b.txt", "new")
        batch.release()
    assert _texts(tmp_path) == {"a.txt": "old", "b.txt": "new"}


def test_one_that_cannot_be_put_in_its_place_is_kept_and_named(tmp_path: Path) -> None:
    with Batch() as batch:
        held = batch.file(tmp_path / "a.txt")
        held.path.write_text("hours of work")
        held.commit()
        for name in ("b.txt", "c.txt"):
            _write(batch, tmp_path / name, "new")
        (tmp_path / "a.txt").mkdir()
        with pytest.raises(OutputError, match="the result is in") as caught:
            batch.release()
    assert str(held.path) in str(caught.value)
    assert _texts(tmp_path) == {held.path.name: "hours of work", "b.txt": "new", "c.txt": "new"}


def test_what_cannot_be_removed_hides_no_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Batch() as batch:
        stuck, other = batch.file(tmp_path / "a.txt"), batch.file(tmp_path / "b.txt")
        stuck.path.unlink()
        stuck.path.mkdir()
        raise KeyError("what happened")
    assert not other.path.exists()


def test_a_full_disk_is_told_without_a_file_that_will_be_gone(tmp_path: Path) -> None:
    with Batch() as batch:
        held = batch.file(tmp_path / "a.mp4")
        said = str(held.cut_short(OSError(28, "No space left on device")))
    assert said == (
        f"{tmp_path / 'a.mp4'}: cannot be written (No space left on device); "
        "choose another place or make room"
    )
