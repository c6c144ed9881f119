"""Putting people into the gallery: a picture in, one checked face of it stored under a name.

enroller = Enroller(detector, embedder, gallery)
enroller.enrol_file("Ada", Path("ada.jpg"))
for outcome in enroller.enrol(Path("people")): print(outcome)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from gallery.folders import read_names
from gallery.gallery import Gallery
from gallery.names import clean_name, name_of_folder
from gallery.records import Added, Enrolment
from videorec.core.alignment import LANDMARK_OFFSET, align
from videorec.core.errors import EnrolmentError, GalleryError, SourceError
from videorec.core.quality import EnrolmentGates, measure
from videorec.core.types import Face, UInt8
from videorec.media.images import IMAGE_SUFFIXES, list_images, natural_key, read_image
from videorec.pipeline.detector import Detector
from videorec.pipeline.embedder import Embedder

# Longer sides in which a portrait is looked for, in turn. The landmarks come from 48 x 48 pixels
# anyway, so a larger picture takes longer and shows smaller faces, but shows none better.
_DETECTION_SIDES = (640, 1280)
# Somebody in the background does not make a portrait a group picture.
_BYSTANDER = 0.4
_GREY = (128.0, 128.0, 128.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one picture.

    name, source: whom it should show, and where it came from.
    added: what was stored, or None when it was refused. refusal: why, in words, else empty.
    """

    name: str
    source: str
    added: Added | None
    refusal: str = ""

    def __str__(self) -> str:
        if self.added is None:
            return self.refusal
        if not self.added.new_image:
            return f"{self.source}: is enrolled as {self.name!r} already; nothing was changed"
        if self.added.new_person:
            return f"{self.source}: enrolled as {self.name!r}"
        return f"{self.source}: image {self.added.identity.images} of {self.name!r}"


