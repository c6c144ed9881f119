"""Checkpoints: written to a temporary file, then put in place, so that none is ever half."""

import os
import pickle
from pathlib import Path
from typing import Any

import torch

from videorec.core.errors import TrainingError


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write `state` so that `path` holds the old or the new one, whole. Raises TrainingError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".partial")
    try:
        torch.save(state, temporary)
        os.replace(temporary, path)
    except (OSError, RuntimeError) as exc:
        temporary.unlink(missing_ok=True)
        raise TrainingError(
            f"{path}: the checkpoint could not be written ({exc}); the previous one is untouched; "
            "free some space and resume"
        ) from exc


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint without running any code in it. Raises TrainingError."""
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as exc:
        raise TrainingError(f"{path}: not a readable checkpoint") from exc
    return state
