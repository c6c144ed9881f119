"""Writes Caffe models byte by byte, knowing nothing of the reader under test.

Protobuf wire format: a field is a varint key (number << 3 | wire type) and its content; wire type 2
is a length and that many bytes, 5 is four bytes, 0 a varint.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from torch import Tensor

from videorec.core.types import Array


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def block(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def integer(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def blob(values: Array) -> bytes:
    """BlobProto as Caffe writes it: shape (7) of packed dims (1), packed data (5)."""
    dims = b"".join(varint(size) for size in values.shape)
    return block(7, block(1, dims)) + block(5, values.astype("<f4").tobytes())


def unpacked_blob(values: Array) -> bytes:
    """Every value with a key of its own, which a reader must accept as well."""
    data = b"".join(varint(5 << 3 | 5) + struct.pack("<f", value) for value in values.ravel())
    dims = b"".join(integer(1, size) for size in values.shape)
    return data + block(7, dims)


def double_blob(values: Array) -> bytes:
    dims = b"".join(varint(size) for size in values.shape)
    return block(7, block(1, dims)) + block(8, values.astype("<f8").tobytes())


def legacy_blob(values: Array) -> bytes:
    """num, channels, height, width (1 to 4) in place of a shape."""
    shape = (1,) * (4 - values.ndim) + values.shape
    axes = b"".join(integer(number, size) for number, size in enumerate(shape, start=1))
    return axes + block(5, values.astype("<f4").tobytes())


def layer(name: str, kind: str, blobs: Iterable[bytes]) -> bytes:
    """LayerParameter (100): name 1, type 2, bottom 3, phase 10, blobs 7."""
    head = block(1, name.encode()) + block(2, kind.encode()) + block(3, b"data") + integer(10, 1)
    return block(100, head + b"".join(block(7, content) for content in blobs))


def legacy_layer(name: str, kind: int, blobs: Iterable[bytes]) -> bytes:
    """V1LayerParameter (2): name 4, type 5 (an enumeration), blobs 6."""
    head = block(2, b"data") + block(4, name.encode()) + integer(5, kind)
    return block(2, head + b"".join(block(6, content) for content in blobs))


def network(state: Mapping[str, Tensor], *, residual_biases: bool, class_head: bool) -> bytes:
    """A NetParameter (name 1) with the tensors of a SphereFace, as Caffe would save it."""
    names = list(dict.fromkeys(name.rpartition(".")[0] for name in state))
    parts = [block(1, b"SphereFace"), layer("data", "Input", [])]
    for name in names:
        weight = state[f"{name}.weight"].numpy()
        if name.startswith("relu"):
            parts.append(layer(name, "PReLU", [blob(weight)]))
            continue
        blobs = [blob(weight)]
        if residual_biases or name.endswith("_1") or name == "fc5":
            blobs.append(blob(state[f"{name}.bias"].numpy()))
        parts.append(layer(name, "InnerProduct" if name == "fc5" else "Convolution", blobs))
        if name.endswith("_3"):
            parts.append(layer(f"res{name[4:]}", "Eltwise", []))
    if class_head:
        parts.append(layer("fc6", "MarginInnerProduct", [blob(np.ones((7, 512), np.float32))]))
    return b"".join(parts)


def write_network(layers: Sequence[bytes]) -> bytes:
    return block(1, b"net") + b"".join(layers)
