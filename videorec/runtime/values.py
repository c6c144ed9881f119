"""What the runtime tells whoever shows it: plain values, each a picture of one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from videorec.core.types import Float64, Int64, UInt8
from videorec.runtime.outputs import OutputPaths

Color = tuple[int, int, int]
RunMode = Literal["realtime", "exact", "two-pass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportState:
    """Where the player stands.

    playing: pictures are shown one after the other, or will be as soon as they come.
    live: the source has its own pace. seekable: any of its moments can be shown.
    position_s: presentation time of the picture that is shown. duration_s: None when unknown.
    fps: mean rate of the source. speed: seconds of film per second.
    ended: the last picture is shown; playing starts a file again from the first.
    """

    playing: bool
    live: bool
    seekable: bool
    position_s: float
    duration_s: float | None
    fps: float | None
    speed: float
    loop: bool
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How fast things go, over about the last second.

    source_fps: pictures presented; recognition_fps: results; painted_fps: pictures on screen.
    latency_ms: from reading a picture to painting it (live), from when it was due (files).
    dropped: pictures never recognised since the source was opened.
    stages_ms: mean milliseconds a frame per stage, in the order of the pipeline.
    """

    source_fps: float
    recognition_fps: float
    painted_fps: float
    latency_ms: float
    dropped: int
    stages_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """When somebody was seen. name: "" stands for everybody unknown.

    color: (r, g, b). intervals: seconds [from, to) in order, not touching.
    """

    name: str
    color: Color
    intervals: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrangerGroup:
    """Tracks without a name that show one person.

    group_id: keeps while the group grows. crop: (112, 96, 3) BGR, the best view.
    seconds: in the picture. first_s: when first. best_name: who in the gallery they may be; None
    when nobody comes near the threshold. best_similarity: the highest to anybody; -1 when nobody
    was compared.
    """

    group_id: int
    track_ids: tuple[int, ...]
    crop: UInt8
    seconds: float
    first_s: float
    best_name: str | None
    best_similarity: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Histogram:
    """How similar the tracks of this session are to the person they resemble most.

    edges: (n + 1,) cosines, growing. known, unknown: (n,) tracks with and without a name.
    """

    edges: Float64
    known: Int64
    unknown: Int64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionView:
    """What a session knows: people on screen, strangers, similarities."""

    lanes: tuple[Lane, ...]
    strangers: tuple[StrangerGroup, ...]
    histogram: Histogram


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that went wrong, for the user.

    title: a few words; text: what happened, where, and what to do; details: for a report, may be
    empty; log_path: where more stands; source: what could not be opened, if that is the problem.
    """

    title: str
    text: str
    details: str = ""
    log_path: Path | None = None
    source: str | int | Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What to write of the open source, and how to recognise it. paths.video may be None."""

    paths: OutputPaths
    mode: RunMode = "realtime"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """A piece of work in the background.

    progress: 0 to 1, or None when it cannot be told. done: it ended, by itself, cancelled or
    failed. results: files that are complete.
    """

    job_id: int
    title: str
    progress: float | None
    text: str
    done: bool = False
    failed: Problem | None = None
    results: tuple[Path, ...] = ()
