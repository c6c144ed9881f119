"""From faces in a picture to what can be recognised: aligned crops, their quality, embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from videorec.core.alignment import align
from videorec.core.quality import ProbeGates, measure
from videorec.core.types import Face, Float32, Quality, UInt8

if TYPE_CHECKING:
    from videorec.pipeline.embedder import Embedder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """One face as the network sees it.

    crop: (112, 96, 3) uint8 BGR, aligned.
    refusals: why it is not good enough to be recognised, in words; empty when it is.
    """

    face: Face
    crop: UInt8
    quality: Quality
    refusals: tuple[str, ...]

    @property
    def usable(self) -> bool:
        return not self.refusals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmbeddedViews:
    """All faces of one picture as the network sees them, embedded where they are usable.

    embeddings: (N, D) float32, one row a view, of unit length; zeros where it is not usable.
    """

    views: tuple[View, ...]
    embeddings: Float32


def look(image: UInt8, faces: Sequence[Face], gates: ProbeGates) -> tuple[View, ...]:
    """Align and measure faces of one picture. image: (H, W, 3) uint8 BGR."""
    if not faces:
        return ()
    landmarks = np.stack([face.landmarks for face in faces])
    crops = align(image, landmarks)
    qualities = measure(landmarks, crops, image.shape[:2])
    return tuple(
        View(face=face, crop=crop, quality=quality, refusals=gates.reasons(quality))
        for face, crop, quality in zip(faces, crops, qualities, strict=True)
    )


def embed_usable(views: tuple[View, ...], embedder: "Embedder") -> EmbeddedViews:
    """Embed all views that are usable, in one batch."""
    usable = [i for i, view in enumerate(views) if view.usable]
    embeddings: Float32 = np.zeros((len(views), embedder.embedding_size), np.float32)
    embeddings[usable] = embed([views[i] for i in usable], embedder)
    return EmbeddedViews(views=views, embeddings=embeddings)


def embed(views: Sequence[View], embedder: "Embedder") -> Float32:
    """(N, D) float32 of unit length, one batch for all views; N may be 0."""
    crops = np.stack([v.crop for v in views]) if views else np.empty((0, 112, 96, 3), np.uint8)
    return embedder.embed(crops)
