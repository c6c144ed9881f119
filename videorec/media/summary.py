"""A run in a few lines: who was seen, from when to when, for how long."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videorec.core.types import FrameResult
from videorec.media.events import similarity_or_none
from videorec.media.info import SourceInfo
from videorec.media.pending import PendingFile, Place, write_text
from videorec.media.presence import Presence, PresenceLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person, or one unknown track.

    name: None for somebody unknown. first_s, last_s: from the first picture to the end of the
    last. seconds: in the picture; frames: pictures. best_similarity: -1 when nothing was compared.
    """

    name: str | None
    track: int | None
    first_s: float
    last_s: float
    seconds: float
    frames: int
    best_similarity: float


class Summary:
    """Counts while the run goes on; `rows`, `table` and `write_json` any time after `finish`."""

    def __init__(self, *, info: SourceInfo | None = None) -> None:
        self._log = PresenceLog.for_source(info)

    def add(self, result: FrameResult) -> None:
        """The next frame's result."""
        self._log.add(result)

    def finish(self) -> None:
        """Count the last frame with its own duration."""
        self._log.finish()

    @property
    def people(self) -> list[Row]:
        """Known people, longest in the picture first."""
        rows = [_row(p, name=name) for name, p in self._log.people.items()]
        return sorted(rows, key=lambda r: (-r.seconds, r.first_s, r.name))

    @property
    def unknown(self) -> list[Row]:
        """Tracks without a name at their end, in order of appearance."""
        rows = [_row(p, track=track) for track, p in self._log.unknown_tracks.items()]
        return sorted(rows, key=lambda r: (r.first_s, r.track))

    def table(self) -> str:
        """Text with one line a person and one for all the unknown."""
        lines = [
            (row.name or "", _time(row.first_s), _time(row.last_s), f"{row.seconds:.1f}")
            for row in self.people
        ]
        if unknown := self.unknown:
            tracks = f"unknown ({len(unknown)} track{'s' if len(unknown) > 1 else ''})"
            first, last = min(r.first_s for r in unknown), max(r.last_s for r in unknown)
            seconds = sum(r.seconds for r in unknown)
            lines.append((tracks, _time(first), _time(last), f"{seconds:.1f}"))
        if not lines:
            return "nobody was seen"
        return _aligned([("name", "first seen", "last seen", "seconds"), *lines])

    def to_json(self) -> dict[str, Any]:
        """{"frames", "people": [...], "unknown": [...]}, times in seconds."""
        return {
            "frames": self._log.frames,
            "people": [{"name": r.name, **_numbers(r)} for r in self.people],
            "unknown": [{"track": r.track, **_numbers(r)} for r in self.unknown],
        }

    def write_json(self, path: Path, place: Place = PendingFile) -> None:
        """OutputError: the file cannot be written."""
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"
        write_text(path, text, place)


def _row(presence: Presence, *, name: str | None = None, track: int | None = None) -> Row:
    return Row(
        name=name,
        track=track,
        first_s=presence.first_s,
        last_s=presence.last_s,
        seconds=presence.seconds,
        frames=presence.frames,
        best_similarity=presence.best_similarity,
    )


def _numbers(row: Row) -> dict[str, Any]:
    return {
        "first_s": round(row.first_s, 3),
        "last_s": round(row.last_s, 3),
        "seconds": round(row.seconds, 3),
        "frames": row.frames,
        "best_similarity": similarity_or_none(row.best_similarity),
    }


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(max(0.0, seconds) * 10), 600)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest / 10:04.1f}" if hours else f"{minutes}:{rest / 10:04.1f}"


def _aligned(lines: list[tuple[str, ...]]) -> str:
    """Names to the left, numbers to the right."""
    lines = [(_shortened(line[0]), *line[1:]) for line in lines]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _shortened(name: str, longest: int = 40) -> str:
    name = " ".join(name.split())
    return name if len(name) <= longest else name[: longest - 1] + "…"
