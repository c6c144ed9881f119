"""SphereFace in 8-bit integers, for CPUs that multiply them natively (VNNI).

Quantised after training (Krishnamoorthi, "Quantizing deep convolutional networks for efficient
inference", 2018): weights as signed integers with a scale for every output channel, activations as
unsigned integers around 128 with a scale for every image. The images' scales are measured while
the network runs, so that it needs no data to calibrate with, and what a crop gives does not depend
on the crops beside it. The first convolution, which has few products, stays in float32; sums of
residual units are float32 as well.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor, nn

from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, Float32, UInt8
from videorec.models.compiled import compiled
from videorec.models.sphereface import FEATURE_MAP, RESIDUAL_UNITS, SphereFace, to_network_input
from videorec.models.workers import Workers

_ZERO = 128  # the integer that stands for an activation of 0
_LARGEST = 127
# Crops that a thread takes through the network together. More leave the caches, and oneDNN
# compiles its kernels for every number that occurs.
_PORTION = 8


class QuantizedSphereFace:
    """The network on a CPU.

    Needs a processor for which `devices.has_native_int8` holds: sums overflow on others.
    """

    def __init__(self, network: SphereFace, threads: int = 1) -> None:
        """network: float32, left as it is; threads: among which crops are shared out."""
        self._units = RESIDUAL_UNITS[network.depth]
        self._workers = Workers(threads)
        self._first = nn.Sequential(
            network.get_submodule("conv1_1"), network.get_submodule("relu1_1")
        )
        names = [name.removeprefix("conv") for name, _ in network.named_children()]
        self._blocks = {
            name: _Block(network, name) for name in names if name[0].isdecimal() and name != "1_1"
        }
        self._fc5 = _Linear(network.fc5)

    @torch.inference_mode()
    def __call__(self, crops: UInt8) -> Tensor:
        """(N, 112, 96, 3) uint8 BGR -> (N, 512) float32, not normalised; N at least 1."""
        rounds = -(-len(crops) // (_PORTION * self._workers.count))
        shares = np.array_split(crops, min(rounds * self._workers.count, len(crops)))
        return torch.cat(list(self._workers.map(self._features, shares)))

    @torch.inference_mode()
    def _features(self, crops: UInt8) -> Tensor:
        x = _maps(self._first(to_network_input(crops)))
        quantized = _Quantized.of(x)
        for stage, units in enumerate(self._units, start=1):
            if stage > 1:
                x = self._blocks[f"{stage}_1"](quantized)
                quantized = _Quantized.of(x)
            for unit in range(units):
                inner = self._blocks[f"{stage}_{2 + 2 * unit}"](quantized)
                x += self._blocks[f"{stage}_{3 + 2 * unit}"](_Quantized.of(inner))
                quantized = _Quantized.of(x)
        return self._fc5(quantized)


@dataclass(frozen=True, slots=True)
class _Quantized:
    """Feature maps in integers.

    levels: (N, H, W, C) uint8, 128 where the map is 0.
    steps: (N,) float32, by how much the map rises from one level to the next.
    """

    levels: UInt8
    steps: Float32

    @classmethod
    def of(cls, maps: Float32) -> Self:
        """maps: (N, H, W, C) float32; each image's largest absolute value is level 1 or 255."""
        levels = np.empty(maps.shape, np.uint8)
        steps = np.empty(len(maps), np.float32)
        rows = (len(maps), -1, maps.shape[-1])
        _quantize(maps.reshape(rows), levels.reshape(rows), steps)
        return cls(levels, steps)


