"""What a folder of results was made with, so that it is not taken for something else."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.commandline import write_json
from training.config import TrainConfig
from videorec.core.errors import TrainingError

NAME = "case.json"
# Where and how a run is done, and how often it tells about it: none of it changes what it learns.
FREE = frozenset(
    f"run.{key}"
    for key in (
        *("output", "device", "threads", "loader_threads", "compile"),
        *("log_every", "check_every", "lfw", "lfw_pairs"),
    )
)


def settings(config: TrainConfig) -> dict[str, Any]:
    """Everything that decides what a run learns, by its dotted name in the configuration."""
    values = json.loads(json.dumps(asdict(config), default=str))  # as a file gives it back
    del values["card"]
    return {name: value for name, value in _flat(values, "") if name not in FREE}


def write_record(folder: Path, config: TrainConfig) -> None:
    """Keep the settings beside the results. OutputError when they cannot be written."""
    write_json(folder / NAME, settings(config))


def require_record(folder: Path, config: TrainConfig) -> None:
    """TrainingError when the results in `folder` do not come from these settings."""
    advice = "choose another output folder (--output), or move this one away"
    try:
        kept = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise TrainingError(
            f"{folder}: holds results, but no readable {NAME} tells their settings; {advice}"
        ) from exc
    ours = settings(config)
    changed = [name for name in kept.keys() | ours.keys() if kept.get(name) != ours.get(name)]
    if changed:
        told = "; ".join(
            f"{name} is {kept.get(name)} there and {ours.get(name)} here"
            for name in sorted(changed)
        )
        raise TrainingError(f"{folder}: holds results of other settings: {told}; {advice}")


def _flat(values: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
