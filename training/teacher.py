"""Embed a data set with a trained network, to distil a smaller one from it.

    python -m training.teacher --weights default --data FACES --output FACES/teacher.npz

The archive holds `files` and `embeddings`; name it as data.teacher in a configuration.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.commandline import exit_code
from training.config import DataConfig
from training.data import describe, load_faces
from training.holdout import mirrored_features
from training.teacher_archive import write_teacher
from videorec.core.types import EMBEDDING_SIZE
from videorec.models.devices import resolve_device
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights

PORTION = 1024  # faces between two steps of the progress bar


def embed_data_set(weights: str, data: Path, output: Path, device: str) -> None:
    """Write (N, 512) float16 embeddings, a crop's and its mirror image's features added."""
    network = load_weights(resolve_weights(weights)).network.to(resolve_device(device))
    faces = load_faces(DataConfig(root=data))
    print(describe(faces))
    embeddings = np.empty((len(faces), EMBEDDING_SIZE), np.float32)
    with tqdm(total=len(faces), unit="face") as bar:
        for start in range(0, len(faces), PORTION):
            rows = slice(start, start + PORTION)
            embeddings[rows] = mirrored_features(network, faces.crops(rows))
            bar.update(len(embeddings[rows]))
    write_teacher(output, faces.files, embeddings)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", default="default", help="a name or a .safetensors file")
    parser.add_argument("--data", type=Path, required=True, help="aligned crops, as for training")
    parser.add_argument("--output", type=Path, required=True, help="an .npz file")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options = parser.parse_args(arguments)
    return exit_code(
        lambda: embed_data_set(options.weights, options.data, options.output, options.device)
    )


if __name__ == "__main__":
    sys.exit(main())
