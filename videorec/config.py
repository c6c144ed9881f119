"""All settings of the application, from a YAML file or the command line, every value checked."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from videorec.core.errors import ConfigError
from videorec.core.settings import (
    DetectorSettings,
    MatchingSettings,
    Mirror,
    Precision,
    TrackingSettings,
)
from videorec.typed_yaml import read_yaml

# The libraries that compute end the program when the system gives them no more threads.
MOST_THREADS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings:
    """What a run can be told; configs/default.yaml documents every key with its default.

    mode: "realtime" remembers tracks; "exact" looks at every frame alone; "two-pass" reads a file
        once to recognise it and a second time to show it, naming all tracks together.
    model: a name of `videorec weights list`, or a weights file.
    device: "auto", "cpu", "cuda" or "cuda:N".
    precision: of the embedding network; "auto" picks what the device computes fastest.
    mirror: how a crop and its mirror image become one embedding.
    threads: processor cores to use, at most MOST_THREADS; None takes all.
    """

    mode: Literal["realtime", "exact", "two-pass"] = "realtime"
    model: str = "default"
    device: str = "auto"
    precision: Precision = "auto"
    mirror: Mirror = "average"
    threads: int | None = None
    detector: DetectorSettings = field(default_factory=DetectorSettings)
    matching: MatchingSettings = field(default_factory=MatchingSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)

    def __post_init__(self) -> None:
        if self.threads is not None and self.threads < 1:
            raise ConfigError(f"threads must be at least 1, not {self.threads}")
        if self.threads is not None and self.threads > MOST_THREADS:
            raise ConfigError(f"threads must be at most {MOST_THREADS}, not {self.threads}")

    def needs_same_networks(self, other: "AppSettings") -> bool:
        """Whether networks loaded for one serve the other."""
        return self == replace(
            other, mode=self.mode, matching=self.matching, tracking=self.tracking
        )


def read_settings(path: Path | None) -> AppSettings:
    """The settings of a YAML file; the defaults without one. ConfigError says what is wrong."""
    return AppSettings() if path is None else read_yaml(path, AppSettings)
