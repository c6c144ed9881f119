"""Reading and detecting ahead changes nothing about the results."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path

import numpy as np
import pytest

from tests.runtime.film import Film, black
from tests.runtime.waiting import no_thread_left
from videorec import demo
from videorec.cli.demo import write_clip
from videorec.core.errors import SourceBrokenError
from videorec.core.types import Frame
from videorec.media.info import Source, SourceInfo
from videorec.media.sources import open_source
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.second_pass import Notes
from videorec.runtime.recognition import recognize, show_again, take_notes


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "demo.mp4"
    write_clip(path, 1.0)
    return path


class Live(Source):
    """A camera that is never done."""

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(name="live", width=64, height=48, live=True)

    def frames(self) -> Iterator[Frame]:
        for index in count():
            yield black(index, index / 25)


def test_running_ahead_gives_the_same_results(clip: Path, recogniser: Recognizer) -> None:
    with open_source(clip) as source:
        plain = list(recogniser.run(source))
    with open_source(clip) as source:
        ahead = list(recognize(source, recogniser))
    assert len(plain) == len(ahead) == demo.FPS
    for a, b in zip(plain, ahead, strict=True):
        assert (a.frame.index, a.frame.time_s) == (b.frame.index, b.frame.time_s)
        assert [t.track_id for t in a.tracks] == [t.track_id for t in b.tracks]
        assert [t.match.name for t in a.tracks] == [t.match.name for t in b.tracks]
        for s, t in zip(a.tracks, b.tracks, strict=True):
            np.testing.assert_allclose(s.face.box, t.face.box, atol=0.5)
    assert {"decode", "shots", "flow"} <= ahead[-1].timings_ms.keys()


def test_exact_mode_looks_at_several_frames_at_once_with_the_same_results(
    clip: Path, exact_recogniser: Recognizer
) -> None:
    assert exact_recogniser.scout.lanes == 2
    with open_source(clip) as source:
        frames = list(islice(source.frames(), 8))
    plain = [exact_recogniser.process(frame) for frame in frames]
    with open_source(clip) as source, closing(recognize(source, exact_recogniser)) as results:
        ahead = list(islice(results, len(frames)))
    assert any(track.match.name == demo.KNOWN for result in plain for track in result.tracks)
    for a, b in zip(plain, ahead, strict=True):
        assert a.frame.index == b.frame.index
        assert a.detected
        assert b.detected
        for s, t in zip(a.tracks, b.tracks, strict=True):
            assert s.match.name == t.match.name
            np.testing.assert_allclose(s.face.box, t.face.box, atol=1e-3)
            np.testing.assert_allclose(s.embedding, t.embedding, atol=1e-3)
    assert {"decode", "shots", "detect"} <= ahead[-1].timings_ms.keys()


@pytest.mark.parametrize("mode", ["recogniser", "exact_recogniser"])
def test_results_before_a_break_come_first_and_no_thread_stays(
    mode: str, request: pytest.FixtureRequest
) -> None:
    recogniser: Recognizer = request.getfixturevalue(mode)
    film = Film(5, error=SourceBrokenError("film: breaks off at 0.2 s"))
    results = []
    with no_thread_left(), pytest.raises(SourceBrokenError, match="breaks off"):
        for result in recognize(film, recogniser):
            results.append(result.frame.index)  # noqa: PERF401
    assert results == [0, 1, 2, 3, 4]


def test_a_live_source_can_be_left_at_any_moment(recogniser: Recognizer) -> None:
    with no_thread_left():
        results = recognize(Live(), recogniser)
        indices = [next(results).frame.index for _ in range(5)]
        results.close()
    assert indices == sorted(set(indices))


def test_the_second_reading_shows_every_noted_frame(clip: Path, recogniser: Recognizer) -> None:
    notes = Notes()
    with open_source(clip) as source:
        first = list(take_notes(source, recogniser, notes))
        second = list(show_again(source, recogniser, notes))
    assert [r.frame.index for r in second] == [r.frame.index for r in first]
    assert [len(r.tracks) for r in second] == [len(r.tracks) for r in first]
    assert (second[3].frame.image == first[3].frame.image).all()


def test_a_first_pass_that_ends_early_is_shown_up_to_there(
    clip: Path, recogniser: Recognizer
) -> None:
    notes = Notes()
    with open_source(clip) as source:
        noted = take_notes(source, recogniser, notes)
        for _ in range(4):
            next(noted)
        noted.close()
        assert len(list(show_again(source, recogniser, notes))) == 4
