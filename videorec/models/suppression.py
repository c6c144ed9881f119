"""Non-maximum suppression: of boxes that overlap, the best stays."""

import numpy as np

from videorec.core.boxes import as_boxes
from videorec.core.types import Array, Bool, Float32, Int64
from videorec.models.compiled import compiled


def nms(boxes: Array, scores: Array, threshold: float, limit: int | None = None) -> Int64:
    """Drop boxes whose IoU with a better kept one exceeds threshold.

    boxes: (N, 4); scores: (N,); limit: stop after this many are kept.
    Returns (K,) int64 indices of the kept boxes, best first; equal scores keep their order.
    """
    order = np.argsort(-scores, kind="stable")
    most = len(order) if limit is None else limit
    kept = _keep_apart(as_boxes(boxes[order]), np.float32(threshold), most)
    return order[kept]


@compiled
def _keep_apart(boxes: Float32, threshold: np.float32, limit: int) -> Int64:
    """Indices of boxes that do not overlap one before them in the result. -> (K,), K <= limit."""
    kept = np.empty(min(limit, len(boxes)), np.int64)
    count = 0
    areas = np.empty(len(boxes), np.float32)
    for i in range(len(boxes)):
        if count == len(kept):
            break
        x0, y0, x1, y1 = boxes[i]
        areas[i] = max(x1 - x0, np.float32(0)) * max(y1 - y0, np.float32(0))
        for k in kept[:count]:
            width = min(x1, boxes[k, 2]) - max(x0, boxes[k, 0])
            height = min(y1, boxes[k, 3]) - max(y0, boxes[k, 1])
            if width > 0 and height > 0:
                common = width * height
                if common / (areas[i] + areas[k] - common) > threshold:
                    break
        else:
            kept[count] = i
            count += 1
    return kept[:count]


@compiled
def keep_unsuppressed(conflicts: Bool) -> Bool:
    """Greedy suppression. conflicts: (N, N), best first -> (N,) mask of what stays.

    An item stays unless a better one that stays conflicts with it.
    """
    keep = np.ones(len(conflicts), np.bool_)
    for i in range(len(conflicts)):
        if keep[i]:
            for j in range(i + 1, len(conflicts)):
                keep[j] &= not conflicts[i, j]
    return keep
