"""The tables of a run on a disk without room."""

from pathlib import Path

import pytest

from training.logs import RunLog, read_table
from videorec.core.errors import TrainingError

FULL = Path("/dev/full")  # takes no byte, as a full disk


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_sentence_also_when_the_log_is_closed(tmp_path: Path) -> None:
    log = RunLog(tmp_path, 0)
    (tmp_path / "steps.csv").symlink_to(FULL)
    with pytest.raises(TrainingError, match=r"steps\.csv: cannot be written .*No space left"):
        log.write("steps", 1, {"loss": 1.0})
    log.close()


def test_a_resumed_table_drops_later_rows_and_goes_on(tmp_path: Path) -> None:
    log = RunLog(tmp_path, 0)
    for step in (1, 2, 3):
        log.write("steps", step, {"loss": float(step)})
    log.close()
    resumed = RunLog(tmp_path, 2)
    resumed.write("steps", 3, {"loss": 7.0})
    resumed.close()
    assert read_table(tmp_path / "steps.csv") == {"step": [1, 2, 3], "loss": [1, 2, 7]}
    assert len(list(tmp_path.glob("*steps*"))) == 1, "no temporary file stays"


def test_a_disk_that_is_full_on_resume_keeps_the_old_rows(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="this system has no limit on file sizes")
    log = RunLog(tmp_path, 0)
    for step in range(1, 200):
        log.write("steps", step, {"loss": float(step)})
    log.close()
    before = (tmp_path / "steps.csv").read_bytes()

    resumed = RunLog(tmp_path, 150)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (100, hard)
    )  # a write beyond fails, as on a full disk
    try:
        with pytest.raises(TrainingError, match=r"steps\.csv: cannot be written"):
            resumed.write("steps", 151, {"loss": 1.0})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    resumed.close()
    assert (tmp_path / "steps.csv").read_bytes() == before
