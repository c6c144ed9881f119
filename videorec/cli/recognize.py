"""The main command: names the faces of a source, without a window."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import get_terminal_size
from time import perf_counter
from typing import Any

from tqdm import tqdm

from gallery.gallery import Gallery
from videorec import app
from videorec.cli import lines
from videorec.cli.inputs import gallery_files, model_files, source_pictures
from videorec.cli.interrupt import StopRequest
from videorec.cli.options import is_gallery_file, outputs_of, settings_of, source_of
from videorec.cli.profile import profile_table
from videorec.config import AppSettings
from videorec.core.errors import OutputError, SourceBrokenError, UsageError
from videorec.core.types import FrameResult
from videorec.media.info import Source
from videorec.media.sources import open_source
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.second_pass import Notes
from videorec.runtime.outputs import Outputs
from videorec.runtime.recognition import recognize, show_again, take_notes


def run(args: argparse.Namespace) -> int:
    """Do it and say what was written; returns the exit code."""
    code = name_faces(args)
    if written := ", ".join(str(path) for path in outputs_of(args).all() if path.exists()):
        say(args, f"wrote {written}")
    return code


def name_faces(args: argparse.Namespace) -> int:
    """Recognise a source from its first frame to its last; returns the exit code."""
    spec, settings, paths = source_of(args), settings_of(args), outputs_of(args)
    if args.max_frames is not None and args.max_frames < 1:
        raise UsageError(f"--max-frames {args.max_frames}: at least one frame is needed")
    # Files are only opened when nothing else can fail; until then they are looked at.
    paths.check(None, inputs_of(args, settings))
    with StopRequest() as stop, open_source(spec, on_state=report_stream) as source:
        paths.check(source.info.path)
        if source.info.live:
            stop.call_off = source.close
            if settings.mode == "two-pass":
                raise UsageError("--two-pass reads its source twice; a live one can be read once")
        engine = app.build_engine(settings)
        say(args, engine.describe(), always=True)
        with closing(people_of(args, engine)) as gallery:
            recognizer = app.build_recognizer(engine, gallery)
            say(args, describe(recognizer), always=True)
            stop.prepared()
            with Outputs(paths, source.info) as outputs:
                outputs.colors = {
                    p.name: p.color for p in gallery.identities() if p.color is not None
                }
                passes = two_passes if settings.mode == "two-pass" else one_pass
                return Run(args, source, outputs, stop).take(passes, recognizer)


def inputs_of(args: argparse.Namespace, settings: AppSettings) -> dict[str, tuple[Path, ...]]:
    """The files that a run reads, by what they are to it; a source that is a file says its own."""
    return {
        "a picture of the source": source_pictures(args.video),
        "the gallery": gallery_files(args.gallery or app.default_gallery_path()),
        "the configuration": () if args.config is None else (args.config,),
        "the model": model_files(settings.model),
    }


class Run:
    """Takes results until the source ends, breaks, or the user has enough."""

    def __init__(
        self, args: argparse.Namespace, source: Source, outputs: Outputs, stop: StopRequest
    ) -> None:
        self._args = args
        self._source = source
        self._outputs = outputs
        self._stop = stop
        self._timings_ms: dict[str, float] = defaultdict(float)
        self._written = 0
        self._last_s = 0.0
        self._started = perf_counter()

    def take(self, passes: "Passes", recognizer: Recognizer) -> int:
        """Write everything; returns the exit code."""
        broken: SourceBrokenError | OutputError | None = None
        try:
            with self._bar(2 if passes is two_passes else 1) as bar:
                for stage, result in passes(self._source, recognizer, self._enough):
                    bar.set_description(stage, refresh=False)
                    bar.update()
                    self._note(stage, result)
        except (SourceBrokenError, OutputError) as error:
            broken = error
        try:
            self._outputs.close()
        finally:
            self._report()
        if broken is not None:
            raise broken
        if self._stop.wanted:
            lines.warn(
                f"stopped at {self._last_s:.2f} s after {self._written} frames; "
                "the files hold everything up to there"
            )
            return 130
        return 0

    def _note(self, stage: str, result: FrameResult) -> None:
        for name, spent in result.timings_ms.items():
            self._timings_ms[name] += spent
        if stage != FIRST_PASS:
            self._outputs.write(result)
            self._written += 1
            self._last_s = result.frame.time_s

    def _enough(self, frames: int) -> bool:
        return self._stop.wanted or frames == self._args.max_frames

    def _bar(self, passes: int) -> "tqdm[Any]":
        count = self._source.info.frame_count
        if count is not None and self._args.max_frames is not None:
            count = min(count, self._args.max_frames)
        # Terminals without a size exist; tqdm would draw a bar of no width there.
        columns, lines = get_terminal_size()
        return tqdm(
            total=None if count is None else count * passes,
            unit=" frames",
            disable=self._args.quiet or None,
            ncols=columns - 1,
            nrows=lines,
        )

    def _report(self) -> None:
        took = perf_counter() - self._started
        if self._args.profile:
            timings = {**self._timings_ms, **self._outputs.timings_ms}
            say(self._args, profile_table(timings, self._written), always=True)
        say(self._args, self._outputs.summary.table())
        say(
            self._args,
            f"{self._written} frames in {took:.1f} s: {self._written / took:.1f} frames/s",
        )


FIRST_PASS = "looking"
Stages = Iterator[tuple[str, FrameResult]]
Enough = Callable[[int], bool]
Passes = Callable[[Source, Recognizer, Enough], Stages]


def one_pass(source: Source, recognizer: Recognizer, enough: Enough) -> Stages:
    """What is going on with each result, until the source ends or it is enough."""
    with closing(recognize(source, recognizer)) as results:
        wanted = until(results, enough)
        for result in recognizer.settled(wanted, live=source.info.live):
            yield "recognising", result


def until(results: Iterable[FrameResult], enough: Enough) -> Iterator[FrameResult]:
    """The first results."""
    for count, result in enumerate(results, start=1):
        yield result
        if enough(count):
            return


def two_passes(source: Source, recognizer: Recognizer, enough: Enough) -> Stages:
    """The same with a first pass; when it is enough, what was seen so far is shown.

    A source that breaks in the first pass is shown up to there, then the error is raised. Whoever
    says only in the second pass that it is enough ends that one.
    """
    notes = Notes()
    broken: SourceBrokenError | None = None
    try:
        with closing(take_notes(source, recognizer, notes)) as results:
            for result in until(results, enough):
                yield FIRST_PASS, result
    except SourceBrokenError as error:
        broken = error
    already = enough(0)  # before the first frame of this pass
    with closing(show_again(source, recognizer, notes)) as results:
        for result in results if already else until(results, enough):
            yield "showing", result
    if broken is not None:
        raise broken


def people_of(args: argparse.Namespace, engine: app.Engine) -> Gallery:
    """The gallery that was named: a file, or a folder that is enrolled into memory."""
    where: Path | None = args.gallery
    if where is not None and not is_gallery_file(where):
        return app.gallery_of_folder(engine, where, tell=warn)
    gallery = app.open_gallery(engine, where)
    if missing := gallery.missing():
        say(args, f"embedding {missing} stored faces anew, they were made by another model")
        for _ in app.build_enroller(engine, gallery).reembed():
            pass
    if not gallery.identities():
        warn(f"{gallery.name}: nobody is enrolled, so everybody will be unknown")
    return gallery


def describe(recognizer: Recognizer) -> str:
    """Whom it knows and what a name takes."""
    count = len(recognizer.index)
    people = "1 person" if count == 1 else f"{count} people"
    return f"gallery: {people}; threshold: {recognizer.threshold:.3f}"


def say(args: argparse.Namespace, line: str, *, always: bool = False) -> None:
    """What the user may want to know; it is needed where no file is written.

    always: also when all else is quiet.
    """
    if always or not args.quiet:
        lines.tell(line, needed=not outputs_of(args).all())


def report_stream(state: object, line: str) -> None:
    """What a stream is doing, without tearing the progress bar."""
    with tqdm.external_write_mode(file=sys.stderr):
        lines.warn(line)


def warn(line: str) -> None:
    """What the user should know even when all else is quiet."""
    lines.warn(f"warning: {line}")
