"""Everything a run writes, opened before any work starts and finished whatever happens."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Protocol, Self

from videorec.core.errors import OutputError, UsageError
from videorec.core.types import FrameResult
from videorec.media.drawing import draw
from videorec.media.events import CsvWriter, JsonLinesWriter
from videorec.media.info import SourceInfo
from videorec.media.subtitles import SubtitleWriter
from videorec.media.summary import Summary
from videorec.media.writers import VideoWriter
from videorec.runtime.threads import Worker

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputPaths:
    """Where to write what; empty for nothing."""

    video: Path | None = None
    events: tuple[Path, ...] = ()
    subtitles: tuple[Path, ...] = ()
    summary: Path | None = None

    def all(self) -> tuple[Path, ...]:
        """Every path, videos first."""
        single = tuple(p for p in (self.video, self.summary) if p is not None)
        return (*single, *self.events, *self.subtitles)

    def check(self, source: Path | None) -> None:
        """UsageError when two outputs share a file, or one would overwrite the source."""
        paths = [p.resolve() for p in self.all()]
        for path in paths:
            if paths.count(path) > 1:
                raise UsageError(f"{path}: is named for two outputs; give each its own file")
            if source is not None and path == source.resolve():
                raise UsageError(f"{path}: is the source; write to another file")


class _Sink(Protocol):
    def write(self, result: FrameResult) -> None: ...

    def close(self) -> None: ...


class Outputs:
    """Takes results in order and writes all that was asked for.

    colors: of people by name, who have one of their own.

    Drawing and encoding run in a thread of their own; `timings_ms` says what they took.
    OutputError, before anything is done, when a place cannot be written.
    """

    def __init__(self, paths: OutputPaths, info: SourceInfo) -> None:
        paths.check(info.path)
        self.summary = Summary(info=info)
        self.timings_ms: dict[str, float] = {"draw": 0.0, "encode": 0.0}
        self.colors: Mapping[str, Color] = {}
        self._summary_path = paths.summary
        self._sinks: list[_Sink] = []
        self._stack = ExitStack()
        self._closed = False
        with self._stack:
            for path in paths.events:
                self._add(event_writer(path))
            for path in paths.subtitles:
                self._add(SubtitleWriter(path, info=info))
            if paths.summary is not None:
                require_folder(paths.summary)
            self._worker: Worker[FrameResult] | None = None
            if paths.video is not None:
                self._video = self._stack.enter_context(
                    VideoWriter(paths.video, info=info, audio_from=info.path)
                )
                self._worker = self._stack.enter_context(Worker(self._show))
            self._stack = self._stack.pop_all()

    def write(self, result: FrameResult) -> None:
        """Take the next frame's result."""
        self.summary.add(result)
        for sink in self._sinks:
            sink.write(result)
        if self._worker is not None:
            self._worker.put(result)

    def close(self) -> None:
        """Finish every file; may be called twice."""
        if self._closed:
            return
        self._closed = True
        self.summary.finish()
        self._stack.close()
        if self._summary_path is not None:
            self.summary.write_json(self._summary_path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _add(self, sink: _Sink) -> None:
        self._stack.callback(sink.close)
        self._sinks.append(sink)

    def _show(self, result: FrameResult) -> None:
        start = perf_counter()
        image = draw(result, colors=self.colors)
        drawn = perf_counter()
        self._video.write(result.frame.time_s, image)
        self.timings_ms["draw"] += (drawn - start) * 1e3
        self.timings_ms["encode"] += (perf_counter() - drawn) * 1e3


def event_writer(path: Path) -> JsonLinesWriter | CsvWriter:
    """The writer for the suffix: .jsonl or .csv."""
    writers: dict[str, Callable[[Path], JsonLinesWriter | CsvWriter]] = {
        ".jsonl": JsonLinesWriter,
        ".csv": CsvWriter,
    }
    make = writers.get(path.suffix.lower())
    if make is None:
        raise OutputError(f"{path}: cannot tell what to write; end the name in .jsonl or .csv")
    return make(path)


def require_folder(path: Path) -> None:
    """OutputError when the folder of `path` is not there."""
    if not path.resolve().parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.resolve().parent}; make it first")
