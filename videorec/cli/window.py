"""The main command with a window."""

import argparse
import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn

from videorec.cli.options import is_gallery_file, settings_of, source_of
from videorec.core.errors import UsageError
from videorec.gui.display import require_display

# What only a run without a window writes or obeys.
HEADLESS_ONLY = ("output", "events", "subtitles", "summary", "profile", "max_frames", "quiet")


def run(args: argparse.Namespace) -> int:
    """Open the window; the process ends when it is closed."""
    if given := [name for name in HEADLESS_ONLY if getattr(args, name) not in (None, False, [])]:
        options = ", ".join("--" + name.replace("_", "-") for name in given)
        raise UsageError(
            f"{options}: only together with --headless; in the window, use File > Export"
        )
    source = None if args.video is None and args.camera is None else source_of(args)
    require_display()
    # Only now, as they take their time. Torch takes the longest; it comes after the window.
    from videorec.gui.application import Launch
    from videorec.gui.application import run as run_window
    from videorec.gui.preferences import load_preferences, preferences_path

    if args.gallery is not None:
        is_gallery_file(args.gallery)  # complains while there is a terminal to read it on
    loaded = load_preferences(preferences_path())
    code = run_window(
        Launch(
            source=source,
            gallery=args.gallery,
            settings=settings_of(args, loaded.preferences.settings),
            preferences=loaded.preferences,
            complaint=loaded.complaint,
            details=loaded.details,
        )
    )
    leave(code)


def leave(code: int) -> NoReturn:
    """End the process at once; all that is to be kept is on disk.

    Python would take a second or more to take down the networks' libraries, and could not end
    properly while one of them is still being loaded.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads any more
            stream.flush()
    os._exit(code)
