"""The command line: which command, which exit code, and no traceback for the user.

videorec --video FILE --gallery FOLDER --headless --output FILE   name the faces of a source
videorec gallery | weights | demo ...                             everything around it
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module, metadata

from videorec.core.errors import VideorecError

# Imported when they are asked for: each brings its own libraries.
COMMANDS = {
    "gallery": "videorec.cli.gallery",
    "weights": "videorec.cli.weights",
    "demo": "videorec.cli.demo",
}
RECOGNIZE = "videorec.cli.recognize"

EXIT_CODES = """\
exit codes:
  0    done
  1    unexpected error
  2    arguments or configuration that cannot be used
  3    source cannot be opened
  4    source broke in the middle; what was read is kept
  5    result cannot be written
  6    gallery or enrolment
  7    weights
  8    compute device
  9    training data, checkpoint or run
  130  interrupted; files were finished properly
"""

log = logging.getLogger("videorec")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    try:
        args = build_parser(arguments).parse_args(arguments)
        set_up_logging(args.debug, args.log_file)
        code: int = args.handler(args)
        return code
    except VideorecError as error:
        if debug:
            raise
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read the output has enough, such as `| head`.
        sys.stderr.close()
        return 0
    except Exception as error:
        if debug:
            raise
        log.debug("unexpected error", exc_info=True)
        print(
            f"error: something unexpected happened: {type(error).__name__}: {error}\n"
            "run again with --debug to see where",
            file=sys.stderr,
        )
        return 1


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that `arguments` name; other commands are not imported."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show tracebacks and debug messages")
    common.add_argument("--log-file", metavar="FILE", help="write messages to this file as well")
    parser = argparse.ArgumentParser(
        prog="videorec",
        description="Open-set face recognition in video, with one image per person.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"videorec {version()}")
    command = next((a for a in arguments if not a.startswith("-")), None)
    if command in COMMANDS and arguments.index(command) == first_word(arguments):
        subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
        module = import_module(COMMANDS[command])
        module.add_parser(subparsers)
    else:
        import_module(RECOGNIZE).add_arguments(parser)
    return parser


def first_word(arguments: Sequence[str]) -> int:
    """Index at which a command word can stand: after flags that take no value."""
    flags = ("--debug",)
    return next((i for i, a in enumerate(arguments) if a not in flags), len(arguments))


def set_up_logging(debug: bool, log_file: str | None) -> None:
    """Messages go to standard error, and to a file if asked for."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if log_file is not None:
        try:
            handlers.append(logging.FileHandler(log_file, encoding="utf-8"))
        except OSError as exc:
            from videorec.core.errors import OutputError

            raise OutputError(f"{log_file}: the log cannot be written: {exc.strerror}") from exc
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.INFO,
        format="%(levelname)s %(name)s: %(message)s",
        handlers=handlers,
        force=True,
    )
    for noisy in ("PIL", "matplotlib", "numba"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def version() -> str:
    """Of the installed package; "unknown" in a bare checkout."""
    try:
        return metadata.version("videorec")
    except metadata.PackageNotFoundError:
        return "unknown"
