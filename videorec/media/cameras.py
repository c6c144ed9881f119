"""Cameras of this computer, through OpenCV."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from threading import Lock

# Media Foundation's hardware transforms make opening a camera take up to half a minute; OpenCV
# reads this once, when it is imported (opencv issue 17687).
if sys.platform == "win32":
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")

import cv2
import numpy as np

from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame
from videorec.media.info import Source, SourceInfo

# The systems' own interfaces; OpenCV's search through all of them is slow and noisy.
BACKENDS = {
    "linux": cv2.CAP_V4L2,
    "darwin": cv2.CAP_AVFOUNDATION,
    "win32": cv2.CAP_MSMF,
}
SILENCE_LIMIT_S = 5.0


def open_capture(index: int) -> cv2.VideoCapture:
    """The camera of that number, opened if it exists."""
    return cv2.VideoCapture(index, BACKENDS.get(sys.platform, cv2.CAP_ANY))


def open_quietly(capture: Callable[[int], cv2.VideoCapture], index: int) -> cv2.VideoCapture:
    """Open without OpenCV's own lines on the terminal: the error message says it all."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        return capture(index)
    finally:
        cv2.utils.logging.setLogLevel(level)


class CameraSource(Source):
    """A webcam; times count from the first picture, by this computer's clock.

    index: 0 for the first camera. size: width and height asked for; the camera decides.
    capture: how to open it.
    SourceError: no such camera, or it gives no picture. SourceBrokenError from `frames`: it
    stopped giving pictures for SILENCE_LIMIT_S.
    """

    def __init__(
        self,
        index: int,
        *,
        size: tuple[int, int] | None = None,
        capture: Callable[[int], cv2.VideoCapture] = open_capture,
    ) -> None:
        name = f"camera {index}"
        self._capture = open_quietly(capture, index)
        if not self._capture.isOpened():
            raise SourceError(
                f"{name}: cannot be opened; check that it is plugged in, allowed for this program "
                f"and not in use by another"
            )
        if size is not None:
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
        # Only the newest picture counts; not every backend obeys.
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        read, image = self._capture.read()
        if not read:
            self._capture.release()
            raise SourceError(f"{name}: opened but gives no picture; plug it in again")
        fps = float(self._capture.get(cv2.CAP_PROP_FPS))
        self._info = SourceInfo(
            name=name,
            width=image.shape[1],
            height=image.shape[0],
            fps=fps if 0 < fps <= 1000 else None,
            live=True,
        )
        # Whoever reads lets go of the camera at the end; `close` does where nobody began to.
        self._lock = Lock()
        self._closed = self._reading = False

    @property
    def info(self) -> SourceInfo:
        return self._info

    def frames(self) -> Iterator[Frame]:
        with self._lock:
            self._reading = True
        start = last = time.monotonic()
        index = 0
        try:
            while not self._closed:
                read, image = self._capture.read()
                now = time.monotonic()
                if read:
                    if index == 0:
                        start = now
                    yield Frame(index=index, time_s=now - start, image=np.ascontiguousarray(image))
                    index, last = index + 1, time.monotonic()
                elif now - last > SILENCE_LIMIT_S:
                    raise SourceBrokenError(
                        f"{self._info.name}: gives no pictures since {last - start:.1f} s "
                        f"(frame {index - 1}); was it unplugged?"
                    )
                else:
                    time.sleep(0.02)
        finally:
            self._capture.release()

    def close(self) -> None:
        """Ends `frames` after the picture in progress; the camera is free after that."""
        with self._lock:
            self._closed = True
            if not self._reading:
                self._capture.release()
