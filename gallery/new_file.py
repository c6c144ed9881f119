"""Making a gallery's file."""

import os
import secrets
from contextlib import closing, suppress
from pathlib import Path

from gallery.connections import BESIDE, connect, prepared
from videorec.core.errors import GalleryError


def make_file(path: Path) -> None:
    """A gallery of nobody that only its owner may read: it is what people are recognised by.

    It gets its name when it is complete: no other program finds an empty file there.
    """
    temporary: Path | None = None
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".gallery-{secrets.token_hex(4)}")
        temporary.touch(mode=0o600, exist_ok=False)
        with closing(connect(str(temporary))) as connection:
            prepared(connection)
        _require_no_leavings(target)
        _give_name(temporary, target)
    except (OSError, ValueError, RuntimeError) as exc:
        raise GalleryError(
            f"{path}: the gallery cannot be made ({exc}); choose another place"
        ) from exc
    finally:
        if temporary is not None:
            _remove(temporary)


def _require_no_leavings(target: Path) -> None:
    """SQLite would write the log of a gallery that is gone into the new one of its name."""
    for ending in ("-wal", "-journal"):
        log = Path(f"{target}{ending}")
        # Asked in this order: a program that was faster has made the gallery before its log.
        if log.exists() and not target.exists():
            raise GalleryError(f"{log}: was left by a gallery that is gone; delete it")


def _give_name(temporary: Path, target: Path) -> None:
    """Unless another program was faster: then its gallery is the one."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return
    except OSError:  # a disk without links
        if not target.exists():
            temporary.rename(target)


def _remove(temporary: Path) -> None:
    """With what SQLite leaves beside it after an error."""
    for ending in ("", *BESIDE):
        with suppress(OSError):
            Path(f"{temporary}{ending}").unlink(missing_ok=True)
