"""Lines that nobody reads, or that find no room."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.e2e.conftest import Outcome, Program, Scene

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs pipes of POSIX"),
]
FULL = Path("/dev/full")  # takes no byte, as a full disk
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def run(*arguments: str | Path, folder: Path, stdout: int, stderr: int | None = None) -> Outcome:
    """The program, its lines sent to the file of that number."""
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "main.py"), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "XDG_DATA_HOME": str(folder)},
        stdout=stdout,
        stderr=subprocess.PIPE if stderr is None else stderr,
        text=True,
        timeout=300,
        check=False,
    )
    return Outcome(code=done.returncode, out="", err=done.stderr or "")


@pytest.fixture
def unread() -> int:
    """A pipe from which nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


def job(scene: Scene) -> tuple[str | Path, ...]:
    named = ("--video", scene.clip, "--gallery", scene.people)
    return (*named, "--headless", "--max-frames", "3", "--device", "cpu")


def test_files_are_written_though_nobody_reads_the_lines(
    scene: Scene, tmp_path: Path, unread: int
) -> None:
    outcome = run(*job(scene), "--events", "out.jsonl", folder=tmp_path, stdout=unread)
    assert (outcome.code, outcome.err) == (0, "")
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) >= 3


def test_files_are_written_though_nobody_reads_the_warnings_either(
    scene: Scene, tmp_path: Path, unread: int
) -> None:
    empty = ("--video", scene.clip, "--headless", "--max-frames", "1")  # an own gallery of nobody
    files = ("--summary", "out.json")
    assert run(*empty, *files, folder=tmp_path, stdout=unread, stderr=unread).code == 0
    assert (tmp_path / "out.json").exists()


def test_a_run_of_lines_alone_ends_when_nobody_reads_them(
    scene: Scene, tmp_path: Path, unread: int
) -> None:
    outcome = run(*job(scene), "--debug", folder=tmp_path, stdout=unread)
    assert outcome.code == 0
    assert "Error" not in outcome.err


@needs_full
def test_lines_that_find_no_room_end_the_run_before_its_files_are_opened(
    scene: Scene, tmp_path: Path
) -> None:
    with FULL.open("w") as full:
        outcome = run(*job(scene), "--events", "out.jsonl", folder=tmp_path, stdout=full.fileno())
    assert outcome.code == 5
    assert outcome.err.startswith("error: standard output: cannot be written (")
    assert not (tmp_path / "out.jsonl").exists()


@needs_full
def test_a_list_that_finds_no_room_is_said_to(tmp_path: Path) -> None:
    with FULL.open("w") as full:
        outcome = run("gallery", "list", folder=tmp_path, stdout=full.fileno())
    assert outcome.code == 5
    assert outcome.err.startswith("error: standard output: cannot be written (")
    assert len(outcome.err.splitlines()) == 1


@needs_full
@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/full"])
def test_a_summary_needs_a_file_of_its_own(
    program: Program, scene: Scene, tmp_path: Path, place: str
) -> None:
    outcome = program(*job(scene), "--summary", place)
    assert outcome.code in (2, 5)  # as what reads the tests' own lines is a file, or is none
    assert "device: " not in outcome.out


FULL_DISK = """
import resource, sys
from videorec.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("option", "name", "left"), [("--summary", "out.json", 0), ("--events", "out.jsonl", 1)]
)
def test_what_was_seen_is_printed_though_a_file_finds_no_room(
    scene: Scene, tmp_path: Path, option: str, name: str, left: int
) -> None:
    target = tmp_path / name
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *map(str, job(scene)), option, str(target)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 5
    assert "first seen" in done.stdout
    assert done.stderr.startswith(f"error: {target}: cannot be written (")
    assert len(done.stderr.splitlines()) == 1
    assert len(list(tmp_path.iterdir())) == left
