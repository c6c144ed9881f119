"""The tables of a run on a disk without room."""

from pathlib import Path

import pytest

from training.logs import RunLog
from videorec.core.errors import TrainingError

FULL = Path("/dev/full")  # takes no byte, as a full disk


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_sentence_also_when_the_log_is_closed(tmp_path: Path) -> None:
    log = RunLog(tmp_path, 0)
    (tmp_path / "steps.csv").symlink_to(FULL)
    with pytest.raises(TrainingError, match=r"steps\.csv: cannot be written .*No space left"):
        log.write("steps", 1, {"loss": 1.0})
    log.close()
