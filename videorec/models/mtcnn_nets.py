"""The three networks of MTCNN (Zhang et al. 2016), with the weights that facenet-pytorch ships.

They take pixel values as they are, BGR, 0 to 255: the swap to RGB and (x - 127.5) / 128 are folded
into the first convolution. On the CPU the tensors between the convolutions stay in oneDNN's
blocked layout, in which its pooling and small convolutions are fast (docs/detection.md).
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from videorec.core.errors import WeightsError
from videorec.models.first_block import FirstBlock

State = Mapping[str, Tensor]
NetworkName = Literal["pnet", "rnet", "onet"]

_MEAN = 127.5
_SCALE = 1 / 128

_SHAPES: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    "pnet": {
        "conv1": (10, 3, 3, 3),
        "conv2": (16, 10, 3, 3),
        "conv3": (32, 16, 3, 3),
        "conv4_1": (2, 32, 1, 1),
        "conv4_2": (4, 32, 1, 1),
    },
    "rnet": {
        "conv1": (28, 3, 3, 3),
        "conv2": (48, 28, 3, 3),
        "conv3": (64, 48, 2, 2),
        "dense4": (128, 576),
        "dense5_1": (2, 128),
        "dense5_2": (4, 128),
    },
    "onet": {
        "conv1": (32, 3, 3, 3),
        "conv2": (64, 32, 3, 3),
        "conv3": (64, 64, 3, 3),
        "conv4": (128, 64, 2, 2),
        "dense5": (256, 1152),
        "dense6_1": (2, 256),
        "dense6_2": (4, 256),
        "dense6_3": (10, 256),
    },
}


def weights_folder() -> Path:
    """Where the installed facenet-pytorch keeps its weights; the package is not imported.

    Raises WeightsError when it is not installed.
    """
    spec = find_spec("facenet_pytorch")
    if spec is None or spec.origin is None:
        raise WeightsError(
            "facenet-pytorch, which carries the weights of the face detector, is not installed; "
            "run `pip install 'facenet-pytorch>=2.5.3,<2.6'`"
        )
    return Path(spec.origin).parent / "data"


def read_state(folder: Path, name: NetworkName) -> dict[str, Tensor]:
    """The parameters of one network, float32, from `<name>.pt` in the folder.

    Raises WeightsError when the file is missing, unreadable or of another network.
    """
    path = folder / f"{name}.pt"
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as exc:
        raise WeightsError(
            f"{path}: the face detector's weights are missing; reinstall facenet-pytorch"
        ) from exc
    except Exception as exc:  # torch.load raises many kinds of errors on a broken file
        raise WeightsError(f"{path}: not readable as weights; reinstall facenet-pytorch") from exc
    for layer, shape in _SHAPES[name].items():
        weight = state.get(f"{layer}.weight") if isinstance(state, dict) else None
        if not isinstance(weight, Tensor) or tuple(weight.shape) != shape:
            raise WeightsError(
                f"{path}: {layer}.weight of shape {shape} is not in it; reinstall facenet-pytorch"
            )
    return {key: value.float() for key, value in state.items()}


class _Layers:
    """Named layers on one device, in the layout that is fastest there."""

    def __init__(self, state: State, device: torch.device, dtype: torch.dtype) -> None:
        self._blocked = device.type == "cpu" and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
        self._dtype = dtype
        dense = {key.split(".")[0] for key in state if key.startswith("dense")}
        plain = dense | {f"prelu{name[-1]}" for name in dense}
        typed = {key: value.to(device, dtype).contiguous() for key, value in state.items()}
        self._state = {
            key: value.to_mkldnn() if self._blocked and key.split(".")[0] not in plain else value
            for key, value in typed.items()
        }

    def enter(self, x: Tensor) -> Tensor:
        """From a plain float32 tensor to the type and layout of the convolutions."""
        x = x.to(self._dtype)
        return x.to_mkldnn() if self._blocked else x

    def leave(self, x: Tensor) -> Tensor:
        """Back to a plain tensor."""
        return x.to_dense() if self._blocked else x

    def convolve(self, x: Tensor, name: str) -> Tensor:
        return functional.conv2d(x, self._state[f"{name}.weight"], self._state[f"{name}.bias"])

    def linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self._state[f"{name}.weight"], self._state[f"{name}.bias"])

    def activate(self, x: Tensor, number: int) -> Tensor:
        return torch.prelu(x, self._state[f"prelu{number}.weight"])

    def block(self, x: Tensor, number: int) -> Tensor:
        """Convolution and PReLU."""
        return self.activate(self.convolve(x, f"conv{number}"), number)


class ProposalNet:
    """P-Net: slides over one level of the image pyramid with step 2 and a window of 12 pixels."""

    window = 12
    stride = 2
    _reach = 4  # cells that a window takes beyond its first one, after the pooling

    def __init__(self, state: State, device: torch.device) -> None:
        merged = _fold_input(state)
        margin = _margin(state, "conv4_1")
        merged["conv4.weight"] = torch.cat([margin[0], state["conv4_2.weight"]])
        merged["conv4.bias"] = torch.cat([margin[1], state["conv4_2.bias"]])
        used = ("conv1.", "conv2.", "conv3.", "conv4.", "prelu")
        kept = {k: v for k, v in merged.items() if k.startswith(used)}
        self._layers = _Layers(kept, device, torch.float32)
        first = (kept["conv1.weight"], kept["conv1.bias"], kept["prelu1.weight"])
        self._first = FirstBlock(*first) if device.type == "cpu" else self._first_on_device

    def __call__(self, levels: Sequence[Tensor]) -> list[Tensor]:
        """Each (B, 3, H, W) -> (B, 5, h, w): logit of the face's probability, four box offsets.

        All of them in one pass, so that small ones do not cost a pass each.
        """
        layers = self._layers
        maps = [self._first(level) for level in levels]
        x = layers.block(layers.block(layers.enter(_one_below_another(maps)), 2), 3)
        everywhere = layers.leave(layers.convolve(x, "conv4"))
        answers, top = [], 0
        for height, width in (x.shape[2:] for x in maps):
            # Windows that reach into the next map, or beyond this one's width, mean nothing.
            below = top + height - self._reach
            answers.append(everywhere[:, :, top:below, : width - self._reach])
            top += height
        return answers

    def _first_on_device(self, x: Tensor) -> Tensor:
        return _pool(self._layers.block(x, 1), 2)


class RefineNet:
    """R-Net: scores crops of 24 x 24 pixels and corrects their boxes."""

    size = 24
    step = 8  # crops at a time are a multiple of it

    def __init__(
        self, state: State, device: torch.device, dtype: torch.dtype = torch.float32
    ) -> None:
        self._layers = _Layers(_with_merged_heads(state, "dense5", ("dense5_2",)), device, dtype)

    def __call__(self, x: Tensor) -> Tensor:
        """(N, 3, 24, 24) -> (N, 5): logit of the face's probability, four box offsets."""
        layers, count = self._layers, len(x)
        x = _pool(layers.block(layers.enter(_padded(x, self.step)), 1), 3)
        x = _pool(layers.block(x, 2), 3)
        x = _flatten(layers.leave(layers.block(x, 3)))
        answers = layers.linear(layers.activate(layers.linear(x, "dense4"), 4), "dense5")
        return answers[:count].float()


