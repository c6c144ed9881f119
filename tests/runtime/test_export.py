"""An export replaces older files when it is complete, and not before."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from tests.media.synthesis import video_times
from tests.runtime.film import Film
from videorec.core.errors import SourceBrokenError
from videorec.core.types import FrameResult
from videorec.pipeline.recognizer import Recognizer
from videorec.runtime.export import Recording, export_file
from videorec.runtime.outputs import OutputPaths
from videorec.runtime.values import ExportRequest, RunMode

FRAMES = 12


def _paths(folder: Path) -> OutputPaths:
    return OutputPaths(
        video=folder / "out.mp4",
        events=(folder / "out.jsonl", folder / "out.csv"),
        subtitles=(folder / "out.vtt",),
        summary=folder / "out.json",
    )


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with everything an export before has left."""
    for path in _paths(tmp_path).all():
        path.write_text("precious")
    return tmp_path


def _all_is_old(folder: Path) -> bool:
    files = list(folder.iterdir())
    return len(files) == 5 and {path.read_bytes() for path in files} == {b"precious"}


def _export(
    film: Film, recogniser: Recognizer, paths: OutputPaths, mode: RunMode, *, stop_at: int = -1
) -> tuple[tuple[Path, ...], int]:
    """Stopped at that report, if any; what was written, and how often something was reported."""
    cancelled, reports = Event(), 0

    def report(share: float | None, text: str) -> None:
        nonlocal reports
        if reports == stop_at:
            cancelled.set()
        reports += 1

    request = ExportRequest(paths=paths, mode=mode)
    written = export_file(film, recogniser, request, colors={}, report=report, cancelled=cancelled)
    return written, reports


@pytest.mark.parametrize("mode", ["realtime", "two-pass"])
def test_a_complete_export_replaces_what_was_there(
    recogniser: Recognizer, old: Path, mode: RunMode
) -> None:
    paths = _paths(old)
    written, _ = _export(Film(FRAMES), recogniser, paths, mode)
    assert written == paths.all()
    assert len(video_times(old / "out.mp4")) == FRAMES
    assert {path.name for path in old.iterdir()} == {path.name for path in paths.all()}
    assert all(b"precious" not in path.read_bytes() for path in paths.all())


@pytest.mark.parametrize(
    ("mode", "stop_at"), [("realtime", 5), ("two-pass", 5), ("two-pass", FRAMES + 5)]
)
def test_one_that_is_stopped_leaves_what_was_there(
    recogniser: Recognizer, old: Path, mode: RunMode, stop_at: int
) -> None:
    written, reports = _export(Film(FRAMES), recogniser, _paths(old), mode, stop_at=stop_at)
    assert written == ()
    assert _all_is_old(old)
    # Nobody waits for what will be thrown away.
    assert reports <= stop_at + 2


def test_one_that_is_stopped_leaves_nothing_new(recogniser: Recognizer, tmp_path: Path) -> None:
    _export(Film(FRAMES), recogniser, _paths(tmp_path), "realtime", stop_at=5)
    assert list(tmp_path.iterdir()) == []


def test_one_that_fails_leaves_what_was_there(recogniser: Recognizer, old: Path) -> None:
    with pytest.raises(KeyError):
        _export(Film(5, error=KeyError("x")), recogniser, _paths(old), "realtime")
    assert _all_is_old(old)


@pytest.mark.parametrize("how", ["cancelled", "ended"])
def test_a_recording_ends_while_results_still_come(tmp_path: Path, how: str) -> None:
    film, cancelled = Film(FRAMES), Event()
    recording = Recording(film.info, ExportRequest(paths=OutputPaths(video=tmp_path / "out.mp4")))
    frames = film.frames()
    reports = 0

    def take_next() -> None:
        if (frame := next(frames, None)) is not None:
            recording.take(FrameResult(frame=frame, tracks=()))

    def faster_than_written(share: float | None, text: str) -> None:
        nonlocal reports
        reports += 1
        if reports == 3:
            cancelled.set() if how == "cancelled" else recording.end()
        take_next()
        take_next()

    take_next()
    written = recording.run(colors={}, report=faster_than_written, cancelled=cancelled)
    assert written == (tmp_path / "out.mp4",)
    assert len(video_times(tmp_path / "out.mp4")) < FRAMES


def test_a_recording_begins_at_zero_however_long_the_camera_ran(tmp_path: Path) -> None:
    paths = _paths(tmp_path)
    film = Film(FRAMES)
    recording = Recording(film.info, ExportRequest(paths=paths))
    for frame in film.frames():
        later = replace(frame, time_s=600.0 + frame.time_s)
        recording.take(
            FrameResult(frame=later, tracks=(), timings_ms={}, revision=0, detected=False)
        )
    done = Event()
    done.set()
    said: list[str] = []
    recording.run(colors={}, report=lambda _, text: said.append(text), cancelled=done)
    assert said[-1] == "recording, 0 s"
    assert video_times(tmp_path / "out.mp4") == pytest.approx(
        [index / 25 for index in range(FRAMES)], abs=1e-3
    )


def test_a_source_that_breaks_is_written_up_to_there(recogniser: Recognizer, old: Path) -> None:
    broken = Film(5, error=SourceBrokenError("film: breaks off"))
    with pytest.raises(SourceBrokenError):
        _export(broken, recogniser, _paths(old), "realtime")
    assert len(video_times(old / "out.mp4")) == 5
    assert len(list(old.iterdir())) == 5
