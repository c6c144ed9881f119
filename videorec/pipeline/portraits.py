"""Looking at pictures before anybody is enrolled from them: which faces, and how good each is."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from gallery.names import clean_name, name_of_folder, readable
from videorec.core.alignment import LANDMARK_OFFSET, align
from videorec.core.errors import GalleryError
from videorec.core.quality import EnrolmentGates, measure
from videorec.core.types import Face, Quality, UInt8
from videorec.pipeline.originals import KeptPicture, Original

if TYPE_CHECKING:
    from videorec.pipeline.detector import Detector

# Longer sides in which a portrait is looked for, in turn. The landmarks come from 48 x 48 pixels
# anyway, so a larger picture takes longer and shows smaller faces, but shows none better.
_DETECTION_SIDES = (640, 1280)
# Somebody in the background does not make a portrait a group picture.
_BYSTANDER = 0.4
_GREY = (128.0, 128.0, 128.0)
# Longer side of what is shown of a picture: as much as a window gives it.
PREVIEW_SIDE = 1280
_PREVIEW_QUALITY = 90

NO_FACE = (
    "no face was found; use a picture in which the face is seen from the front and is at least "
    "60 pixels high"
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckedFace:
    """A face that could be enrolled.

    face: where it is, pixels of the picture. crop: (112, 96, 3) BGR, aligned.
    reasons: why it is not good enough, in words; empty when it is.
    """

    face: Face
    crop: UInt8
    quality: Quality
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckedPicture:
    """A picture and its faces, largest first; small, as there may be hundreds.

    source: where it came from. original: its pixels, when they are needed again.
    width, height: of the original, pixels; 0 when it cannot be read. preview: a JPEG of it with
    its longer side at most PREVIEW_SIDE, to be shown; empty when it cannot be read.
    refusal: why nobody can be enrolled from it, in words; empty when somebody can.
    suggested_name: what the file is called, as a name; may be empty.
    """

    source: str
    original: Original
    width: int
    height: int
    preview: bytes
    faces: tuple[CheckedFace, ...]
    refusal: str = ""
    suggested_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EnrolmentCheck:
    """What was found in each of some pictures, in their order."""

    pictures: tuple[CheckedPicture, ...]


def no_picture(source: str, refusal: str) -> CheckedPicture:
    """What stands for a file that cannot be read."""
    nothing = KeptPicture(picture=np.zeros((0, 0, 3), np.uint8))
    return CheckedPicture(
        source=source, original=nothing, width=0, height=0, preview=b"", faces=(), refusal=refusal
    )


def suggested_name(path: Path) -> str:
    """The name that a picture file carries; empty when it is none."""
    try:
        return clean_name(name_of_folder(readable(path.stem)))
    except GalleryError:
        return ""


def check_picture(
    detector: "Detector",
    gates: EnrolmentGates,
    picture: UInt8,
    *,
    original: Original,
    source: str,
    name: str = "",
) -> CheckedPicture:
    """Find the faces of a picture (H, W, 3) BGR and say how good each is.

    original: where these pixels come from. name: suggested.
    """
    faces = find_faces(detector, picture)
    landmarks = np.array([face.landmarks for face in faces], np.float32).reshape(-1, 5, 2)
    crops = align(picture, landmarks)
    height, width = picture.shape[:2]
    qualities = measure(landmarks, crops, (height, width))
    return CheckedPicture(
        source=source,
        original=original,
        width=width,
        height=height,
        preview=preview_of(picture),
        faces=tuple(
            CheckedFace(face=face, crop=crop, quality=quality, reasons=gates.reasons(quality))
            for face, crop, quality in zip(faces, crops, qualities, strict=True)
        ),
        refusal="" if faces else f"{source}: {NO_FACE}",
        suggested_name=name,
    )


def preview_of(picture: UInt8) -> bytes:
    """A picture (H, W, 3) BGR as a JPEG to look at, no larger than PREVIEW_SIDE."""
    encoded, data = cv2.imencode(
        ".jpg", _at_most(picture, PREVIEW_SIDE), [cv2.IMWRITE_JPEG_QUALITY, _PREVIEW_QUALITY]
    )
    assert encoded
    return data.tobytes()


def find_faces(detector: "Detector", picture: UInt8) -> tuple[Face, ...]:
    """The faces of a portrait, largest first, without small bystanders."""
    faces: tuple[Face, ...] = ()
    for side in _DETECTION_SIDES:
        faces = faces or _detect(detector, picture, side)
    faces = faces or _detect_framed(detector, picture)
    largest = max((_height(face) for face in faces), default=0.0)
    clear = [face for face in faces if _height(face) >= _BYSTANDER * largest]
    return tuple(sorted(clear, key=_height, reverse=True))


def _detect(detector: "Detector", picture: UInt8, side: int) -> tuple[Face, ...]:
    """The faces of a picture, found in one with its longer side at most that long."""
    ratio = max(picture.shape[:2]) / side
    if ratio <= 1.0:
        return detector.detect([picture])[0]
    small = _at_most(picture, side)
    return tuple(_moved(face, ratio, 0.0) for face in detector.detect([small])[0])


def _detect_framed(detector: "Detector", picture: UInt8) -> tuple[Face, ...]:
    """The same with a grey border: a face that fills its picture needs something around it.

    The picture is scaled down first, so that no border makes a large picture larger.
    """
    side = _DETECTION_SIDES[-1] // 2
    small = _at_most(picture, side)
    margin = max(small.shape[:2]) // 2
    framed = cv2.copyMakeBorder(
        small, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=_GREY
    )
    ratio = max(1.0, max(picture.shape[:2]) / side)
    faces = detector.detect([np.asarray(framed, np.uint8)])[0]
    return tuple(_moved(_moved(face, 1.0, -margin), ratio, 0.0) for face in faces)


def _at_most(picture: UInt8, side: int) -> UInt8:
    """The picture itself, or scaled down until its longer side is that long."""
    ratio = max(picture.shape[:2]) / side
    if ratio <= 1.0:
        return picture
    height, width = picture.shape[:2]
    size = (max(1, round(width / ratio)), max(1, round(height / ratio)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _height(face: Face) -> float:
    return float(face.box[3] - face.box[1])


def _moved(face: Face, ratio: float, shift: float) -> Face:
    """A face in the picture that this one was scaled down by ratio or shifted from."""
    # Pixel centres of the small picture lie at ratio * (x + 0.5) - 0.5 of the large one.
    center = LANDMARK_OFFSET + 0.5
    landmarks = (face.landmarks + center) * ratio - center + shift
    return Face(
        box=np.asarray(face.box * ratio + shift, np.float32),
        landmarks=np.asarray(landmarks, np.float32),
        score=face.score,
    )
