"""Single pictures and folders of pictures."""

import re
import warnings
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame, UInt8
from videorec.media.info import SeekableSource, SourceInfo

IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".jp2", ".avif"}
)
MAX_IMAGE_PIXELS = 80_000_000
# Broken pictures that a message names one by one, after the first.
MOST_NAMED = 10
# What shows through transparent parts: as bright as a plain wall.
BACKGROUND = (255, 255, 255)


def read_image(path: Path, *, max_pixels: int = MAX_IMAGE_PIXELS) -> UInt8:
    """Read a picture file as (H, W, 3) uint8 BGR, upright.

    Orientation tags are obeyed, transparency is laid over white, grey and 16 bit become 8-bit
    colour. The stated size is checked before anything is decoded.

    SourceError: missing, not a picture, damaged, or more than max_pixels.
    """
    return decode_image(read_bytes(path), name=str(path), max_pixels=max_pixels)


def read_bytes(path: Path) -> bytes:
    """All of a picture file. SourceError: it is missing, or may not be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as exc:
        raise SourceError(f"{path}: there is no such file; check the path") from exc
    except (OSError, ValueError) as exc:
        raise SourceError(f"{path}: cannot be read ({exc})") from exc


def read_ahead(paths: Iterable[Path]) -> Iterator[Callable[[], UInt8]]:
    """Read picture files one after the other, each while the one before it is worked on.

    Yields, for each, a function that returns the picture or raises as `read_image` does.
    """
    with ThreadPoolExecutor(1, "pictures") as pool:
        coming: deque[Future[UInt8]] = deque()
        for path in paths:
            coming.append(pool.submit(read_image, path))
            if len(coming) > 1:
                yield coming.popleft().result
        while coming:
            yield coming.popleft().result


def decode_image(data: bytes, *, name: str, max_pixels: int = MAX_IMAGE_PIXELS) -> UInt8:
    """Like `read_image`, from the bytes of a picture file; name: for messages."""
    with errors_in_words(name, max_pixels), open_picture(data, name, max_pixels) as picture:
        return to_bgr(picture)


def open_picture(data: bytes, name: str, max_pixels: int = MAX_IMAGE_PIXELS) -> Image.Image:
    """A picture whose size is allowed, not decoded yet; use it within `errors_in_words`."""
    if not data:
        raise SourceError(f"{name}: the file is empty")
    picture = Image.open(BytesIO(data))
    width, height = picture.size
    if width * height > max_pixels:
        raise SourceError(
            f"{name}: {width} x {height} pixels are too many; scale it down to at most "
            f"{max_pixels / 1e6:.0f} megapixels"
        )
    return picture


@contextmanager
def errors_in_words(name: str, max_pixels: int = MAX_IMAGE_PIXELS) -> Iterator[None]:
    """Make a SourceError of all that Pillow raises while a picture is opened or decoded."""
    with warnings.catch_warnings():
        # Pillow warns of tags it cannot parse and of large sizes; the latter are checked here.
        warnings.simplefilter("ignore")
        try:
            yield
        except Image.DecompressionBombError as exc:
            raise SourceError(
                f"{name}: too many pixels; scale it down to at most "
                f"{max_pixels / 1e6:.0f} megapixels"
            ) from exc
        except UnidentifiedImageError as exc:
            raise SourceError(
                f"{name}: is not a picture that can be read; convert it to JPEG or PNG"
            ) from exc
        except SourceError:
            raise
        except Exception as exc:  # Pillow's plug-ins raise whatever their parser stumbles over
            raise SourceError(f"{name}: the picture is damaged ({exc}); save it again") from exc


def to_bgr(picture: Image.Image) -> UInt8:
    """Any mode of Pillow -> (H, W, 3) uint8 BGR, upright."""
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith(("I", "F")):
        return _grey_to_bgr(np.asarray(upright))
    if upright.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        plain = Image.new("RGBA", upright.size, BACKGROUND)
        upright = Image.alpha_composite(plain, upright)
    rgb = np.asarray(upright.convert("RGB"))
    return np.ascontiguousarray(rgb[:, :, ::-1])


def _grey_to_bgr(values: np.ndarray) -> UInt8:
    """(H, W) of 16 or 32 bit integers or floats -> BGR; 16 bit keeps its scale, others stretch."""
    values = np.nan_to_num(values.astype(np.float64))
    if values.min() >= 0 and 255 < values.max() <= 65535:
        grey = values / 257.0
    elif values.min() >= 0 and values.max() <= 255:
        grey = values if values.max() > 1 else values * 255.0
    else:
        span = values.max() - values.min()
        grey = (values - values.min()) * (255.0 / span if span else 0.0)
    return np.repeat(np.rint(grey).astype(np.uint8)[:, :, None], 3, axis=2)


def natural_key(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    """Sort key that puts 9.jpg before 10.jpg, whatever the letters' case."""
    parts = re.split(r"(\d+)", path.name.casefold())
    # Only digits that int() reads: "²" is a digit to a regular expression of Unicode.
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p], path.name


