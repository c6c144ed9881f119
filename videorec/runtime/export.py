"""Writing what was recognised: a file once more in the background, or a live source as it runs."""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event

from videorec.core.errors import SourceBrokenError
from videorec.core.types import FrameResult
from videorec.media.batch import Batch
from videorec.media.drawing import draw
from videorec.media.info import Source, SourceInfo
from videorec.media.picture_writer import PictureWriter
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.second_pass import Notes
from videorec.runtime.outputs import Outputs
from videorec.runtime.recognition import recognize, show_again, take_notes
from videorec.runtime.values import Color, ExportRequest

# A share of the work in [0, 1], None when it cannot be told; and what is being done, in words.
Report = Callable[[float | None, str], None]

RECORDED_AHEAD = 32


def export_file(
    source: Source,
    recognizer: Recognizer,
    request: ExportRequest,
    *,
    colors: Mapping[str, Color],
    report: Report,
    cancelled: Event,
) -> tuple[Path, ...]:
    """Recognise a whole file anew and write it; the files that were written.

    They appear together at the end; when it is cancelled or fails, those that were there before
    stay. A source that breaks is written up to there, and raised afterwards. OutputError:
    something cannot be written.
    """
    broken: SourceBrokenError | None = None
    request.paths.check(source.info.path)
    with Batch() as batch:
        with Outputs(request.paths, source.info, batch) as outputs:
            outputs.colors = colors
            passes = two_passes if request.mode == "two-pass" else one_pass
            try:
                with closing(passes(source, recognizer, report, cancelled)) as results:
                    for result in results:
                        outputs.write(result)
            except SourceBrokenError as error:
                broken = error
        if cancelled.is_set():
            return ()
        batch.release()
    if broken is not None:
        raise broken
    return tuple(path for path in request.paths.all() if path.exists())


def one_pass(
    source: Source, recognizer: Recognizer, report: Report, cancelled: Event
) -> Generator[FrameResult, None, None]:
    """Every frame as it is recognised."""
    with closing(recognize(source, recognizer)) as results:
        for result in recognizer.settled(results, live=source.info.live):
            if cancelled.is_set():
                return
            report(_share(source.info, result), "recognising")
            yield result


def two_passes(
    source: Source, recognizer: Recognizer, report: Report, cancelled: Event
) -> Generator[FrameResult, None, None]:
    """Look at everything, name all tracks together, then show it.

    When the source breaks in the first pass, the second ends there, too.
    """
    notes = Notes()
    broken: SourceBrokenError | None = None
    try:
        with closing(take_notes(source, recognizer, notes)) as results:
            for result in results:
                share = _share(source.info, result)
                report(None if share is None else 0.7 * share, "looking")
                if cancelled.is_set():
                    return
    except SourceBrokenError as error:
        broken = error
    with closing(show_again(source, recognizer, notes)) as results:
        for result in results:
            if cancelled.is_set():
                return
            share = _share(source.info, result)
            report(None if share is None else 0.7 + 0.3 * share, "writing")
            yield result
    if broken is not None:
        raise broken


class Recording:
    """Writes the results of a live source from now on until `end`, in a thread of its own: `run`.

    `take` hands over a result and never waits; results that come faster than they can be written
    are left out and counted in `dropped`.
    """

    def __init__(self, info: SourceInfo, request: ExportRequest) -> None:
        self.dropped = 0
        self._info = info
        self._request = request
        self._results: Queue[FrameResult] = Queue(RECORDED_AHEAD)
        self._ended = False

    def take(self, result: FrameResult) -> None:
        """The next result; after the end none is taken."""
        if self._ended:
            return
        try:
            self._results.put_nowait(result)
        except Full:
            self.dropped += 1

    def end(self) -> None:
        """Nothing more comes: `run` writes what waits, and returns. Any thread."""
        self._ended = True

    def run(
        self, *, colors: Mapping[str, Color], report: Report, cancelled: Event
    ) -> tuple[Path, ...]:
        """Write until the end or cancelled, times from the first result on; what was written."""
        self._request.paths.check(None)
        first_s: float | None = None
        with Outputs(self._request.paths, self._info) as outputs:
            outputs.colors = colors
            while not (self._ended and self._results.empty()):
                if cancelled.is_set():
                    self.end()
                try:
                    result = self._results.get(timeout=0.1)
                except Empty:
                    continue
                first_s = result.frame.time_s if first_s is None else first_s
                time_s = result.frame.time_s - first_s
                outputs.write(replace(result, frame=replace(result.frame, time_s=time_s)))
                left_out = f", {self.dropped} pictures left out" if self.dropped else ""
                report(None, f"recording, {time_s:.0f} s{left_out}")
        return tuple(path for path in self._request.paths.all() if path.exists())


def save_picture(path: Path, result: FrameResult, *, colors: Mapping[str, Color]) -> None:
    """One picture with its boxes, as the suffix says. OutputError: it cannot be written."""
    with PictureWriter(path) as writer:
        writer.write(result.frame.time_s, draw(result, colors=colors))


def _share(info: SourceInfo, result: FrameResult) -> float | None:
    if info.frame_count:
        return min(1.0, (result.frame.index + 1) / info.frame_count)
    return min(1.0, result.frame.time_s / info.duration_s) if info.duration_s else None
