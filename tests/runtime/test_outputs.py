"""Results are checked before, and finished whatever happens."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.media.synthesis import quadrants, result, track, video_times
from videorec.core.errors import OutputError, UsageError
from videorec.media.info import SourceInfo
from videorec.media.picture_writer import PictureWriter
from videorec.media.sources import open_source
from videorec.runtime import outputs as outputs_module
from videorec.runtime.outputs import OutputPaths, Outputs

INFO = SourceInfo(name="test", width=96, height=64, fps=25.0)


def everything(folder: Path) -> OutputPaths:
    return OutputPaths(
        video=folder / "out.mp4",
        events=(folder / "out.jsonl", folder / "out.csv"),
        subtitles=(folder / "out.vtt",),
        summary=folder / "out.json",
    )


def test_a_check_changes_nothing(tmp_path: Path) -> None:
    paths = everything(tmp_path)
    (tmp_path / "out.jsonl").write_text("old\n", encoding="utf-8")
    paths.check(tmp_path / "source.mp4")
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old\n"


def test_the_source_is_never_an_output(tmp_path: Path) -> None:
    link = tmp_path / "link.mp4"
    link.symlink_to(tmp_path / "source.mp4")
    (tmp_path / "source.mp4").write_bytes(b"film")
    with pytest.raises(UsageError, match="is the source"):
        OutputPaths(video=link).check(tmp_path / "source.mp4")


def test_the_source_under_another_name_is_never_an_output(tmp_path: Path) -> None:
    (tmp_path / "source.mp4").write_bytes(b"film")
    (tmp_path / "twin.jsonl").hardlink_to(tmp_path / "source.mp4")
    with pytest.raises(UsageError, match="is the source"):
        OutputPaths(events=(tmp_path / "twin.jsonl",)).check(tmp_path / "source.mp4")


def test_a_picture_that_is_read_is_never_an_output(tmp_path: Path) -> None:
    path = tmp_path / "in.png"
    with PictureWriter(path) as made:
        made.write(0.0, quadrants(96, 64))
    with open_source(path) as source:
        with pytest.raises(UsageError, match="is the source"):
            OutputPaths(video=path).check(source.info.path)
        with Outputs(OutputPaths(video=tmp_path / "out.mp4"), source.info) as outputs:
            outputs.write(result(0, 0.0))
    assert len(video_times(tmp_path / "out.mp4")) == 1


def test_one_file_is_not_two_outputs(tmp_path: Path) -> None:
    paths = OutputPaths(events=(tmp_path / "a.csv", tmp_path / "." / "a.csv"))
    with pytest.raises(UsageError, match="two outputs"):
        paths.check(None)


def test_one_file_under_two_names_is_not_two_outputs(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    (tmp_path / "twin.csv").hardlink_to(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="two outputs"):
        OutputPaths(events=(tmp_path / "a.csv", tmp_path / "twin.csv")).check(None)


def test_what_else_is_read_is_never_an_output(tmp_path: Path) -> None:
    config = tmp_path / "my.json"
    config.touch()
    (tmp_path / "link.json").symlink_to(config)
    with pytest.raises(UsageError, match="is the configuration; write to another file"):
        OutputPaths(summary=tmp_path / "link.json").check(None, {"the configuration": (config,)})


def test_all_files_are_finished_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Outputs(everything(tmp_path), INFO) as outputs:
        for index in range(10):
            outputs.write(result(index, index / 25, track(1, name="Ada")))
        raise KeyError("something in the middle")
    assert {p.name for p in tmp_path.iterdir()} == {
        *("out.mp4", "out.jsonl", "out.csv", "out.vtt", "out.json")
    }
    summary = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert summary["frames"] == 10
    assert summary["people"][0]["name"] == "Ada"
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 10


def test_a_place_that_cannot_be_written_takes_nothing_with_it(tmp_path: Path) -> None:
    paths = OutputPaths(video=tmp_path / "nowhere" / "out.mp4", subtitles=(tmp_path / "out.vtt",))
    with pytest.raises(OutputError, match="nowhere"):
        Outputs(paths, INFO)
    assert not (tmp_path / "nowhere").exists()
    assert not list(tmp_path.glob("*.part-*"))


def test_outputs_that_cannot_begin_leave_the_files_of_the_run_before(tmp_path: Path) -> None:
    old = [tmp_path / name for name in ("out.jsonl", "out.csv", "out.vtt")]
    for path in old:
        path.write_text("precious", encoding="utf-8")
    paths = OutputPaths(video=tmp_path / "out.png", events=tuple(old[:2]), subtitles=(old[2],))
    with pytest.raises(OutputError, match="one picture cannot hold a video"):
        Outputs(paths, INFO)
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"precious"}
    assert len(list(tmp_path.iterdir())) == 3


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from videorec.core.errors import OutputError
from videorec.core.types import Frame, FrameResult
from videorec.media.batch import Batch
from videorec.media.info import SourceInfo
from videorec.runtime.outputs import OutputPaths, Outputs
from tests.media.synthesis import track

folder, limit, together = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "together"
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
random = np.random.default_rng(0)
info = SourceInfo(name="x", width=320, height=240, fps=25.0)
paths = OutputPaths(
    video=folder / "out.mp4",
    events=(folder / "out.jsonl", folder / "out.csv"),
    subtitles=(folder / "out.vtt",),
    summary=folder / "out.json",
)
try:
    with Batch() as batch, Outputs(paths, info, batch if together else None) as outputs:
        for i in range(300):
            image = random.integers(0, 255, (240, 320, 3), dtype=np.uint8)
            if limit < 100_000:
                image[:] = 0
            frame = Frame(index=i, time_s=i / 25, image=image)
            outputs.write(FrameResult(frame=frame, tracks=(track(1, name="Ada"),)))
except OutputError as exc:
    print(exc, *getattr(exc, "__notes__", ()), sep="\\n")
    sys.exit(exc.exit_code)
"""


