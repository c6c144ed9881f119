"""Opening a file or an address with FFmpeg, and saying why it cannot be."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

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
        raise SourceError(f"{name}: {_why_not_opened(exc, address)}") from exc
    with container:
        yield container


def _why_not_opened(exc: Exception, address: str) -> str:
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
        case av.HTTPTooManyRequestsError():
            return "the server was asked too often; wait a while"
        case av.HTTPClientError():
            return "the server does not give it out; check the URL"
        case av.HTTPServerError():
            return "the server has a fault of its own, or too much to do; try again later"
        case av.ProtocolNotFoundError():
            return "this kind of address is not supported; use http, https or rtsp"
        case ConnectionRefusedError():
            return "nobody answers there; check host and port"
        case av.InvalidDataError():
            return (
                "is not a video that can be read (another kind of file, or cut off); try to play it"
            )
        case av.EOFError() if _host(address):
            return "the server hangs up without an answer; check host, port and path"
        case OSError(errno=errno.EIO) if host := _host(address):
            # FFmpeg does not say more.
            if not _is_known(host):
                return f"there is no host named {host}; check the address and the network"
            return (
                "the server answers in another protocol, or redirects without end; "
                "check the address and its beginning (http, https, rtsp)"
            )
        case _:
            return f"cannot be opened ({getattr(exc, 'strerror', None) or exc})"


def _host(address: str) -> str | None:
    """The computer that an address names, where it names one."""
    return urlsplit(address).hostname


def _is_known(host: str) -> bool:
    try:
        socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return True
