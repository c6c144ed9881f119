"""Small data sets for the tests of this folder."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import cv2
import matplotlib.cbook
import numpy as np
import skimage.data
import torch

from training.imagetree import decode_image
from videorec.core.types import UInt8
from videorec.models.model_card import ModelCard
from videorec.models.sphereface import SphereFace
from videorec.models.weights import save_weights


def encoded(image: UInt8, suffix: str = ".png") -> bytes:
    ok, data = cv2.imencode(suffix, image)
    assert ok
    return data.tobytes()


def astronaut(size: int = 160) -> UInt8:
    """Head and shoulders, BGR, square."""
    picture = skimage.data.astronaut()[0:240, 110:350, ::-1]
    return np.asarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def hopper(size: int = 160) -> UInt8:
    path = Path(str(matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)))
    picture = decode_image(path.read_bytes())[0:480, 10:490]
    return np.asarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def crops_of(
    identities: Mapping[str, int], *, width: int = 96, seed: int = 0, noise: float = 12.0
) -> dict[str, UInt8]:
    """LFW-like names to crops: people are smooth patterns that a random network tells apart."""
    rng = np.random.default_rng(seed)
    images: dict[str, UInt8] = {}
    for name, count in identities.items():
        coarse = rng.uniform(0, 255, (4, 4, 3)).astype(np.float32)
        pattern = cv2.resize(coarse, (width, 112), interpolation=cv2.INTER_CUBIC)
        for number in range(1, count + 1):
            crop = pattern + rng.normal(0, noise, pattern.shape)
            images[f"{name}/{name}_{number:04d}"] = np.clip(crop, 0, 255).astype(np.uint8)
    return images


def write_folder(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def write_tar(path: Path, files: Mapping[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def write_pairs(path: Path, folds: list[tuple[list[str], list[str]]]) -> Path:
    """folds: same-person lines and other lines of each fold, fields separated by spaces."""
    lines = [f"{len(folds)}\t{len(folds[0][0])}"]
    for same, different in folds:
        lines += ["\t".join(line.split()) for line in [*same, *different]]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_random_weights(path: Path, seed: int = 0) -> Path:
    """An untrained SphereFace-4, for tests of what happens around a network."""
    torch.manual_seed(seed)
    network = SphereFace(4)
    card = ModelCard(name="untrained", depth=4, notes="random values, for tests")
    save_weights(path, network.state_dict(), card, dtype=torch.float16)
    return path
