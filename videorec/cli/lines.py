"""Lines for whoever runs the program, on standard output and standard error.

They go with the work, they are not the work. Where nobody reads them any more, such as behind
`| head`, they are lost, and what else was asked for is done all the same; only a run whose lines
are all that it gives ends there. A standard output that takes nothing for another reason, such as
a full disk, ends the run with an OutputError that names it: before any file is opened, or when all
of them are finished. Standard error has nowhere to complain; what it does not take is lost.
"""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from videorec.core.errors import OutputError


def spell_out() -> None:
    """Let standard output spell out what it has no characters for, as standard error does."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def tell(line: str, *, needed: bool = False) -> None:
    """Print a line on standard output.

    needed: it is what the run is for. BrokenPipeError: a needed one, and nobody reads any more.
    OutputError: standard output takes nothing more.
    """
    try:
        print(line, flush=True)
    except BrokenPipeError:
        if needed:
            raise
        send_nowhere(sys.stdout)
    except OSError as exc:
        raise cannot_tell(exc) from exc


def warn(line: str) -> None:
    """Print a line on standard error, if it takes one."""
    try:
        if sys.stderr is not None:  # print would take standard output instead
            print(line, file=sys.stderr, flush=True)
    except OSError:
        send_nowhere(sys.stderr)


def finish_telling() -> None:
    """Print what is held back. BrokenPipeError or OutputError: standard output does not take it."""
    try:
        if sys.stdout is not None:  # None in a process that was started without one
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as exc:
        raise cannot_tell(exc) from exc


def cannot_tell(exc: OSError) -> OutputError:
    """The error to raise when standard output takes nothing; what it holds back is let go of."""
    send_nowhere(sys.stdout)
    return OutputError(
        f"standard output: cannot be written ({exc.strerror}); choose another place or make room"
    )


def send_nowhere(stream: TextIO) -> None:
    """Lose all further lines, and those held back, about which Python would complain at the end."""
    with suppress(OSError, ValueError):  # no stream of the system's
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