class _Block:
    """One convolution with its PReLU."""

    def __init__(self, network: SphereFace, name: str) -> None:
        convolution: nn.Conv2d = network.get_submodule(f"conv{name}")  # type: ignore[assignment]
        prelu: nn.PReLU = network.get_submodule(f"relu{name}")  # type: ignore[assignment]
        assert convolution.bias is not None
        stage, stride = int(name[0]), convolution.stride[0]
        height, width = (side * stride >> stage for side in (CROP_HEIGHT, CROP_WIDTH))
        self._stride = [stride, stride]
        self._bias: Float32 = convolution.bias.detach().numpy()
        self._slope: Float32 = prelu.weight.detach().numpy()
        weight, self._steps, self._zeros = _quantized_weight(convolution.weight)
        self._weight = torch.ops.onednn.qconv_prepack(
            weight,
            self._steps,
            1.0,
            _ZERO,
            self._stride,
            *([1, 1], [1, 1], 1),  # padding, dilation, groups
            [_PORTION, convolution.in_channels, height, width],
        )

    def __call__(self, x: _Quantized) -> Float32:
        """Maps of (N, H, W, C) -> (N, H / stride, W / stride, C') float32."""
        sums = torch.ops.onednn.qconv2d_pointwise(
            torch.from_numpy(x.levels).permute(0, 3, 1, 2),
            *(1.0, _ZERO),  # the images' own steps come after it
            *(self._weight, self._steps, self._zeros, None),
            *(self._stride, [1, 1], [1, 1], 1),
            *(1.0, 0, torch.float32),
            *("none", [], ""),
        )
        maps = _maps(sums)
        _activate(maps.reshape(len(maps), -1, maps.shape[-1]), x.steps, self._bias, self._slope)
        return maps


class _Linear:
    """The last layer, on maps whose channels come last."""

    def __init__(self, layer: nn.Linear) -> None:
        weight, self._steps, self._zeros = _quantized_weight(layer.weight)
        ordered = weight.view(-1, *FEATURE_MAP).permute(0, 2, 3, 1).reshape(weight.shape)
        self._bias = layer.bias.detach()
        self._weight = torch.ops.onednn.qlinear_prepack(ordered, [1, layer.in_features])

    def __call__(self, x: _Quantized) -> Tensor:
        """Maps of (N, H, W, C) -> (N, 512) float32."""
        sums: Tensor = torch.ops.onednn.qlinear_pointwise(
            torch.from_numpy(x.levels.reshape(len(x.levels), -1)),
            *(1.0, _ZERO),
            *(self._weight, self._steps, self._zeros, None),
            *(1.0, 0, torch.float32),
            *("none", [], ""),
        )
        return sums * torch.from_numpy(x.steps)[:, None] + self._bias


def _quantized_weight(weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(C, ...) float32 -> the same as int8; (C,) float32 steps; (C,) int32 zero points, all 0."""
    levels, steps = [], []
    for part in torch.split(weight.detach().flatten(1), 16):  # portions that stay in the caches
        largest = torch.linalg.vector_norm(part, torch.inf, dim=1)
        step = (largest / _LARGEST).clamp(min=torch.finfo(torch.float32).tiny)
        levels.append((part / step[:, None]).round_().to(torch.int8))
        steps.append(step)
    zeros = torch.zeros(len(weight), dtype=torch.int32)
    return torch.cat(levels).view(weight.shape), torch.cat(steps), zeros


def _maps(x: Tensor) -> Float32:
    """(N, C, H, W) float32, channels last in memory -> the same values as (N, H, W, C)."""
    maps: Float32 = x.permute(0, 2, 3, 1).contiguous().numpy()
    return maps


@compiled
def _activate(maps: Float32, steps: Float32, bias: Float32, slope: Float32) -> None:
    """In place, for maps of (N, H * W, C): PReLU(map * the image's step + bias)."""
    for n in range(maps.shape[0]):
        for p in range(maps.shape[1]):
            for c in range(maps.shape[2]):
                value = maps[n, p, c] * steps[n] + bias[c]
                maps[n, p, c] = max(value, np.float32(0)) + slope[c] * min(value, np.float32(0))


@compiled
def _quantize(maps: Float32, levels: UInt8, steps: Float32) -> None:
    """Maps of (N, H * W, C) rounded to the levels of their images."""
    largest = np.empty(maps.shape[2], np.float32)  # of each channel: compiled to vectors
    for n in range(maps.shape[0]):
        largest[:] = np.finfo(np.float32).tiny
        for p in range(maps.shape[1]):
            for c in range(maps.shape[2]):
                largest[c] = max(largest[c], abs(maps[n, p, c]))
        steps[n] = largest.max() / np.float32(_LARGEST)
        per_step = np.float32(1) / steps[n]
        for p in range(maps.shape[1]):
            for c in range(maps.shape[2]):
                level = maps[n, p, c] * per_step + np.float32(_ZERO + 0.5)
                levels[n, p, c] = np.uint8(np.int32(level))
