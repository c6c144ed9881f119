"""From the player's threads into the window's: always the newest, never a queue."""

from threading import Lock
from time import monotonic

from PyQt6.QtCore import QObject, pyqtSignal

from videorec.core.types import Frame, FrameResult
from videorec.runtime.pacing import Meter


class Latest(QObject):
    """Carries values into its own thread; of those that wait, only the newest arrives."""

    arrived = pyqtSignal(object)
    _posted = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._waiting: object = None
        self._posted.connect(self._deliver)

    def put(self, value: object) -> None:
        """From any thread. None is no value."""
        with self._lock:
            first, self._waiting = self._waiting is None, value
        if first:
            self._posted.emit()

    def clear(self) -> None:
        """What waits does not arrive."""
        with self._lock:
            self._waiting = None

    def _deliver(self) -> None:
        with self._lock:
            value, self._waiting = self._waiting, None
        if value is not None:
            self.arrived.emit(value)


class Screen(QObject):
    """The newest picture and overlay. Both arrive together when they came together.

    on_screen: both, as they belong together; may be read in any thread.
    latency_ms: of the newest painted picture, from when it was due.
    """

    picture_ready = pyqtSignal()
    result_ready = pyqtSignal()
    _posted = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on_screen: tuple[Frame | None, FrameResult | None] = (None, None)
        self.latency_ms = 0.0
        self._painted = Meter()
        self._lock = Lock()
        self._next: tuple[Frame | None, FrameResult | None, float] = (None, None, 0.0)
        self._is_posted = False
        self._unpainted_s: float | None = None
        self._posted.connect(self._deliver)

    @property
    def picture(self) -> Frame | None:
        return self.on_screen[0]

    @property
    def result(self) -> FrameResult | None:
        return self.on_screen[1]

    @property
    def painted_fps(self) -> float:
        """Different pictures painted a second."""
        return self._painted.rate(monotonic())

    def show(self, picture: Frame | None, result: FrameResult | None, due_s: float) -> None:
        """From any thread; see `Audience.shown`."""
        with self._lock:
            before = self._next
            self._next = (
                before[0] if picture is None else picture,
                before[1] if result is None else result,
                before[2] if picture is None else due_s,
            )
            first, self._is_posted = not self._is_posted, True
        if first:
            self._posted.emit()

    def clear(self) -> None:
        """Nothing is shown, and nothing waits."""
        with self._lock:
            self._next = (None, None, 0.0)
        self.on_screen, self._unpainted_s = (None, None), None

    def note_painted(self) -> None:
        """The view has painted `picture`; again for the same one changes nothing."""
        if self._unpainted_s is None:
            return
        now = monotonic()
        self._painted.note(now)
        self.latency_ms = max(0.0, (now - self._unpainted_s) * 1e3)
        self._unpainted_s = None

    def _deliver(self) -> None:
        with self._lock:
            (picture, result, due_s), self._next = self._next, (None, None, 0.0)
            self._is_posted = False
        self.on_screen = picture or self.picture, result or self.result
        if result is not None:
            self.result_ready.emit()
        if picture is not None:
            self._unpainted_s = due_s
            self.picture_ready.emit()
