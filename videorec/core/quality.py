"""How good a face is to recognise, measured from its landmarks and its aligned crop.

Everything here is a pure function of what the detector and the aligner gave. The gates say in
words why a face is not good enough; an empty tuple means that it is.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from videorec.core.alignment import TEMPLATE, share_inside
from videorec.core.types import Float32, Float64, Quality, UInt8

# Proportions of a frontal face, in eye-to-mouth distances, from the template.
_EYES = (TEMPLATE[0] + TEMPLATE[1]) / 2
_MOUTH = (TEMPLATE[3] + TEMPLATE[4]) / 2
_EYE_TO_MOUTH = float(np.linalg.norm(_MOUTH - _EYES))
_EYE_DISTANCE = float(np.linalg.norm(TEMPLATE[1] - TEMPLATE[0])) / _EYE_TO_MOUTH
_NOSE_HEIGHT = float((TEMPLATE[2] - _EYES)[1]) / _EYE_TO_MOUTH
# How far the tip of the nose stands before the plane of eyes and mouth.
_NOSE_DEPTH = 0.5
# The yaw at which nothing is left of the weight: MTCNN places the hidden eye of a profile into the
# picture, so that a real one reads as 0.6 to 0.75.
_PROFILE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentGates:
    """What a face must reach before it becomes somebody's reference.

    min_size_px: least size (see `Quality.size_px`), pixels of the image.
    min_sharpness: least variance of the Laplacian, grey levels squared.
    max_yaw, max_pitch: furthest turn to the side and up or down, 1 = 90 degrees.
    min_contrast: least standard deviation of the grey levels.
    min_inside: least share of the crop inside the picture.
    """

    min_size_px: float = 20.0
    min_sharpness: float = 30.0
    max_yaw: float = 0.45
    max_pitch: float = 0.45
    min_contrast: float = 12.0
    min_inside: float = 0.75

    def reasons(self, quality: Quality) -> tuple[str, ...]:
        """Why this face is not good enough to enrol, in words; empty when it is."""
        return _reasons(self, quality)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeGates:
    """What a face must reach before a name is looked for; below it is "not enough to tell".

    Fields as in `EnrolmentGates`. A probe may be far worse than a reference, because a wrong
    reference is wrong for ever and a bad probe only for a moment.
    """

    min_size_px: float = 9.0
    min_sharpness: float = 4.0
    max_yaw: float = 0.85
    max_pitch: float = 0.9
    min_contrast: float = 5.0
    min_inside: float = 0.6

    def reasons(self, quality: Quality) -> tuple[str, ...]:
        """Why this face cannot be told, in words; empty when it can."""
        return _reasons(self, quality)


def _reasons(gates: EnrolmentGates | ProbeGates, quality: Quality) -> tuple[str, ...]:
    found = []
    if quality.size_px < gates.min_size_px:
        found.append(
            f"the face is too small: {quality.size_px:.0f} pixels from eyes to mouth, "
            f"at least {gates.min_size_px:.0f} are needed"
        )
    if quality.sharpness < gates.min_sharpness:
        found.append(
            f"the face is too blurred: sharpness {quality.sharpness:.0f}, "
            f"at least {gates.min_sharpness:.0f} is needed"
        )
    if quality.yaw > gates.max_yaw:
        found.append(
            f"the face is turned too far to the side: about {90 * quality.yaw:.0f} degrees, "
            f"at most {90 * gates.max_yaw:.0f} are allowed"
        )
    if abs(quality.pitch) > gates.max_pitch:
        way = "up" if quality.pitch > 0 else "down"
        found.append(
            f"the face is turned too far {way}: about {90 * abs(quality.pitch):.0f} degrees, "
            f"at most {90 * gates.max_pitch:.0f} are allowed"
        )
    if quality.contrast < gates.min_contrast:
        found.append(
            f"the face has too little contrast: {quality.contrast:.0f} grey levels, "
            f"at least {gates.min_contrast:.0f} are needed"
        )
    if quality.inside < gates.min_inside:
        found.append(
            f"the face is cut off by the edge of the picture: {100 * quality.inside:.0f} % of it "
            f"can be seen, at least {100 * gates.min_inside:.0f} % are needed"
        )
    return tuple(found)


def measure(landmarks: Float32, crops: UInt8, size: tuple[int, int]) -> tuple[Quality, ...]:
    """Quality of N faces of one picture.

    landmarks (N, 5, 2) in pixels of the picture, crops (N, 112, 96, 3) BGR, size: (height, width).
    """
    points = np.asarray(landmarks, np.float64)
    if len(points) != len(crops):
        raise ValueError(f"{len(points)} sets of landmarks do not match {len(crops)} crops")
    if not len(points):
        return ()
    extent, yaw, pitch = size_px(points), yaw_of(points), pitch_of(points)
    inside = share_inside(landmarks, width=size[1], height=size[0])
    qualities = []
    for i, crop in enumerate(crops):
        grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)
        sharpness = float(cv2.Laplacian(grey, cv2.CV_32F).var())
        qualities.append(
            Quality(
                size_px=float(extent[i]),
                sharpness=sharpness,
                yaw=float(yaw[i]),
                pitch=float(pitch[i]),
                brightness=float(grey.mean()),
                contrast=float(grey.std()),
                inside=float(inside[i]),
                score=float(inside[i])
                * score(float(extent[i]), sharpness, float(yaw[i]), float(pitch[i])),
            )
        )
    return tuple(qualities)


def score(size: float, sharpness: float, yaw: float, pitch: float) -> float:
    """One weight in [0, 1] out of size (px), sharpness, yaw and pitch, each as in `Quality`.

    A product, because one bad property spoils an embedding whatever the others are. The turn of
    the head tells most by far about how well a face is recognised, size and sharpness little, so
    they count by their root. Size counts up to that of the network's input; more pixels add
    nothing. Sharpness counts on a logarithmic scale, as it spans three decades.
    """
    by_size = min(max(size / _EYE_TO_MOUTH, 0.0), 1.0)
    by_sharpness = min(np.log1p(max(sharpness, 0.0)) / np.log1p(500.0), 1.0)
    # Never quite nothing: a track that only shows a profile still has an embedding.
    by_yaw = np.cos(np.pi / 2 * min(yaw / _PROFILE, 0.97)) ** 3
    by_pitch = np.cos(np.pi / 2 * min(abs(pitch), 1.0))
    return float(np.clip(np.sqrt(by_size * by_sharpness) * by_yaw * by_pitch, 0.0, 1.0))


def size_px(landmarks: Float64) -> Float64:
    """(N, 5, 2) -> (N,): the larger of eye distance and eye-to-mouth distance, pixels."""
    eyes, mouth = landmarks[:, :2].mean(axis=1), landmarks[:, 3:].mean(axis=1)
    across = np.linalg.norm(landmarks[:, 1] - landmarks[:, 0], axis=1)
    down = np.linalg.norm(mouth - eyes, axis=1)
    return np.asarray(np.maximum(across, down), np.float64)


def yaw_of(landmarks: Float64) -> Float64:
    """(N, 5, 2) -> (N,) turn to the side, 0 frontal .. 1 profile, whatever the scale and roll.

    The tip of the nose leaves the line from eyes to mouth by the sine of the turn, and the eyes
    close up by its cosine; their quotient is the angle.
    """
    eyes, down = _axis(landmarks)
    nose = landmarks[:, 2] - eyes
    aside = np.abs(down[:, 0] * nose[:, 1] - down[:, 1] * nose[:, 0]) / _NOSE_DEPTH
    eye_line = landmarks[:, 1] - landmarks[:, 0]
    across = np.abs(down[:, 0] * eye_line[:, 1] - down[:, 1] * eye_line[:, 0]) / _EYE_DISTANCE
    return np.asarray(np.arctan2(aside, across) / (np.pi / 2), np.float64)


def pitch_of(landmarks: Float64) -> Float64:
    """(N, 5, 2) -> (N,) turn, -1 down .. 1 up: where the nose stands between eyes and mouth.

    Rough: people's noses differ by about 10 degrees' worth.
    """
    eyes, down = _axis(landmarks)
    length = np.linalg.norm(landmarks[:, 3:].mean(axis=1) - eyes, axis=1)
    along = ((landmarks[:, 2] - eyes) * down).sum(axis=1)
    lowered = (along - _NOSE_HEIGHT * length) / _NOSE_DEPTH
    return np.asarray(-np.arctan2(lowered, length) / (np.pi / 2), np.float64)


def _axis(landmarks: Float64) -> tuple[Float64, Float64]:
    """Midpoint of the eyes (N, 2) and the unit vector from there to the mouth (N, 2)."""
    eyes, mouth = landmarks[:, :2].mean(axis=1), landmarks[:, 3:].mean(axis=1)
    down = mouth - eyes
    length = np.linalg.norm(down, axis=1, keepdims=True)
    return eyes, down / np.maximum(length, np.finfo(np.float64).tiny)
