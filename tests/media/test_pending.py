import os
from pathlib import Path

import pytest

from videorec.core.errors import OutputError
from videorec.media.pending import PendingFile, write_text


def test_the_target_changes_only_at_the_end(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    pending = PendingFile(target)
    pending.path.write_text("new")
    assert target.read_text() == "old"
    pending.commit()
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_discarding_leaves_no_trace(tmp_path: Path) -> None:
    pending = PendingFile(tmp_path / "a.txt")
    pending.discard()
    pending.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions and links")
def test_permissions_and_links_are_those_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "a.txt"
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    write_text(link, "text")
    assert link.is_symlink()
    assert target.read_text() == "text"
    plain = tmp_path / "plain"
    plain.touch()
    assert target.stat().st_mode == plain.stat().st_mode


def test_devices_are_not_replaced() -> None:
    with pytest.raises(OutputError, match="may not be overwritten"):
        PendingFile(Path(os.devnull))


def test_a_result_that_cannot_be_moved_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    pending = PendingFile(target)
    pending.path.write_text("new")
    target.mkdir()
    with pytest.raises(OutputError, match="the result is in") as caught:
        pending.commit()
    assert str(pending.path) in str(caught.value)
    assert pending.path.read_text() == "new"
