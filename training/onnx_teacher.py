"""A face network of another project, in an ONNX file, as a teacher.

Most of them are fed as ArcFace's are: 112 x 112 pixels in RGB, (x - 127.5) / 127.5, aligned to a
template that is SphereFace's with 8 columns more on either side (insightface's face_align.py).
"""

from pathlib import Path

import cv2
import numpy as np

from training.holdout import unit
from videorec.core.errors import TrainingError
from videorec.core.types import Float32, UInt8

COLUMNS = 8  # on either side of a SphereFace crop


class OnnxTeacher:
    """Raises TrainingError for what is no such network, or has parts that OpenCV does not know."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise TrainingError(f"{path}: no such file; give the .onnx file of a face network")
        self._path = path
        try:
            self._network = cv2.dnn.readNetFromONNX(str(path))
        except cv2.error as exc:
            raise TrainingError(
                f"{path}: OpenCV {cv2.__version__} cannot read this network ({exc.err}); "
                "check the file, or try a newer OpenCV"
            ) from exc

    def features(self, crops: UInt8) -> Float32:
        """(N, 112, 96, 3) uint8 BGR -> (N, D) float32 of unit length.

        The columns that a SphereFace crop lacks repeat its edge. One face at a time: such files
        are often made for a batch of one.
        """
        return unit(np.stack([self._feature(crop) for crop in crops]))

    def _feature(self, crop: UInt8) -> Float32:
        wide = cv2.copyMakeBorder(crop, 0, 0, COLUMNS, COLUMNS, cv2.BORDER_REPLICATE)
        image = cv2.dnn.blobFromImage(wide, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
        try:
            self._network.setInput(image)
            output = np.asarray(self._network.forward(), np.float32)
        except cv2.error as exc:
            raise TrainingError(
                f"{self._path}: cannot be run on a picture of 112 x 112 pixels ({exc.err})"
            ) from exc
        return output.ravel()
