"""Files that a run reads: nothing that it writes may go into one of them."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from gallery.connections import BESIDE
from gallery.folders import LIST_NAME
from videorec.core.errors import SourceError, UsageError, WeightsError
from videorec.media.images import IMAGE_SUFFIXES, list_images
from videorec.models.weight_files import resolve_weights
from videorec.runtime.outputs import are_one_file


def gallery_files(place: Path) -> tuple[Path, ...]:
    """A gallery file with what is kept beside it, or the pictures of a folder and its list."""
    try:
        if place.is_dir():
            inside = (*place.glob("*"), *place.glob("*/*"))
            return (place / LIST_NAME, *(p for p in inside if p.suffix.lower() in IMAGE_SUFFIXES))
    except OSError:  # whoever reads the folder says what is wrong with it
        return ()
    return (place, *(Path(f"{place}{ending}") for ending in BESIDE))


def source_pictures(spec: str | None) -> tuple[Path, ...]:
    """The pictures of a source that is a folder; none of any other."""
    try:
        return tuple(list_images(Path(spec))) if spec and Path(spec).is_dir() else ()
    except (OSError, SourceError):  # whoever opens the source says what is wrong with it
        return ()


def model_files(model: str) -> tuple[Path, ...]:
    """The weights of that name or path; none when there are none, as whoever loads them says."""
    try:
        return (resolve_weights(model),)
    except WeightsError:
        return ()


def require_own_log(log_file: Path, args: argparse.Namespace) -> None:
    """UsageError when the log would go into a file that the arguments name, or into a picture of
    a folder that they name.
    """
    if any(are_one_file(log_file, path) for path in _named_files(args)):
        raise UsageError(f"{log_file}: is used for something else; give the log its own file")


def _named_files(args: argparse.Namespace) -> Iterator[Path]:
    for key, value in vars(args).items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Path) or (key == "video" and one):
                yield from gallery_files(Path(one))
            elif key == "model" and one:
                yield from model_files(one)
