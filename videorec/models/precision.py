"""In which number format a network runs."""

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import torch
from torch import Tensor

from videorec.core.errors import ConfigError, DeviceError
from videorec.core.settings import Precision
from videorec.core.types import UInt8
from videorec.models.devices import has_native_bfloat16, has_native_int8
from videorec.models.onnx_network import FaceNetwork, OnnxNetwork
from videorec.models.quantized import QuantizedSphereFace
from videorec.models.sphereface import SphereFace, to_network_input

Features = Callable[[UInt8], Tensor]

_DTYPES = {
    "fp32": torch.float32,
    "bf16": torch.bfloat16,
    "fp16": torch.float16,
    "int8": torch.int8,
}


def precision_of(network: FaceNetwork, precision: Precision, device: torch.device) -> torch.dtype:
    """The number format in which a network runs on a device.

    DeviceError when another than float32 is asked of a network in ONNX, and as resolve_precision.
    """
    if not isinstance(network, OnnxNetwork):
        return resolve_precision(precision, device)
    if precision not in ("auto", "fp32"):
        raise DeviceError(
            f"precision {precision}: networks in ONNX compute in float32; use auto or fp32"
        )
    return torch.float32


def resolve_precision(precision: Precision, device: torch.device) -> torch.dtype:
    """The number format for a device.

    "auto" is what the processor computes fastest: bfloat16 on CUDA (float16 on older GPUs); on a
    CPU 8-bit integers, bfloat16 or float32, the first of them that it multiplies natively.
    ConfigError for an unknown precision, DeviceError for one that the device lacks or is slow in.
    """
    if precision == "auto":
        if device.type == "cuda":
            native = torch.cuda.get_device_capability(device) >= (8, 0)
            return torch.bfloat16 if native else torch.float16
        if has_native_int8():
            return torch.int8
        return torch.bfloat16 if has_native_bfloat16() else torch.float32
    if precision not in _DTYPES:
        known = ", ".join(get_args(Precision))
        raise ConfigError(f"precision must be one of {known}, not {precision!r}")
    if precision == "fp16" and device.type == "cpu":
        raise DeviceError("precision fp16 needs a GPU; on a CPU use auto, fp32, bf16 or int8")
    if precision == "int8" and device.type != "cpu":
        raise DeviceError("precision int8 is for CPUs; on a GPU use auto, fp32, bf16 or fp16")
    if precision == "int8" and not has_native_int8():
        raise DeviceError(
            "precision int8 needs a CPU with VNNI instructions, which this one lacks; use auto"
        )
    return _DTYPES[precision]


def run_in(network: FaceNetwork, device: torch.device, dtype: torch.dtype) -> Features:
    """The network on a device in a number format, from crops to features; a copy of it.

    What is returned takes (N, 112, 96, 3) uint8 BGR, N at least 1, and gives (N, 512) float32 on
    the device, not normalised. In integers it computes on as many threads as torch is set to now.
    A network in ONNX computes in float32 on the CPU, whatever is asked.
    """
    if isinstance(network, OnnxNetwork):
        return lambda crops: network(to_network_input(crops)).to(device)
    if dtype == torch.int8:
        return _quantized_meanwhile(network, torch.get_num_threads())
    # Crops arrive channels last; kernels in the same layout save a conversion in every layer (up
    # to 1.3 times as fast).
    prepared = copy.deepcopy(network).to(device, dtype).to(memory_format=torch.channels_last)
    prepared.eval()

    @torch.inference_mode()
    def features(crops: UInt8) -> Tensor:
        values: Tensor = prepared(to_network_input(crops, device=device, dtype=dtype))
        return values.float()

    return features


def _quantized_meanwhile(network: SphereFace, threads: int) -> Features:
    """Quantising takes 0.2 s, for which a program that starts has other work."""
    pool = ThreadPoolExecutor(1, "quantise")
    quantized = pool.submit(QuantizedSphereFace, network, threads)
    pool.shutdown(wait=False)
    return lambda crops: quantized.result()(crops)
