"""The controller with a camera: shown at once, recognised, recorded."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.listener import controlled
from videorec import demo
from videorec.cli.demo import write_gallery
from videorec.core.types import Frame
from videorec.gui import stage
from videorec.gui.values import ExportRequest, OutputPaths
from videorec.media.files import FileSource
from videorec.media.info import Source, SourceInfo
from videorec.media.sources import open_source


class ClipCamera(Source):
    """Shows a clip over and over, in its own time."""

    def __init__(self, clip: Path) -> None:
        self._file = FileSource(clip)
        self._closed = threading.Event()

    @property
    def info(self) -> SourceInfo:
        info = self._file.info
        return SourceInfo(
            name="camera 0", width=info.width, height=info.height, fps=info.fps, live=True
        )

    def frames(self) -> Iterator[Frame]:
        start, index = time.monotonic(), 0
        while True:
            for frame in self._file.frames():
                if self._closed.wait(0.04):
                    return
                yield Frame(index=index, time_s=time.monotonic() - start, image=frame.image)
                index += 1

    def close(self) -> None:
        self._closed.set()


def test_a_recording_ends_with_its_camera(
    qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "open_source", lambda spec, **rest: ClipCamera(clip))
    paths = OutputPaths(video=tmp_path / "out.mp4")
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        controller.open_source(0)
        heard.until(lambda: heard.indices and heard.heard["engine_ready"])
        controller.export(ExportRequest(paths=paths))
        heard.until(lambda: heard.heard["job_changed"] and "recording" in heard.job.text)
        controller.close_source()
        heard.until(lambda: heard.job.done)
        assert heard.job.failed is None
        assert heard.job.results == paths.all()


def test_a_camera_is_recognised_and_recorded(
    qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "open_source", lambda spec, **rest: ClipCamera(clip))
    folder = tmp_path / "people"
    folder.mkdir()
    write_gallery(folder)
    paths = OutputPaths(video=tmp_path / "out.mp4", events=(tmp_path / "out.csv",))
    with controlled(qtbot, folder) as (controller, heard):
        controller.open_source(0)
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        assert heard.transport.live
        assert not heard.transport.seekable
        controller.export(ExportRequest(paths=paths))
        heard.until(lambda: heard.heard["job_changed"] and "recording" in heard.job.text)
        heard.until(lambda: heard.job.text >= "recording, 1")
        controller.cancel_job(heard.job.job_id)
        heard.until(lambda: heard.job.done)
        assert heard.job.failed is None
        assert heard.job.results == paths.all()
        heard.until(lambda: heard.heard["statistics_changed"])
        assert heard.last("statistics_changed").recognition_fps > 0.0
        heard.until(lambda: heard.last("session_changed") and heard.session.lanes)
        controller.toggle()
        heard.until(lambda: not heard.transport.playing)
        controller.close_source()
        heard.until(lambda: heard.heard["source_closed"])
    with open_source(tmp_path / "out.mp4") as written:
        assert len(list(written.frames())) > 1
