"""Reads the layers of a .caffemodel without Caffe.

The file is a serialised NetParameter of caffe.proto. Only the fields that carry weights are
declared here; protobuf skips every other one by its field number.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from videorec.core.errors import WeightsError
from videorec.core.types import Float32

_Field = descriptor_pb2.FieldDescriptorProto

# message -> (field, number, repeated, type); numbers as in BVLC/caffe src/caffe/proto/caffe.proto
_SCHEMA: dict[str, list[tuple[str, int, bool, int | str]]] = {
    "BlobShape": [("dim", 1, True, _Field.TYPE_INT64)],
    "BlobProto": [
        ("num", 1, False, _Field.TYPE_INT32),
        ("channels", 2, False, _Field.TYPE_INT32),
        ("height", 3, False, _Field.TYPE_INT32),
        ("width", 4, False, _Field.TYPE_INT32),
        ("data", 5, True, _Field.TYPE_FLOAT),
        ("shape", 7, False, "BlobShape"),
        ("double_data", 8, True, _Field.TYPE_DOUBLE),
    ],
    "V1LayerParameter": [
        ("name", 4, False, _Field.TYPE_STRING),
        ("blobs", 6, True, "BlobProto"),
    ],
    "LayerParameter": [
        ("name", 1, False, _Field.TYPE_STRING),
        ("blobs", 7, True, "BlobProto"),
    ],
    "NetParameter": [
        ("layers", 2, True, "V1LayerParameter"),
        ("layer", 100, True, "LayerParameter"),
    ],
}


def read_layers(path: Path) -> dict[str, tuple[Float32, ...]]:
    """Layer name -> its blobs (weight, then bias) as float32; layers without blobs are left out.

    Reads both the current and the older (V1) form of layers. WeightsError when the file cannot be
    read, is no NetParameter, or holds a blob whose values do not fill its shape.
    """
    try:
        payload = path.read_bytes()
    except OSError as exc:
        raise WeightsError(f"{path}: the Caffe model cannot be read: {exc}") from exc
    net = _net_parameter()()
    try:
        net.ParseFromString(payload)
    except (DecodeError, UnicodeDecodeError) as exc:
        raise WeightsError(
            f"{path}: not a Caffe model, or cut short ({exc}); download it again"
        ) from exc
    layers = {
        layer.name: tuple(
            _to_array(blob, where=f"{path}: layer {layer.name!r}") for blob in layer.blobs
        )
        for layer in (*net.layers, *net.layer)
        if layer.blobs
    }
    if not layers:
        raise WeightsError(
            f"{path}: holds no layer with weights; give the .caffemodel, not the .prototxt"
        )
    return layers


def _to_array(blob: Any, *, where: str) -> Float32:
    values: Sequence[float] = blob.data or blob.double_data
    array = np.fromiter(values, dtype=np.float32, count=len(values))
    shape = _shape(blob)
    try:
        return array.reshape(shape)
    except ValueError as exc:
        raise WeightsError(f"{where}: {array.size} values do not fill the shape {shape}") from exc


def _shape(blob: Any) -> tuple[int, ...]:
    """The blob's shape; the older fixed four axes lose their leading ones."""
    if blob.HasField("shape"):
        return tuple(blob.shape.dim)
    axes = [blob.num, blob.channels, blob.height, blob.width]
    while len(axes) > 1 and axes[0] == 1:
        axes.pop(0)
    return tuple(axes)


@cache
def _net_parameter() -> Any:
    """The message class, in a pool of its own: another package may have brought Caffe's."""
    file = descriptor_pb2.FileDescriptorProto(
        name="videorec/caffe.proto", package="caffe", syntax="proto2"
    )
    for message, schema in _SCHEMA.items():
        declared = file.message_type.add(name=message)
        for name, number, repeated, kind in schema:
            field = declared.field.add(name=name, number=number)
            field.label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
            if isinstance(kind, str):
                field.type, field.type_name = _Field.TYPE_MESSAGE, f".caffe.{kind}"
            else:
                field.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("caffe.NetParameter"))
