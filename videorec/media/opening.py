"""Opening a file or an address with FFmpeg, and saying why it cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager

import av
from av.container import InputContainer

from videorec.core.errors import SourceError


@contextmanager
def open_container(
    address: str, name: str, options: dict[str, str] | None = None, timeout_s: float | None = None
) -> Iterator[InputContainer]:
    """An open container; everything that can go wrong is a SourceError in words."""
    try:
        container = av.open(
            address, "r", options=options or {}, metadata_errors="replace", timeout=timeout_s
        )
    except (av.FFmpegError, OSError, ValueError, UnicodeError) as exc:
        raise SourceError(f"{name}: {_why_not_opened(exc)}") from exc
    with container:
        yield container


def _why_not_opened(exc: Exception) -> str:
    match exc:
        case FileNotFoundError():
            return "there is no such file; check the path"
        case PermissionError():
            return "may not be read; check its permissions"
        case TimeoutError() | av.ExitError():  # the latter when the wait was cut short
            return "did not answer in time; check the address and the network"
        case av.HTTPUnauthorizedError() | av.HTTPForbiddenError():
            return "access is refused; put user:password@ before the host"
        case av.HTTPNotFoundError():
            return "the server knows no such address; check the path of the URL"
        case av.ProtocolNotFoundError():
            return "this kind of address is not supported; use http, https or rtsp"
        case ConnectionRefusedError():
            return "nobody answers there; check host and port"
        case av.InvalidDataError():
            return (
                "is not a video that can be read (another kind of file, or cut off); try to play it"
            )
        case _:
            return f"cannot be opened ({getattr(exc, 'strerror', None) or exc})"
