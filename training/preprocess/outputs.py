"""Where aligned crops go: a folder tree, or tar shards that hold whole identities.

Either way a shard is a group of identities that is finished as a whole, and finished shards are
what a run that was interrupted does not do again.
"""

import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from videorec.core.errors import OutputError, TrainingError
from videorec.models.weights import write_atomically

Layout = Literal["tar", "folder"]

INDEX = "index.tsv"
REPORT = "report.tsv"
_STATE = ".preprocess"
_SETTINGS = "settings.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one image of the data set.

    source: its name there. crop: name of its crop, or None. quality: see `quality_of`, or "".
    faces: how many were found. reason: why there is no crop, or "".
    """

    source: str
    crop: str | None
    quality: str
    faces: int
    reason: str


class AlignedStore:
    """The output folder. Every file in it is written whole or not at all.

    settings: what shaped the output; a folder begun with other settings is refused.
    """

    def __init__(self, root: Path, layout: Layout, settings: Mapping[str, object]) -> None:
        self.root = root
        self._layout = layout
        self._state = root / _STATE
        wanted = json.dumps({"layout": layout, **settings}, sort_keys=True, indent=2)
        path = self._state / _SETTINGS
        try:
            found = path.read_text(encoding="utf-8") if path.exists() else None
        except (OSError, UnicodeDecodeError) as exc:
            raise TrainingError(f"{path}: cannot be read ({exc}); choose another --output") from exc
        if found is None:
            self._write(path, wanted.encode())
        elif found != wanted:
            raise TrainingError(
                f"{root} was begun from other data or with other settings (see {path}); give the "
                "same again, or choose another --output"
            )

    def finished(self, shard: int) -> list[Outcome] | None:
        """The outcomes of a shard that an earlier run finished, else None."""
        path = self._journal(shard)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise TrainingError(f"{path}: cannot be read ({exc})") from exc
        try:
            return [Outcome(**values) for values in json.loads(text)]
        except (ValueError, TypeError):
            return None  # not what was written here; the shard is done again

    def finish(self, shard: int, crops: Mapping[str, bytes], outcomes: Iterable[Outcome]) -> None:
        """Write a shard's crops, then the note that it is finished. OutputError on a full disk."""
        if self._layout == "tar":
            if crops:
                self._write(self.root / f"faces-{shard:05d}.tar", _tar(crops))
        else:
            for name, data in crops.items():
                self._write(self.root / name, data)
        journal = json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False)
        self._write(self._journal(shard), journal.encode())

    def write_lists(self, outcomes: Iterable[Outcome], empty: Iterable[str]) -> None:
        """The list of crops (index.tsv: file, identity, quality) and the report of the rest.

        empty: folders of the data set without images.
        """
        index, report = ["file\tidentity\tquality"], ["file\treason"]
        for outcome in outcomes:
            if outcome.crop is None:
                report.append(f"{outcome.source}\t{outcome.reason}")
            else:
                identity = outcome.crop.split("/", 1)[0]
                index.append(f"{outcome.crop}\t{identity}\t{outcome.quality}")
        report += [f"{folder}/\ta folder without images" for folder in empty]
        self._write(self.root / INDEX, ("\n".join(index) + "\n").encode())
        self._write(self.root / REPORT, ("\n".join(report) + "\n").encode())

    def _journal(self, shard: int) -> Path:
        return self._state / f"shard-{shard:05d}.json"

    def _write(self, path: Path, data: bytes) -> None:
        try:
            write_atomically(path, data)
        except OSError as exc:
            raise OutputError(
                f"{path}: cannot be written ({exc.strerror or exc}); what is finished is kept, and "
                "the same command goes on from there"
            ) from exc


def _tar(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()
