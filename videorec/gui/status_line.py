"""The last line of the window: what is going on, what was done, what it runs on."""

from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QLabel, QStatusBar, QWidget

from videorec.gui.spinner import Spinner
from videorec.gui.values import EngineInfo

TOLD_MS = 12_000


class StatusLine(QStatusBar):
    """Sentences on the left; what is being done, device and model on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spinner = Spinner(self)
        self._busy = QLabel(self)
        self._engine = QLabel(self)
        self._engine.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._engine.setAccessibleName(self.tr("Device and model"))
        for widget in (self._spinner, self._busy, self._engine):
            self.addPermanentWidget(widget)
        self.show_busy("")
        self.messageChanged.connect(self._message_changed)

    def show_busy(self, text: str) -> None:
        """What is being done; "" when nothing is."""
        self._busy.setText(text)
        for widget in (self._spinner, self._busy):
            widget.setVisible(bool(text))

    def show_engine(self, engine: EngineInfo) -> None:
        """Device and model in use."""
        self._engine.setText(f"{engine.model} · {engine.device}")

    def show_told(self, text: str) -> None:
        """A sentence that stays for a while."""
        self.showMessage(text, TOLD_MS)

    @property
    def busy_text(self) -> str:
        """What is being done."""
        return self._busy.text()

    def _message_changed(self, text: str | None) -> None:
        self.setAccessibleDescription(text or "")
