"""One line per frame and face, as JSON lines or CSV, while the run goes on."""

import csv
import json
import math
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from videorec.core.errors import OutputError
from videorec.core.types import FrameResult, Track, TrackState
from videorec.media.closable import Closable
from videorec.media.pending import Place, cannot_write, resolve_target

Event = dict[str, Any]

CSV_COLUMNS = (
    "frame",
    "time_s",
    "track",
    "x0",
    "y0",
    "x1",
    "y1",
    "score",
    "status",
    "name",
    "similarity",
    "runner_up",
)


def visible_tracks(result: FrameResult) -> tuple[Track, ...]:
    """The tracks whose face is in the picture now."""
    return tuple(t for t in result.tracks if t.state is not TrackState.LOST)


def events_of(result: FrameResult) -> Iterator[Event]:
    """One event per visible face, ready for JSON.

    box, landmarks: pixels of the upright picture. similarity, runner_up: cosine, or None when
    nothing was compared.
    """
    for track in visible_tracks(result):
        quality = track.quality
        yield {
            "frame": result.frame.index,
            "time_s": round(result.frame.time_s, 6),
            "track": track.track_id,
            "box": [_number(v, 2) for v in track.face.box.tolist()],
            "score": _number(track.face.score, 4),
            "status": track.status.value,
            "name": track.match.name,
            "similarity": similarity_or_none(track.match.similarity),
            "runner_up": similarity_or_none(track.match.runner_up),
            "threshold": _number(track.match.threshold, 4),
            "state": track.state.value,
            "detected": result.detected,
            "quality": None if quality is None else _number(quality.score, 4),
            "landmarks": [[_number(v, 2) for v in p] for p in track.face.landmarks.tolist()],
        }


def similarity_or_none(similarity: float) -> float | None:
    """Four digits; -1 stands for "nothing to compare with"."""
    return None if similarity <= -1.0 else _number(similarity, 4)


def _number(value: float, digits: int) -> float | None:
    """Rounded; None for what JSON cannot say."""
    return round(float(value), digits) if math.isfinite(value) else None


class _LineWriter(Closable):
    """A text file that grows by whole lines, each readable by others at once.

    place: where to write until it is complete; without one it has its name from the start.
    """

    def __init__(self, path: Path, place: Place | None = None) -> None:
        self._path = path
        self._bytes = 0
        resolve_target(path)
        self._pending = None if place is None else place(path)
        self._where = path if self._pending is None else self._pending.path
        try:
            self._file: TextIO = self._where.open("w", encoding="utf-8", newline="")
        except (OSError, ValueError) as exc:
            raise cannot_write(path, exc) from exc

    def _append(self, text: str) -> None:
        if self._file.closed:
            raise OutputError(f"{self._path}: is closed; nothing more can be written")
        try:
            self._file.write(text)
            self._file.flush()
            self._bytes += len(text.encode())
        except OSError as exc:
            # The line that did not fit must not come up again when the file is closed,
            with suppress(OSError):
                self._file.close()
            # nor stay as half a line.
            with suppress(OSError):
                os.truncate(self._where, self._bytes)
            raise cannot_write(self._path, exc) from exc

    def close(self) -> None:
        """All lines written so far stay; may be called twice."""
        try:
            self._file.close()
        except OSError as exc:
            raise cannot_write(self._path, exc) from exc
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.commit()


class JsonLinesWriter(_LineWriter):
    """JSON lines, UTF-8. OutputError: the file cannot be written, at once or later."""

    def write(self, result: FrameResult) -> None:
        """Append a line per visible face."""
        lines = [
            json.dumps(event, ensure_ascii=False, allow_nan=False) for event in events_of(result)
        ]
        if lines:
            self._append("\n".join(lines) + "\n")


class CsvWriter(_LineWriter):
    """CSV with a header line, UTF-8, one line per visible face.

    A name that a spreadsheet would take for a formula gets a leading apostrophe. OutputError: the
    file cannot be written, at once or later.
    """

    def __init__(self, path: Path, place: Place | None = None) -> None:
        super().__init__(path, place)
        self._append(_csv_line(list(CSV_COLUMNS)))

    def write(self, result: FrameResult) -> None:
        """Append a line per visible face."""
        lines = [
            _csv_line(
                [
                    *(event[key] for key in ("frame", "time_s", "track")),
                    *event["box"],
                    *(event[key] for key in ("score", "status")),
                    _harmless(event["name"]),
                    *(event[key] for key in ("similarity", "runner_up")),
                ]
            )
            for event in events_of(result)
        ]
        if lines:
            self._append("".join(lines))


class _Line:
    """Catches the one line that csv writes."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text


def _csv_line(values: list[Any]) -> str:
    line = _Line()
    csv.writer(line, lineterminator="\n").writerow(values)
    return line.text


def _harmless(name: str | None) -> str | None:
    return f"'{name}" if name and name[0] in "=+-@\t\r" else name
