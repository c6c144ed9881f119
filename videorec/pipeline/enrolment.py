"""Putting people into the gallery: a picture in, one checked face of it stored under a name.

enroller = Enroller(detector, embedder, gallery)
enroller.enrol_file("Ada", Path("ada.jpg"))
for outcome in enroller.enrol(Path("people")): print(outcome)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.folders import read_names
from gallery.gallery import Gallery
from gallery.names import clean_name, name_of_folder, readable
from gallery.records import Added, Enrolment
from videorec.core.alignment import align
from videorec.core.errors import EnrolmentError, GalleryError, SourceError, looking_at
from videorec.core.quality import EnrolmentGates, measure
from videorec.core.types import Face, UInt8
from videorec.media.images import IMAGE_SUFFIXES, list_images, natural_key, read_ahead, read_image
from videorec.pipeline.originals import KeptPicture, PictureFile
from videorec.pipeline.portraits import NO_FACE, CheckedPicture, check_picture, find_faces

if TYPE_CHECKING:
    from videorec.pipeline.detector import Detector
    from videorec.pipeline.embedder import Embedder


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
        detector: "Detector",
        embedder: "Embedder",
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
        faces = find_faces(self._detector, picture)
        if not faces:
            raise EnrolmentError(f"{source}: {NO_FACE}")
        if len(faces) > 1 and not force:
            raise EnrolmentError(
                f"{source}: {len(faces)} faces were found; cut the picture to one person, or use "
                "--force to take the largest"
            )
        return self.enrol_face(name, picture, faces[0], source=source, force=force)

    def check_picture(self, picture: UInt8, *, source: str) -> CheckedPicture:
        """The faces of a picture (H, W, 3) BGR, and what speaks against each; stores nothing."""
        kept = KeptPicture(picture=picture)
        return check_picture(self._detector, self._gates, picture, original=kept, source=source)

    def check_file(self, path: Path, *, name: str = "") -> CheckedPicture:
        """The same of a picture file, which is let go of. SourceError: it cannot be read."""
        file = PictureFile.found(path)
        return check_picture(
            self._detector,
            self._gates,
            read_image(path),
            original=file,
            source=str(path),
            name=name,
        )

    def reasons(self, picture: UInt8, face: Face) -> tuple[str, ...]:
        """Why a face is not good enough to enrol, in words; empty when it is."""
        crops = align(picture, face.landmarks[None])
        return self._gates.reasons(measure(face.landmarks[None], crops, picture.shape[:2])[0])

    def enrol_face(
        self, name: str, picture: UInt8, face: Face, *, source: str, force: bool = False
    ) -> Added:
        """Enrol a face that was found before, such as one of a video frame."""
        crops = align(picture, face.landmarks[None])
        (quality,) = measure(face.landmarks[None], crops, picture.shape[:2])
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
        if not _is_folder(path):
            pictures = [(_name(path.stem, path) if name is None else name, path)]
        elif name is None:
            pictures = people_of(path)
        else:
            pictures = [(name, picture) for picture in _pictures_in(path)]
            if not pictures:
                raise GalleryError(f"{path}: holds no pictures; put some into it, or give files")
        reading = read_ahead(path for _, path in pictures)
        for (whom, file), read in zip(pictures, reading, strict=True):
            source = readable(str(file))
            try:
                added = self.enrol_picture(whom, read(), source=source, force=force)
            except (SourceError, EnrolmentError) as exc:
                yield Outcome(name=whom, source=source, added=None, refusal=readable(str(exc)))
            else:
                yield Outcome(name=added.identity.name, source=source, added=added)

    def reembed(self) -> Iterator[int]:
        """Embed what other models left, from the stored crops; yields how many are done so far.

        It can be stopped at any time and goes on where it stopped.
        """
        done = 0
        while (outdated := self._gallery.outdated()) is not None:
            self._gallery.renew(outdated, self._embedder.embed(outdated.crops))
            done += len(outdated.ids)
            yield done


def people_of(folder: Path) -> list[tuple[str, Path]]:
    """Names and pictures of a folder: NAME.jpg, and every picture in NAME/.

    In an exported gallery the names come from its list. GalleryError: there is no such folder, it
    holds no pictures, or a file or folder cannot be a name.
    """
    if not _is_folder(folder):
        raise GalleryError(f"{folder}: there is no such folder; check the path")
    people: list[tuple[str, Path]] = []
    try:
        entries = sorted(folder.iterdir(), key=natural_key)
    except OSError as exc:
        raise GalleryError(f"{folder}: the folder cannot be read ({exc.strerror})") from exc
    names = read_names(folder)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            name = names.get(entry.name) or _name(entry.name, entry)
            people += [(name, picture) for picture in _pictures_in(entry)]
        elif entry.suffix.lower() in IMAGE_SUFFIXES:
            people.append((_name(entry.stem, entry), entry))
    if not people:
        raise GalleryError(
            f"{folder}: holds no pictures; put NAME.jpg or NAME/*.jpg into it, one name a person"
        )
    return people


def _is_folder(path: Path) -> bool:
    with looking_at(path, GalleryError):
        return path.is_dir()


def _pictures_in(folder: Path) -> list[Path]:
    try:
        return list_images(folder)
    except SourceError as exc:
        raise GalleryError(str(exc)) from exc


def _name(stem: str, path: Path) -> str:
    try:
        return clean_name(name_of_folder(readable(stem)))
    except GalleryError as exc:
        raise GalleryError(f"{path}: cannot give a person its name: {exc}") from exc
