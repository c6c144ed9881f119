"""Area means of pictures from a summed-area table (Crow 1984).

What `torch.nn.functional.interpolate(mode="area")` computes, which MTCNN's networks are fed with:
output pixel i of n over an input of length s is the mean of the pixels floor(i s / n) up to
ceil((i + 1) s / n). With the table each mean costs four reads however large the window, so that
all levels of an image pyramid, and all crops, come from one pass over the picture.
"""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from videorec.core.types import Array, Float64, Int64, UInt8

Int16 = NDArray[np.int16]

# cv2.remap addresses pictures by 16-bit coordinates.
_REMAP_LIMIT = 32_000
_NO_MAP = np.empty(0, dtype=np.uint16)


class SummedArea:
    """The summed-area table of a batch of pictures of one size.

    Sums are int32 and may wrap around on pictures beyond 8 megapixels; differences stay right.
    """

    def __init__(self, images: Sequence[UInt8], device: torch.device) -> None:
        """images: B arrays (H, W, 3) uint8 of one shape, H and W at least 1."""
        self.height, self.width = images[0].shape[:2]
        self.device = device
        self._table = _table(images, device)  # (B, H + 1, W + 1, 3) int32

    def __len__(self) -> int:
        return len(self._table)

    def level(self, height: int, width: int, rows: range) -> Tensor:
        """Some rows of the whole pictures resized. -> (B, 3, len(rows), width) float32.

        height, width: size of the whole result; rows: which of its rows are wanted, step 1.
        """
        top, bottom = _windows(self.height, height, rows)
        left, right = _windows(self.width, width, range(width))
        bands = self._table.index_select(1, self._here(bottom))
        bands -= self._table.index_select(1, self._here(top))
        sums = self._columns(bands, right)
        sums -= self._columns(bands, left)
        return self._means(sums, 1 / (bottom - top), 1 / (right - left))

    def crops(self, frames: Int64, boxes: Int64, size: int) -> Tensor:
        """Crops resized to squares. -> (N, 3, size, size) float32.

        frames: (N,) which picture; boxes: (N, 4) x0 y0 x1 y1, half-open, inside the picture and
        not empty.
        """
        step = np.arange(size)
        low, extent = boxes[:, :2, None], (boxes[:, 2:] - boxes[:, :2])[..., None]  # (N, 2, 1)
        start = low + step * extent // size
        end = low + ((step + 1) * extent + size - 1) // size
        corners = np.concatenate([start, end], axis=2)  # (N, 2, 2 size)
        values = self._points(frames, corners[:, 0], corners[:, 1])
        bands = values[:, size:] - values[:, :size]
        sums = bands[:, :, size:] - bands[:, :, :size]
        share = 1 / (end - start)
        return self._means(sums, share[:, 1], share[:, 0])

    def _columns(self, bands: Tensor, x: Int64) -> Tensor:
        """Columns x (w,) of bands (B, h, W + 1, 3) int32. -> (B, h, w, 3)."""
        rows = bands.shape[0] * bands.shape[1]
        if not self._remappable(rows, len(x)):
            return bands.index_select(2, self._here(x))
        places = _column_places(x.tobytes(), rows)
        return _remapped(bands.flatten(0, 1), places).view(*bands.shape[:2], len(x), 3)

    def _points(self, frames: Int64, x: Int64, y: Int64) -> Tensor:
        """The table where grids lie: x (N, w), y (N, h). -> (N, h, w, 3) int32."""
        lines = frames[:, None] * (self.height + 1) + y
        shape = (*y.shape, x.shape[1], 3)
        if not self._remappable(lines.size, x.shape[1]):
            index = self._here(lines * (self.width + 1))[:, :, None] + self._here(x)[:, None, :]
            return self._table.view(-1, 3).index_select(0, index.flatten()).view(shape)
        places = np.empty((*shape[:3], 2), dtype=np.int16)
        places[..., 0] = x[:, None, :]
        places[..., 1] = lines[:, :, None]
        places = places.reshape(lines.size, x.shape[1], 2)
        return _remapped(self._table.flatten(0, 1), places).view(shape)

    def _remappable(self, rows: int, columns: int) -> bool:
        """Whether cv2.remap can make a result of this size from the table."""
        extents = (len(self) * (self.height + 1), self.width + 1, rows, columns)
        return self.device.type == "cpu" and max(extents) < _REMAP_LIMIT

    def _means(self, sums: Tensor, share_y: Float64, share_x: Float64) -> Tensor:
        """Sums (N, h, w, 3) by shares (N or 1, h) and (N or 1, w). -> (N, 3, h, w) float32."""
        # One share for each of the three colours: inner loops over three numbers are slow.
        across = np.repeat(share_x.astype(np.float32), 3, axis=-1)[..., None, :]
        means = sums.flatten(2) * self._here(across)
        means *= self._here(share_y.astype(np.float32)[..., None])
        return means.view(sums.shape).permute(0, 3, 1, 2)

    def _here(self, values: Array) -> Tensor:
        return torch.from_numpy(values).to(self.device)


def _windows(source: int, target: int, wanted: range) -> tuple[Int64, Int64]:
    """First and one past the last input pixel of each wanted output pixel."""
    index = np.arange(wanted.start, wanted.stop, dtype=np.int64)
    return index * source // target, ((index + 1) * source + target - 1) // target


def _table(images: Sequence[UInt8], device: torch.device) -> Tensor:
    if device.type == "cpu":
        tables = [torch.from_numpy(cv2.integral(image)) for image in images]
        return tables[0][None] if len(tables) == 1 else torch.stack(tables)
    pictures = torch.from_numpy(np.stack(images)).to(device)
    sums = pictures.cumsum(1, dtype=torch.int32).cumsum(2, dtype=torch.int32)
    return torch.nn.functional.pad(sums, (0, 0, 1, 0, 1, 0))


@lru_cache(maxsize=64)
def _column_places(x: bytes, rows: int) -> Int16:
    """Where to find columns x (w,) int64 in `rows` rows. -> (rows, w, 2) int16, to be read only."""
    columns = np.frombuffer(x, dtype=np.int64)
    places = np.empty((rows, len(columns), 2), dtype=np.int16)
    places[..., 0] = columns
    places[..., 1] = np.arange(rows)[:, None]
    return places


def _remapped(picture: Tensor, places: Int16) -> Tensor:
    """picture (H, W, 3) int32 at places (h, w, 2) int16 x y. -> (h, w, 3) int32.

    The fastest gathering of triples that numpy, torch and cv2 offer on a CPU. Nothing is computed
    with the values, so they may pass as float32.
    """
    values = cv2.remap(picture.numpy().view(np.float32), places, _NO_MAP, cv2.INTER_NEAREST)
    return torch.from_numpy(values.view(np.int32))
