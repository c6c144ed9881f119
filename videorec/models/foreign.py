"""Public weights, made into ours: Caffe models and PyTorch state dicts, and networks in ONNX.

The first two are of a SphereFace and name their layers conv1_1, relu1_1, ... fc5. The class head
fc6 is only of use in training and is dropped. Everything else must match one depth of the network
exactly. An ONNX file holds a network of any kind, and is kept as it is.
"""

import hashlib
import pickle
import subprocess
import sys
import warnings
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from videorec.core.errors import WeightsError, looking_at
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH
from videorec.models import caffe
from videorec.models.model_card import UNMEASURED_THRESHOLD, ModelCard
from videorec.models.onnx_network import GRAPH_KEY, OnnxNetwork, PixelInput
from videorec.models.registry import PublicWeights, recognise
from videorec.models.sphereface import DEPTHS, to_network_input
from videorec.models.weight_files import user_weights_folder
from videorec.models.weights import CARD_KEY, checked_state, expected_shapes, save_weights

CLASS_HEAD = "fc6"
ONNX = ".onnx"
_TRIAL = """
import sys, cv2, numpy
network = cv2.dnn.readNetFromONNX(numpy.fromfile(sys.argv[1], numpy.uint8))
network.setInput(numpy.zeros((1, 3, 112, 112), numpy.float32))
network.forward()
"""
_TRIAL_S = 60
# Cosine of two pictures of noise. Networks for faces were seen at 0.82 to 0.86, and from 0.97 on
# where their input was of another kind; then everybody resembles everybody.
_MOST_ALIKE = 0.95
_WRAPPERS = ("state_dict", "model_state_dict", "model", "net")
THRESHOLD_NOTE = (
    "The threshold is a cautious guess: strangers and known people have not been compared with "
    "these weights yet. Measure it with `python -m training.thresholds`."
)
GIVEN_NOTE = "The threshold was given on import."
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"


def read_foreign(path: Path) -> tuple[dict[str, Tensor], int]:
    """State dict and depth from a .caffemodel, .pth, .pt, or a .safetensors without model card.

    Nothing in the file is executed. WeightsError says what is missing, unexpected or of another
    shape when this is not a SphereFace network.
    """
    _require_file(path)
    readers = {
        ".caffemodel": _read_caffe,
        ".pth": _read_torch,
        ".pt": _read_torch,
        ".safetensors": _read_safetensors,
    }
    if is_seven_zip(path):
        raise WeightsError(
            f"{path}: a 7-Zip archive; unpack it (`7z x {path.name}`) and import the file inside"
        )
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = ", ".join([*readers, ONNX])
        raise WeightsError(f"{path}: cannot be imported; known are {known}")
    tensors = reader(path)
    depth = guess_depth(tensors)
    return checked_state(tensors, depth, where=str(path)), depth


def read_onnx(path: Path, pixels: PixelInput) -> dict[str, Tensor]:
    """The state of an OnnxNetwork from an .onnx file.

    WeightsError says why OpenCV cannot run it on faces, or that all faces are the same to it.
    """
    _require_file(path)
    _require_survival(path)
    try:
        graph = torch.from_numpy(np.fromfile(path, np.uint8))
    except OSError as exc:
        raise WeightsError(f"{path}: cannot be read: {exc}") from exc
    network = OnnxNetwork(graph, pixels, where=str(path))
    noise = np.random.default_rng(0).integers(0, 256, (2, CROP_HEIGHT, CROP_WIDTH, 3), np.uint8)
    one, other = network(to_network_input(noise))
    alike = float(torch.cosine_similarity(one, other, dim=0))
    if not abs(alike) < _MOST_ALIKE or not one.any():
        raise WeightsError(
            f"{path}: does not tell two pictures apart (their cosine is {alike:.3f}), so it is no "
            "network for faces, or its input is of another kind: see --mean, --scale, "
            "--colour-order"
        )
    return {GRAPH_KEY: graph}


def _require_survival(path: Path) -> None:
    """Try an .onnx file in another process: OpenCV crashes on some that are damaged.

    An error that it reports in words is left to be met again.
    """
    # -P: modules that lie in the present folder are not ours.
    command = [sys.executable, "-P", "-c", _TRIAL, str(path)]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=_TRIAL_S, check=False)
    except subprocess.TimeoutExpired as exc:
        raise WeightsError(f"{path}: one face takes more than {_TRIAL_S} s; too large") from exc
    if ended.returncode not in (0, 1):
        raise WeightsError(
            f"{path}: OpenCV crashes on this network ({ended.returncode}); "
            "the file is damaged, or made of parts that OpenCV does not know"
        )


