"""Made-up identities: smooth random patterns, moved and lit differently in every image."""

import cv2
import numpy as np

from training.augment import move
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Int64, UInt8


def synthetic_faces(
    identities: int, images_per_identity: int, seed: int = 0
) -> tuple[UInt8, Int64]:
    """(N, 112, 96, 3) uint8 and (N,) int64 labels; the same for the same seed."""
    rng = np.random.default_rng(seed)
    crops = np.empty((identities * images_per_identity, CROP_HEIGHT, CROP_WIDTH, 3), np.uint8)
    for identity in range(identities):
        coarse = rng.integers(0, 256, (7, 6, 3), dtype=np.uint8)
        pattern = np.asarray(
            cv2.resize(coarse, (CROP_WIDTH, CROP_HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8
        )
        for image in range(images_per_identity):
            moved = move(pattern, rng, amount=0.5).astype(np.float32)
            lit = moved * rng.uniform(0.8, 1.2) + rng.normal(0.0, 4.0, moved.shape)
            crops[identity * images_per_identity + image] = np.clip(lit, 0, 255)
    return crops, np.repeat(np.arange(identities), images_per_identity)
