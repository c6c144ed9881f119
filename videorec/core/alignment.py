"""Five landmarks to the SphereFace crop: a similarity transform and a warp.

Training and run time both go through `align`; a network sees what it was trained on only then.
"""

import cv2
import numpy as np

from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Float32, Float64, UInt8

# The authors' release states the template in MATLAB's 1-based pixels (left eye, right eye, nose,
# left and right mouth corner); numpy and OpenCV call the first pixel's centre 0.
TEMPLATE: Float32 = np.array(
    [
        [30.2946, 51.6963],
        [65.5318, 51.5014],
        [48.0252, 71.7366],
        [33.5493, 92.3655],
        [62.7299, 92.2041],
    ],
    np.float32,
) - np.float32(1.0)
TEMPLATE.setflags(write=False)

# Added to the detector's landmarks to get 0-based pixel-centre coordinates; the one place where
# its convention is accounted for. MTCNN keeps MATLAB's 1-based pixels through every stage. Measured
# on 40 photographs at four scales: landmarks of a mirrored picture agree with the mirrored
# landmarks at -0.93, those of a picture at two scales with each other at -0.9 +- 0.1.
LANDMARK_OFFSET = -1.0

# The middle of every 8 x 8 pixels of a crop, as x + i y.
_CROP_SAMPLES = np.add.outer(
    1j * np.arange(3.5, CROP_HEIGHT, 8.0), np.arange(3.5, CROP_WIDTH, 8.0)
).ravel()


def similarity_transforms(landmarks: Float32) -> Float64:
    """Least-squares similarities that bring landmarks onto the template. (N, 5, 2) -> (N, 2, 3).

    Rotation, uniform scale and translation, never a reflection (Umeyama, PAMI 13(4), 1991, with
    the determinant held at +1). In the plane such a transform is w = a z + b over complex
    numbers, so the optimum is the linear regression of w on z. Points are x y, 0-based.
    Landmarks that all coincide give scale 0.

    Raises ValueError for another shape or for coordinates that are not finite.
    """
    points = np.asarray(landmarks, np.float64)
    if points.ndim != 3 or points.shape[1:] != (5, 2):
        raise ValueError(f"landmarks must have the shape (N, 5, 2), not {points.shape}")
    if not np.isfinite(points).all():
        raise ValueError("landmarks must be finite")
    points = points + LANDMARK_OFFSET
    z = points[..., 0] + 1j * points[..., 1]
    w = TEMPLATE[:, 0].astype(np.float64) + 1j * TEMPLATE[:, 1].astype(np.float64)
    z_mean, w_mean = z.mean(axis=1), w.mean()
    z_centered, w_centered = z - z_mean[:, None], w - w_mean
    spread = np.maximum((np.abs(z_centered) ** 2).sum(axis=1), np.finfo(np.float64).tiny)
    a = (z_centered.conj() * w_centered).sum(axis=1) / spread
    b = w_mean - a * z_mean
    return np.stack(
        [np.stack([a.real, -a.imag, b.real], -1), np.stack([a.imag, a.real, b.imag], -1)], axis=1
    )


def share_inside(landmarks: Float32, width: int, height: int) -> Float64:
    """How much of each crop lies inside the picture. (N, 5, 2) -> (N,), 0 to 1.

    Counted over the middles of 8 x 8 pixels of the crop, as w = a z + b turned round. Landmarks
    that all coincide have no size; their crop counts as the picture's first pixel.
    """
    transforms = similarity_transforms(landmarks)
    a, b = (transforms[:, 0, i] + 1j * transforms[:, 1, i] for i in (0, 2))
    offsets = _CROP_SAMPLES - b[:, None]
    z = np.divide(offsets, a[:, None], out=np.zeros_like(offsets), where=a[:, None] != 0)
    across = (z.real >= -0.5) & (z.real < width - 0.5)
    down = (z.imag >= -0.5) & (z.imag < height - 0.5)
    return np.asarray((across & down).mean(axis=1), np.float64)


def align(image: UInt8, landmarks: Float32) -> UInt8:
    """Cut aligned faces out of a picture. (H, W, 3) BGR, (N, 5, 2) -> (N, 112, 96, 3) BGR.

    Bilinear; what lies outside the picture is black, as in the authors' preparation.
    `cv2.warpAffine` reads four source pixels per output pixel, whatever the scale, so a face that
    shrinks more than twofold would alias: fine texture folds into false detail, and sharpness and
    embedding change with it. Such a face is first averaged over whole blocks (INTER_AREA) down to
    at most twice its final size.
    """
    transforms = similarity_transforms(landmarks)
    crops = np.empty((len(transforms), CROP_HEIGHT, CROP_WIDTH, 3), np.uint8)
    for crop, transform in zip(crops, transforms, strict=True):
        _warp(image, transform, crop)
    return crops


def _warp(image: UInt8, transform: Float64, crop: UInt8) -> None:
    scale = float(np.hypot(transform[0, 0], transform[1, 0]))
    if 0.0 < scale < 0.5:
        image, transform = _shrink(image, transform, int(1.0 / scale))
    cv2.warpAffine(
        image,
        transform,
        (CROP_WIDTH, CROP_HEIGHT),
        dst=crop,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(0.0, 0.0, 0.0),
    )


def _shrink(image: UInt8, transform: Float64, block: int) -> tuple[UInt8, Float64]:
    """Average the part of the picture under the crop over block x block pixels.

    Returns the small picture and the transform that starts from it.
    """
    height, width = image.shape[:2]
    corners = np.array(
        [[0, 0, 1], [CROP_WIDTH, 0, 1], [0, CROP_HEIGHT, 1], [CROP_WIDTH, CROP_HEIGHT, 1]],
        np.float64,
    )
    footprint = corners @ np.asarray(cv2.invertAffineTransform(transform), np.float64).T
    low = np.floor(footprint.min(axis=0)) - 2 * block
    high = np.ceil(footprint.max(axis=0)) + 2 * block
    x0, y0 = np.clip(low, 0, (width, height)).astype(int)
    x1, y1 = np.clip(high, 0, (width, height)).astype(int)
    if x0 >= x1 or y0 >= y1:
        return image, transform
    part = cv2.copyMakeBorder(
        image[y0:y1, x0:x1],
        *(0, -(y1 - y0) % block, 0, -(x1 - x0) % block),
        cv2.BORDER_CONSTANT,
        value=(0.0, 0.0, 0.0),
    )
    size = (part.shape[1] // block, part.shape[0] // block)
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    # Pixel i of the small picture has its centre at block * i + (block - 1) / 2 of the part.
    inset = (block - 1) / 2
    linear = transform[:, :2]
    offset = transform[:, 2] + linear @ np.array([x0 + inset, y0 + inset])
    return small, np.concatenate([linear * block, offset[:, None]], axis=1)
