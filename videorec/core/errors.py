"""Every error the application raises on purpose.

    VideorecError                    exit code
    +-- UsageError                     2   arguments that do not fit together
    +-- ConfigError                    2   a configuration file or value that cannot be used
    +-- SourceError                    3   a video, image, camera or stream that cannot be opened
    |   +-- SourceBrokenError          4   it opened, then broke; what was read is kept
    +-- OutputError                    5   a result that cannot be written
    +-- GalleryError                   6   the gallery cannot be opened, read or changed
    |   +-- EnrolmentError             6   an image that is not good enough to enrol
    +-- WeightsError                   7   weights that are missing, broken or of another network
    +-- DeviceError                    8   a compute device that is not there
    +-- TrainingError                  9   a data set, checkpoint or run that cannot go on

A message says what happened, where, and what to do. Errors of libraries are translated at the
edge where they occur, with the cause chained. Other exit codes: 0 done, 1 unexpected error,
130 interrupted (files were finished properly).
"""

from collections.abc import Iterator
from contextlib import contextmanager


class VideorecError(Exception):
    """Base of all deliberate errors; the message is meant for the user."""

    exit_code = 1


class UsageError(VideorecError):
    """Arguments that do not fit together."""

    exit_code = 2


class ConfigError(VideorecError):
    """A configuration file or value that cannot be used."""

    exit_code = 2


class SourceError(VideorecError):
    """A video, image, camera or stream that cannot be opened."""

    exit_code = 3


class SourceBrokenError(SourceError):
    """A source that opened and then broke; frames read so far stay valid."""

    exit_code = 4


class OutputError(VideorecError):
    """A result that cannot be written."""

    exit_code = 5


class GalleryError(VideorecError):
    """The gallery cannot be opened, read or changed."""

    exit_code = 6


class EnrolmentError(GalleryError):
    """An image that is not good enough to enrol; the message holds every reason."""


class WeightsError(VideorecError):
    """A weights file that is missing, broken or of another network."""

    exit_code = 7


class DeviceError(VideorecError):
    """A compute device that is not there."""

    exit_code = 8


class TrainingError(VideorecError):
    """A data set, checkpoint or training run that cannot go on."""

    exit_code = 9


@contextmanager
def looking_at(path: object, kind: type[VideorecError]) -> Iterator[None]:
    """Around questions about a path: what the file system refuses to answer becomes that error.

    pathlib raises for folders that may not be entered, names too long, users that are not there.
    """
    try:
        yield
    except (OSError, ValueError, RuntimeError) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise kind(f"{path}: cannot be looked at ({reason}); check the path") from exc
