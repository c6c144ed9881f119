"""Checkpoints: written to a temporary file, then put in place, so that none is ever half."""

import io
import pickle
from pathlib import Path
from typing import Any

import torch

from videorec.core.errors import TrainingError
from videorec.models.weights import write_atomically


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write `state` so that `path` holds the old or the new one, whole. Raises TrainingError."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, buffer.getvalue())
    except OSError as exc:
        raise TrainingError(
            f"{path}: the checkpoint could not be written ({exc}); the previous one is untouched. "
            "Free some space and go on with --resume"
        ) from exc


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint without running any code in it. Raises TrainingError."""
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as exc:
        raise TrainingError(f"{path}: there is no such checkpoint") from exc
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as exc:
        raise TrainingError(f"{path}: not a readable checkpoint") from exc
    if not isinstance(state, dict) or "average" not in state or "depth" not in state:
        raise TrainingError(f"{path}: a file of another kind, not a checkpoint of training.train")
    return state


def require_same(path: Path, state: dict[str, Any], expected: dict[str, Any]) -> None:
    """TrainingError when a checkpoint belongs to a run of another kind."""
    for key, value in expected.items():
        if state.get(key) != value:
            raise TrainingError(
                f"{path}: {key.replace('_', ' ')} is {state.get(key)} there and {value} here; "
                "choose another output folder, or begin anew"
            )