def import_weights(
    source: Path,
    target: Path,
    *,
    name: str,
    threshold: float | None = None,
    pixels: Mapping[str, Any] = MappingProxyType({}),
    command: str = "",
) -> ModelCard:
    """Convert public weights into a float32 weights file; returns its model card.

    threshold: similarity from which a face gets a name; None takes those of the registry, or else
        the cautious default, and the card says that it was not measured.
    pixels: values of PixelInput for a network in ONNX; the others are those that the registry
        says, or else ArcFace's.
    WeightsError as of read_foreign and read_onnx, or when target exists.
    """
    with looking_at(target, WeightsError):
        exists = target.exists()
    if exists:
        raise WeightsError(f"{target}: exists already; choose another --name, or remove it first")
    _require_file(source)
    digest = file_sha256(source)
    known = recognise(digest)
    kind: dict[str, Any]
    if source.suffix.lower() == ONNX:
        usual = known.pixels if known and known.pixels else PixelInput()
        chosen = replace(usual, **pixels)
        if known and chosen != usual:  # all that was measured was measured with that
            known = known.unmeasured()
        state = read_onnx(source, chosen)
        kind = {
            "depth": None,
            "architecture": "onnx",
            "graph_sha256": digest,
            **asdict(chosen),
        }
    else:
        state, depth = read_foreign(source)
        kind = {"depth": depth}
    thresholds, about_them = _thresholds(known, threshold)
    card = ModelCard(
        name=name,
        **kind,
        **thresholds,
        training_data=known.training_data if known else "unknown (imported weights)",
        terms=known.terms if known else "unknown; ask where the weights came from",
        lfw_accuracy=known.lfw_accuracy if known else None,
        command=command,
        source=f"{source.name}, SHA-256 {digest}",
        notes=f"{known.notes if known else ''} {about_them}".strip(),
    )
    save_weights(target, state, card, torch.float32)
    return card


def _thresholds(known: PublicWeights | None, threshold: float | None) -> tuple[dict[str, Any], str]:
    """For the card, with a sentence for its notes."""
    # Of pairs of faces, not of strangers and a gallery: they hold whatever is said of those.
    pairs: dict[str, Any] = {"thresholds_far": known.thresholds_far if known else {}}
    if threshold is not None:
        return {"default_threshold": threshold, **pairs}, GIVEN_NOTE
    if known is None or not known.thresholds_fpir:
        return {"default_threshold": UNMEASURED_THRESHOLD, **pairs}, THRESHOLD_NOTE
    measured = {
        "default_threshold": known.thresholds_fpir[0.01][6],
        "thresholds_fpir": known.thresholds_fpir,
        "thresholds_measured": True,
    }
    return {**measured, **pairs}, known.measured


def _require_file(path: Path) -> None:
    with looking_at(path, WeightsError):
        is_file = path.is_file()
    if not is_file:
        raise WeightsError(f"{path}: no such file to import")


def guess_depth(tensors: Mapping[str, Tensor]) -> int:
    """The depth whose layer names differ least from these; the names decide, shapes come later."""
    layers = {name.rpartition(".")[0] for name in tensors}

    def distance(depth: int) -> int:
        return len(layers ^ {name.rpartition(".")[0] for name in expected_shapes(depth)})

    return min(DEPTHS, key=distance)


def file_sha256(path: Path) -> str:
    """SHA-256 of a whole file, in hexadecimal. WeightsError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        raise WeightsError(f"{path}: cannot be read: {exc}") from exc


def is_seven_zip(path: Path) -> bool:
    """Whether a file is a 7-Zip archive. WeightsError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SEVEN_ZIP)) == _SEVEN_ZIP
    except OSError as exc:
        raise WeightsError(f"{path}: cannot be read: {exc}") from exc


def _read_caffe(path: Path) -> dict[str, Tensor]:
    tensors = {}
    for layer, blobs in caffe.read_layers(path).items():
        if layer == CLASS_HEAD:
            continue
        if len(blobs) > 2:
            raise WeightsError(f"{path}: layer {layer!r} has {len(blobs)} blobs; at most 2 fit")
        for kind, blob in zip(("weight", "bias"), blobs, strict=False):
            tensors[f"{layer}.{kind}"] = torch.from_numpy(blob)
    return tensors


def _read_torch(path: Path) -> dict[str, Tensor]:
    try:
        with warnings.catch_warnings():
            # Torch warns of how the file was written; what is wrong with it is said here.
            warnings.simplefilter("ignore")
            content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as exc:
        raise WeightsError(
            f"{path}: holds more than tensors, or is no PyTorch file; it was not executed. "
            "Save its state_dict() alone and import that"
        ) from exc
    except Exception as exc:  # a damaged pickle stream can raise nearly anything
        raise WeightsError(f"{path}: not a readable PyTorch file, perhaps cut short") from exc
    for wrapper in _WRAPPERS:
        if isinstance(content, Mapping) and isinstance(content.get(wrapper), Mapping):
            content = content[wrapper]
    return _network_tensors(path, content)


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        with safe_open(path, framework="pt") as file:
            if CARD_KEY in (file.metadata() or {}):
                raise WeightsError(
                    f"{path}: has a model card already, nothing to convert; use it by its path, "
                    f"or copy it into {user_weights_folder()} to use it by its name"
                )
            content = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as exc:
        raise WeightsError(f"{path}: not a readable safetensors file: {exc}") from exc
    return _network_tensors(path, content)


def _network_tensors(path: Path, content: object) -> dict[str, Tensor]:
    """The tensors of a state dict, without DataParallel's prefix and without the class head."""
    if not isinstance(content, Mapping) or not content:
        raise WeightsError(f"{path}: holds no state dict (a mapping of names to tensors)")
    tensors = {}
    for key, value in content.items():
        if not isinstance(value, Tensor) or not value.is_floating_point():
            raise WeightsError(f"{path}: entry {key!r} is not a tensor of floating-point numbers")
        if value.layout != torch.strided or value.is_nested or value.is_meta:
            raise WeightsError(
                f"{path}: entry {key!r} is a tensor of which not every value is stored; "
                "save the network with dense tensors and import that"
            )
        name = str(key).removeprefix("module.")
        if name.partition(".")[0] != CLASS_HEAD:
            tensors[name] = value
    return tensors
