"""The augmentations of training.augment for a whole batch on an accelerator.

Every face gets its own parameters; there is no loop over faces. Shrinking is a low-pass filter and
sampling on a coarse grid, by the same factors; JPEG is quantisation of 8 x 8 DCT blocks.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from training.augment import EYE_DISTANCE
from videorec.core.types import CROP_HEIGHT, CROP_WIDTH

SHRINK_LEVELS = (0.27, 0.35, 0.45, 0.6, 0.75)


def mirror_batch(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """(N, 3, H, W), half of them mirrored at random."""
    flip = _uniform(pixels, generator, (len(pixels), 1, 1, 1)) < 0.5
    return torch.where(flip, pixels.flip(3), pixels)


def augment_batch(pixels: Tensor, generator: torch.Generator, strong_share: float) -> Tensor:
    """(N, 3, 112, 96) float 0..255 -> the same, changed at random as video changes faces."""
    count = len(pixels)
    strong = _uniform(pixels, generator, (count,)) < strong_share
    pixels = _move(mirror_batch(pixels, generator), generator, 0.4 + 0.6 * strong.to(pixels))

    def chosen(share: float) -> Tensor:
        return (strong & (_uniform(pixels, generator, (count,)) < share))[:, None, None, None]

    pixels = torch.where(chosen(0.6), _shrink(pixels, generator), pixels)
    pixels = torch.where(chosen(0.2), _blur(pixels, generator, 0.5, 2.5), pixels)
    pixels = torch.where(chosen(0.3), _compress(pixels, generator), pixels)
    pixels = torch.where(chosen(1.0), _light(pixels, generator), pixels)
    return torch.where(chosen(0.15), _erase(pixels, generator), pixels).clamp(0.0, 255.0)


def _uniform(
    like: Tensor,
    generator: torch.Generator,
    shape: tuple[int, ...],
    low: float = 0.0,
    high: float = 1.0,
) -> Tensor:
    values = torch.rand(shape, generator=generator, device=like.device, dtype=torch.float32)
    return low + (high - low) * values


def _normal(like: Tensor, generator: torch.Generator, shape: tuple[int, ...]) -> Tensor:
    return torch.randn(shape, generator=generator, device=like.device, dtype=torch.float32)


def _move(pixels: Tensor, generator: torch.Generator, amount: Tensor) -> Tensor:
    """Shift, scale, rotate and stretch (Gaussian); (N,) amounts."""
    count = len(pixels)
    angle, zoom, stretch, dx, dy = (
        _normal(pixels, generator, (5, count))
        * amount
        * torch.tensor([[0.06], [0.045], [0.03], [1.5], [1.5]], device=pixels.device)
    )
    cos, sin, aspect = torch.cos(angle), torch.sin(angle), CROP_HEIGHT / CROP_WIDTH
    size = torch.exp(-zoom)
    # affine_grid works in coordinates of -1..1 for each axis.
    matrix = torch.stack(
        [
            torch.stack(
                [cos * size * torch.exp(-stretch), sin * size * aspect, -2 * dx / CROP_WIDTH], 1
            ),
            torch.stack(
                [-sin * size / aspect, cos * size * torch.exp(stretch), -2 * dy / CROP_HEIGHT], 1
            ),
        ],
        1,
    )  # (N, 2, 3)
    grid = F.affine_grid(matrix, list(pixels.shape), align_corners=False)
    return F.grid_sample(pixels, grid.to(pixels), padding_mode="border", align_corners=False)


def _blur(pixels: Tensor, generator: torch.Generator, low: float, high: float) -> Tensor:
    return _gaussian(pixels, _uniform(pixels, generator, (len(pixels),), low, high))


def _gaussian(pixels: Tensor, sigma: Tensor) -> Tensor:
    """A Gaussian of its own width, (N,) pixels, for every face, as two passes of 15 taps."""
    count, channels = pixels.shape[:2]
    taps = torch.arange(-7, 8, device=pixels.device, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (taps / sigma[:, None].clamp_min(1e-3)) ** 2)
    kernel = (kernel / kernel.sum(1, keepdim=True)).to(pixels).repeat_interleave(channels, 0)
    flat = F.pad(pixels.reshape(1, count * channels, *pixels.shape[2:]), (7, 7, 7, 7), "replicate")
    flat = F.conv2d(flat, kernel[:, None, :, None], groups=count * channels)
    flat = F.conv2d(flat, kernel[:, None, None, :], groups=count * channels)
    return flat.reshape(pixels.shape)


def _shrink(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """As if taken from 9 .. 28 pixels between the eyes: low-pass, then bilinear between samples."""
    factor = _uniform(pixels, generator, (len(pixels),), 9.0, 28.0) / EYE_DISTANCE
    pixels = _gaussian(pixels, 0.45 / factor)
    # A coarse grid has one size for a batch, so every face takes the level nearest its factor.
    levels = torch.tensor(SHRINK_LEVELS, device=pixels.device)
    nearest = (factor[:, None] - levels).abs().argmin(1)[:, None, None, None]
    result = pixels
    for index, level in enumerate(SHRINK_LEVELS):
        size = (round(CROP_HEIGHT * level), round(CROP_WIDTH * level))
        small = F.interpolate(pixels, size, mode="bilinear", align_corners=False)
        large = F.interpolate(small, pixels.shape[2:], mode="bilinear", align_corners=False)
        result = torch.where(nearest == index, large, result)
    return result


def _compress(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Block artefacts: 8 x 8 DCT coefficients rounded to steps that grow with frequency."""
    count, channels, height, width = pixels.shape
    k = torch.arange(8, device=pixels.device, dtype=torch.float32)
    basis = torch.cos((2 * k[None, :] + 1) * k[:, None] * math.pi / 16) * 0.5
    basis[0] *= math.sqrt(0.5)
    steps = _uniform(pixels, generator, (count, 1, 1, 1, 1, 1), 2.0, 14.0)
    steps = steps * (1.0 + k[:, None] + k[None, :]) / 2
    blocks = pixels.float().reshape(count, channels, height // 8, 8, width // 8, 8)
    blocks = blocks.permute(0, 1, 2, 4, 3, 5)  # (N, C, rows, columns, 8, 8)
    frequencies = torch.round(basis @ blocks @ basis.T / steps) * steps
    blocks = basis.T @ frequencies @ basis
    result: Tensor = blocks.permute(0, 1, 2, 4, 3, 5).reshape(pixels.shape).to(pixels)
    return result


def _light(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Contrast, brightness, gamma and colour cast; sometimes grey."""
    count = len(pixels)
    grey = _uniform(pixels, generator, (count, 1, 1, 1)) < 0.1
    pixels = torch.where(grey, pixels.mean(1, keepdim=True), pixels)
    gain, gamma, lift = _normal(pixels, generator, (3, count, 1, 1, 1))
    cast = _normal(pixels, generator, (count, 3, 1, 1))
    level = (pixels / 255.0).clamp(1e-4, 1.0) ** torch.exp(0.25 * gamma).to(pixels)
    level = level * torch.exp(0.2 * gain + 0.06 * cast) + 0.06 * lift
    lit: Tensor = (255.0 * level).to(pixels)
    return lit


def _erase(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """A rectangle of one colour."""
    count = len(pixels)
    height, width = _uniform(pixels, generator, (2, count), 12.0, 45.0)
    top = _uniform(pixels, generator, (count,)) * (CROP_HEIGHT - height)
    left = _uniform(pixels, generator, (count,)) * (CROP_WIDTH - width)
    y = torch.arange(CROP_HEIGHT, device=pixels.device)[None]
    x = torch.arange(CROP_WIDTH, device=pixels.device)[None]
    rows = (y >= top[:, None]) & (y < (top + height)[:, None])
    columns = (x >= left[:, None]) & (x < (left + width)[:, None])
    color = _uniform(pixels, generator, (count, 3, 1, 1), 0.0, 255.0).to(pixels)
    return torch.where((rows[:, :, None] & columns[:, None, :])[:, None], color, pixels)
