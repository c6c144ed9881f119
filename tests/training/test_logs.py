"""The tables of a run on a disk without room."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
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


# In a process of its own: the limit on the size of files holds for all that a process writes.
RESUME_WITHOUT_ROOM = """
import resource, signal, sys
from pathlib import Path
from training.logs import RunLog
from videorec.core.errors import TrainingError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = RunLog(Path(sys.argv[1]), 150)
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
try:
    log.write("steps", 151, {"loss": 1.0})
except TrainingError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_is_full_on_resume_keeps_the_old_rows(tmp_path: Path) -> None:
    log = RunLog(tmp_path, 0)
    for step in range(1, 200):
        log.write("steps", step, {"loss": float(step)})
    log.close()
    before = (tmp_path / "steps.csv").read_bytes()
    assert len(before) > 600
    resumed = subprocess.run(
        [sys.executable, "-c", RESUME_WITHOUT_ROOM, str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "steps.csv: cannot be written" in resumed.stdout
    assert (tmp_path / "steps.csv").read_bytes() == before
