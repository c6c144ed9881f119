"""A gallery as a tree of folders: NAME/1.jpg, NAME/aligned/1.png, and a list of the names.

Such a tree can be looked at, and enrolled again. gallery.json holds the names, because a folder
cannot carry every name (see `gallery.names.folder_name`).
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gallery.gallery import Gallery
from gallery.names import clean_name, folder_name, name_key
from gallery.progress import Progress, reporting, unheard
from videorec.core.errors import GalleryError, OutputError

LIST_NAME = "gallery.json"


def export_folder(gallery: Gallery, folder: Path, progress: Progress = unheard) -> int:
    """Write all pictures and aligned faces as files; how many people that were.

    People without images are left out, as a folder cannot hold them.
    The folder appears when it is complete, and only its owner may read it. OutputError: it exists
    and is not empty, or it cannot be written.
    """
    temporary = None
    try:
        if folder.exists() and any(folder.iterdir()):
            raise OutputError(f"{folder}: is not empty; choose a new folder")
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".gallery-"))
        count = _write_people(gallery, temporary, progress)
        if folder.exists():
            folder.rmdir()
        temporary.rename(folder)
        return count
    except OSError as exc:
        raise OutputError(
            f"{folder}: the gallery cannot be exported ({exc.strerror or exc}); "
            "choose another place"
        ) from exc
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _write_people(gallery: Gallery, root: Path, progress: Progress) -> int:
    names: dict[str, str] = {}
    people = [person for person in gallery.identities() if person.images]
    for person in reporting(people, progress):
        own = root / _free(folder_name(person.name), names)
        names[own.name] = person.name
        (own / "aligned").mkdir(parents=True)
        for number, image in enumerate(gallery.images(person.identity_id), start=1):
            (own / f"{number}.jpg").write_bytes(gallery.picture_bytes(image.image_id))
            (own / "aligned" / f"{number}.png").write_bytes(gallery.crop_bytes(image.image_id))
    text = json.dumps({"names": names}, ensure_ascii=False, indent=2)
    (root / LIST_NAME).write_text(text + "\n", encoding="utf-8")
    return len(names)


def _free(folder: str, taken: Mapping[str, str]) -> str:
    """The folder's name, with a number where two long names were cut to the same one."""
    used = {other.casefold() for other in taken}
    name, number = folder, 1
    while name.casefold() in used:
        number += 1
        name = f"{folder}~{number}"
    return name


def read_names(folder: Path) -> dict[str, str]:
    """Sub-folder -> name, as an exported tree states them; empty for any other folder.

    GalleryError when the list is there and damaged.
    """
    path = folder / LIST_NAME
    try:
        if path.is_dir():  # pictures of somebody who is called that
            return {}
        names = json.loads(path.read_text(encoding="utf-8"))["names"]
        found = {str(key): clean_name(value) for key, value in names.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, GalleryError) as exc:
        raise GalleryError(
            f"{path}: the list of names is damaged ({exc}); repair it, or delete it to take "
            "the names of the folders"
        ) from exc
    if len({name_key(name) for name in found.values()}) < len(found):
        raise GalleryError(f"{path}: gives two folders the same name; change one of them")
    return found
