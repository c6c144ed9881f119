"""One photograph of a data set to one aligned face."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from videorec.core.alignment import align
from videorec.core.types import Face, UInt8

NO_FACE = "no face found"


class FaceDetector(Protocol):
    """What is needed of `videorec.pipeline.detector.Detector`."""

    def detect(self, images: Sequence[UInt8]) -> list[tuple[Face, ...]]:
        """Faces of each picture, best score first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AlignedFace:
    """crop: (112, 96, 3) BGR. eye_distance: pixels of the photograph. faces: found in it."""

    crop: UInt8
    eye_distance: float
    faces: int


def nearest_centre(faces: Sequence[Face], width: int, height: int) -> Face:
    """The face whose box centre lies nearest the middle of the picture; at least one face."""
    middle = np.array([width, height], np.float64) / 2
    return min(
        faces,
        key=lambda face: float(np.sum(((face.box[:2] + face.box[2:]) / 2 - middle) ** 2)),
    )


def align_photographs(
    detector: FaceDetector, photographs: Sequence[UInt8]
) -> list[AlignedFace | None]:
    """The face nearest the centre of each photograph, aligned; None where none was found."""
    aligned: list[AlignedFace | None] = []
    for image, faces in zip(photographs, detector.detect(photographs), strict=True):
        if not faces:
            aligned.append(None)
            continue
        face = nearest_centre(faces, image.shape[1], image.shape[0])
        aligned.append(
            AlignedFace(
                crop=align(image, face.landmarks[None])[0],
                eye_distance=float(np.linalg.norm(face.landmarks[1] - face.landmarks[0])),
                faces=len(faces),
            )
        )
    return aligned
