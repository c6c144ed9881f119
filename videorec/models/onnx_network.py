"""Face networks of other projects, in ONNX; OpenCV runs them, on the CPU.

Most of them are fed as ArcFace's are: 112 x 112 pixels, aligned to a template that is SphereFace's
with 8 columns more on either side (insightface's face_align.py).
"""

from dataclasses import dataclass
from threading import Lock

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from videorec.core.errors import WeightsError
from videorec.core.types import EMBEDDING_SIZE, Float32
from videorec.models.sphereface import INPUT_MEAN, INPUT_SCALE, SphereFace

GRAPH_KEY = "graph"
COLUMNS = 8  # on either side of a SphereFace crop
FEWEST_VALUES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelInput:
    """The network sees (pixel - mean) * scale, channels in colour_order, "RGB" or "BGR".

    The values that nobody gave are ArcFace's.
    """

    mean: float = 127.5
    scale: float = 1 / 127.5
    colour_order: str = "RGB"


class OnnxNetwork(nn.Module):
    """The network of an ONNX file: a SphereFace crop in, 512 values out, as from a SphereFace.

    graph: the file's bytes, (B,) uint8. where: starts what errors say.
    The columns that a SphereFace crop lacks repeat its edge. Where the network has less than 512
    values, zeros follow them; they change no cosine. It computes in float32, one face at a time,
    for such files are often made for a batch of one; threads that call it take turns.
    WeightsError when OpenCV cannot read the file, or when the network has several outputs.
    """

    graph: Tensor

    def __init__(self, graph: Tensor, pixels: PixelInput, *, where: str) -> None:
        super().__init__()
        self.register_buffer(GRAPH_KEY, graph)
        self._pixels = pixels
        self._where = where
        self._turn = Lock()
        try:
            self._network = cv2.dnn.readNetFromONNX(graph.numpy())
        except cv2.error as exc:
            raise WeightsError(
                f"{where}: OpenCV {cv2.__version__} cannot read this network ({exc.err}); "
                "check the file, or try a newer OpenCV"
            ) from exc
        outputs = self._network.getUnconnectedOutLayersNames()
        if len(outputs) != 1:
            raise WeightsError(
                f"{where}: has {len(outputs)} outputs ({', '.join(outputs)}); "
                "one is needed, the embedding: export the network with that alone"
            )

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, 112, 96), BGR, (value - 127.5) / 128 -> (N, 512) float32 on x's device.

        WeightsError when the network cannot take such pictures or has too few or many values.
        """
        values = x.float().cpu() / INPUT_SCALE + INPUT_MEAN
        if self._pixels.colour_order == "RGB":
            values = values.flip(1)
        values = (values - self._pixels.mean) * self._pixels.scale
        wide = nn.functional.pad(values, (COLUMNS, COLUMNS, 0, 0), mode="replicate")
        rows = np.zeros((len(x), EMBEDDING_SIZE), np.float32)
        for row, image in zip(rows, wide.contiguous().numpy(), strict=True):
            output = self._run(image[None])
            row[: len(output)] = output
        return torch.from_numpy(rows).to(x.device)

    def _run(self, image: Float32) -> Float32:
        """(1, 3, 112, 112) -> (D,), D from 32 to 512."""
        try:
            with self._turn:
                self._network.setInput(image)
                output = np.array(self._network.forward(), np.float32).ravel()
        except cv2.error as exc:
            raise WeightsError(
                f"{self._where}: cannot be run on a picture of 112 x 112 pixels ({exc.err})"
            ) from exc
        if not FEWEST_VALUES <= output.size <= EMBEDDING_SIZE:
            raise WeightsError(
                f"{self._where}: gives {output.size} values a face; a network that tells people "
                f"apart has from {FEWEST_VALUES} to {EMBEDDING_SIZE}"
            )
        return output


FaceNetwork = SphereFace | OnnxNetwork
