"""Measure the thresholds of any network, and write them into its model card.

    python -m training.thresholds --weights NAME --data FACES --output NAME.safetensors

FACES must show people whom the network was not trained on, or the thresholds come out too low.
Galleries and strangers are drawn among people alike, as for the weights that ship. The weights
stay as they are, to the bit, so galleries made with them stay valid. LFW, if given, is measured
and stated.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from training.commandline import exit_code
from training.config import DataConfig
from training.data import describe, load_some
from training.export import measured_thresholds
from training.lfw import lfw_accuracy
from training.teacher_archive import require_writable
from videorec.core.errors import TrainingError
from videorec.models.devices import resolve_device
from videorec.models.foreign import GIVEN_NOTE, THRESHOLD_NOTE
from videorec.models.weight_files import SUFFIX, resolve_weights
from videorec.models.weights import load_weights, save_weights


def measure(options: argparse.Namespace) -> None:
    """Write options.output. TrainingError, WeightsError or OutputError says why it cannot be."""
    if options.output.suffix != SUFFIX:
        raise TrainingError(f"--output {options.output}: the file must end in {SUFFIX}")
    require_writable(options.output)
    model = load_weights(resolve_weights(options.weights))
    device = resolve_device(options.device)
    network = model.network.to(device)
    faces = load_some(DataConfig(root=options.data), options.people)
    print(describe(faces))
    figures: dict[str, Any] = measured_thresholds(network, faces, model.cohort)
    if options.lfw is not None:
        figures["lfw_accuracy"] = lfw_accuracy(network, options.lfw, options.pairs, device)
    measured = f"Thresholds measured on {len(faces)} faces of {len(faces.identities)} people."
    notes = f"{without_thresholds(model.card.notes)} {measured}".strip()
    card = replace(model.card, **figures, notes=notes)
    save_weights(options.output, network.state_dict(), card, torch.float32, model.cohort)
    print(f"{options.output}: {card.name}, LFW {card.lfw_accuracy}, {measured}")
    for fpir, by_size in card.thresholds_fpir.items():
        sizes = ", ".join(f"{size:,}: {value:.4f}" for size, value in by_size.items())
        print(f"strangers named at {fpir:.0%}, by gallery size: {sizes}")


def without_thresholds(notes: str) -> str:
    """A card's notes without what they say of thresholds that are measured now."""
    for said in (THRESHOLD_NOTE, GIVEN_NOTE):
        notes = notes.replace(said, "")
    return re.sub(r"Thresholds measured on \d+ faces of \d+ people\.", "", notes).strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", required=True, help="a name or a .safetensors file")
    parser.add_argument("--data", type=Path, required=True, help="aligned crops, as for training")
    parser.add_argument(
        "--people",
        type=int,
        default=300,
        help="at most so many; the ones whom a training on the same data holds out",
    )
    parser.add_argument("--output", type=Path, required=True, help="a .safetensors file")
    parser.add_argument("--lfw", type=Path, help="aligned LFW crops: folder, zip or tar")
    parser.add_argument("--pairs", type=Path, help="pairs.txt; needed with --lfw")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options = parser.parse_args(arguments)
    if (options.lfw is None) != (options.pairs is None):
        parser.error("--lfw and --pairs belong together")
    if options.people < 1:
        parser.error(f"--people must be at least 1, not {options.people}")
    return exit_code(lambda: measure(options))


if __name__ == "__main__":
    sys.exit(main())
