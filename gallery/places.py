"""Where people are kept: a gallery file, or a folder of pictures."""

from pathlib import Path

from videorec.core.errors import GalleryError, looking_at

GALLERY_SUFFIXES = (".sqlite", ".sqlite3", ".db")


def is_gallery_file(path: Path) -> bool:
    """Whether `path` names a gallery file rather than a folder of pictures."""
    with looking_at(path, GalleryError):
        is_folder, exists = path.is_dir(), path.exists()
    if is_folder:
        return False
    if path.suffix.lower() in GALLERY_SUFFIXES:
        return True
    if not exists:
        raise GalleryError(f"{path}: there is no such folder; check the path")
    raise GalleryError(
        f"{path}: is neither a folder of pictures nor a gallery file "
        f"({', '.join(GALLERY_SUFFIXES)}); give a folder with one picture per person"
    )
