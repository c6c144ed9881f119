"""Values of the gallery file, checked where rows become records.

SQLite keeps any kind of value in any column, and a file may be damaged or changed by hand. Each
function returns the value as the kind it should be, or raises GalleryError.
"""

from datetime import datetime
from typing import Any

import numpy as np

from videorec.core.errors import GalleryError
from videorec.core.types import Float32

_DIGEST_BYTES = 32
_MOST_COLOR = 0xFFFFFF


def text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise damaged(what)
    return value


def blob(value: Any, what: str) -> bytes:
    if not isinstance(value, bytes):
        raise damaged(what)
    return value


def whole(value: Any, what: str) -> int:
    if not isinstance(value, int):
        raise damaged(what)
    return value


def moment(value: Any, what: str) -> datetime:
    """A date with its zone."""
    try:
        found = datetime.fromisoformat(text(value, what))
    except ValueError as exc:
        raise damaged(what) from exc
    if found.tzinfo is None:
        raise damaged(what)
    return found


def share(value: Any, what: str) -> float:
    """A number in [0, 1]."""
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise damaged(what)
    return float(value)


def color(value: Any, what: str) -> tuple[int, int, int] | None:
    """(r, g, b), each 0..255; None where none was chosen."""
    if value is None:
        return None
    if not 0 <= whole(value, what) <= _MOST_COLOR:
        raise damaged(what)
    return value >> 16 & 255, value >> 8 & 255, value & 255


def digest(value: Any, what: str) -> bytes:
    """SHA-256."""
    if len(blob(value, what)) != _DIGEST_BYTES:
        raise damaged(what)
    return bytes(value)


def landmarks(value: Any, what: str) -> Float32:
    """(5, 2)."""
    data = blob(value, what)
    if len(data) != 4 * 5 * 2:
        raise damaged(what)
    points = np.frombuffer(data, "<f4").astype(np.float32).reshape(5, 2)
    if not np.isfinite(points).all():
        raise damaged(what)
    return points


def damaged(what: str) -> GalleryError:
    """The error about a value that is not what it should be."""
    return GalleryError(
        f"the gallery is damaged: {what} cannot be read; restore a copy, or remove the person"
    )
