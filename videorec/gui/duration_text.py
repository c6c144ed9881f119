"""How long something lasted, as the user reads it."""

from PyQt6.QtCore import QCoreApplication

from videorec.gui.clock_text import clock_text
from videorec.gui.number_text import number_text


def duration_text(seconds: float) -> str:
    """Seconds below a minute, else h:mm:ss."""
    if seconds >= 60.0:
        return clock_text(seconds)
    digits = 1 if seconds < 9.95 else 0
    text = QCoreApplication.translate("Duration", "{seconds} s")
    return text.format(seconds=number_text(max(0.0, seconds), digits))
