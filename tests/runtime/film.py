"""Black films, for tests that look at order and time."""

from collections.abc import Iterator

import numpy as np

from videorec.core.types import Frame
from videorec.media.info import Source, SourceInfo


def black(index: int, time_s: float) -> Frame:
    return Frame(index=index, time_s=time_s, image=np.zeros((48, 64, 3), np.uint8))


class Film(Source):
    """So many black frames, then the error if there is one."""

    def __init__(self, frames: int, *, fps: float = 25.0, error: Exception | None = None) -> None:
        self._frames, self._fps, self._error = frames, fps, error

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(name="film", width=64, height=48, fps=self._fps)

    def frames(self) -> Iterator[Frame]:
        for index in range(self._frames):
            yield black(index, index / self._fps)
        if self._error is not None:
            raise self._error
