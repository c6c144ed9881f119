"""Arithmetic on boxes: (N, 4) arrays of x0 y0 x1 y1 in pixels, half-open. N may be 0."""

import numpy as np

from videorec.core.types import Array, Float32


def as_boxes(boxes: Array) -> Float32:
    """Any (N, 4), (4,) or empty array-like of numbers as (N, 4) float32."""
    return np.asarray(boxes, dtype=np.float32).reshape(-1, 4)


def area(boxes: Array) -> Array:
    """(N, 4) -> (N,) square pixels; 0 for boxes without extent."""
    extent = np.maximum(boxes[:, 2:4] - boxes[:, :2], 0)
    product: Array = extent[:, 0] * extent[:, 1]
    return product


def center(boxes: Array) -> Array:
    """(N, 4) -> (N, 2) x y."""
    middle: Array = (boxes[:, :2] + boxes[:, 2:4]) / 2
    return middle


def pairwise_intersection(a: Array, b: Array) -> Array:
    """Common area. (N, 4), (M, 4) -> (N, M) square pixels."""
    width = np.minimum(a[:, None, 2], b[:, 2])
    width -= np.maximum(a[:, None, 0], b[:, 0])
    height = np.minimum(a[:, None, 3], b[:, 3])
    height -= np.maximum(a[:, None, 1], b[:, 1])
    np.maximum(width, 0, out=width)
    np.maximum(height, 0, out=height)
    width *= height
    return width


def pairwise_iou(a: Array, b: Array) -> Array:
    """Intersection over union. (N, 4), (M, 4) -> (N, M) in [0, 1]; two empty boxes give 0."""
    common = pairwise_intersection(a, b)
    union = area(a)[:, None] + area(b)
    union -= common
    common /= np.maximum(union, np.finfo(np.float32).tiny)  # both are 0 where boxes are empty
    return common


def clip_boxes(boxes: Array, width: float, height: float) -> Array:
    """Cut to the picture. (N, 4) -> (N, 4) of the same dtype; boxes outside become empty."""
    limits = np.array([width, height, width, height], dtype=boxes.dtype)
    return np.clip(boxes, np.zeros(4, dtype=boxes.dtype), limits)


def scale_boxes(boxes: Array, factor: float) -> Array:
    """Grow (factor > 1) or shrink about the centre. (N, 4) -> (N, 4) of the same dtype."""
    middle = center(boxes)
    half = (boxes[:, 2:4] - boxes[:, :2]) * (factor / 2)
    return np.concatenate([middle - half, middle + half], axis=1).astype(boxes.dtype, copy=False)


def to_squares(boxes: Array) -> Array:
    """Squares of the longer side about the same centres. (N, 4) -> (N, 4) of the same dtype.

    The order of the operations is that of the published MTCNN (`rerec`), to the last bit.
    """
    width = boxes[:, 2] - boxes[:, 0]
    height = boxes[:, 3] - boxes[:, 1]
    side = np.maximum(width, height)
    left = boxes[:, 0] + width * 0.5 - side * 0.5
    top = boxes[:, 1] + height * 0.5 - side * 0.5
    return np.stack([left, top, left + side, top + side], axis=1).astype(boxes.dtype, copy=False)
