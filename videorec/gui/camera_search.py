"""Looks for cameras without holding up the window."""

from collections.abc import Callable
from threading import Thread

from PyQt6.QtCore import QObject, pyqtSignal

from videorec.media.camera_list import CameraEntry, list_cameras

BRIEFLY_S = 0.2


class CameraSearch(QObject):
    """found(tuple of CameraEntry): the search is over; empty when there is none.

    look: how to search; runs in a thread of its own, one at a time.
    """

    found = pyqtSignal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        look: Callable[[], tuple[CameraEntry, ...]] = list_cameras,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._thread: Thread | None = None
        self._closed = False

    def start(self) -> None:
        """Search again; nothing when a search is on."""
        if self._thread is None or not self._thread.is_alive():
            thread = Thread(target=self._run, name="camera search", daemon=True)
            thread.start()
            self._thread = thread  # running: a signal may close the window at any moment

    def close(self) -> None:
        """Nothing is found any more; a search that is stuck in a camera ends by itself."""
        self._closed = True
        if self._thread is not None:
            self._thread.join(BRIEFLY_S)
            self._thread = None

    def _run(self) -> None:
        found = self._look()
        if not self._closed:
            self.found.emit(found)
