"""Where boxes move from one frame to the next, by sparse optical flow.

Lucas-Kanade on a grid of points inside each box (pyramidal; Bouguet, 2001), on a grey picture of
bounded width; points that do not come back to where they started are ignored, the median of the
others is the box's motion. It needs no network and also follows the back of a head.
"""

import cv2
import numpy as np

from videorec.core.types import Bool, Float32, UInt8

MOST_WIDTH = 640
GRID = 5
INNER = 0.7
BACK_ERROR_PX = 1.5
LEAST_POINTS = 9
_WINDOW = (15, 15)
_LEVELS = 3


class Flow:
    """Moves boxes along with the picture. One object per source."""

    def __init__(self) -> None:
        self._grey: UInt8 | None = None
        self._next: UInt8 | None = None
        self._scale = 1.0

    def look(self, image: UInt8) -> None:
        """Take the next frame, (H, W, 3) uint8 BGR; motion is from the frame before to this one."""
        scale = min(1.0, MOST_WIDTH / image.shape[1])
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        if scale < 1.0:
            grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        same_size = self._next is not None and self._next.shape == grey.shape
        self._grey = self._next if same_size else None
        self._next = np.asarray(grey, dtype=np.uint8)
        self._scale = scale

    def motion(self, boxes: Float32) -> Float32:
        """(N, 4) boxes in the frame before -> (N, 2) float32 pixels moved; NaN where unknown."""
        moved = np.full((len(boxes), 2), np.nan, np.float32)
        if self._grey is None or self._next is None or not len(boxes):
            return moved
        points = grid_points(boxes * np.float32(self._scale))
        there, found = lucas_kanade(self._grey, self._next, points)
        back, found_back = lucas_kanade(self._next, self._grey, there)
        error = np.linalg.norm(back - points, axis=1)
        good = found & found_back & (error < BACK_ERROR_PX)
        shifts = (there - points).reshape(len(boxes), -1, 2) / np.float32(self._scale)
        for i, (shift, usable) in enumerate(zip(shifts, good.reshape(len(boxes), -1), strict=True)):
            if usable.sum() >= LEAST_POINTS:
                moved[i] = np.median(shift[usable], axis=0)
        return moved


def lucas_kanade(before: UInt8, after: UInt8, points: Float32) -> tuple[Float32, Bool]:
    """Where (N, 2) points of one grey picture are in the next, and whether each was found."""
    moved = np.empty_like(points)
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points, moved, winSize=_WINDOW, maxLevel=_LEVELS
    )
    return np.asarray(there, np.float32), np.asarray(found).ravel() == 1


def grid_points(boxes: Float32) -> Float32:
    """(N, 4) -> (N * GRID * GRID, 2) points spread over the inner part of each box."""
    steps = np.linspace(0.5 - INNER / 2, 0.5 + INNER / 2, GRID, dtype=np.float32)
    unit = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(1, -1, 2)
    corners, sizes = boxes[:, None, :2], (boxes[:, 2:] - boxes[:, :2])[:, None]
    return np.ascontiguousarray((corners + unit * sizes).reshape(-1, 2), dtype=np.float32)
