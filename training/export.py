"""Make a weights file, with a complete model card, of what a run has learned.

    python -m training.export --config configs/train/NAME.yaml --name NAME --output NAME.safetensors

Normalisation used in training is folded away. Thresholds are measured on the identities that the
configuration holds out, galleries and strangers among people alike; LFW, if given, is measured and
stated, and chooses nothing.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.calibration import GROUPS, calibrate
from training.checkpoint import load_checkpoint
from training.commandline import exit_code
from training.config import load_config
from training.data import Faces, held_out, load_faces
from training.holdout import device_of, mirrored_features, unit
from training.lfw import lfw_accuracy
from training.networks import load_sphereface, new_network
from training.normalized import fold
from training.run import BEST
from videorec.core.cohort import NEAREST, Cohort
from videorec.core.errors import TrainingError
from videorec.core.types import Float32
from videorec.models.devices import resolve_device
from videorec.models.model_card import ModelCard
from videorec.models.onnx_network import FaceNetwork
from videorec.models.sphereface import SphereFace
from videorec.models.weight_files import SUFFIX
from videorec.models.weights import save_weights

STORED = torch.float16
COHORT = 512  # people; 256 and 1,024 serve as well


def stored_network(checkpoint: Path) -> SphereFace:
    """The averaged weights of a checkpoint, or exported ones, as a plain network.

    They are rounded as they will be stored, so that what is measured is what users get.
    """
    if checkpoint.suffix == SUFFIX:
        return load_sphereface(checkpoint)
    state = load_checkpoint(checkpoint)
    network = new_network(state["depth"], state["batch_norm"])
    network.load_state_dict(state["average"])
    plain = fold(network)
    plain.load_state_dict({k: v.to(STORED).float() for k, v in plain.state_dict().items()})
    return plain


def measured_thresholds(
    network: FaceNetwork, strangers: Faces, cohort: Float32 | None
) -> dict[str, Any]:
    """The card's thresholds, over faces of people that were never trained on."""
    embeddings = mirrored_embeddings(network, strangers)
    handicaps = None if cohort is None else Cohort(cohort).handicaps(embeddings)
    try:
        table = calibrate(embeddings, strangers.labels, groups=GROUPS, handicaps=handicaps)
    except ValueError as exc:
        raise TrainingError(f"thresholds cannot be measured: {exc}") from exc
    figures = {k: v for k, v in asdict(table).items() if k not in ("identities", "images")}
    return {**figures, "thresholds_measured": True}


def cohort_of(network: SphereFace, trained: Faces) -> Float32 | None:
    """Embeddings of one face each of COHORT people, drawn at random. -> (COHORT, 512)

    They are rounded as they will be stored. None when there are too few people to tell anything.
    """
    if len(trained.identities) < 2 * NEAREST:
        return None
    rng = np.random.default_rng(0)
    order = rng.permutation(len(trained.labels))
    _, first = np.unique(trained.labels[order], return_index=True)
    people = min(COHORT, len(first))
    chosen = np.zeros(len(order), np.bool_)
    chosen[rng.choice(order[first], people, replace=False)] = True
    embeddings = mirrored_embeddings(network, trained.only(chosen))
    return unit(torch.from_numpy(embeddings).to(STORED).float().numpy())


def mirrored_embeddings(network: FaceNetwork, faces: Faces) -> Float32:
    """(N, 512) unit length: a crop's features and its mirror image's, added."""
    return unit(mirrored_features(network, faces.crops(), precision=torch.float32))


def export(options: argparse.Namespace) -> None:
    """Write options.output. TrainingError, WeightsError or ConfigError says why it cannot be."""
    config = load_config(options.config)
    network = stored_network(options.checkpoint or config.run.output / BEST)
    network.to(resolve_device(options.device))
    figures: dict[str, Any] = {}
    faces = load_faces(config.data)
    strangers = held_out(faces, config.data.holdout_identities, config.data.holdout_seed)
    cohort = cohort_of(network, faces.only(~strangers))
    if strangers.any():
        figures = measured_thresholds(network, faces.only(strangers), cohort)
    accuracy = None
    if options.lfw is not None:
        accuracy = lfw_accuracy(network, options.lfw, options.pairs, device_of(network))
    card = ModelCard(
        name=options.name,
        depth=network.depth,
        lfw_accuracy=accuracy,
        command=f"python -m training.train --config {shlex.quote(str(options.config))}",
        source=options.source,
        **asdict(config.card),
        **figures,
    )
    save_weights(options.output, network.state_dict(), card, STORED, cohort)
    if not card.thresholds_measured:
        print(
            f"warning: {options.output}: the threshold {card.default_threshold} was not measured, "
            "for the configuration holds nobody out. To get one, set data.holdout_identities to "
            "some hundred people, train again (they must not have been trained on) and export",
            file=sys.stderr,
        )
    print(f"{options.output}: {card.name}, LFW {accuracy}, threshold {card.default_threshold:.4f}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, required=True, help="of the run")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        help="default: best.pt of the run; exported weights are measured anew",
    )
    parser.add_argument("--name", required=True, help="of the model")
    parser.add_argument("--output", type=Path, required=True, help="a .safetensors file")
    parser.add_argument("--source", default="trained by this project", help="for the card")
    parser.add_argument("--lfw", type=Path, help="aligned LFW crops: folder, zip or tar")
    parser.add_argument("--pairs", type=Path, help="pairs.txt; needed with --lfw")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options = parser.parse_args(arguments)
    if (options.lfw is None) != (options.pairs is None):
        parser.error("--lfw and --pairs belong together")
    return exit_code(lambda: export(options))


if __name__ == "__main__":
    sys.exit(main())
