"""Which device computes, what it is called, and how many CPU threads may be used."""

import os
import platform
import warnings
from functools import cache
from pathlib import Path

import cv2
import torch

from videorec.core.errors import DeviceError


def resolve_device(name: str) -> torch.device:
    """The device for "auto", "cpu", "cuda" or "cuda:N".

    "auto" is the first CUDA device if there is one that works, else the CPU. Asking for CUDA where
    there is none is a DeviceError that says why and how to go on; it never falls back silently.
    """
    text = name.strip().lower()
    if text == "cpu":
        return torch.device("cpu")
    if text == "auto":
        usable, _ = _cuda_state()
        return torch.device("cuda", 0) if usable else torch.device("cpu")
    kind, colon, number = text.partition(":")
    if kind != "cuda" or (colon and not number.isdecimal()):
        raise DeviceError(f"device {name!r} is not known; use auto, cpu, cuda or cuda:N")
    usable, reason = _cuda_state()
    if not usable:
        raise DeviceError(
            f"device {name!r} was asked for, but {reason}; fix that, or use --device cpu"
        )
    index, count = int(number or 0), torch.cuda.device_count()
    if index >= count:
        raise DeviceError(
            f"device {name!r} was asked for, but there are only cuda:0 to cuda:{count - 1}"
        )
    return torch.device("cuda", index)


def describe_device(device: torch.device) -> str:
    """The device in words, for the log and the status line."""
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        memory = properties.total_memory / 2**30
        return f"CUDA {device.index or 0}: {properties.name}, {memory:.0f} GiB"
    threads = torch.get_num_threads()
    return f"CPU: {_cpu_name()}, {threads} thread{'s' if threads != 1 else ''}"


def available_cores() -> int:
    """CPU cores this process may run on (a container or `taskset` may allow fewer than exist)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def set_cpu_threads(count: int | None = None) -> int:
    """Let torch and OpenCV use `count` threads each; None means every available core.

    The one place where threads are set, because both bring thread pools of their own and would
    otherwise each take every core they see. OpenMP keeps torch's number per calling thread. FAISS
    searches in the calling thread alone (`gallery/scan.py`).
    Returns the number that was set. DeviceError when count is below 1.
    """
    threads = available_cores() if count is None else count
    if threads < 1:
        raise DeviceError(f"the number of CPU threads must be at least 1, not {threads}")
    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)
    return threads


@cache
def has_native_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware (AVX512-BF16 or AMX).

    oneDNN also runs bfloat16 on other AVX-512 processors, by emulation that is slower than float32;
    its own check does not tell the two apart, so the processor is asked.
    """
    return _has_any_feature("avx512_bf16", "amx_bf16")


@cache
def has_native_int8() -> bool:
    """Whether this CPU adds up products of 8-bit integers without overflow (VNNI or AMX), and
    torch can make it.

    Older processors add pairs of products in 16 bits, which is too narrow for them.
    """
    return _has_any_feature("avx512_vnni", "amx_int8") and hasattr(
        torch.ops.onednn, "qconv2d_pointwise"
    )


def _has_any_feature(*features: str) -> bool:
    if hasattr(torch.cpu, "get_capabilities"):
        capabilities = torch.cpu.get_capabilities()
        return any(bool(capabilities.get(feature, False)) for feature in features)
    flags = _cpuinfo("flags").split()
    return any(feature in flags for feature in features)


def _cuda_state() -> tuple[bool, str]:
    """Whether CUDA can be used, and in words why not."""
    with warnings.catch_warnings(record=True) as caught:  # torch warns about old drivers
        warnings.simplefilter("always")
        usable = torch.cuda.is_available() and torch.cuda.device_count() > 0
    if usable:
        return True, ""
    if torch.version.cuda is None:
        return False, (
            f"this PyTorch ({torch.__version__}) was built without CUDA "
            "(choose a CUDA build on https://pytorch.org/get-started/locally)"
        )
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return False, "CUDA_VISIBLE_DEVICES hides every GPU"
    said = " ".join(str(warning.message).splitlines()[0] for warning in caught)
    return False, (
        f"PyTorch {torch.__version__} finds no usable NVIDIA GPU (`nvidia-smi` must list one, with "
        f"a driver for CUDA {torch.version.cuda})" + (f": {said}" if said else "")
    )


def _cpu_name() -> str:
    return _cpuinfo("model name") or platform.processor() or platform.machine() or "unknown"


def _cpuinfo(key: str) -> str:
    """First value of a key in Linux's /proc/cpuinfo; empty elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    values = (line.partition(":")[2].strip() for line in lines if line.startswith(key))
    return next(values, "")
