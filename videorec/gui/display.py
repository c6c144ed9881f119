"""Whether a window can be opened here; found out before Qt, which ends the process when not.

No Qt in this module: it is asked before anything heavy is loaded.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

from videorec.core.errors import UsageError

# Libraries of the system that Qt's X11 part needs and minimal systems lack, with their packages in
# Debian and Ubuntu.
X11_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
WAY_OUT = "add --headless to name faces without a window"


def require_display(
    environment: Mapping[str, str] = os.environ,
    *,
    system: str = sys.platform,
    loads: Callable[[str], object] = ctypes.CDLL,
) -> None:
    """UsageError: there is no screen, or it cannot be reached.

    loads: loads a shared library by name; OSError when it is not there.
    """
    # Windows and macOS always have a screen; who names a platform knows what they do.
    if not system.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return
    if environment.get("WAYLAND_DISPLAY"):
        return
    display = environment.get("DISPLAY")
    if not display:
        raise UsageError(f"there is no display to open a window on; {WAY_OUT}")
    missing = [name for name in X11_LIBRARIES if not _is_there(name, loads)]
    if missing:
        raise UsageError(
            f"the window needs {', '.join(missing)}, which this system lacks; install them "
            f"(on Debian and Ubuntu: apt install "
            f"{' '.join(X11_LIBRARIES[name] for name in missing)}), or {WAY_OUT}"
        )
    if not _answers(display, loads):
        raise UsageError(f"the display {display} cannot be reached; {WAY_OUT}")


def _is_there(name: str, loads: Callable[[str], object]) -> bool:
    try:
        loads(name)
    except OSError:
        return False
    return True


def _answers(display: str, loads: Callable[[str], object]) -> bool:
    """Whether an X server can be connected to, asked the way Qt will."""
    try:
        xcb = loads("libxcb.so.1")
    except OSError:
        return False
    if not isinstance(xcb, ctypes.CDLL):
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    try:
        return int(xcb.xcb_connection_has_error(connection)) == 0
    finally:
        xcb.xcb_disconnect(connection)
