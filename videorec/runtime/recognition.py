"""A whole source through a recognizer, reading and detecting ahead."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from videorec.core.types import Frame, FrameResult
from videorec.media.info import Source
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.scout import Glance, Sighting
from videorec.pipeline.second_pass import Notes
from videorec.pipeline.timing import timed
from videorec.runtime.mailbox import Lossless, Mailbox, Newest
from videorec.runtime.threads import Reader

READ_AHEAD = 8
LOOK_AHEAD = 6


def recognize(source: Source, recognizer: Recognizer) -> Generator[FrameResult, None, None]:
    """Results of every frame of a file, or of the newest frames of a live source.

    Decoding and detection run ahead, each in a thread of its own, while the frames before are
    followed, embedded and named. Errors of the source come after the results of what was read.
    """
    recognizer.reset()
    live = source.info.live
    mailbox: Mailbox[tuple[Frame, float]] = Newest() if live else Lossless(READ_AHEAD)
    with ExitStack() as stack:
        frames = stack.enter_context(Reader(timed(source.frames()), mailbox))
        scout = recognizer.scout
        ahead = scouted(frames, recognizer, lanes=1 if live else scout.lanes)
        sightings = stack.enter_context(Reader(ahead, Lossless(LOOK_AHEAD)))
        stack.callback(mailbox.abandon)  # first of all, so that the scout does not wait for more
        for sighting in sightings:
            yield recognizer.name(sighting)


def scouted(
    frames: Iterable[tuple[Frame, float]], recognizer: Recognizer, *, lanes: int
) -> Iterator[Sighting]:
    """What the scout says about each frame; its decoding time is the stage "decode".

    lanes: frames at once, each prepared for naming by the thread that looked at it; more than one
    of them are later, but more in the same time.
    """
    scout = recognizer.scout

    def prepare_alone(glance: Glance) -> Sighting:
        return recognizer.prepare(scout.detect_alone(glance))

    def glances() -> Iterator[Glance]:
        for frame, decode_ms in frames:
            glance = scout.glance(frame)
            yield replace(glance, timings_ms={"decode": decode_ms, **glance.timings_ms})

    if lanes == 1:
        yield from map(scout.detect, glances())
    else:
        from videorec.models.workers import side_by_side  # here, as it imports torch

        yield from side_by_side(prepare_alone, glances(), lanes)


def take_notes(
    source: Source, recognizer: Recognizer, notes: Notes
) -> Generator[FrameResult, None, None]:
    """The first pass over a file: results as they come, remembered in `notes`."""
    for result in recognize(source, recognizer):
        notes.take(result)
        yield result


def show_again(
    source: Source, recognizer: Recognizer, notes: Notes
) -> Generator[FrameResult, None, None]:
    """The second pass: the same frames with the names of their whole groups."""
    named = notes.named(recognizer.index, recognizer.matching, same_person=recognizer.same_person)
    with Reader(timed(source.frames()), Lossless(READ_AHEAD)) as reader:
        for frame, decode_ms in reader:
            if frame.index not in named:
                return
            yield FrameResult(
                frame=frame,
                tracks=named[frame.index],
                timings_ms={"decode": decode_ms},
                revision=recognizer.revision,
                detected=False,
            )
