"""Everything a run writes, opened before any work starts and finished whatever happens."""

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
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
# Standard output and standard error, as the system numbers them.
LINES = (1, 2)


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
            self._require_place(path, target)
            targets.append(target)

    def _require_place(self, path: Path, target: Path) -> None:
        # Asked by its first name: that of a pipe behind /dev/stdout leads nowhere.
        if not os.access(path if path.exists() else target.parent, os.W_OK):
            raise OutputError(f"{path}: may not be written; choose another place")
        if path.is_file() and _takes_lines(path):
            raise UsageError(f"{path}: takes what the program prints; write to another file")
        # Events are lines, which any place takes; the others are put in place when they are whole.
        if path.exists() and not path.is_file() and path not in self.events:
            raise OutputError(f"{path}: may not be overwritten; choose another name")

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


def _takes_lines(path: Path) -> bool:
    """Whether standard output or standard error goes to that file."""
    there = path.stat()
    for number in LINES:
        with suppress(OSError):  # closed
            if os.path.samestat(there, os.fstat(number)):
                return True
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
    OutputError: a place cannot be written. When several cannot, `close` raises the error of the
    first, with the others as its notes.
    """

    def __init__(self, paths: OutputPaths, info: SourceInfo, batch: Batch | None = None) -> None:
        self.summary = Summary(info=info)
        self.timings_ms: dict[str, float] = {"draw": 0.0, "encode": 0.0}
        self.colors: Mapping[str, Color] = {}
        self._summary_path = paths.summary
        self._place: Place = PendingFile if batch is None else batch.file
        self._sinks: list[_Sink] = []
        self._stack = ExitStack()
        self._errors: list[OutputError] = []
        self._closed = False
        with self._stack:
            self._worker: Worker[FrameResult] | None = None
            if paths.video is not None:
                sound = info.path if info.has_audio else None
                self._video = open_writer(
                    paths.video, info=info, audio_from=sound, place=self._place
                )
                self._stack.callback(self._finish, self._video.close)
                self._worker = Worker(self._show)
                self._stack.callback(self._finish, self._worker.close)
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
        try:
            for sink in self._sinks:
                sink.write(result)
            if self._worker is not None:
                self._worker.put(result)
        except OutputError as error:
            self._errors.append(error)
            raise

    def close(self) -> None:
        """Finish every file; may be called twice. Raises also what `write` has raised."""
        if self._closed:
            return
        self._closed = True
        self.summary.finish()
        try:
            self._stack.close()
        finally:
            if self._summary_path is not None:
                self._finish(partial(self.summary.write_json, self._summary_path, self._place))
        self._raise_errors()

    def _add(self, sink: _Sink) -> None:
        self._stack.callback(self._finish, sink.close)
        self._sinks.append(sink)

    def _finish(self, close: Callable[[], None]) -> None:
        """Finish one file; what goes wrong must not hide what goes wrong with another."""
        try:
            close()
        except OutputError as error:
            self._errors.append(error)

    def _raise_errors(self) -> None:
        if not self._errors:
            return
        first, *others = self._errors
        for said in dict.fromkeys(str(error) for error in others):
            if said != str(first):
                first.add_note(said)
        raise first

    def _show(self, result: FrameResult) -> None:
        start = perf_counter()
        image = draw(result, colors=self.colors)
        drawn = perf_counter()
        self._video.write(result.frame.time_s, image)
        self.timings_ms["draw"] += (drawn - start) * 1e3
        self.timings_ms["encode"] += (perf_counter() - drawn) * 1e3