class OutputNet:
    """O-Net: scores crops of 48 x 48 pixels, corrects their boxes and places five landmarks."""

    size = 48
    step = 2

    def __init__(self, state: State, device: torch.device) -> None:
        heads = _with_merged_heads(state, "dense6", ("dense6_2", "dense6_3"))
        self._layers = _Layers(heads, device, torch.float32)

    def __call__(self, x: Tensor) -> Tensor:
        """(N, 3, 48, 48) -> (N, 15): logit, four box offsets, five landmarks' x, five y."""
        layers, count = self._layers, len(x)
        x = _pool(layers.block(layers.enter(_padded(x, self.step)), 1), 3)
        x = _pool(layers.block(x, 2), 3)
        x = _pool(layers.block(x, 3), 2)
        x = _flatten(layers.leave(layers.block(x, 4)))
        return layers.linear(layers.activate(layers.linear(x, "dense5"), 5), "dense6")[:count]


def _padded(crops: Tensor, step: int) -> Tensor:
    """(N, 3, H, W) with crops added until N is a multiple of step.

    oneDNN compiles its kernels for every new number of crops, so only a few may occur.
    """
    spare = -len(crops) % step
    return torch.cat([crops, crops[:1].expand(spare, -1, -1, -1)]) if spare else crops


def _one_below_another(maps: Sequence[Tensor]) -> Tensor:
    """(B, C, h, w) each -> (B, C, sum of h, largest w); nothing but zeros beside narrower ones."""
    if len(maps) == 1:
        return maps[0]
    widest = max(x.shape[3] for x in maps)
    return torch.cat([functional.pad(x, (0, widest - x.shape[3])) for x in maps], dim=2)


def _pool(x: Tensor, size: int) -> Tensor:
    """Maximum over size x size with step 2; a partial window at the edge counts, as in Caffe."""
    return torch.max_pool2d(x, size, 2, 0, 1, True)


def _flatten(x: Tensor) -> Tensor:
    """(N, C, H, W) -> (N, W * H * C): the order in which the dense layers were trained."""
    return x.permute(0, 3, 2, 1).flatten(1)


def _fold_input(state: State) -> dict[str, Tensor]:
    """The same parameters, conv1 taking raw BGR instead of normalised RGB."""
    weight = state["conv1.weight"] * _SCALE
    bias = state["conv1.bias"] - _MEAN * weight.sum(dim=(1, 2, 3))
    return {**state, "conv1.weight": weight.flip(1), "conv1.bias": bias}


def _margin(state: State, layer: str) -> tuple[Tensor, Tensor]:
    """Weight and bias of logit(face) - logit(no face), whose sigmoid is the softmax."""
    weight, bias = state[f"{layer}.weight"], state[f"{layer}.bias"]
    return weight[1:] - weight[:1], bias[1:] - bias[:1]


def _with_merged_heads(state: State, name: str, others: tuple[str, ...]) -> dict[str, Tensor]:
    """conv1 folded, and the score and the other heads as one dense layer of that name."""
    weight, bias = _margin(state, f"{name}_1")
    merged = {k: v for k, v in _fold_input(state).items() if not k.startswith(f"{name}_")}
    merged[f"{name}.weight"] = torch.cat([weight, *(state[f"{k}.weight"] for k in others)])
    merged[f"{name}.bias"] = torch.cat([bias, *(state[f"{k}.bias"] for k in others)])
    return merged
