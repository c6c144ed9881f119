"""What goes into the gallery and what comes out of it: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from videorec.core.types import Float32, UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person of the gallery.

    color: (r, g, b), each 0..255, or None when the application chooses.
    images: how many images the person has.
    created: when the person was first enrolled, UTC.
    """

    identity_id: int
    name: str
    color: tuple[int, int, int] | None
    images: int
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Enrolment:
    """One face of one picture, ready to be stored.

    picture: (H, W, 3) uint8 BGR, what the face was found in.
    landmarks: (5, 2) float32, pixels of the picture.
    crop: (112, 96, 3) uint8 BGR, aligned.
    quality: score in [0, 1].
    source: where the picture came from, for the user to read.
    embedding: (D,) float32 of unit length.
    """

    picture: UInt8
    landmarks: Float32
    crop: UInt8
    quality: float
    source: str
    embedding: Float32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredImage:
    """One image of a person, without its pixels.

    digest: SHA-256 of the pixels of the picture.
    landmarks: (5, 2) float32, pixels of the original picture.
    quality: score in [0, 1]. added: UTC. spaces: HASH/SIZE of the models that embedded it.
    """

    image_id: int
    identity_id: int
    digest: bytes
    landmarks: Float32
    quality: float
    source: str
    added: datetime
    spaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What an enrolment did.

    new_person: the name was not there before.
    new_image: False when this face of this picture was enrolled already, and nothing changed.
    """

    identity: Identity
    image_id: int
    new_person: bool
    new_image: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was deleted: a person, or one image of a person."""

    name: str
    images: int
    embeddings: int
    rejections: int

    def __str__(self) -> str:
        parts = [
            _counted(self.images, "image with its aligned face", "images with their aligned faces"),
            _counted(self.embeddings, "embedding", "embeddings"),
        ]
        if self.rejections:
            parts.append(_counted(self.rejections, "rejected face", "rejected faces"))
        return f"{self.name}: removed {', '.join(parts)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryInfo:
    """Counts over a whole gallery.

    embeddings: how many per model, as HASH/SIZE. size_bytes: of the file, without its log.
    revision: grows with every change. version: of the file format.
    """

    name: str
    people: int
    images: int
    rejections: int
    embeddings: Mapping[str, int]
    size_bytes: int
    revision: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outdated:
    """Stored faces without an embedding of the present model.

    table: where they are stored. ids: (N,) their rows. crops: (N, 112, 96, 3) uint8 BGR.
    """

    table: Literal["images", "rejections"]
    ids: tuple[int, ...]
    crops: UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did.

    people, images, rejections: the ids of those it added.
    joined: people who were there already and have more images now: name in the file -> name here.
    known_images: how many were there already. left_out: why images were not taken, in words.
    """

    people: tuple[int, ...]
    images: tuple[int, ...]
    rejections: tuple[int, ...]
    joined: Mapping[str, str]
    known_images: int
    left_out: tuple[str, ...]

    @property
    def new_people(self) -> int:
        """How many people it added."""
        return len(self.people)

    @property
    def new_images(self) -> int:
        """How many images it added."""
        return len(self.images)

    @property
    def changed(self) -> bool:
        """Whether it added anything."""
        return bool(self.people or self.images or self.rejections)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
