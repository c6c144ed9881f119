"""SphereFace networks (Liu et al., "SphereFace", CVPR 2017, table 2) and their one input transform.

Parameter names are those of the authors' Caffe file (conv1_1, relu1_1, ... conv4_3, relu4_3, fc5),
flat, so that public state dicts load as they are.
"""

from typing import Literal, get_args

import numpy as np
import torch
from torch import Tensor, nn

from videorec.core.types import CROP_HEIGHT, CROP_WIDTH, EMBEDDING_SIZE, UInt8

Depth = Literal[4, 10, 20, 36, 64]
DEPTHS: tuple[int, ...] = get_args(Depth)

# Channels of the four stages, and how many residual units each depth puts into each stage.
STAGE_CHANNELS = (64, 128, 256, 512)
RESIDUAL_UNITS: dict[int, tuple[int, int, int, int]] = {
    4: (0, 0, 0, 0),
    10: (0, 1, 2, 0),
    20: (1, 2, 4, 1),
    36: (2, 4, 8, 2),
    64: (3, 8, 16, 3),
}
FEATURE_MAP = (STAGE_CHANNELS[-1], CROP_HEIGHT // 16, CROP_WIDTH // 16)

INPUT_MEAN = 127.5
INPUT_SCALE = 0.0078125  # 1 / 128, exactly


class SphereFace(nn.Module):
    """A plain residual network without normalisation layers: a face crop in, 512 values out.

    A stage is a 3x3 convolution of stride 2 with PReLU, then residual units of two 3x3
    convolutions, each with PReLU; nothing follows the sum. `fc5` ends the network.
    """

    def __init__(self, depth: Depth = 20) -> None:
        super().__init__()
        if depth not in RESIDUAL_UNITS:
            raise ValueError(f"SphereFace has the depths {DEPTHS}, not {depth}")
        self.depth = depth
        channels_in = 3
        for stage, (channels, units) in enumerate(
            zip(STAGE_CHANNELS, RESIDUAL_UNITS[depth], strict=True), start=1
        ):
            self._add_convolution(f"{stage}_1", channels_in, channels, stride=2)
            for layer in range(2, 2 + 2 * units):
                self._add_convolution(f"{stage}_{layer}", channels, channels, stride=1)
            channels_in = channels
        self.fc5 = nn.Linear(int(np.prod(FEATURE_MAP)), EMBEDDING_SIZE)
        initialize(self)

    def _add_convolution(self, name: str, channels_in: int, channels: int, *, stride: int) -> None:
        self.add_module(f"conv{name}", nn.Conv2d(channels_in, channels, 3, stride, padding=1))
        self.add_module(f"relu{name}", nn.PReLU(channels))

    def convolve(self, name: str, x: Tensor) -> Tensor:
        """One convolution with its PReLU; training inserts its normalisation here."""
        activated: Tensor = self.get_submodule(f"relu{name}")(self.get_submodule(f"conv{name}")(x))
        return activated

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, 112, 96) float, BGR, (value - 127.5) / 128 -> (N, 512) float, not normalised."""
        for stage, units in enumerate(RESIDUAL_UNITS[self.depth], start=1):
            x = self.convolve(f"{stage}_1", x)  # (N, channels, H / 2^stage, W / 2^stage)
            for unit in range(units):
                inner = self.convolve(f"{stage}_{2 + 2 * unit}", x)
                x = x + self.convolve(f"{stage}_{3 + 2 * unit}", inner)
        embedding: Tensor = self.fc5(x.flatten(1))
        return embedding


def is_residual(layer: str) -> bool:
    """Whether a layer such as "conv3_2" lies inside a residual unit."""
    return layer.startswith("conv") and not layer.endswith("_1")


def initialize(network: SphereFace) -> None:
    """The released initialisation, in place.

    Stride-2 convolutions and fc5: Caffe's Xavier, U(+-sqrt(3 / fan_in)). Residual convolutions:
    Gaussian of standard deviation 0.01. Biases zero, PReLU slopes 0.25.
    """
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            if is_residual(name):
                nn.init.normal_(module.weight, std=0.01)
            else:
                bound = (3.0 / module.weight[0].numel()) ** 0.5
                nn.init.uniform_(module.weight, -bound, bound)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.PReLU):
            nn.init.constant_(module.weight, 0.25)


def to_network_input(
    crops: UInt8, *, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
) -> Tensor:
    """Aligned crops as the network takes them; the one transform of training and run time.

    (N, 112, 96, 3) uint8 BGR -> (N, 3, 112, 96) of `dtype`, (value - 127.5) / 128, laid out
    channels last (the layout the crops already have). N may be 0.
    """
    if crops.ndim != 4 or crops.shape[1:] != (CROP_HEIGHT, CROP_WIDTH, 3):
        raise ValueError(f"crops must be (N, {CROP_HEIGHT}, {CROP_WIDTH}, 3), not {crops.shape}")
    return scale_pixels(torch.from_numpy(np.ascontiguousarray(crops)).to(device), dtype)


def scale_pixels(crops: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """(N, H, W, 3) pixel values of 0..255 -> (N, 3, H, W) of `dtype`, (value - 127.5) / 128."""
    scaled = (crops.to(torch.float32) - INPUT_MEAN) * INPUT_SCALE
    return scaled.to(dtype).permute(0, 3, 1, 2)
