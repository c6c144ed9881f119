"""Which cameras this computer has, as far as can be told without disturbing them."""

import sys
from dataclasses import dataclass
from pathlib import Path

from videorec.media.cameras import open_capture, open_quietly

V4L = Path("/sys/class/video4linux")
MOST_PROBED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraEntry:
    """A camera that can be opened. index: its number for `CameraSource`. name: for the user."""

    index: int
    name: str


def list_cameras(v4l: Path = V4L) -> tuple[CameraEntry, ...]:
    """In the order of their numbers; nothing found is empty.

    Linux tells by its device files. Elsewhere the first cameras are opened for a moment, which
    may take seconds: call it in a thread.
    """
    return _from_v4l(v4l) if sys.platform.startswith("linux") else _by_opening()


def _from_v4l(folder: Path) -> tuple[CameraEntry, ...]:
    found = []
    for device in folder.glob("video*"):
        number = device.name.removeprefix("video")
        try:
            # A camera has further device files for metadata; the pictures come from the first.
            main = (device / "index").read_text().strip() == "0"
            name = (device / "name").read_text().strip()
        except OSError:  # unplugged while we looked
            continue
        if main and number.isdecimal():
            found.append(CameraEntry(index=int(number), name=name or f"camera {number}"))
    return tuple(sorted(found, key=lambda camera: camera.index))


def _by_opening() -> tuple[CameraEntry, ...]:
    found = []
    for index in range(MOST_PROBED):
        capture = open_quietly(open_capture, index)
        try:
            if not capture.isOpened():
                break
            found.append(CameraEntry(index=index, name=f"camera {index}"))
        finally:
            capture.release()
    return tuple(found)
