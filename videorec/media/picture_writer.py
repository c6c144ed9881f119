"""An annotated picture as a picture file."""

from pathlib import Path

import cv2

from videorec.core.errors import OutputError
from videorec.core.types import UInt8
from videorec.media.closable import Closable
from videorec.media.info import SourceInfo
from videorec.media.pending import PendingFile, Place, cannot_write
from videorec.media.writers import VideoWriter

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


class PictureWriter(Closable):
    """Writes one picture, for sources that are one picture; used like `VideoWriter`.

    OutputError: the place cannot be written (before any work), a second picture comes, or one that
    is too large for its kind.
    """

    def __init__(self, path: Path, place: Place = PendingFile) -> None:
        if path.suffix.lower() not in PICTURE_SUFFIXES:
            kinds = ", ".join(sorted(PICTURE_SUFFIXES))
            raise OutputError(f"{path}: not a kind of picture that is written; choose {kinds}")
        self._file: PendingFile | None = place(path)
        self.frames_written = 0

    def write(self, time_s: float, image: UInt8) -> None:
        """The picture, (H, W, 3) uint8 BGR; its time does not matter."""
        if self._file is None:
            raise OutputError("the picture file is closed; nothing more can be written")
        if self.frames_written > 0:
            raise OutputError(
                f"{self._file.target}: holds one picture, and there are more; "
                f"end the name in .mp4 to get a video"
            )
        done, encoded = cv2.imencode(self._file.target.suffix.lower(), image)
        if not done:
            raise OutputError(
                f"{self._file.target}: this kind of picture cannot hold {image.shape[1]} x "
                f"{image.shape[0]} pixels; end the name in .png"
            )
        try:
            self._file.path.write_bytes(encoded.tobytes())
        except OSError as exc:
            raise cannot_write(self._file.target, exc) from exc
        self.frames_written = 1

    def close(self) -> None:
        """Put the file in its place; without a picture no file appears."""
        pending, self._file = self._file, None
        if pending is None:
            return
        if self.frames_written:
            pending.commit()
        else:
            pending.discard()


def open_writer(
    path: Path, *, info: SourceInfo, audio_from: Path | None = None, place: Place = PendingFile
) -> VideoWriter | PictureWriter:
    """The writer that fits a file's name; see `VideoWriter` for the arguments.

    OutputError: the name fits no kind, or the place cannot be written.
    """
    if path.suffix.lower() in PICTURE_SUFFIXES:
        if info.frame_count != 1:
            raise OutputError(f"{path}: one picture cannot hold a video; end the name in .mp4")
        return PictureWriter(path, place)
    return VideoWriter(path, info=info, audio_from=audio_from, place=place)
