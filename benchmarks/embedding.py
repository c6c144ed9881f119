"""Speed of the embedder against the network as most people call it, and what its precision costs.

    python -m benchmarks.embedding [--depths 4 10 20] [--faces 1 2 4 16] [--weights NAME]

Both sides go from (N, 112, 96, 3) uint8 crops to unit-length numpy embeddings averaged with those
of the mirror image. The baseline is eager float32 in torch's default layout, crops and mirror
images in one batch. The two take turns; the figures are medians. Speed does not depend on the
values of the weights, so any depth can be timed without trained weights; `--weights` adds how far
the embeddings of a trained network move when it runs in the precision chosen for this machine.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import get_args

import cv2
import numpy as np
import torch
from skimage import data

from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Float32, UInt8
from videorec.models.devices import describe_device, resolve_device, set_cpu_threads
from videorec.models.model_card import ModelCard
from videorec.models.onnx_network import FaceNetwork
from videorec.models.sphereface import Depth, SphereFace
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import LoadedModel, load_weights
from videorec.pipeline.embedder import Embedder

# The face in scikit-image's public-domain portrait of Eileen Collins: centre and eye-mouth size.
FACE_CENTRE = (224.0, 118.0)
FACE_SCALE = 1.05


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a depth and number of faces: name: value unit, baseline value, ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embedding")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, help="CPU threads (default: all)")
    parser.add_argument("--depths", type=int, nargs="+", default=[4, 20], choices=get_args(Depth))
    parser.add_argument("--faces", type=int, nargs="+", default=[1, 2, 4, 16])
    parser.add_argument("--seconds", type=float, default=4.0, help="for each line")
    parser.add_argument("--weights", help="also compare precisions with these trained weights")
    args = parser.parse_args(arguments)
    set_cpu_threads(args.threads)
    device = resolve_device(args.device)
    print(describe_device(device))
    for depth in args.depths:
        model = untrained(depth)
        embedder = Embedder(model, device)
        baseline = partial(embed_eagerly, model.network.to(device), device)
        for count in args.faces:
            crops = face_crops(count)
            ours, theirs = medians(
                [partial(embedder.embed, crops), partial(baseline, crops)], args.seconds
            )
            print(
                f"embed {count} face{'s' if count > 1 else ''}, SphereFace-{depth} "
                f"({dtype_name(embedder)}): {ours * 1e3:.2f} ms, baseline {theirs * 1e3:.2f} ms, "
                f"ratio {theirs / ours:.2f}"
            )
    if args.weights:
        print_drift(load_weights(resolve_weights(args.weights)), device)


def untrained(depth: int) -> LoadedModel:
    """A network with random values, good for timing alone."""
    torch.manual_seed(0)
    network = SphereFace(depth).eval().requires_grad_(False)  # type: ignore[arg-type]
    return LoadedModel(network=network, card=ModelCard(name="random", depth=depth), sha256="")


def embed_eagerly(network: FaceNetwork, device: torch.device, crops: UInt8) -> Float32:
    """What a straightforward program does: float32, default layout."""
    with torch.no_grad():
        images = torch.from_numpy(crops.transpose(0, 3, 1, 2).astype(np.float32)).to(device)
        images = (images - 127.5) / 128
        upright, mirrored = network(torch.cat((images, images.flip(3)))).chunk(2)
        embeddings: Float32 = torch.nn.functional.normalize(upright + mirrored).cpu().numpy()
    return embeddings


def medians(tasks: Sequence[Callable[[], object]], seconds: float) -> list[float]:
    """Median seconds of each task; they take turns, so that a busy machine hits all alike."""
    taken: list[list[float]] = [[] for _ in tasks]
    for task in tasks:
        task()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken[0]) < 3:
        for times, task in zip(taken, tasks, strict=True):
            start = time.perf_counter()
            task()
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]


def face_crops(count: int, seed: int = 0) -> UInt8:
    """(count, 112, 96, 3) uint8 BGR: one public-domain face, moved, turned, lit and blurred."""
    portrait = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    random = np.random.default_rng(seed)
    crops = []
    for _ in range(count):
        matrix = cv2.getRotationMatrix2D(
            FACE_CENTRE, random.uniform(-15, 15), FACE_SCALE * random.uniform(0.9, 1.15)
        )
        middle = np.array([CROP_WIDTH, CROP_HEIGHT], np.float64) / 2
        matrix[:, 2] += middle - np.array(FACE_CENTRE) + random.uniform(-6, 6, 2)
        crop = cv2.warpAffine(portrait, matrix, (CROP_WIDTH, CROP_HEIGHT))
        crop = cv2.GaussianBlur(crop, (0, 0), random.uniform(0.1, 2))
        crops.append(cv2.convertScaleAbs(crop, alpha=random.uniform(0.5, 1.3)))
    return np.stack(crops)


def print_drift(model: LoadedModel, device: torch.device, count: int = 64) -> None:
    """Compare the embeddings of the chosen precision with float32 ones on the same crops."""
    chosen = Embedder(model, device)
    crops = face_crops(count)
    exact = Embedder(model, device, precision="fp32").embed(crops)
    similarity = (chosen.embed(crops) * exact).sum(axis=1)
    print(
        f"lowest cosine to float32 over {count} crops, {model.card.name} ({dtype_name(chosen)}): "
        f"{similarity.min():.6f}, baseline 1, ratio {similarity.min():.6f}"
    )


def dtype_name(embedder: Embedder) -> str:
    return str(embedder.dtype).removeprefix("torch.")


if __name__ == "__main__":
    main()
