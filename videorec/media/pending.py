"""Output files that appear under their name only when they are complete."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from videorec.core.errors import OutputError

# Where to write a file, by the name it shall have.
Place = Callable[[Path], "PendingFile"]


class PendingFile:
    """A temporary file beside its target, moved onto it by `commit`.

    path: where to write meanwhile; exists from the start, so that a place that cannot be written
    is known before any work.
    OutputError: the folder does not exist, or the target may not be written.
    """

    def __init__(self, target: Path) -> None:
        self.target = resolve_target(target)
        if self.target.exists() and not self._replaceable():
            raise OutputError(f"{target}: may not be overwritten; choose another name")
        token = secrets.token_hex(4)
        self.path = self.target.with_name(
            f"{self.target.stem[:40]}.part-{token}{self.target.suffix}"
        )
        try:
            self.path.touch(exist_ok=False)
        except (OSError, ValueError) as exc:
            raise cannot_write(target, exc) from exc

    def _replaceable(self) -> bool:
        # A device or pipe would be replaced by a file, a protected file without asking.
        return self.target.is_file() and os.access(self.target, os.W_OK)

    def commit(self) -> None:
        """Replace the target in one step."""
        try:
            self.path.replace(self.target)
        except OSError as exc:
            raise OutputError(
                f"{self.target}: cannot be replaced ({exc.strerror}); the result is in {self.path}"
            ) from exc

    def discard(self) -> None:
        """Leave no trace; the target stays as it was."""
        self.path.unlink(missing_ok=True)

    def cut_short(self, exc: Exception) -> OutputError:
        """The error to raise when the system takes no more; what was written stays."""
        reason = getattr(exc, "strerror", None) or exc
        return OutputError(
            f"{self.target}: writing stopped ({reason}); what was written is in {self.path}"
        )


def resolve_target(target: Path) -> Path:
    """The file that a path means, links followed; OutputError when it can never be written."""
    try:
        resolved = target.resolve()
        if resolved.is_dir():
            raise OutputError(f"{target}: is a folder; name a file in it")
        if not resolved.parent.is_dir():
            raise OutputError(f"{target}: the folder {resolved.parent} does not exist; create it")
    except (OSError, ValueError, RuntimeError) as exc:
        raise cannot_write(target, exc) from exc
    return resolved


def cannot_write(target: Path, exc: Exception) -> OutputError:
    """The error to raise when the system refuses to write."""
    reason = getattr(exc, "strerror", None) or exc
    return OutputError(f"{target}: cannot be written ({reason}); choose another place or make room")


def write_text(target: Path, text: str, place: Place = PendingFile) -> None:
    """Write a whole UTF-8 text file at once, or leave the old one."""
    pending = place(target)
    try:
        pending.path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as exc:
        pending.discard()
        raise cannot_write(target, exc) from exc
    pending.commit()
