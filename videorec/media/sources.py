"""One door to every kind of source.

| spec                                   | source                     |
|----------------------------------------|----------------------------|
| 0, "0", "/dev/video0"                  | camera                     |
| "rtsp://...", "http://...", "https://" | stream, or video on the net|
| a folder                               | its pictures, in order     |
| a picture file                         | one frame; all if animated |
| any other file                         | video                      |
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from videorec.core.errors import SourceError
from videorec.media.animations import AnimationSource, is_animation
from videorec.media.cameras import CameraSource
from videorec.media.files import FileSource
from videorec.media.images import IMAGE_SUFFIXES, ImagesSource, list_images
from videorec.media.info import Source, SourceInfo
from videorec.media.streams import ReportState, open_stream

__all__ = ["Source", "SourceInfo", "open_source"]

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")


def open_source(
    spec: str | int | Path,
    *,
    seconds_per_image: float = 1.0,
    camera_size: tuple[int, int] | None = None,
    on_state: ReportState | None = None,
) -> Source:
    """Open a camera, stream, video, picture or folder of pictures.

    seconds_per_image: how long each picture of a folder counts.
    camera_size: width and height asked of a camera.
    on_state: told when a stream connects, waits to reconnect, or ends.
    SourceError: it cannot be opened; the message says why.
    """
    if isinstance(spec, int):
        return CameraSource(spec, size=camera_size)
    if isinstance(spec, str):
        if spec.lower().startswith("file://"):
            spec = url2pathname(unquote(urlsplit(spec).path))
        elif _URL.match(spec):
            return open_stream(spec, on_state=on_state)
    return _open_path(spec, seconds_per_image, camera_size)


def _open_path(
    spec: str | Path, seconds_per_image: float, camera_size: tuple[int, int] | None
) -> Source:
    if not str(spec).strip() or "\0" in str(spec):
        raise SourceError(f"{str(spec)!r} is not a source; name a file, folder, camera or URL")
    path = Path(spec)
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as exc:  # a name too long, a folder that may not be entered
        raise SourceError(f"{path}: cannot be read ({exc.strerror}); check the path") from exc
    if not is_file and str(spec).isdecimal():
        return CameraSource(int(str(spec)), size=camera_size)
    if device := re.fullmatch(r"/dev/video(\d+)", str(path)):
        return CameraSource(int(device[1]), size=camera_size)
    if is_folder:
        return ImagesSource(list_images(path), name=str(path), seconds_each=seconds_per_image)
    if path.suffix.lower() in IMAGE_SUFFIXES:
        if is_animation(path):
            return AnimationSource(path)
        return ImagesSource([path], name=str(path), seconds_each=seconds_per_image)
    return FileSource(path)
