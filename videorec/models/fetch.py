"""Downloads with resume and checksum.

A file is written beside its target with the suffix .part, and takes its name only when its size
and SHA-256 are right; an interrupted download goes on where it stopped.
"""

import http.client
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from videorec.core.errors import WeightsError, looking_at
from videorec.models.foreign import file_sha256
from videorec.models.registry import PublicWeights

CHUNK = 1 << 16
ATTEMPTS = 4
TIMEOUT_S = 30.0
FIRST_PAUSE_S = 1.0

Progress = Callable[[int, int | None], None]
"""Called with the bytes on disk and, where known, the bytes of the whole file."""

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)")
_LENGTH = re.compile(r"[0-9]{1,18}")


class UnconfirmedDigestError(WeightsError):
    """The download is complete, but nobody published a digest to hold it against."""

    def __init__(self, message: str, digest: str) -> None:
        super().__init__(message)
        self.digest = digest


class _BrokenConnectionError(Exception):
    """The connection failed in a way that may pass."""


def part_of(target: Path) -> Path:
    """Where an unfinished download of target lies."""
    return target.with_name(target.name + ".part")


def download(
    url: str,
    target: Path,
    *,
    size: int | None = None,
    sha256: str | None = None,
    on_progress: Progress = lambda done, total: None,
    first_pause_s: float = FIRST_PAUSE_S,
) -> None:
    """Fetch url into target, resuming what an earlier call left behind.

    Breaks are retried with doubling pauses. With sha256 None the file stays a .part and
    UnconfirmedDigestError carries its digest; call again with that digest once it is confirmed.
    WeightsError when the network fails for good (the part is kept), when size or digest is wrong
    (the part is removed), or when the disk refuses.
    """
    part = part_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _is_complete(part, size):
            _fetch_with_retries(url, part, size, on_progress, first_pause_s)
        _check(part, url, size, sha256)
        part.replace(target)
    except OSError as exc:
        raise WeightsError(f"{target}: the download cannot be written: {exc}") from exc


def obtain(
    entry: PublicWeights,
    folder: Path,
    *,
    accept_sha256: str | None = None,
    on_progress: Progress = lambda done, total: None,
    first_pause_s: float = FIRST_PAUSE_S,
) -> Path:
    """The file of a registry entry in folder: the one already there, or else downloaded.

    accept_sha256: a digest the user confirms, for entries without a published one.
    UnconfirmedDigestError when neither is known. Any other WeightsError ends with what to do by
    hand.
    """
    target = folder / entry.file
    if accept_sha256 and entry.sha256 and accept_sha256.lower() != entry.sha256:
        raise WeightsError(
            f"{entry.name}: the published SHA-256 is {entry.sha256}; another one is not accepted"
        )
    sha256 = entry.sha256 or accept_sha256
    try:
        with looking_at(target, WeightsError):
            is_here = target.is_file()
        if is_here:
            check_file(target, size=entry.size, sha256=sha256)
        else:
            download(
                entry.url,
                target,
                size=entry.size,
                sha256=sha256,
                on_progress=on_progress,
                first_pause_s=first_pause_s,
            )
    except UnconfirmedDigestError:
        raise
    except WeightsError as exc:
        raise WeightsError(f"{exc}.\n{by_hand(entry, target)}") from exc
    return target


def by_hand(entry: PublicWeights, target: Path) -> str:
    """What to do where the program cannot reach the network."""
    size = f"{entry.size:,} bytes" if entry.size is not None else "size not published"
    digest = entry.sha256 or "not published"
    return (
        f"By hand: get {entry.file} ({size}, SHA-256 {digest})\n"
        f"  from {entry.url}\n"
        f"  or by way of {entry.page}\n"
        f"  put it at {target}\n"
        f"  and run `videorec weights fetch {entry.name}` again"
    )


def check_file(path: Path, *, size: int | None, sha256: str | None) -> None:
    """WeightsError unless a file has this size and digest.

    UnconfirmedDigestError when there is no digest to hold it against.
    """
    with looking_at(path, WeightsError):
        found = path.stat().st_size
    if size is not None and found != size:
        raise WeightsError(f"{path}: has {found:,} bytes instead of {size:,}")
    digest = file_sha256(path)
    if sha256 is None:
        raise UnconfirmedDigestError(
            f"{path}: nobody published a checksum for this file; its SHA-256 is {digest}", digest
        )
    if digest != sha256.lower():
        raise WeightsError(f"{path}: has the SHA-256 {digest} instead of {sha256.lower()}")


