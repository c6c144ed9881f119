"""Area means of pictures from a summed-area table (Crow 1984).

What `torch.nn.functional.interpolate(mode="area")` computes, which MTCNN's networks are fed with:
output pixel i of n over an input of length s is the mean of the pixels floor(i s / n) up to
ceil((i + 1) s / n). With the table each mean costs four reads however large the window, so that
all levels of an image pyramid, and all crops, come from one pass over the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from videorec.core.types import Float32, Int64, UInt8
from videorec.models.compiled import compiled

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Windows:
    """Input pixels of n output pixels along one side of N results.

    first, end: (N, n) the first pixel and one past the last.
    """

    first: Int64
    end: Int64

    @property
    def share(self) -> Float32:
        """(N, n) what one input pixel adds to the mean."""
        return (1 / (self.end - self.first)).astype(np.float32)


class SummedArea:
    """The summed-area table of a batch of pictures of one size.

    Sums are int32 and may wrap around on pictures beyond 8 megapixels; differences stay right.
    """

    def __init__(self, images: Sequence[UInt8], device: torch.device) -> None:
        """images: B arrays (H, W, 3) uint8 of one shape, H and W at least 1."""
        self.height, self.width = images[0].shape[:2]
        self._device = device
        self._table = _table(images, device)  # (B, H + 1, W + 1, 3) int32

    def __len__(self) -> int:
        return len(self._table)

    def level(self, height: int, width: int, rows: range) -> Tensor:
        """Some rows of the whole pictures resized. -> (B, 3, len(rows), width) float32.

        height, width: size of the whole result; rows: which of its rows are wanted, step 1.
        """
        pictures = np.arange(len(self))
        zero, wanted = np.zeros((len(self), 1), np.int64), np.array(rows)
        y = _windows(zero, zero + self.height, height, wanted)
        x = _windows(zero, zero + self.width, width, np.arange(width))
        return self._means(pictures, x, y)

    def crops(self, frames: Int64, boxes: Int64, size: int) -> Tensor:
        """Crops resized to squares. -> (N, 3, size, size) float32.

        frames: (N,) which picture; boxes: (N, 4) x0 y0 x1 y1, half-open, inside the picture and
        not empty.
        """
        x0, y0, x1, y1 = boxes.T[..., None]
        index = np.arange(size)
        return self._means(
            frames, _windows(x0, x1 - x0, size, index), _windows(y0, y1 - y0, size, index)
        )

    def _means(self, frames: Int64, x: _Windows, y: _Windows) -> Tensor:
        """Of pictures frames (N,) over grids of x (N, w) and y (N, h). -> (N, 3, h, w) float32."""
        if self._device.type != "cpu":
            return self._gathered_means(frames, x, y)
        means = np.empty((len(frames), 3, y.first.shape[1], x.first.shape[1]), np.float32)
        _fill_means(
            self._table.numpy(), frames, x.first, x.end, x.share, y.first, y.end, y.share, means
        )
        return torch.from_numpy(means)

    def _gathered_means(self, frames: Int64, x: _Windows, y: _Windows) -> Tensor:
        """The same with torch's operations, for all devices."""
        lines = frames[:, None] * (self.height + 1)

        def sums(at_y: Int64, at_x: Int64) -> Tensor:
            places = ((lines + at_y) * (self.width + 1))[:, :, None] + at_x[:, None, :]
            index = torch.from_numpy(places).to(self._device)
            return self._table.view(-1, 3)[index]  # (N, h, w, 3)

        total = sums(y.end, x.end) - sums(y.end, x.first)
        total -= sums(y.first, x.end) - sums(y.first, x.first)
        means = total * torch.from_numpy(x.share).to(self._device)[:, None, :, None]
        means *= torch.from_numpy(y.share).to(self._device)[:, :, None, None]
        return means.permute(0, 3, 1, 2)


@compiled
def _fill_means(
    table: Int32,
    frames: Int64,
    left: Int64,
    right: Int64,
    share_x: Float32,
    top: Int64,
    bottom: Int64,
    share_y: Float32,
    means: Float32,
) -> None:
    """means (N, 3, h, w), from tables (B, H + 1, W + 1, 3) and windows (N, w) and (N, h)."""
    for n in range(means.shape[0]):
        for i in range(means.shape[2]):
            upper = table[frames[n], top[n, i]]
            lower = table[frames[n], bottom[n, i]]
            for j in range(means.shape[3]):
                first, end = left[n, j], right[n, j]
                for c in range(3):
                    total = lower[end, c] - lower[first, c] - upper[end, c] + upper[first, c]
                    # Back to 32 bits, in which sums that wrapped around cancel out.
                    means[n, c, i, j] = np.float32(np.int32(total)) * share_x[n, j] * share_y[n, i]


def _windows(start: Int64, extent: Int64, target: int, index: Int64) -> _Windows:
    """Of the output pixels index (n,) of `target` ones over start and extent (N, 1)."""
    return _Windows(
        start + index * extent // target, start + ((index + 1) * extent + target - 1) // target
    )


def _table(images: Sequence[UInt8], device: torch.device) -> Tensor:
    if device.type == "cpu":
        tables = [torch.from_numpy(cv2.integral(image)) for image in images]
        return tables[0][None] if len(tables) == 1 else torch.stack(tables)
    pictures = torch.from_numpy(np.stack(images)).to(device)
    sums = pictures.cumsum(1, dtype=torch.int32).cumsum(2, dtype=torch.int32)
    return torch.nn.functional.pad(sums, (0, 0, 1, 0, 1, 0))
