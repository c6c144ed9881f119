"""The way most programs do it: facenet-pytorch's MTCNN on every frame, an eager network after it.

What the benchmarks compare with, and the reference for the tests of the detector.
"""

import numpy as np
import torch
from facenet_pytorch import MTCNN

from videorec.core.alignment import align
from videorec.core.settings import DetectorSettings
from videorec.core.types import EMBEDDING_SIZE, Face, Float32, UInt8
from videorec.models.onnx_network import FaceNetwork


class BaselineDetector:
    """`facenet_pytorch.MTCNN(keep_all=True)` at the same settings."""

    def __init__(self, settings: DetectorSettings, device: torch.device) -> None:
        self._mtcnn = MTCNN(
            keep_all=True,
            min_face_size=settings.min_face,
            thresholds=list(settings.thresholds),
            factor=settings.factor,
            device=device,
        )

    def detect(self, image: UInt8) -> tuple[Face, ...]:
        """The faces of a picture (H, W, 3) uint8 BGR, best score first."""
        picture = np.ascontiguousarray(image[:, :, ::-1])
        boxes, scores, landmarks = self._mtcnn.detect(picture, landmarks=True)
        if boxes is None:
            return ()
        order = np.argsort(-scores.astype(np.float32), kind="stable")
        return tuple(
            Face(
                box=boxes[i].astype(np.float32),
                landmarks=landmarks[i].astype(np.float32),
                score=float(scores[i]),
            )
            for i in order
        )


class BaselineEmbedder:
    """The network called as it comes: float32, default layout, one batch a frame, no mirror."""

    def __init__(self, network: FaceNetwork, device: torch.device) -> None:
        self._network = network.to(device).eval()
        self._device = device

    def embed(self, image: UInt8, faces: tuple[Face, ...]) -> Float32:
        """(N, 512) float32 of unit length for the faces of one picture."""
        if not faces:
            return np.zeros((0, EMBEDDING_SIZE), dtype=np.float32)
        crops = align(image, np.stack([face.landmarks for face in faces]))
        with torch.no_grad():
            batch = torch.from_numpy(crops.transpose(0, 3, 1, 2).astype(np.float32))
            features = self._network((batch.to(self._device) - 127.5) / 128)
            embeddings: Float32 = torch.nn.functional.normalize(features).cpu().numpy()
        return embeddings


def disagreement(ours: tuple[Face, ...], reference: tuple[Face, ...]) -> str | None:
    """None when both found the same faces, else what differs first, in words.

    The same: equal count, and for each face boxes and landmarks within 1 px, scores within 1e-3.
    """
    if len(ours) != len(reference):
        return f"{len(ours)} faces instead of {len(reference)}"
    left = list(ours)
    for face in reference:
        nearest = min(left, key=lambda other: _largest(other.box, face.box))
        left = [other for other in left if other is not nearest]
        for what, off, limit in (
            ("box", _largest(nearest.box, face.box), 1.0),
            ("landmarks", _largest(nearest.landmarks, face.landmarks), 1.0),
            ("score", abs(nearest.score - face.score), 1e-3),
        ):
            if off > limit:
                return f"{what} off by {off:.4g} at {face.box.round(1).tolist()}"
    return None


def _largest(a: Float32, b: Float32) -> float:
    return float(np.abs(a - b).max())
