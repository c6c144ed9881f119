"""Where recognition is late, boxes of one shot never lie over a picture of another."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.runtime.audience import Watcher
from videorec.cli.demo import write_clip
from videorec.core.errors import SourceError
from videorec.core.types import Frame, FrameResult
from videorec.media.files import FileSource
from videorec.media.info import Source, SourceInfo
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.scout import Sighting
from videorec.runtime.file_player import FilePlayer
from videorec.runtime.live_player import LivePlayer
from videorec.runtime.playing import LONGEST_LAG_S, Player

SECONDS, FPS = 3.0, 25
FRAMES = round(SECONDS * FPS)
CUT = (FRAMES + 1) // 2
LATE_S = 0.25


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shots; she and the stranger change places in between."""
    path = tmp_path_factory.mktemp("clip") / "demo.mp4"
    write_clip(path, SECONDS)
    return path


@pytest.fixture
def late(recogniser: Recognizer, monkeypatch: pytest.MonkeyPatch) -> Recognizer:
    """A recogniser on a slow machine."""
    name = recogniser.name

    def slow(sighting: Sighting) -> FrameResult:
        time.sleep(LATE_S)
        return name(sighting)

    monkeypatch.setattr(recogniser, "name", slow)
    return recogniser


class Viewer(Watcher):
    """Remembers what lay over each picture: (picture, picture that the boxes were found in)."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[Frame, Frame]] = []
        self.overlay: FrameResult | None = None

    def shown(self, picture: Frame | None, result: FrameResult | None, due_s: float) -> None:
        painted = picture or self.pictures[-1]
        self.overlay = self.overlay if result is None else result
        if self.overlay is not None and self.overlay.tracks:
            self.pairs.append((painted, self.overlay.frame))
        super().shown(picture, result, due_s)


def shot(frame: Frame) -> tuple[int, bool]:
    """Round of the film, and which of its shots."""
    return frame.index // FRAMES, frame.index % FRAMES >= CUT


def mixed(pairs: list[tuple[Frame, Frame]]) -> list[tuple[int, int]]:
    """Pictures under boxes of another shot, by index."""
    return [(p.index, found_in.index) for p, found_in in pairs if shot(p) != shot(found_in)]


def late_but_right(pairs: list[tuple[Frame, Frame]]) -> bool:
    """Whether boxes of an earlier picture of the same shot were shown."""
    return any(shot(p) == shot(found) and p.index > found.index for p, found in pairs)


@contextmanager
def playing(player: Player, recogniser: Recognizer) -> Iterator[None]:
    player.use_recognizer(recogniser)
    player.start()
    player.begin()
    try:
        yield
    finally:
        assert player.close()


def test_a_file_that_is_recognised_late(clip: Path, late: Recognizer) -> None:
    viewer = Viewer()
    with FileSource(clip) as source, playing(FilePlayer(source, viewer), late):
        viewer.wait(lambda: bool(viewer.states) and viewer.state.ended)
    assert late_but_right(viewer.pairs)
    assert mixed(viewer.pairs) == []
    assert {shot(found) for _, found in viewer.pairs} == {(0, False), (0, True)}


def test_wherever_one_goes_in_a_file(clip: Path, late: Recognizer) -> None:
    viewer = Viewer()
    near_cut = (CUT - 8) / FPS

    def wait(seconds: float) -> None:
        time.sleep(seconds)

    with FileSource(clip) as source:
        player = FilePlayer(source, viewer)
        player.set_loop(True)
        steps: list[Callable[[], None]] = [
            lambda: wait(SECONDS + 1.0),  # over the end
            lambda: player.seek(near_cut),
            lambda: wait(0.8),
            player.pause,
            lambda: player.step(-12),
            lambda: wait(0.5),
            player.play,
            lambda: wait(0.8),
            lambda: player.seek(0.2),
            lambda: wait(0.5),
            lambda: player.seek((CUT + 6) / FPS),
            lambda: wait(0.5),
            lambda: player.step(-10),
            lambda: wait(0.3),
            lambda: player.step(8),
            player.play,
            lambda: player.set_speed(4.0),
            lambda: wait(1.5),
        ]
        with playing(player, late):
            for step in steps:
                step()
    assert viewer.pairs
    assert mixed(viewer.pairs) == []


class LiveClip(Source):
    """A clip as a camera would show it, over and over; each time is `FRAMES` pictures."""

    def __init__(self, clip: Path, *, breaks_after: int | None = None) -> None:
        with FileSource(clip) as source:
            self._images = [frame.image for frame in source.frames()]
        self._breaks_after = breaks_after
        self._closed = Event()

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(name="camera 0", width=854, height=480, live=True)

    def frames(self) -> Iterator[Frame]:
        index = 0
        while not self._closed.wait(1 / FPS):
            if index == self._breaks_after:
                raise SourceError("camera 0: gives no pictures")
            image = self._images[index % FRAMES]
            yield Frame(index=index, time_s=index / FPS, image=image)
            index += 1

    def close(self) -> None:
        self._closed.set()


def never() -> Source:
    raise SourceError("camera 0: cannot be opened")


def test_a_camera_that_is_recognised_late(clip: Path, late: Recognizer) -> None:
    viewer = Viewer()
    with playing(LivePlayer(LiveClip(clip), never, viewer), late):
        viewer.wait(lambda: viewer.shown_index > 2 * FRAMES)
    assert late_but_right(viewer.pairs)
    assert mixed(viewer.pairs) == []


def test_a_camera_after_a_pause(clip: Path, late: Recognizer) -> None:
    viewer = Viewer()
    player = LivePlayer(LiveClip(clip), never, viewer)
    with playing(player, late):
        viewer.wait(lambda: bool(viewer.pairs))
        player.pause()
        held = viewer.shown_index
        viewer.wait(lambda: viewer.overlay is not None and viewer.overlay.frame.index == held)
        time.sleep(0.2)  # whoever was there may have gone, before the same wall
        player.play()
        viewer.wait(lambda: viewer.shown_index > held + 10)
    assert [p.index for p, found in viewer.pairs if p.index > held >= found.index] == []


def test_no_boxes_stay_when_recognition_fails(
    clip: Path, recogniser: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(sighting: Sighting) -> FrameResult:
        raise RuntimeError("out of memory")

    viewer = Viewer()
    with playing(LivePlayer(LiveClip(clip), never, viewer), recogniser):
        viewer.wait(lambda: bool(viewer.pairs))
        monkeypatch.setattr(recogniser, "name", fail)
        viewer.wait(lambda: bool(viewer.errors))
        failed = viewer.shown_index
        viewer.wait(lambda: viewer.shown_index > failed + 3)
    assert [p.index for p, _ in viewer.pairs if p.index > failed + 1] == []


def test_boxes_over_a_camera_are_never_old(
    clip: Path, recogniser: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, stuck, go_on = Viewer(), Event(), Event()
    name = recogniser.name

    def name_until_stuck(sighting: Sighting) -> FrameResult:
        assert not stuck.is_set() or go_on.wait(20.0)
        return name(sighting)

    monkeypatch.setattr(recogniser, "name", name_until_stuck)
    with playing(LivePlayer(LiveClip(clip), never, viewer), recogniser):
        viewer.wait(lambda: bool(viewer.pairs))
        stuck.set()
        last = viewer.shown_index
        viewer.wait(lambda: viewer.shown_index > last + 1.2 * FPS)
        go_on.set()
    ages_s = [p.time_s - found.time_s for p, found in viewer.pairs]
    assert 0.0 < max(ages_s) <= LONGEST_LAG_S


def test_boxes_of_another_recogniser_are_gone(clip: Path, recogniser: Recognizer) -> None:
    viewer = Viewer()
    player = LivePlayer(LiveClip(clip), never, viewer)
    with playing(player, recogniser):
        viewer.wait(lambda: bool(viewer.pairs))
        player.use_recognizer(None)
        taken_away = viewer.shown_index
        viewer.wait(lambda: viewer.shown_index > taken_away + 3)
    assert [p.index for p, _ in viewer.pairs if p.index > taken_away + 1] == []
