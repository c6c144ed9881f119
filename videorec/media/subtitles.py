"""Subtitles that say who is on screen: WebVTT and SubRip."""

from collections.abc import Mapping
from pathlib import Path

from videorec.core.errors import OutputError
from videorec.core.types import FrameResult
from videorec.media.closable import Closable
from videorec.media.info import SourceInfo
from videorec.media.pending import PendingFile, Place, cannot_write
from videorec.media.presence import Interval, PresenceLog, bridge

Cue = tuple[float, float, tuple[str, ...]]

SUBTITLE_SUFFIXES = frozenset({".vtt", ".srt"})
# Someone who looks away for a moment is still there; a flash of a name cannot be read.
BRIDGED_GAP_S = 1.0
SHORTEST_S = 0.2


def cues(
    presence: Mapping[str, list[Interval]],
    *,
    gap_s: float = BRIDGED_GAP_S,
    shortest_s: float = SHORTEST_S,
) -> list[Cue]:
    """(start, end, names) in seconds: a cue for every stretch with the same people.

    Pauses up to gap_s are bridged, stretches of a person below shortest_s left out. Names stand
    in the order in which their people came.
    """
    spans = [
        (start, end, name)
        for name, intervals in presence.items()
        for start, end in bridge(intervals, gap_s)
        if end - start >= shortest_s
    ]
    events = sorted(
        [(start, 1, name) for start, _, name in spans] + [(end, 0, name) for _, end, name in spans]
    )
    found: list[Cue] = []
    here: list[str] = []
    since = 0.0
    for time, comes, name in events:
        if here and time - since >= 0.001:  # the clock of both formats
            found.append((since, time, tuple(here)))
        since = time
        if comes:
            here.append(name)
        else:
            here.remove(name)
    return found


def to_webvtt(found: list[Cue]) -> str:
    """The text of a .vtt file."""
    blocks = ["WEBVTT\n"]
    for start, end, names in found:
        text = ", ".join(_one_line(n) for n in names)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(start, '.')} --> {_clock(end, '.')}\n{text}\n")
    return "\n".join(blocks)


def to_srt(found: list[Cue]) -> str:
    """The text of an .srt file."""
    blocks = []
    for number, (start, end, names) in enumerate(found, start=1):
        # SubRip has no escapes; players take <...> for tags and --> for a time line.
        text = ", ".join(_one_line(n) for n in names).replace("<", "(").replace(">", ")")
        blocks.append(f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n")
    return "\n".join(blocks)


class SubtitleWriter(Closable):
    """Collects results and writes the subtitles when it is closed; .vtt or .srt.

    OutputError: the place cannot be written, at once, or another kind of file is asked for.
    """

    def __init__(
        self, path: Path, *, info: SourceInfo | None = None, place: Place = PendingFile
    ) -> None:
        if path.suffix.lower() not in SUBTITLE_SUFFIXES:
            raise OutputError(f"{path}: cannot tell what to write; end the name in .vtt or .srt")
        self._file: PendingFile | None = place(path)
        self._log = PresenceLog.for_source(info)
        self._is_empty = True

    def write(self, result: FrameResult) -> None:
        """Take note of the next frame."""
        self._log.add(result)
        self._is_empty = False

    def close(self) -> None:
        """Write the file; may be called twice. Without a frame no file appears."""
        pending, self._file = self._file, None
        if pending is None:
            return
        if self._is_empty:
            pending.discard()
            return
        self._log.finish()
        found = cues({name: p.intervals for name, p in self._log.people.items()})
        text = to_srt(found) if pending.target.suffix.lower() == ".srt" else to_webvtt(found)
        try:
            pending.path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as exc:
            pending.discard()
            raise cannot_write(pending.target, exc) from exc
        pending.commit()


def _clock(seconds: float, point: str) -> str:
    milliseconds = max(0, round(seconds * 1000))
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"


def _one_line(name: str) -> str:
    return " ".join(name.split())
