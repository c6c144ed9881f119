"""The main command: names the faces of a source, without a window."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tqdm import tqdm

from gallery.gallery import Gallery
from videorec import app
from videorec.cli.interrupt import StopRequest
from videorec.cli.options import add_arguments as add_options
from videorec.cli.options import outputs_of, settings_of, source_of
from videorec.cli.outputs import Outputs
from videorec.cli.profile import profile_table
from videorec.core.errors import GalleryError, SourceBrokenError, UsageError
from videorec.core.types import FrameResult
from videorec.media.info import Source
from videorec.media.sources import open_source
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.second_pass import Notes
from videorec.runtime.recognition import recognize, show_again, take_notes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Make `parser` the one of the main command."""
    add_options(parser)
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Recognise a source from its first frame to its last; returns the exit code."""
    spec, settings, paths = source_of(args), settings_of(args), outputs_of(args)
    if not args.headless:
        raise UsageError(
            "this version has no window yet; add --headless, and --output FILE to keep the result"
        )
    if args.max_frames is not None and args.max_frames < 1:
        raise UsageError(f"--max-frames {args.max_frames}: at least one frame is needed")
    with StopRequest() as stop, open_source(spec) as source:
        if settings.mode == "two-pass" and source.info.live:
            raise UsageError("--two-pass reads its source twice; a live source can be read once")
        with Outputs(paths, source.info) as outputs:
            engine = app.build_engine(settings)
            say(args, engine.describe())
            with closing(people_of(args, engine)) as gallery:
                recognizer = app.build_recognizer(engine, gallery)
                outputs.colors = {
                    p.name: p.color for p in gallery.identities() if p.color is not None
                }
                say(args, describe(recognizer))
                passes = two_passes if settings.mode == "two-pass" else one_pass
                return Run(args, source, outputs, stop).take(passes, recognizer)


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

    def take(self, passes: "Passes", recognizer: Recognizer) -> int:
        """Write everything; returns the exit code."""
        broken: SourceBrokenError | None = None
        try:
            with self._bar(2 if passes is two_passes else 1) as bar:
                for stage, result in passes(self._source, recognizer, self._enough):
                    bar.set_description(stage, refresh=False)
                    bar.update()
                    self._note(stage, result)
        except SourceBrokenError as error:
            broken = error
        self._outputs.close()
        self._report()
        if broken is not None:
            raise broken
        if self._stop.wanted:
            print(
                f"stopped at {self._last_s:.2f} s after {self._written} frames; "
                "the files hold everything up to there",
                file=sys.stderr,
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
        return tqdm(
            total=None if count is None else count * passes,
            unit=" frames",
            disable=self._args.quiet or None,
            dynamic_ncols=True,
        )

    def _report(self) -> None:
        if self._args.profile:
            timings = {**self._timings_ms, **self._outputs.timings_ms}
            print(profile_table(timings, self._written))
        if not self._args.quiet:
            print(self._outputs.summary.table())


FIRST_PASS = "looking"
Stages = Iterator[tuple[str, FrameResult]]
Enough = Callable[[int], bool]
Passes = Callable[[Source, Recognizer, Enough], Stages]


def one_pass(source: Source, recognizer: Recognizer, enough: Enough) -> Stages:
    """What is going on with each result, until the source ends or it is enough."""
    with closing(recognize(source, recognizer)) as results:
        for count, result in enumerate(results, start=1):
            yield "recognising", result
            if enough(count):
                return


def two_passes(source: Source, recognizer: Recognizer, enough: Enough) -> Stages:
    """The same with a first pass; when it is enough, what was seen so far is shown.

    A source that breaks in the first pass is shown up to there, then the error is raised.
    """
    notes = Notes()
    broken: SourceBrokenError | None = None
    try:
        with closing(take_notes(source, recognizer, notes)) as results:
            for count, result in enumerate(results, start=1):
                yield FIRST_PASS, result
                if enough(count):
                    break
    except SourceBrokenError as error:
        broken = error
    with closing(show_again(source, recognizer, notes)) as results:
        for result in results:
            yield "showing", result
    if broken is not None:
        raise broken


def people_of(args: argparse.Namespace, engine: app.Engine) -> Gallery:
    """The gallery that was named: a file, or a folder that is enrolled into memory."""
    where: Path | None = args.gallery
    if where is not None and not app.is_gallery_file(where):
        return app.gallery_of_folder(engine, where, tell=warn)
    if where is not None and not where.exists():
        raise GalleryError(
            f"{where}: there is no such gallery file; make one with "
            f"`videorec gallery --gallery {where} enrol PICTURE`"
        )
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


def say(args: argparse.Namespace, line: str) -> None:
    """What the user should know at the start."""
    if not args.quiet:
        print(line)


def warn(line: str) -> None:
    """What the user should know even when all else is quiet."""
    print(f"warning: {line}", file=sys.stderr)
