"""Playing cameras: every picture at once, and again when they come back."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from tests.runtime.audience import Watcher
from tests.runtime.film import Film
from tests.runtime.waiting import no_thread_left
from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame
from videorec.media.info import Source, SourceInfo
from videorec.runtime import live_player
from videorec.runtime.live_player import LivePlayer


class Camera(Source):
    """Gives a picture every few milliseconds until it is closed or unplugged."""

    def __init__(self, unplugged_after: int | None = None) -> None:
        self._unplugged_after = unplugged_after
        self._closed = threading.Event()

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(name="camera 0", width=64, height=48, live=True)

    def frames(self) -> Iterator[Frame]:
        start, index = time.monotonic(), 0
        while not self._closed.wait(0.005):
            if index == self._unplugged_after:
                raise SourceBrokenError("camera 0: gives no pictures; was it unplugged?")
            yield Frame(
                index=index,
                time_s=time.monotonic() - start,
                image=np.full((48, 64, 3), index % 256, np.uint8),
            )
            index += 1

    def close(self) -> None:
        self._closed.set()


@contextmanager
def playing(player: LivePlayer) -> Iterator[None]:
    with no_thread_left():
        player.start()
        try:
            yield
        finally:
            assert player.close()


def _never() -> Source:
    raise SourceError("camera 0: cannot be opened")


def test_pictures_come_at_once_and_stop_for_a_pause() -> None:
    watcher = Watcher()
    player = LivePlayer(Camera(), _never, watcher)
    with playing(player):
        watcher.wait(lambda: watcher.shown_index > 5)
        player.toggle()
        watcher.wait(lambda: not watcher.state.playing)
        held = watcher.shown_index
        with pytest.raises(AssertionError):
            watcher.wait(lambda: watcher.shown_index != held, timeout_s=0.1)
        player.play()
        watcher.wait(lambda: watcher.shown_index > held + 1)
        player.seek(0.0)
        player.step(-1)
        player.set_speed(2.0)
        assert watcher.state.live
        assert not watcher.state.seekable
        assert watcher.state.speed == 1.0
    late = np.subtract(watcher.painted_at, watcher.due)
    assert np.median(late) < 0.02


def test_a_camera_that_was_unplugged_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_player, "FIRST_WAIT_S", 0.02)
    watcher = Watcher()
    attempts = iter([_never, _never, Camera])
    player = LivePlayer(Camera(unplugged_after=5), lambda: next(attempts)(), watcher)
    with playing(player):
        watcher.wait(lambda: watcher.shown_index > 10)
    assert [str(e) for e in watcher.errors] == ["camera 0: gives no pictures; was it unplugged?"]
    assert watcher.sentences == ["camera 0: is back"]
    indices = [picture.index for picture in watcher.pictures]
    assert indices == sorted(set(indices))
    times = [picture.time_s for picture in watcher.pictures]
    assert times == sorted(set(times))


class Recorded(Film):
    """What a server gives when the broadcast is over."""

    def __init__(self) -> None:
        super().__init__(50)
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_a_broadcast_that_is_over_is_not_shown_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_player, "FIRST_WAIT_S", 0.02)
    watcher, recording = Watcher(), Recorded()
    player = LivePlayer(Camera(unplugged_after=5), lambda: recording, watcher)
    with playing(player):
        watcher.wait(lambda: bool(watcher.sentences))
        player.play()
        with pytest.raises(AssertionError):
            watcher.wait(lambda: watcher.shown_index > 4, timeout_s=0.2)
        assert (watcher.state.playing, watcher.state.ended) == (False, True)
    assert watcher.sentences == [
        "camera 0: the broadcast is over; open it again to see its recording"
    ]
    assert recording.closed


def test_closing_does_not_wait_for_a_camera_that_is_gone() -> None:
    watcher = Watcher()
    player = LivePlayer(Camera(unplugged_after=2), _never, watcher)
    with playing(player):
        watcher.wait(lambda: bool(watcher.errors))
        started = time.monotonic()
    assert time.monotonic() - started < 1.0