def _is_complete(part: Path, size: int | None) -> bool:
    """Whether nothing is left to ask the server for. Without a size only the server knows."""
    return size is not None and part.is_file() and part.stat().st_size >= size


def _check(part: Path, url: str, size: int | None, sha256: str | None) -> None:
    try:
        check_file(part, size=size, sha256=sha256)
    except UnconfirmedDigestError:
        raise
    except WeightsError as exc:
        part.unlink()
        raise WeightsError(
            f"{url}: what was received is not the expected file and was removed ({exc}); try again "
            "later, or get the file by hand"
        ) from exc


def _fetch_with_retries(
    url: str, part: Path, size: int | None, on_progress: Progress, first_pause_s: float
) -> None:
    """Go on until the file is whole; give up after ATTEMPTS in a row that brought no new byte."""
    failures = 0
    while True:
        before = _bytes_in(part)
        try:
            _fetch_once(url, part, size, on_progress)
            return
        except _BrokenConnectionError as exc:
            kept = _bytes_in(part)
            failures = 1 if kept > before else failures + 1
            if failures >= ATTEMPTS:
                raise WeightsError(
                    f"{url}: the download failed {ATTEMPTS} times in a row, last with: {exc}; "
                    f"{kept:,} bytes are kept, and the next call goes on there"
                ) from exc
            time.sleep(first_pause_s * 2 ** (failures - 1))


def _fetch_once(url: str, part: Path, size: int | None, on_progress: Progress) -> None:
    """Append what is missing to part. _BrokenConnectionError when the connection ends early."""
    offset = _bytes_in(part)
    response = _open(url, offset)
    if response is None:  # the server has nothing beyond offset
        return
    with response:
        start, total = _extent(response, offset)
        total = size or total
        if start != offset:  # the server cannot resume: begin anew
            offset = 0
        with part.open("ab" if offset else "wb") as file:
            while chunk := _read(response):
                file.write(chunk)
                offset += len(chunk)
                if size is not None and offset > size:
                    break  # not the file we want; the check says so
                on_progress(offset, total)
    if total is not None and offset < total:
        raise _BrokenConnectionError(f"the connection ended after {offset:,} of {total:,} bytes")


def _open(url: str, offset: int) -> Any:
    """The response for the bytes from offset on, or None when there are none."""
    headers = {"User-Agent": "videorec"}
    if offset:
        headers["Range"] = f"bytes={offset}-"
    try:
        return urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=TIMEOUT_S
        )
    except urllib.error.HTTPError as exc:
        exc.close()
        if exc.code == 416 and offset:
            return None
        if exc.code in (408, 425, 429) or exc.code >= 500:
            raise _BrokenConnectionError(f"HTTP {exc.code} {exc.reason}") from exc
        raise WeightsError(f"{url}: the server answers HTTP {exc.code} {exc.reason}") from exc
    except urllib.error.URLError as exc:
        if isinstance(exc.reason, socket.gaierror):
            raise WeightsError(f"{url}: there is no network, or no such server") from exc
        raise _BrokenConnectionError(str(exc.reason)) from exc
    except (http.client.HTTPException, OSError) as exc:
        raise _BrokenConnectionError(str(exc) or type(exc).__name__) from exc
    except ValueError as exc:
        raise WeightsError(f"{url}: leads to an address that is none ({exc})") from exc


def _read(response: Any) -> bytes:
    try:
        chunk: bytes = response.read(CHUNK)
    except (http.client.HTTPException, OSError) as exc:
        raise _BrokenConnectionError(str(exc) or type(exc).__name__) from exc
    return chunk


def _extent(response: Any, offset: int) -> tuple[int, int | None]:
    """First byte of the response within the file, and the length of the file where stated."""
    if response.status != 206:
        length = response.headers.get("Content-Length", "").strip()
        if length and not _LENGTH.fullmatch(length):
            raise WeightsError(f"{response.url}: the server states no number as the file's length")
        return 0, int(length) if length else None
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if match is None or int(match[1]) != offset:
        raise WeightsError(f"{response.url}: the server resumes at another place than asked")
    return offset, None if match[2] == "*" else int(match[2])


def _bytes_in(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
