"""Everything a run writes, opened before any work starts and finished whatever happens."""

import os
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Protocol

from videorec.core.errors import OutputError, UsageError
from videorec.core.types import FrameResult
from videorec.media.batch import Batch
from videorec.media.closable import Closable
from videorec.media.drawing import draw
from videorec.media.events import CsvWriter, JsonLinesWriter
from videorec.media.info import SourceInfo
from videorec.media.pending import PendingFile, Place, resolve_target
from videorec.media.picture_writer import PICTURE_SUFFIXES, open_writer
from videorec.media.subtitles import SUBTITLE_SUFFIXES, SubtitleWriter
from videorec.media.summary import Summary
from videorec.media.writers import VIDEO_FORMATS
from videorec.runtime.threads import Worker

Color = tuple[int, int, int]

EVENT_WRITERS: Mapping[str, type[JsonLinesWriter] | type[CsvWriter]] = {
    ".jsonl": JsonLinesWriter,
    ".csv": CsvWriter,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputPaths:
    """Where to write what; empty for nothing."""

    video: Path | None = None
    events: tuple[Path, ...] = ()
    subtitles: tuple[Path, ...] = ()
    summary: Path | None = None

    def all(self) -> tuple[Path, ...]:
        """Every path, videos first."""
        summaries = () if self.summary is None else (self.summary,)
        return (*self.videos(), *self.events, *self.subtitles, *summaries)

    def check(
        self, source: Path | None, inputs: Mapping[str, Collection[Path]] | None = None
    ) -> None:
        """Everything that can be known before any work; nothing is made or changed.

        inputs: what else is read, by what it is, such as "the gallery".
        UsageError: two outputs share a file, or one would overwrite the source or another input.
        OutputError: a name of no known kind, or a place that cannot be written.
        """
        kinds = (
            (self.videos(), {*VIDEO_FORMATS, *PICTURE_SUFFIXES}),
            (self.events, set(EVENT_WRITERS)),
            (self.subtitles, SUBTITLE_SUFFIXES),
        )
        for paths, suffixes in kinds:
            for path in paths:
                if path.suffix.lower() not in suffixes:
                    known = ", ".join(sorted(suffixes))
                    raise OutputError(f"{path}: cannot tell what to write; end the name in {known}")
        taken = {"the source": () if source is None else (source,), **(inputs or {})}
        targets: list[Path] = []
        for path in self.all():
            target = resolve_target(path)
            if any(are_one_file(target, other) for other in targets):
                raise UsageError(f"{path}: is named for two outputs; give each its own file")
            for what, files in taken.items():
                if any(are_one_file(target, file) for file in files):
                    raise UsageError(f"{path}: is {what}; write to another file")
            if not os.access(target if target.exists() else target.parent, os.W_OK):
                raise OutputError(f"{path}: may not be written; choose another place")
            targets.append(target)

    def videos(self) -> tuple[Path, ...]:
        """The annotated video or picture, if it is wanted."""
        return () if self.video is None else (self.video,)


def are_one_file(first: Path, second: Path) -> bool:
    """Whether two paths mean one file, also through links, and when it is yet to be made.

    Of a path that cannot be looked at it is not known; whoever opens it says what is wrong.
    """
    try:
        if first.exists() and second.exists():
            return first.samefile(second)
        return first.resolve() == second.resolve()
    except (OSError, ValueError, RuntimeError):
        return False


class _Sink(Protocol):
    def write(self, result: FrameResult) -> None: ...

    def close(self) -> None: ...


class Outputs(Closable):
    """Takes results in order and writes all that was asked for.

    colors: of people by name, who have one of their own.

    Drawing and encoding run in a thread of their own; `timings_ms` says what they took.
    paths: checked already, see `OutputPaths.check`. batch: the files are in their places when it
    is released; without one, each when it is complete, and events from the start.
    OutputError: a place cannot be written.
    """

    def __init__(self, paths: OutputPaths, info: SourceInfo, batch: Batch | None = None) -> None:
        self.summary = Summary(info=info)
        self.timings_ms: dict[str, float] = {"draw": 0.0, "encode": 0.0}
        self.colors: Mapping[str, Color] = {}
        self._summary_path = paths.summary
        self._place: Place = PendingFile if batch is None else batch.file
        self._sinks: list[_Sink] = []
        self._stack = ExitStack()
        self._closed = False
        with self._stack:
            self._worker: Worker[FrameResult] | None = None
            if paths.video is not None:
                sound = info.path if info.has_audio else None
                self._video = open_writer(
                    paths.video, info=info, audio_from=sound, place=self._place
                )
                self._stack.callback(self._video.close)
                self._worker = self._stack.enter_context(Worker(self._show))
            for path in paths.subtitles:
                self._add(SubtitleWriter(path, info=info, place=self._place))
            # Last: without a batch, the events of a run before are gone from here on.
            for path in paths.events:
                writer = EVENT_WRITERS[path.suffix.lower()]
                self._add(writer(path, None if batch is None else batch.file))
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
        try:
            self._stack.close()
        finally:
            if self._summary_path is not None:
                self.summary.write_json(self._summary_path, self._place)

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