def list_images(folder: Path) -> list[Path]:
    """Picture files right inside a folder in natural order; hidden files are left out."""
    try:
        found = [p for p in folder.iterdir() if p.suffix.lower() in IMAGE_SUFFIXES and p.is_file()]
    except OSError as exc:
        raise SourceError(f"{folder}: the folder cannot be read ({exc.strerror})") from exc
    return sorted((p for p in found if not p.name.startswith(".")), key=natural_key)


class ImagesSource(SeekableSource):
    """Pictures one after the other, each shown for the same time.

    paths: at least one; the first readable one gives the nominal size, others may differ.
    seconds_each: time from one picture to the next.
    SourceError: none of them can be read. SourceBrokenError from `frames`, after the last
    picture: some could not be read, with their names.
    """

    def __init__(self, paths: Sequence[Path], *, name: str, seconds_each: float = 1.0) -> None:
        if not paths:
            raise SourceError(f"{name}: holds no pictures ({', '.join(sorted(IMAGE_SUFFIXES))})")
        self.paths = tuple(paths)
        self._seconds_each = seconds_each
        height, width = self._first_readable().shape[:2]
        self._info = SourceInfo(
            name=name,
            width=width,
            height=height,
            fps=1.0 / seconds_each,
            frame_count=len(self.paths),
            duration_s=len(self.paths) * seconds_each,
            path=self.paths[0] if len(self.paths) == 1 else None,
            seekable=True,
        )

    def _first_readable(self) -> UInt8:
        first_error: SourceError | None = None
        for path in self.paths:
            try:
                return read_image(path)
            except SourceError as exc:
                first_error = first_error or exc
        assert first_error is not None
        if len(self.paths) == 1:
            raise first_error
        raise SourceError(
            f"none of {len(self.paths)} pictures can be read; the first: {first_error}"
        ) from first_error

    @property
    def info(self) -> SourceInfo:
        return self._info

    def frames(self, start_s: float = 0.0) -> Iterator[Frame]:
        """Frame.index counts the paths, so that `paths[frame.index]` is the picture's file."""
        broken: dict[int, SourceError] = {}
        first = max(0, bisect_right(range(len(self.paths)), start_s, key=self._time_s) - 1)
        # The picture of that moment, or the one before it that can be read; then all that follow.
        earlier = (self._frame(index, broken) for index in range(first, -1, -1))
        if (frame := next(filter(None, earlier), None)) is not None:
            yield frame
        for index in range(first + 1, len(self.paths)):
            if (frame := self._frame(index, broken)) is not None:
                yield frame
        if broken:
            first, *others = sorted(broken)
            also = f"; also {self._names(others)}" if others else ""
            raise SourceBrokenError(f"left out: {broken[first]}{also}") from broken[first]

    def _names(self, indices: list[int]) -> str:
        names = ", ".join(self.paths[index].name for index in indices[:MOST_NAMED])
        more = len(indices) - MOST_NAMED
        return f"{names} and {more} more" if more > 0 else names

    def _time_s(self, index: int) -> float:
        return index * self._seconds_each

    def _frame(self, index: int, broken: dict[int, SourceError]) -> Frame | None:
        """None when the picture cannot be read; `broken` then says why."""
        try:
            image = read_image(self.paths[index])
        except SourceError as exc:
            broken[index] = exc
            return None
        return Frame(index=index, time_s=self._time_s(index), image=image)
