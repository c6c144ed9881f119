"""The table of contents of an exported gallery, checked field by field when it is read."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

import numpy as np

from gallery.names import clean_name
from videorec.core.errors import GalleryError
from videorec.core.types import Float32

FORMAT = 1
_PROGRAM = "videorec gallery"
_MAX_SOURCE_LENGTH = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceEntry:
    """A rejected face. crop: its part of the archive; added: ISO 8601."""

    crop: str
    added: str

    def __post_init__(self) -> None:
        _require(isinstance(self.crop, str), "a crop without a name")
        _require_date(self.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageEntry:
    """An image of a person; fields as in `gallery.records.StoredImage`, digest in hex."""

    crop: str
    picture: str
    digest: str
    landmarks: tuple[tuple[float, float], ...]
    quality: float
    source: str
    added: str

    def __post_init__(self) -> None:
        _require(isinstance(self.crop, str), "a crop without a name")
        _require(isinstance(self.picture, str), "a picture without a name")
        _require(isinstance(self.digest, str) and len(self.digest_bytes) == 32, "a broken digest")
        _require(self.points.shape == (5, 2) and bool(np.isfinite(self.points).all()), "landmarks")
        _require(_is_number(self.quality) and 0 <= self.quality <= 1, "a quality outside 0..1")
        _require(
            isinstance(self.source, str) and len(self.source) <= _MAX_SOURCE_LENGTH, "a source"
        )
        _require_date(self.added)

    @property
    def digest_bytes(self) -> bytes:
        return bytes.fromhex(self.digest)

    @property
    def points(self) -> Float32:
        """(5, 2) landmarks."""
        return np.array(self.landmarks, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """A person with images and rejected faces."""

    name: str
    color: tuple[int, int, int] | None
    created: str
    images: tuple[ImageEntry, ...]
    rejections: tuple[FaceEntry, ...]

    def __post_init__(self) -> None:
        _require(isinstance(self.name, str) and clean_name(self.name) == self.name, "a name")
        if self.color is not None:
            _require(
                len(self.color) == 3 and all(type(c) is int and 0 <= c <= 255 for c in self.color),
                "a colour",
            )
        _require_date(self.created)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything in an archive.

    embeddings: part of the archive -> space (see `gallery.schema`) and the crops of its rows.
    """

    people: tuple[PersonEntry, ...]
    embeddings: Mapping[str, tuple[str, tuple[str, ...]]]

    def to_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "program": _PROGRAM,
            "format": FORMAT,
            "people": [asdict(person) for person in self.people],
            "embeddings": {
                name: {"space": space, "crops": list(crops)}
                for name, (space, crops) in self.embeddings.items()
            },
        }

    @classmethod
    def from_plain(cls, plain: Any, where: str) -> "Manifest":
        """GalleryError, starting with where, for anything that `to_plain` does not give."""
        if not isinstance(plain, dict) or plain.get("program") != _PROGRAM:
            raise GalleryError(f"{where}: is not an exported gallery; choose another file")
        if plain.get("format") != FORMAT:
            raise GalleryError(
                f"{where}: has the format {plain.get('format')!r}, known is {FORMAT}; "
                "update the program"
            )
        try:
            return cls(
                people=tuple(_person(person) for person in plain["people"]),
                embeddings={
                    str(name): (str(part["space"]), tuple(map(str, part["crops"])))
                    for name, part in plain["embeddings"].items()
                },
            )
        except (
            ValueError,
            OverflowError,
            TypeError,
            KeyError,
            AttributeError,
            GalleryError,
        ) as exc:
            raise GalleryError(
                f"{where}: its list of people is damaged ({exc}); export the gallery again"
            ) from exc


Entry = TypeVar("Entry", PersonEntry, ImageEntry, FaceEntry)


def _person(plain: Any) -> PersonEntry:
    return _entry(
        PersonEntry,
        plain,
        color=None if plain["color"] is None else tuple(plain["color"]),
        images=tuple(
            _entry(ImageEntry, image, landmarks=tuple((x, y) for x, y in image["landmarks"]))
            for image in plain["images"]
        ),
        rejections=tuple(_entry(FaceEntry, face) for face in plain["rejections"]),
    )


def _entry(kind: type[Entry], plain: Any, **converted: Any) -> Entry:
    """Exactly the fields of that kind, some of them converted."""
    names = {field.name for field in fields(kind)}
    _require(plain.keys() == names, f"fields {sorted(plain.keys() ^ names)}")
    return kind(**{**plain, **converted})


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise GalleryError(f"wrong: {what}")


def _require_date(text: str) -> None:
    # Python compares dates with and without a zone only by raising, so all must have one.
    _require(datetime.fromisoformat(text).tzinfo is not None, f"date {text!r} without a zone")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
