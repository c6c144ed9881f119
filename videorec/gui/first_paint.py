"""When a window can be seen for the first time."""

from PyQt6.QtCore import QEvent, QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QWidget

# A window that opens minimised or covered is not painted for long.
LONGEST_WAIT_MS = 1000


class FirstPaint(QObject):
    """happened(): the window has been painted, or was shown and is still hidden after a second.

    Make it before the window is shown; it belongs to the window.
    """

    happened = pyqtSignal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Look on."""
        if event is not None and event.type() == QEvent.Type.Show:
            self._timer.start(LONGEST_WAIT_MS)
        elif event is not None and event.type() == QEvent.Type.Paint:
            # All its parts are painted in this turn of the event loop, and flushed at its end.
            self._timer.start(0)
        return False

    def _tell(self) -> None:
        if (window := self.parent()) is not None:
            window.removeEventFilter(self)
        self.happened.emit()
