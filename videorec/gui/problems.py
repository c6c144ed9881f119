"""Exceptions in words for the user."""

import logging
import traceback
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from videorec.core.errors import (
    ConfigError,
    DeviceError,
    EnrolmentError,
    GalleryError,
    OutputError,
    SourceBrokenError,
    SourceError,
    VideorecError,
    WeightsError,
)
from videorec.gui.engine_speech import translated
from videorec.gui.values import Problem

translate = QCoreApplication.translate
log = logging.getLogger("videorec.gui")


def problem_of(error: Exception, log_path: Path | None = None) -> Problem:
    """What the user should know; the log gets the whole of it.

    A deliberate error speaks for itself, here in the language of the window. Of any other the
    details hold the traceback.
    """
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, VideorecError):
        log.warning("%s: %s", type(error).__name__, error)
        details = trace if error.__cause__ is not None else ""
        return Problem(
            title=_title(error), text=translated(str(error)), details=details, log_path=log_path
        )
    log.error("unexpected error", exc_info=error)
    return Problem(
        title=translate("Problems", "Something went wrong that nobody expected"),
        text=translate("Problems", "{kind}: {message}. You can go on; please report it.").format(
            kind=type(error).__name__, message=str(error) or "-"
        ),
        details=trace,
        log_path=log_path,
    )


def problem_of_refusals(refusals: Sequence[str], log_path: Path | None = None) -> Problem:
    """Pictures that are not used: the first reason, the others in the details."""
    for refusal in refusals:
        log.warning("not used: %s", refusal)
    reasons = [translated(refusal) for refusal in refusals]
    return Problem(
        title=translate("Problems", "Pictures that are not used: {count}").format(
            count=len(reasons)
        ),
        text=reasons[0],
        details="\n".join(reasons) if len(reasons) > 1 else "",
        log_path=log_path,
    )


def _title(error: VideorecError) -> str:
    match error:
        case SourceBrokenError():
            return translate("Problems", "The source broke off")
        case SourceError():
            return translate("Problems", "The source cannot be opened")
        case EnrolmentError():
            return translate("Problems", "This face cannot be enrolled")
        case GalleryError():
            return translate("Problems", "The gallery cannot be used or changed like this")
        case WeightsError():
            return translate("Problems", "The model cannot be loaded")
        case DeviceError():
            return translate("Problems", "The device cannot be used")
        case OutputError():
            return translate("Problems", "This cannot be written")
        case ConfigError():
            return translate("Problems", "A setting cannot be used")
        case _:
            return translate("Problems", "This does not work")
