"""What the evaluation commands have in common: arguments, reports and how they end."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

import torch

from videorec.core.errors import OutputError, TrainingError, VideorecError
from videorec.core.settings import Precision
from videorec.models.weights import write_atomically

INTERRUPTED = 130
MEMORY_ADVICE = (
    "For a training make run.micro_batch smaller (a step stays run.batch_size faces), or set "
    "data.storage to encoded; for anything else end other programs, or try --device cpu when it "
    "is the memory of a GPU"
)


def exit_code(command: Callable[[], None]) -> int:
    """Run a command; a deliberate error becomes one sentence and its exit code, Ctrl-C 130.

    So does memory that is not enough: it is the user's settings that ask for too much.
    """
    try:
        command()
    except VideorecError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        reason = str(error).partition("\n")[0] or "no more is given"
        print(f"error: the memory is not enough ({reason}). {MEMORY_ADVICE}", file=sys.stderr)
        return TrainingError.exit_code
    return 0


def _is_out_of_memory(error: Exception) -> bool:
    # On a CPU torch raises a plain RuntimeError, which only its text tells from others.
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or (
        "can't allocate memory" in str(error)
    )


def add_model_arguments(parser: argparse.ArgumentParser, *, output: Path) -> None:
    """--weights, --data, --device and --output, alike for every evaluation."""
    parser.add_argument("--weights", default="default", help="a name or a .safetensors file")
    parser.add_argument("--data", type=Path, required=True, help="folder, zip or tar: NAME/IMAGE")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument(
        "--output", type=Path, default=output, help=f"folder for the results (default: {output})"
    )
    parser.add_argument(
        "--precision",
        choices=get_args(Precision),
        default="auto",
        help="number format of the network (default: auto, as the application)",
    )
    parser.add_argument(
        "--threads", type=int, default=None, help="CPU threads (default: every core)"
    )


def describe_skipped(skipped: Mapping[str, str], total: int) -> str:
    """One line a reason: how many images of `total` were left out, and one of them."""
    lines = [f"{total - len(skipped)} of {total} images used"]
    for reason, count in Counter(skipped.values()).most_common():
        example = next(name for name, why in skipped.items() if why == reason)
        lines.append(f"  left out: {count} x {reason}, for example {example}")
    return "\n".join(lines)


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write a report, whole or not at all. OutputError when it cannot be written."""
    write_text(path, json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all. OutputError when it cannot be written."""
    try:
        write_atomically(path, text.encode())
    except OSError as exc:
        raise OutputError(f"{path}: the report could not be written ({exc})") from exc
