"""Where people are kept: a gallery file, or a folder of pictures."""

from pathlib import Path

from videorec.core.errors import GalleryError

GALLERY_SUFFIXES = (".sqlite", ".sqlite3", ".db")


def is_gallery_file(path: Path) -> bool:
    """Whether `path` names a gallery file rather than a folder of pictures."""
    if path.is_dir():
        return False
    if path.suffix.lower() in GALLERY_SUFFIXES:
        return True
    if not path.exists():
        raise GalleryError(f"{path}: there is no such folder; check the path")
    raise GalleryError(
        f"{path}: is neither a folder of pictures nor a gallery file "
        f"({', '.join(GALLERY_SUFFIXES)}); give a folder with one picture per person"
    )
