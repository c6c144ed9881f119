"""A gallery written elsewhere: to one file that holds all, or to a folder of pictures."""

from pathlib import Path

from gallery.folders import export_folder
from gallery.gallery import Gallery
from gallery.portable import export_file
from gallery.progress import Progress, unheard
from videorec.core.errors import OutputError

FILE_SUFFIX = ".zip"


def export_gallery(gallery: Gallery, target: Path, progress: Progress = unheard) -> int:
    """Write everybody to a file, if its name ends in .zip, or else to a folder; how many.

    What `progress` raises ends the export, and nothing appears. OutputError: it cannot be written,
    or it is the gallery's own file.
    """
    if _is_own_file(gallery, target):
        raise OutputError(f"{target}: is the gallery itself; choose another file")
    if target.suffix.lower() == FILE_SUFFIX:
        return len(export_file(gallery, target, progress).people)
    return export_folder(gallery, target, progress)


def _is_own_file(gallery: Gallery, target: Path) -> bool:
    """Whatever name or link leads to it."""
    try:
        return target.samefile(gallery.name)
    except (OSError, ValueError):  # one of them is no file
        return False
