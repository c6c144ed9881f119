"""Where the pixels of a picture come from once more, when somebody is enrolled from it.

A folder of photographs takes gigabytes as pixels, so those of files are let go and read again.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from videorec.core.errors import SourceError
from videorec.core.types import UInt8
from videorec.media.images import read_image


class Original(Protocol):
    """A picture that was looked at."""

    def read(self) -> UInt8:
        """(H, W, 3) BGR, as it was then. SourceError: it is not there any more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptPicture:
    """A picture that is no file, such as one from a clipboard. picture: (H, W, 3) BGR."""

    picture: UInt8

    def read(self) -> UInt8:
        return self.picture


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A picture file. size_bytes, changed_ns: of the file that was looked at."""

    path: Path
    size_bytes: int
    changed_ns: int

    @classmethod
    def found(cls, path: Path) -> "PictureFile":
        """As it is now. SourceError: it is not there."""
        try:
            state = path.stat()
        except (OSError, ValueError) as exc:
            raise _gone(path, exc) from exc
        return cls(path=path, size_bytes=state.st_size, changed_ns=state.st_mtime_ns)

    def read(self) -> UInt8:
        """SourceError as well when the file is another one now: its faces are elsewhere."""
        picture = read_image(self.path)
        if PictureFile.found(self.path) != self:
            raise SourceError(f"{self.path}: has changed since it was looked at; add it again")
        return picture


def _gone(path: Path, exc: OSError | ValueError) -> SourceError:
    if isinstance(exc, FileNotFoundError):
        return SourceError(f"{path}: there is no such file; check the path")
    return SourceError(f"{path}: cannot be read ({exc})")
