"""What is open: the player, its session, and whoever records it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock
from typing import Any, Protocol

from videorec.core.types import Frame, FrameResult
from videorec.media.info import Source, SourceInfo
from videorec.media.sources import open_source
from videorec.pipeline.recognizer import Recognizer
from videorec.runtime.export import Recording
from videorec.runtime.file_player import FilePlayer
from videorec.runtime.live_player import LivePlayer
from videorec.runtime.playing import Player
from videorec.runtime.session import Session
from videorec.runtime.values import TransportState

Spec = str | int | Path


class Viewer(Protocol):
    """Who hears of the open source, in the player's threads."""

    def show(self, picture: Frame | None, result: FrameResult | None, due_s: float) -> None: ...

    def moved(self, state: TransportState) -> None: ...

    def broken(self, error: Exception) -> None: ...

    def told(self, text: str) -> None: ...


class Performance:
    """One open source: played, remembered, recorded. It is its player's audience.

    After `close` nobody hears of it any more, even if one of its threads is stuck in a device.
    """

    def __init__(self, source: Source, spec: Spec, session: Session, viewer: Viewer) -> None:
        self.source = source
        self.spec = spec
        self.session = session
        self._viewer: Viewer | None = viewer
        self._recordings: list[tuple[Recording, Event]] = []
        self._lock = Lock()
        self.player: Player
        if source.info.live:
            self.player = LivePlayer(source, lambda: open_source(spec, on_state=self._report), self)
        else:
            self.player = FilePlayer(source, self)

    @property
    def info(self) -> SourceInfo:
        return self.source.info

    def start(self) -> None:
        """Show the first picture; live sources go on by themselves."""
        self.player.start()

    def recognise(self, recognizer: Recognizer, *, threads: int) -> None:
        """Name faces with this from now on."""
        self.player.use_recognizer(recognizer, threads=threads)

    def restart_session(self, session: Session) -> None:
        """Forget what was seen: another model cannot compare it."""
        with self._lock:
            self.session = session

    def record(self, recording: Recording, over: Event) -> None:
        """Hand it every result from now on. over: set when there are no more."""
        with self._lock:
            if self._viewer is None:
                over.set()
            self._recordings = [*self._recordings, (recording, over)]

    def stop_recording(self, recording: Recording) -> None:
        with self._lock:
            self._recordings = [r for r in self._recordings if r[0] is not recording]

    def close(self) -> None:
        """Nothing is heard any more; all threads and recordings end."""
        with self._lock:
            self._viewer = None
            for _, over in self._recordings:
                over.set()
        self.player.close()
        self.source.close()

    def shown(self, picture: Frame | None, result: FrameResult | None, due_s: float) -> None:
        if (viewer := self._viewer) is not None:
            viewer.show(picture, result, due_s)

    def recognised(self, result: FrameResult) -> None:
        if self._viewer is not None:
            self.session.take(result)
            for recording, _ in self._recordings:
                recording.take(result)

    def moved(self, state: TransportState) -> None:
        if (viewer := self._viewer) is not None:
            viewer.moved(state)

    def broken(self, error: Exception) -> None:
        if (viewer := self._viewer) is not None:
            viewer.broken(error)

    def told(self, text: str) -> None:
        if (viewer := self._viewer) is not None:
            viewer.told(text)

    def _report(self, state: Any, text: str) -> None:
        self.told(text)


def open_reporting(spec: Spec, told: Callable[[str], None]) -> Source:
    """A source whose state is told in sentences. SourceError: it cannot be opened."""
    return open_source(spec, on_state=lambda state, text: told(text))
