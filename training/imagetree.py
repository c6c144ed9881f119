"""Data sets as they lie on disk: `identity/image` in a folder, a zip or a tar.

Names are posix paths below the folders that all images share: `lfw/Ann/Ann_0001.jpg` in an
archive with nothing but `lfw/` in it is `Ann/Ann_0001.jpg`. The first part is the identity.
"""

import bz2
import gzip
import io
import lzma
import os
import shutil
import tarfile
import tempfile
import threading
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from videorec.core.errors import TrainingError
from videorec.core.types import UInt8

IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".ppm", ".pgm"}
)
MAX_PIXELS = 80_000_000
_BROKEN_ARCHIVE = (
    OSError,
    EOFError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
_COMPRESSED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))


class UnreadableImageError(TrainingError):
    """One image of a data set that cannot be used; the message is the reason, in words."""


class ImageTree(ABC):
    """The images of a data set. Open one with `open_tree`; `read` may be called from any thread.

    path: of the folder or archive.
    names: of all images, sorted.
    refused: what looks like an image but is not taken, with the reason.
    empty: folders that hold no image, as they are called in the data set.
    """

    def __init__(self, path: Path, entries: Iterable[str], folders: Iterable[str]) -> None:
        self.path = path
        self.refused: dict[str, str] = {}
        usable = []
        for entry in entries:
            if not _is_image(entry):
                continue
            if _is_unsafe(entry):
                self.refused[entry] = "its name leads outside the data set"
            else:
                usable.append(entry)
        shared = _shared_folders([PurePosixPath(entry).parts for entry in usable])
        self._entry_of: dict[str, str] = {}
        for entry in usable:
            parts = PurePosixPath(entry).parts[shared:]
            if len(parts) < 2:
                self.refused[entry] = "not inside the folder of an identity"
            else:
                self._entry_of["/".join(parts)] = entry
        self.names: tuple[str, ...] = tuple(sorted(self._entry_of))
        filled = {str(folder) for entry in usable for folder in PurePosixPath(entry).parents}
        self.empty: tuple[str, ...] = tuple(
            sorted(
                folder
                for folder in {str(PurePosixPath(folder)) for folder in folders}
                if folder not in filled and not _is_hidden(folder)
            )
        )
        if not self.names:
            raise TrainingError(
                f"{path}: no images laid out as identity/image; "
                f"looked for {', '.join(sorted(IMAGE_SUFFIXES))}"
            )

    def read(self, name: str) -> bytes:
        """The bytes of an image. UnreadableImageError when they cannot be read."""
        if name not in self._entry_of:
            raise UnreadableImageError("listed, but not in the data set")
        try:
            return self._read(self._entry_of[name])
        except (*_BROKEN_ARCHIVE, RuntimeError, NotImplementedError) as exc:
            raise UnreadableImageError(f"cannot be read ({exc})") from exc

    def image(self, name: str) -> UInt8:
        """The decoded picture, (H, W, 3) BGR. UnreadableImageError says why there is none."""
        return decode_image(self.read(name))

    @abstractmethod
    def _read(self, entry: str) -> bytes: ...

    @abstractmethod
    def close(self) -> None:
        """Let go of the archive."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_tree(path: str | Path) -> ImageTree:
    """A folder, a .zip or a .tar (also compressed), told apart by content; else TrainingError."""
    path = Path(path)
    try:
        if path.is_dir():
            return _FolderTree(path)
        if zipfile.is_zipfile(path):
            return _ZipTree(path)
        return _TarTree(path)
    except FileNotFoundError as exc:
        raise TrainingError(f"{path}: there is no such folder or archive") from exc
    except _BROKEN_ARCHIVE as exc:
        raise TrainingError(
            f"{path}: not a readable folder, zip or tar, perhaps cut short ({exc})"
        ) from exc


def identity_of(name: str) -> str:
    """The identity of an image by its name in a tree."""
    return name.split("/", 1)[0]


def decode_image(data: bytes) -> UInt8:
    """(H, W, 3) uint8 BGR; grey becomes three equal channels, alpha is dropped.

    Raises UnreadableImageError. OpenCV fills what is missing from a cut-off file with grey and
    says nothing, so that Pillow reads the file first.
    """
    if not data:
        raise UnreadableImageError("an empty file")
    try:
        with Image.open(io.BytesIO(data)) as header:
            if header.width * header.height > MAX_PIXELS:
                raise UnreadableImageError(f"too large: {header.width} x {header.height} pixels")
            header.load()
    except UnidentifiedImageError as exc:
        raise UnreadableImageError("not an image") from exc
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise UnreadableImageError("too large to be decoded safely") from exc
    except (OSError, SyntaxError, ValueError, EOFError) as exc:
        raise UnreadableImageError(f"a broken image ({exc})") from exc
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as exc:
        raise UnreadableImageError("a broken image") from exc
    if image is None:
        raise UnreadableImageError("an image of a kind that cannot be decoded")
    return np.asarray(image, np.uint8)


class _FolderTree(ImageTree):
    def __init__(self, path: Path) -> None:
        found = list(os.walk(path, onerror=_raise))
        places = [(Path(folder).relative_to(path), files) for folder, _, files in found]
        super().__init__(
            path,
            ((place / file).as_posix() for place, files in places for file in files),
            (place.as_posix() for place, _ in places if place.parts),
        )

    def _read(self, entry: str) -> bytes:
        return (self.path / entry).read_bytes()

    def close(self) -> None:
        """A folder is not held open."""


class _ZipTree(ImageTree):
    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        try:
            names = self._archive.namelist()
            super().__init__(path, names, (name for name in names if name.endswith("/")))
        except BaseException:
            self._archive.close()
            raise

    def _read(self, entry: str) -> bytes:
        return self._archive.read(entry)

    def close(self) -> None:
        self._archive.close()


class _TarTree(ImageTree):
    """Members are found once and then read at their place; a compressed tar is unpacked first."""

    def __init__(self, path: Path) -> None:
        self._file = _uncompressed(path)
        self._lock = threading.Lock()
        try:
            with tarfile.open(fileobj=self._file, mode="r:") as archive:
                members = archive.getmembers()
            self._places = {m.name: (m.offset_data, m.size) for m in members if m.isreg()}
            super().__init__(path, self._places, (m.name for m in members if m.isdir()))
        except BaseException:
            self._file.close()
            raise

    def _read(self, entry: str) -> bytes:
        offset, size = self._places[entry]
        with self._lock:
            self._file.seek(offset)
            data = self._file.read(size)
        if len(data) != size:
            raise OSError("the archive ends inside it")
        return data

    def close(self) -> None:
        self._file.close()


def _uncompressed(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        start = file.read(6)
    for magic, opener in _COMPRESSED:
        if start.startswith(magic):
            with ExitStack() as undo:
                unpacked = undo.enter_context(tempfile.TemporaryFile())
                with opener(path) as packed:
                    shutil.copyfileobj(packed, unpacked)
                unpacked.seek(0)
                undo.pop_all()  # the tree closes it
            return unpacked
    return path.open("rb")


def _is_image(entry: str) -> bool:
    name = PurePosixPath(entry)
    return name.suffix.lower() in IMAGE_SUFFIXES and not name.name.startswith(".")


def _is_hidden(folder: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(folder).parts)


def _is_unsafe(entry: str) -> bool:
    name = PurePosixPath(entry)
    return name.is_absolute() or ".." in name.parts or "\\" in entry or "\t" in entry


def _shared_folders(names: list[tuple[str, ...]]) -> int:
    """How many leading folders all names share, as long as one keeps an identity and a file."""
    shared = 0
    deepest = max((len(name) for name in names), default=0)
    while deepest - shared > 2 and len({name[shared : shared + 1] for name in names}) == 1:
        shared += 1
    return shared


def _raise(error: OSError) -> None:
    raise error
