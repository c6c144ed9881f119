"""Animated pictures: WebP, PNG and AVIF files that hold several frames and their times."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame
from videorec.media.images import errors_in_words, open_picture, read_bytes, to_bgr
from videorec.media.info import SeekableSource, SourceInfo

# The pages of a TIFF and the two views of a stereo JPEG are no film.
_FORMATS = frozenset({"WEBP", "PNG", "AVIF"})
# What browsers take where no time is stated.
_UNSTATED_MS = 100.0


def is_animation(path: Path) -> bool:
    """Whether a picture file holds a film; what cannot be read holds none."""
    name = str(path)
    try:
        with errors_in_words(name), open_picture(read_bytes(path), name) as picture:
            return picture.format in _FORMATS and len(_positions(picture)) > 1
    except SourceError:
        return False


class AnimationSource(SeekableSource):
    """The frames of an animated picture, each once; transparency lies over white.

    SourceError: not one can be read. SourceBrokenError from `frames`: damaged after the first.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._name = path, str(path)
        with errors_in_words(self._name), self._open() as picture:
            positions = _positions(picture)
            first_ms = _load(picture, positions[0])
            height, width = to_bgr(picture).shape[:2]
        self._info = SourceInfo(
            name=self._name,
            width=width,
            height=height,
            fps=1000.0 / first_ms,
            frame_count=len(positions),
            path=path,
            seekable=True,
        )

    @property
    def info(self) -> SourceInfo:
        return self._info

    def frames(self, start_s: float = 0.0) -> Iterator[Frame]:
        """Decoded from the first on: each lies over the one before it."""
        with errors_in_words(self._name):
            picture = self._open()
        with picture:
            positions, end_ms = _positions(picture), 0.0
            for index, position in enumerate(positions):
                begin_ms = end_ms
                try:
                    with errors_in_words(self._name):
                        end_ms += _load(picture, position)
                        shown = end_ms / 1000.0 > start_s or position == positions[-1]
                        image = to_bgr(picture) if shown else None
                except SourceError as exc:
                    raise SourceBrokenError(
                        f"{self._name}: breaks off at {begin_ms / 1000.0:.2f} s (frame {index}), "
                        f"the rest is missing or damaged; the {index} frames before are kept"
                    ) from exc
                if image is not None:
                    yield Frame(index=index, time_s=begin_ms / 1000.0, image=image)

    def _open(self) -> Image.Image:
        return open_picture(read_bytes(self._path), self._name)


def _positions(picture: Image.Image) -> range:
    """Where the frames are; a PNG may begin with a picture for those who cannot play it."""
    return range(int(picture.info.get("default_image", False)), getattr(picture, "n_frames", 1))


def _load(picture: Image.Image, position: int) -> float:
    """Decode a frame; for how many milliseconds it is shown."""
    picture.seek(position)
    picture.load()
    length_ms: Any = picture.info.get("duration")
    return float(length_ms) if length_ms else _UNSTATED_MS
