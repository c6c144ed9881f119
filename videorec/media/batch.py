"""Output files that appear together, or not at all."""

from contextlib import ExitStack, suppress
from pathlib import Path

from videorec.core.errors import OutputError
from videorec.media.closable import Closable
from videorec.media.pending import PendingFile, cannot_write


class HeldFile(PendingFile):
    """A pending file that is only marked complete by `commit`, and put in its place later."""

    def __init__(self, target: Path) -> None:
        super().__init__(target)
        self._complete = False

    def commit(self) -> None:
        self._complete = True

    def release(self) -> None:
        """Replace the target in one step, if there is something complete to replace it."""
        if self._complete:
            super().commit()
        else:
            self.discard()

    def cut_short(self, exc: Exception) -> OutputError:
        # Nothing will be left to be named.
        return cannot_write(self.target, exc)


class Batch(Closable):
    """The files of one piece of work; those that were there before stay until `release`.

    When it is closed without, nothing of the work is left.
    """

    def __init__(self) -> None:
        self._files: list[HeldFile] = []

    def file(self, target: Path) -> PendingFile:
        """A new one. OutputError: the place cannot be written."""
        held = HeldFile(target)
        self._files.append(held)
        return held

    def release(self) -> None:
        """Put all that is complete in its place.

        OutputError: one cannot be put there, and says where it is instead; the others are.
        """
        files, self._files = self._files, []
        with ExitStack() as stack:
            for held in files:
                stack.callback(held.release)

    def close(self) -> None:
        """Remove what was not released."""
        files, self._files = self._files, []
        for held in files:
            # On a disk that is gone nothing can be removed, and that is told already.
            with suppress(OSError):
                held.discard()
