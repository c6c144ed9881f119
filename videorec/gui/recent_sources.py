"""What was opened before, newest first, kept from one start to the next."""

from pathlib import Path
from urllib.parse import urlsplit

from PyQt6.QtCore import QSettings

from videorec.media.streams import without_credentials

KEY = "recent/sources"
MOST = 12


class RecentSources:
    """A short list in the user's settings. A source is a path, an address, or "camera N"."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def all(self) -> tuple[str, ...]:
        """Newest first."""
        value = self._settings.value(KEY, [])
        # A list of one comes back from the file as its only element.
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list):
            return ()
        return tuple(str(v) for v in values if str(v))[:MOST]

    def add(self, source: str) -> None:
        """To the front; once only."""
        self._keep([source, *(s for s in self.all() if s != source)][:MOST])

    def remove(self, source: str) -> None:
        """Forget it."""
        self._keep([s for s in self.all() if s != source])

    def _keep(self, sources: list[str]) -> None:
        self._settings.setValue(KEY, sources)


def is_address(source: str) -> bool:
    """Whether it is an address on the net rather than a path."""
    return "://" in source


def title_of(source: str) -> str:
    """The part of it that people look for, without credentials."""
    if is_address(source):
        return without_credentials(source)
    return Path(source).name or source


def place_of(source: str) -> str:
    """Where it is: the folder of a file; empty for everything else."""
    return "" if is_address(source) or source.isdecimal() else str(Path(source).parent)


def address_problem(address: str) -> str | None:
    """Why an address cannot be opened: "scheme" or "host"; None when it looks right."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return "host"
    if parts.scheme.lower() not in STREAM_SCHEMES:
        return "scheme"
    return None if host and port_is_valid and " " not in address.strip() else "host"


STREAM_SCHEMES = ("rtsp", "rtsps", "http", "https", "rtmp", "rtmps", "udp", "tcp", "srt", "rtp")