class Enroller:
    """Finds, checks, aligns and embeds a face, and stores it in a gallery.

    gates: what a face must reach; `force` passes over them and, of several faces, takes the
    largest.
    """

    def __init__(
        self,
        detector: Detector,
        embedder: Embedder,
        gallery: Gallery,
        gates: EnrolmentGates | None = None,
    ) -> None:
        self._detector = detector
        self._embedder = embedder
        self._gallery = gallery
        self._gates = gates or EnrolmentGates()

    def enrol_file(self, name: str, path: Path, *, force: bool = False) -> Added:
        """Enrol the one face of a picture file.

        SourceError: the file is no picture. EnrolmentError: no face, several faces, or one that
        is not good enough, with every reason. GalleryError: name or gallery cannot be used.
        """
        return self.enrol_picture(name, read_image(path), source=str(path), force=force)

    def enrol_picture(
        self, name: str, picture: UInt8, *, source: str, force: bool = False
    ) -> Added:
        """Enrol the one face of a picture (H, W, 3) BGR; source: for messages and the record."""
        clean_name(name)
        faces = self._find(picture)
        if not faces:
            raise EnrolmentError(
                f"{source}: no face was found; use a picture in which the face is seen from the "
                "front and is at least 60 pixels high"
            )
        if len(faces) > 1 and not force:
            raise EnrolmentError(
                f"{source}: {len(faces)} faces were found; cut the picture to one person, or use "
                "--force to take the largest"
            )
        return self.enrol_face(name, picture, faces[0], source=source, force=force)

    def enrol_face(
        self, name: str, picture: UInt8, face: Face, *, source: str, force: bool = False
    ) -> Added:
        """Enrol a face that was found before, such as one of a video frame."""
        crops = align(picture, face.landmarks[None])
        (quality,) = measure(face.landmarks[None], crops)
        reasons = self._gates.reasons(quality)
        if reasons and not force:
            raise EnrolmentError(
                f"{source}: {'; '.join(reasons)}; use a better picture, or --force to take this one"
            )
        return self._gallery.add(
            name,
            Enrolment(
                picture=picture,
                landmarks=face.landmarks,
                crop=crops[0],
                quality=quality.score,
                source=source,
                embedding=self._embedder.embed(crops)[0],
            ),
        )

    def enrol(
        self, path: Path, *, name: str | None = None, force: bool = False
    ) -> Iterator[Outcome]:
        """Enrol a picture, or a folder of them; one outcome per picture, as it happens.

        name: whom all of them show; without one the files and folders carry the names, see
        `people_of`. A picture that cannot be used is an outcome with a refusal. GalleryError:
        the folder or a name cannot be used, or the gallery cannot be written.
        """
        if not path.is_dir():
            pictures = [(_name(path.stem, path) if name is None else name, path)]
        elif name is None:
            pictures = people_of(path)
        else:
            pictures = [(name, picture) for picture in list_images(path)]
            if not pictures:
                raise GalleryError(f"{path}: holds no pictures; put some into it, or give files")
        for whom, picture in pictures:
            try:
                added = self.enrol_file(whom, picture, force=force)
            except (SourceError, EnrolmentError) as exc:
                yield Outcome(name=whom, source=str(picture), added=None, refusal=str(exc))
            else:
                yield Outcome(name=added.identity.name, source=str(picture), added=added)

    def reembed(self) -> Iterator[int]:
        """Embed what other models left, from the stored crops; yields how many are done so far.

        It can be stopped at any time and goes on where it stopped.
        """
        done = 0
        while (outdated := self._gallery.outdated()) is not None:
            self._gallery.renew(outdated, self._embedder.embed(outdated.crops))
            done += len(outdated.ids)
            yield done

    def _find(self, picture: UInt8) -> tuple[Face, ...]:
        """The faces of a portrait, largest first, without small bystanders."""
        faces: tuple[Face, ...] = ()
        for side in _DETECTION_SIDES:
            faces = faces or self._detect(picture, side)
        if not faces:
            # A face that fills its picture is found when there is something around it.
            margin = max(picture.shape[:2]) // 2
            framed = cv2.copyMakeBorder(
                picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=_GREY
            )
            around = self._detect(np.asarray(framed, np.uint8), _DETECTION_SIDES[-1])
            faces = tuple(_moved(face, 1.0, -margin) for face in around)
        largest = max((_height(face) for face in faces), default=0.0)
        clear = [face for face in faces if _height(face) >= _BYSTANDER * largest]
        return tuple(sorted(clear, key=_height, reverse=True))

    def _detect(self, picture: UInt8, side: int) -> tuple[Face, ...]:
        """The faces of a picture, found in one with its longer side at most that long."""
        ratio = max(picture.shape[:2]) / side
        if ratio <= 1.0:
            return self._detector.detect([picture])[0]
        height, width = picture.shape[:2]
        size = (max(1, round(width / ratio)), max(1, round(height / ratio)))
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        return tuple(_moved(face, ratio, 0.0) for face in self._detector.detect([small])[0])


def people_of(folder: Path) -> list[tuple[str, Path]]:
    """Names and pictures of a folder: NAME.jpg, and every picture in NAME/.

    In an exported gallery the names come from its list. GalleryError: there is no such folder, it
    holds no pictures, or a file or folder cannot be a name.
    """
    if not folder.is_dir():
        raise GalleryError(f"{folder}: there is no such folder; check the path")
    names = read_names(folder)
    people: list[tuple[str, Path]] = []
    try:
        entries = sorted(folder.iterdir(), key=natural_key)
    except OSError as exc:
        raise GalleryError(f"{folder}: the folder cannot be read ({exc.strerror})") from exc
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            name = names.get(entry.name) or _name(entry.name, entry)
            people += [(name, picture) for picture in list_images(entry)]
        elif entry.suffix.lower() in IMAGE_SUFFIXES:
            people.append((_name(entry.stem, entry), entry))
    if not people:
        raise GalleryError(
            f"{folder}: holds no pictures; put NAME.jpg or NAME/*.jpg into it, one name a person"
        )
    return people


def _name(stem: str, path: Path) -> str:
    try:
        return clean_name(name_of_folder(stem))
    except GalleryError as exc:
        raise GalleryError(f"{path}: cannot give a person its name: {exc}") from exc


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
