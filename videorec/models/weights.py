"""Weights on disk: safetensors with a model card in the header.

Nothing that is loaded here can execute code. A file is trusted only after its card, its tensor
names, their shapes and their values were checked.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as serialise
from torch import Tensor
from torch.overrides import TorchFunctionMode

from videorec.core.cohort import NEAREST
from videorec.core.errors import WeightsError, looking_at
from videorec.core.types import EMBEDDING_SIZE, Float32
from videorec.models.model_card import ModelCard
from videorec.models.onnx_network import GRAPH_KEY, FaceNetwork, OnnxNetwork, PixelInput
from videorec.models.sphereface import Depth, SphereFace, is_residual

CARD_KEY = "videorec.card"
COHORT_KEY = "cohort"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadedModel:
    """A network ready to embed faces.

    network: float32, on the CPU, in evaluation mode.
    sha256: of the network and its input alone; embeddings are tagged with it.
    cohort: (S, 512) float32, its embeddings of people it was trained on, of unit length, that tell
        how much a face looks like strangers; None when the file has none.
    """

    network: FaceNetwork
    card: ModelCard
    sha256: str
    cohort: Float32 | None = None


def save_weights(
    path: str | Path,
    state_dict: Mapping[str, Tensor],
    card: ModelCard,
    dtype: torch.dtype = torch.float16,
    cohort: Float32 | None = None,
) -> None:
    """Write weights and card to path, whole or not at all.

    state_dict: of the network that the card describes. dtype: float16, bfloat16 or float32, as
        stored; a network in ONNX stays as it is.
    cohort: (S, 512), see LoadedModel.
    WeightsError when a tensor does not fit the network or is not finite in dtype, or when the file
    cannot be written; a file that was there before then stays as it was.
    """
    path = Path(path)
    state = dict(build_network(card, state_dict, where=str(path)).state_dict())
    if cohort is not None:
        state = {**state, COHORT_KEY: torch.from_numpy(cohort)}
    stored = {
        name: (tensor.to(dtype) if tensor.is_floating_point() else tensor).contiguous()
        for name, tensor in state.items()
    }
    _require_finite(stored, where=f"{path} as {dtype}")
    payload = serialise(stored, metadata={CARD_KEY: card.to_json()})
    try:
        write_atomically(path, payload)
    except OSError as exc:
        raise WeightsError(f"{path}: the weights could not be written: {exc}") from exc


def load_weights(path: str | Path) -> LoadedModel:
    """Read a file written by save_weights. WeightsError says what is wrong with any other."""
    path = Path(path)
    card, tensors = read_file(path)
    cohort = _checked_cohort(tensors.pop(COHORT_KEY, None), where=str(path))
    network = build_network(card, tensors, where=str(path))
    sha256 = model_hash(network.state_dict(), card)
    return LoadedModel(network=network, card=card, sha256=sha256, cohort=cohort)


def build_network(card: ModelCard, tensors: Mapping[str, Tensor], *, where: str) -> FaceNetwork:
    """The network that a card describes, in evaluation mode, its tensors on the CPU.

    WeightsError, starting with `where`, when these are not its tensors.
    """
    network: FaceNetwork
    if card.depth is None:
        pixels = PixelInput(mean=card.mean, scale=card.scale, colour_order=card.colour_order)
        network = OnnxNetwork(checked_graph(tensors, card, where=where), pixels, where=where)
    else:
        network = _unallocated(card.depth)
        state = checked_state(tensors, card.depth, where=where)
        network.load_state_dict(state, strict=True, assign=True)
    network.requires_grad_(False)
    return network.eval()


def read_card(path: str | Path) -> ModelCard:
    """The model card of a weights file, without reading its tensors."""
    path = Path(path)
    with _translated(path), safe_open(path, framework="pt") as file:
        return _card_of(path, file.metadata())


def read_file(path: Path) -> tuple[ModelCard, dict[str, Tensor]]:
    """Card and tensors of a weights file, not yet checked against the network.

    Numbers become float32.
    """
    with _translated(path), safe_open(path, framework="pt") as file:
        card = _card_of(path, file.metadata())
        # A copy: the file is mapped, and replacing it must not change a loaded network.
        return card, {
            name: _copied(file.get_tensor(name))
            for name in file.keys()  # noqa: SIM118
        }


def checked_state(tensors: Mapping[str, Tensor], depth: int, *, where: str) -> dict[str, Tensor]:
    """The tensors as the float32 CPU state of a SphereFace of this depth, in the network's order.

    Biases of residual convolutions may be absent (the released recipe has none); they become zero.
    WeightsError, starting with `where`, lists every tensor that is missing, unexpected or of
    another shape, and every one with NaN or infinite values.
    """
    expected = expected_shapes(depth)
    found = dict(tensors)
    for name, shape in expected.items():
        if name not in found and name.endswith(".bias") and is_residual(name.removesuffix(".bias")):
            found[name] = torch.zeros(shape)
    problems = [
        *_listing("missing", [name for name in expected if name not in found]),
        *_listing("unexpected", [name for name in found if name not in expected]),
        *_listing(
            "of another shape",
            [
                f"{name} {tuple(found[name].shape)} instead of {shape}"
                for name, shape in expected.items()
                if name in found and tuple(found[name].shape) != shape
            ],
        ),
    ]
    if problems:
        raise WeightsError(
            f"{where}: the tensors are not those of SphereFace-{depth}: {'; '.join(problems)}"
        )
    state = {name: found[name].detach().to("cpu", torch.float32) for name in expected}
    _require_finite(state, where=where)
    return state


def checked_graph(tensors: Mapping[str, Tensor], card: ModelCard, *, where: str) -> Tensor:
    """The bytes of an ONNX file, as they were when they were tried: OpenCV may crash on others.

    WeightsError, starting with `where`, when they are not there or have changed.
    """
    graph = tensors.get(GRAPH_KEY)
    if set(tensors) != {GRAPH_KEY} or graph is None or graph.dtype != torch.uint8:
        raise WeightsError(f"{where}: does not hold a network in ONNX as its card says")
    if hashlib.sha256(graph.cpu().numpy().data).hexdigest() != card.graph_sha256:
        raise WeightsError(f"{where}: the network differs from what its card says; get it again")
    return graph.cpu()


def expected_shapes(depth: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors of a SphereFace of this depth."""
    return {n: tuple(tensor.shape) for n, tensor in _unallocated(depth).state_dict().items()}


