"""The features of every face of a data set, whether it holds crops or photographs."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from tqdm import tqdm

from training.imagetree import ImageTree, UnreadableImageError
from training.preprocess.faces import NO_FACE, FaceDetector, align_photographs
from videorec.core.errors import OutputError, TrainingError
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, EMBEDDING_SIZE, Float32, UInt8
from videorec.models.onnx_network import FaceNetwork
from videorec.models.precision import run_in
from videorec.models.weights import LoadedModel, write_atomically

# Crops of 112 x 112 hold the 112 x 96 crop in these columns.
SQUARE_COLUMNS = slice(8, 104)
BATCH = 64
PHOTOGRAPHS = 16  # held decoded at once; they may be large


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """What a network says about N images.

    names: N names of a tree. upright, mirrored: (N, 512) float32 as the network gives them, of
        the crop and of its mirror image.
    skipped: name -> reason, for images without features.
    """

    names: tuple[str, ...]
    upright: Float32
    mirrored: Float32
    skipped: dict[str, str]

    @property
    def concatenated(self) -> Float32:
        """(N, 1024), as the authors compare faces on LFW."""
        return np.concatenate([self.upright, self.mirrored], axis=1)

    @property
    def averaged(self) -> Float32:
        """(N, 512) unit length, as the application compares faces (Embedder, mirror "average")."""
        total = self.upright + self.mirrored
        lengths = np.linalg.norm(total, axis=1, keepdims=True)
        unit: Float32 = total / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit

    def save(self, path: Path) -> None:
        """Write to an .npz, whole or not at all."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            names=np.array(self.names),
            upright=self.upright,
            mirrored=self.mirrored,
            skipped=np.array([*self.skipped.items()], dtype=np.str_).reshape(-1, 2),
        )
        try:
            write_atomically(path, buffer.getvalue())
        except OSError as exc:
            raise OutputError(f"{path}: the features could not be written ({exc})") from exc

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. TrainingError when it is something else."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                return cls(
                    names=tuple(archive["names"].tolist()),
                    upright=archive["upright"],
                    mirrored=archive["mirrored"],
                    skipped=dict(archive["skipped"].tolist()),
                )
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as exc:
            raise TrainingError(f"{path}: not stored features; delete it ({exc})") from exc


def to_crop(image: UInt8) -> UInt8:
    """An aligned image of 112 x 112 or 112 x 96 as (112, 96, 3).

    Raises UnreadableImageError for any other size.
    """
    if image.shape == (CROP_HEIGHT, CROP_HEIGHT, 3):
        return image[:, SQUARE_COLUMNS]
    if image.shape == (CROP_HEIGHT, CROP_WIDTH, 3):
        return image
    raise UnreadableImageError(
        f"{image.shape[1]} x {image.shape[0]} pixels instead of {CROP_WIDTH} x {CROP_HEIGHT}"
        f" or {CROP_HEIGHT} x {CROP_HEIGHT}"
    )


def holds_crops(tree: ImageTree) -> bool:
    """Whether a tree holds aligned crops and not photographs, told by its first sound image."""
    for name in tree.names:
        try:
            image = tree.image(name)
        except UnreadableImageError:
            continue
        try:
            to_crop(image)
        except UnreadableImageError:
            return False
        return True
    raise TrainingError(f"{tree.path}: none of its {len(tree.names)} images can be read")


def extract(
    network: FaceNetwork,
    tree: ImageTree,
    names: Sequence[str],
    *,
    detector: FaceDetector | None,
    device: torch.device,
    dtype: torch.dtype = torch.float32,
) -> Features:
    """Features of the named images: photographs if there is a detector, else aligned crops.

    dtype: the network computes in it; a copy of the network is used.
    """
    features_of = run_in(network, device, dtype)
    kept: list[str] = []
    skipped: dict[str, str] = {}
    upright, mirrored = [], []
    size = BATCH if detector is None else PHOTOGRAPHS
    with tqdm(total=len(names), unit="face", desc="features") as progress:
        for start in range(0, len(names), size):
            chunk = names[start : start + size]
            crops = _read_crops(tree, chunk, detector, skipped)
            kept += crops
            if crops:
                stacked = np.stack(list(crops.values()))
                upright.append(features_of(stacked).cpu().numpy())
                mirrored.append(features_of(stacked[:, :, ::-1]).cpu().numpy())
            progress.update(len(chunk))
    nothing = np.zeros((0, EMBEDDING_SIZE), np.float32)
    return Features(
        names=tuple(kept),
        upright=np.concatenate([nothing, *upright]),
        mirrored=np.concatenate([nothing, *mirrored]),
        skipped=skipped,
    )


def extract_stored(
    model: LoadedModel,
    tree: ImageTree,
    names: Sequence[str],
    *,
    detector: FaceDetector | None,
    device: torch.device,
    dtype: torch.dtype,
    store: Path,
) -> Features:
    """As `extract`, but looked up in the folder `store` first and left there.

    The file's name holds a hash of the model, of every image and of how features are computed.
    """
    digest = hashlib.sha256(f"{model.sha256} {dtype} {detector is not None}".encode())
    for name in names:
        with suppress(UnreadableImageError):
            digest.update(name.encode() + b"\0" + tree.read(name))
    path = store / f"features-{digest.hexdigest()[:16]}.npz"
    if path.is_file():
        return Features.load(path)
    features = extract(model.network, tree, names, detector=detector, device=device, dtype=dtype)
    features.save(path)
    return features


def _read_crops(
    tree: ImageTree,
    names: Sequence[str],
    detector: FaceDetector | None,
    skipped: dict[str, str],
) -> dict[str, UInt8]:
    """The crops of the images that have one, in order; the others' reasons go to `skipped`."""
    images: dict[str, UInt8] = {}
    for name in names:
        try:
            image = tree.image(name)
            images[name] = image if detector is not None else to_crop(image)
        except UnreadableImageError as exc:
            skipped[name] = str(exc)
    if detector is None or not images:
        return images
    faces = dict(zip(images, align_photographs(detector, list(images.values())), strict=True))
    skipped.update({name: NO_FACE for name, face in faces.items() if face is None})
    return {name: face.crop for name, face in faces.items() if face is not None}
