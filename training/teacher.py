"""Embed a data set with a trained network, to distil a smaller one from it.

    python -m training.teacher --weights default --data FACES --output FACES/teacher.npz

A network of another project serves as well, once `videorec weights import` has taken it in. The
archive holds `files` and `embeddings`; name it as data.teacher in a configuration.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from training.commandline import exit_code
from training.config import DataConfig
from training.data import describe, load_faces
from training.holdout import features, mirrored_features, unit
from training.teacher_archive import require_writable, write_teacher
from videorec.models.devices import resolve_device
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights

PORTION = 256  # faces between two steps of the progress bar


def embed_data_set(
    weights: str, data: Path, output: Path, *, device: str = "auto", mirror: bool = True
) -> None:
    """Write (N, D) embeddings of unit length, as float16; D is 512, or what the network has.

    With mirror, the features of a crop and of its mirror image are added, as the application does.
    """
    require_writable(output)
    network = load_weights(resolve_weights(weights)).network.to(resolve_device(device))
    faces = load_faces(DataConfig(root=data))
    print(describe(faces))
    embed = mirrored_features if mirror else features
    portions = []
    with tqdm(total=len(faces), unit="face") as bar:
        for start in range(0, len(faces), PORTION):
            crops = faces.crops(slice(start, start + PORTION))
            portions.append(unit(embed(network, crops, precision=torch.float32)))
            bar.update(len(crops))
    embeddings = np.concatenate(portions)
    # The zeros behind the values of a smaller network are nothing that a student should learn.
    size = 1 + int(np.flatnonzero(embeddings.any(axis=0)).max(initial=0))
    write_teacher(output, faces.files, embeddings[:, :size])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", default="default", help="a name or a .safetensors file")
    parser.add_argument("--data", type=Path, required=True, help="aligned crops, as for training")
    parser.add_argument("--output", type=Path, required=True, help="an .npz file")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument(
        "--mirror", default="average", choices=("average", "none"), help="mirror images as well"
    )
    options = parser.parse_args(arguments)
    return exit_code(
        lambda: embed_data_set(
            options.weights,
            options.data,
            options.output,
            device=options.device,
            mirror=options.mirror == "average",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