def model_hash(state: Mapping[str, Tensor], card: ModelCard) -> str:
    """SHA-256 over names, shapes and float32 values in name order; independent of the file.

    Networks in ONNX differ in their input as well; it is part of the hash.
    """
    digest = hashlib.sha256()
    if card.depth is None:
        digest.update(f"{card.mean} {card.scale} {card.colour_order}\n".encode())
    for name in sorted(state):
        tensor = state[name].detach().cpu().contiguous()
        digest.update(f"{name} {tuple(tensor.shape)}\n".encode())
        values = tensor.float() if tensor.is_floating_point() else tensor
        digest.update(values.numpy().data)
    return digest.hexdigest()


def write_atomically(path: Path, payload: bytes) -> None:
    """Write bytes beside path, force them to the disk, then rename. OSError leaves no remains."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)  # mkstemp gives 0600; weights are no secret
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _copied(tensor: Tensor) -> Tensor:
    return tensor.to(torch.float32 if tensor.is_floating_point() else tensor.dtype, copy=True)


def _checked_cohort(tensor: Tensor | None, *, where: str) -> Float32 | None:
    if tensor is None:
        return None
    if tensor.ndim != 2 or tensor.shape[1] != EMBEDDING_SIZE or len(tensor) <= NEAREST:
        raise WeightsError(
            f"{where}: its cohort has the shape {tuple(tensor.shape)}; needed are more than "
            f"{NEAREST} embeddings of {EMBEDDING_SIZE} values"
        )
    _require_finite({COHORT_KEY: tensor}, where=where)
    return np.asarray(torch.nn.functional.normalize(tensor).numpy(), np.float32)


class _Uninitialised(TorchFunctionMode):
    """Skips the functions of torch.nn.init.

    On the meta device they have no effect, but torch imports 900 modules to draw random numbers
    there, which takes over a second.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__module__", None) == "torch.nn.init":
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


def _unallocated(depth: int) -> SphereFace:
    """A network without memory behind its tensors."""
    with torch.device("meta"), _Uninitialised():
        return SphereFace(cast("Depth", depth))


def _card_of(path: Path, metadata: Mapping[str, str] | None) -> ModelCard:
    if not metadata or CARD_KEY not in metadata:
        raise WeightsError(
            f"{path}: a safetensors file without a videorec model card; "
            "convert foreign weights with `videorec weights import`"
        )
    try:
        return ModelCard.from_json(metadata[CARD_KEY])
    except WeightsError as exc:
        raise WeightsError(f"{path}: {exc}") from exc


class _translated:  # noqa: N801 - reads as a clause
    """Turns what safetensors and the file system raise into WeightsError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        with looking_at(self._path, WeightsError):
            is_folder = self._path.is_dir()
        if is_folder:
            raise WeightsError(f"{self._path}: a folder, not a weights file")

    def __exit__(self, kind: object, exc: BaseException | None, trace: object) -> None:
        if isinstance(exc, FileNotFoundError):
            raise WeightsError(
                f"{self._path}: no such weights file; see `videorec weights list`"
            ) from exc
        if isinstance(exc, OSError | SafetensorError | ValueError):
            raise WeightsError(
                f"{self._path}: not a readable safetensors file, perhaps cut short ({exc}); "
                "get it again, or convert foreign weights with `videorec weights import`"
            ) from exc


def _listing(kind: str, names: list[str], most: int = 6) -> list[str]:
    if not names:
        return []
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return [f"{kind}: {', '.join(names[:most])}{rest}"]


def _require_finite(state: Mapping[str, Tensor], *, where: str) -> None:
    # Least and greatest value carry NaN and infinity along, in one pass without a copy.
    bad = [
        name
        for name, tensor in state.items()
        if not all(bool(torch.isfinite(extreme)) for extreme in tensor.aminmax())
    ]
    if bad:
        raise WeightsError(
            f"{where}: {_listing('NaN or infinite values in', bad)[0]}; the file is damaged "
            "or its training diverged"
        )