def _said_of_a_full_disk(folder: Path, limit: int, how: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder), str(limit), how],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == OutputError.exit_code, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
@pytest.mark.parametrize(("limit", "full"), [(300_000, "out.mp4"), (20_000, "out.jsonl")])
def test_a_full_disk_spares_what_was_there(tmp_path: Path, limit: int, full: str) -> None:
    for path in everything(tmp_path).all():
        path.write_text("precious", encoding="utf-8")
    said = _said_of_a_full_disk(tmp_path, limit, "together")
    assert f"{tmp_path / full}: cannot be written (" in said
    assert said.strip().endswith("choose another place or make room")
    assert ".part-" not in said
    assert len(list(tmp_path.iterdir())) == 5
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"precious"}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
@pytest.mark.parametrize(("limit", "full"), [(300_000, "out.mp4"), (20_000, "out.jsonl")])
def test_a_full_disk_spares_what_is_complete(tmp_path: Path, limit: int, full: str) -> None:
    assert full in _said_of_a_full_disk(tmp_path, limit, "alone")
    events = [json.loads(x) for x in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [event["frame"] for event in events] == list(range(len(events)))
    rows = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert len(events) > 10
    assert abs(len(rows) - 1 - len(events)) <= 1
    assert "Ada" in (tmp_path / "out.vtt").read_text(encoding="utf-8")
    summary = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert abs(summary["frames"] - len(events)) <= 1


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_full_disk_is_told_of_each_file_once(tmp_path: Path) -> None:
    first, *others = _said_of_a_full_disk(tmp_path, 100, "alone").splitlines()
    assert first.startswith(f"{tmp_path / 'out.jsonl'}: cannot be written (")
    assert any(said.startswith(f"{tmp_path / 'out.json'}: cannot be written (") for said in others)
    assert len({first, *others}) == 1 + len(others)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_what_is_no_file_takes_events_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    OutputPaths(events=(pipe,)).check(None)
    with pytest.raises(OutputError, match="may not be overwritten"):
        OutputPaths(summary=pipe).check(None)
    assert pipe.is_fifo()


def test_what_takes_the_lines_of_the_program_is_no_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = tmp_path / "red.json"
    with red.open("w") as file:
        monkeypatch.setattr(outputs_module, "LINES", (file.fileno(),))
        with pytest.raises(UsageError, match="takes what the program prints"):
            OutputPaths(summary=red).check(None)


def test_without_frames_there_is_neither_video_nor_subtitles(tmp_path: Path) -> None:
    paths = OutputPaths(video=tmp_path / "out.mp4", subtitles=(tmp_path / "out.vtt",))
    with Outputs(paths, INFO):
        pass
    assert list(tmp_path.iterdir()) == []


def test_drawing_leaves_the_frame_alone(tmp_path: Path) -> None:
    given = result(0, 0.0, track(1, name="Ada"))
    before = given.frame.image.copy()
    with Outputs(OutputPaths(video=tmp_path / "out.mp4"), INFO) as outputs:
        outputs.write(given)
    np.testing.assert_array_equal(given.frame.image, before)
