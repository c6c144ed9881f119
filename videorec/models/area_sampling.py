"""Area means of pictures from a summed-area table (Crow 1984).

What `torch.nn.functional.interpolate(mode="area")` computes, which MTCNN's networks are fed with:
output pixel i of n over an input of length s is the mean of the pixels floor(i s / n) up to
ceil((i + 1) s / n). With the table each mean costs four reads however large the window, so that
all levels of an image pyramid, and all crops, come from one pass over the picture.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from videorec.core.types import Float32, Int64, UInt8
from videorec.models.compiled import compiled

Int32 = NDArray[np.int32]


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
        whole = np.array([[0, 0, self.width, self.height]]).repeat(len(self), axis=0)
        return self._means(np.arange(len(self)), whole, height, width, rows)

    def crops(self, frames: Int64, boxes: Int64, size: int) -> Tensor:
        """Crops resized to squares. -> (N, 3, size, size) float32.

        frames: (N,) which picture; boxes: (N, 4) x0 y0 x1 y1, half-open, inside the picture and
        not empty.
        """
        return self._means(frames, boxes, size, size, range(size))

    def _means(self, frames: Int64, boxes: Int64, height: int, width: int, rows: range) -> Tensor:
        """Some rows of boxes (N, 4), each resized to height x width. -> (N, 3, rows, width)."""
        if self._device.type != "cpu":
            return self._gathered_means(frames, boxes, height, width, rows)
        means = np.empty((len(frames), 3, len(rows), width), np.float32)
        _fill_means(self._table.numpy(), frames, boxes, height, rows.start, means)
        return torch.from_numpy(means)

    def _gathered_means(
        self, frames: Int64, boxes: Int64, height: int, width: int, rows: range
    ) -> Tensor:
        """The same with torch's operations, for all devices."""
        x0, y0, x1, y1 = boxes.T[..., None]
        left, right = _windows(x0, x1 - x0, width, np.arange(width))
        top, bottom = _windows(y0, y1 - y0, height, np.array(rows))
        lines = frames[:, None] * (self.height + 1)

        def sums(at_y: Int64, at_x: Int64) -> Tensor:
            places = ((lines + at_y) * (self.width + 1))[:, :, None] + at_x[:, None, :]
            index = torch.from_numpy(places).to(self._device)
            return self._table.view(-1, 3)[index]  # (N, h, w, 3)

        def shares(first: Int64, end: Int64) -> Tensor:
            share = (1 / (end - first)).astype(np.float32)
            return torch.from_numpy(share).to(self._device)

        total = sums(bottom, right) - sums(bottom, left)
        total -= sums(top, right) - sums(top, left)
        means = total * shares(left, right)[:, None, :, None]
        means *= shares(top, bottom)[:, :, None, None]
        return means.permute(0, 3, 1, 2)


@compiled
def _fill_means(
    table: Int32, frames: Int64, boxes: Int64, height: int, first_row: int, means: Float32
) -> None:
    """means (N, 3, h, w): rows from first_row on of boxes (N, 4) resized to height x w."""
    width = means.shape[3]
    left, right = np.empty(width, np.int64), np.empty(width, np.int64)
    share_x = np.empty(width, np.float32)  # what one input pixel adds to the mean
    for n in range(means.shape[0]):
        x0, y0, x1, y1 = boxes[n, 0], boxes[n, 1], boxes[n, 2], boxes[n, 3]
        for j in range(width):
            left[j] = x0 + j * (x1 - x0) // width
            right[j] = x0 + ((j + 1) * (x1 - x0) + width - 1) // width
            share_x[j] = np.float32(1 / (right[j] - left[j]))
        for i in range(means.shape[2]):
            row = first_row + i
            top = y0 + row * (y1 - y0) // height
            bottom = y0 + ((row + 1) * (y1 - y0) + height - 1) // height
            share_y = np.float32(1 / (bottom - top))
            upper, lower = table[frames[n], top], table[frames[n], bottom]
            for j in range(width):
                first, end = left[j], right[j]
                for c in range(3):
                    total = lower[end, c] - lower[first, c] - upper[end, c] + upper[first, c]
                    # Back to 32 bits, in which sums that wrapped around cancel out.
                    means[n, c, i, j] = np.float32(np.int32(total)) * share_x[j] * share_y


def _windows(start: Int64, extent: Int64, target: int, index: Int64) -> tuple[Int64, Int64]:
    """First pixel and one past the last, (N, n) each, of the output pixels index (n,) of `target`
    ones over start and extent (N, 1)."""
    first = start + index * extent // target
    return first, start + ((index + 1) * extent + target - 1) // target


def _table(images: Sequence[UInt8], device: torch.device) -> Tensor:
    if device.type == "cpu":
        tables = [torch.from_numpy(cv2.integral(image)) for image in images]
        return tables[0][None] if len(tables) == 1 else torch.stack(tables)
    pictures = torch.from_numpy(np.stack(images)).to(device)
    sums = pictures.cumsum(1, dtype=torch.int32).cumsum(2, dtype=torch.int32)
    return torch.nn.functional.pad(sums, (0, 0, 1, 0, 1, 0))
