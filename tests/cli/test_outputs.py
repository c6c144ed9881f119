"""Results are checked before, and finished whatever happens."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.media.synthesis import result, track
from videorec.cli.outputs import OutputPaths, Outputs
from videorec.core.errors import OutputError, UsageError
from videorec.media.info import SourceInfo

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


def test_one_file_is_not_two_outputs(tmp_path: Path) -> None:
    paths = OutputPaths(events=(tmp_path / "a.csv", tmp_path / "." / "a.csv"))
    with pytest.raises(UsageError, match="two outputs"):
        paths.check(None)


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


def test_without_frames_there_is_no_video(tmp_path: Path) -> None:
    with Outputs(OutputPaths(video=tmp_path / "out.mp4"), INFO):
        pass
    assert list(tmp_path.iterdir()) == []


def test_drawing_leaves_the_frame_alone(tmp_path: Path) -> None:
    given = result(0, 0.0, track(1, name="Ada"))
    before = given.frame.image.copy()
    with Outputs(OutputPaths(video=tmp_path / "out.mp4"), INFO) as outputs:
        outputs.write(given)
    np.testing.assert_array_equal(given.frame.image, before)
