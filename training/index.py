"""The list beside a data set: which file shows whom, and how good it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training.imagetree import identity_of
from videorec.core.errors import TrainingError


@dataclass(frozen=True, slots=True)
class Entry:
    """One image: its name in the data set, its identity, its quality ("" when not known)."""

    file: str
    identity: str
    quality: str


def read_index(path: Path, *, fallback: Iterable[str]) -> list[Entry]:
    """Lines `file TAB identity [TAB quality]` under a header that starts with "file".

    Without such a file, every name of `fallback`, its first part being the identity.
    Raises TrainingError with the line that is wrong, or names listed twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return [Entry(name, identity_of(name), "") for name in sorted(fallback)]
    except (OSError, UnicodeDecodeError) as exc:
        raise TrainingError(f"{path}: cannot be read ({exc})") from exc
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines, start=1):
        parts = line.split("\t")
        if (number == 1 and parts[0] == "file") or not line.strip():
            continue
        if len(parts) < 2 or not parts[0] or not parts[1]:
            raise TrainingError(
                f"{path}:{number}: expected file, identity and perhaps a quality, separated by "
                f"tabs, found {line!r}"
            )
        if parts[0] in entries:
            raise TrainingError(f"{path}:{number}: {parts[0]} is listed twice")
        entries[parts[0]] = Entry(parts[0], parts[1], parts[2] if len(parts) > 2 else "")
    return list(entries.values())
