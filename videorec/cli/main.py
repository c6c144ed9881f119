"""The command line: which command, which exit code, and no traceback for the user.

videorec [--video FILE] [--gallery FOLDER]                        open the window
videorec --video FILE --gallery FOLDER --headless --output FILE   name the faces of a source
videorec gallery | weights | demo ...                             everything around it
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module, metadata
from pathlib import Path

from videorec.cli.lines import finish_telling, send_nowhere, spell_out, warn
from videorec.core.errors import OutputError, UsageError, VideorecError

# Imported when they are asked for: each brings its own libraries.
COMMANDS = {
    "gallery": "videorec.cli.gallery",
    "weights": "videorec.cli.weights",
    "demo": "videorec.cli.demo",
}

EPILOG = """\
commands (each with its own --help):
  gallery    list, enrol, rename, merge, remove, import and export people
  weights    list, inspect, import and fetch models
  demo       recognise one of two people in a clip made for it

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
    common, rest = common_options().parse_known_args(arguments)
    spell_out()
    try:
        args = build_parser(rest).parse_args(rest)
        if common.log_file is not None:
            import_module("videorec.cli.inputs").require_own_log(Path(common.log_file), args)
        set_up_logging(common.debug, common.log_file)
        code: int = args.handler(args)
        finish_telling()
        return code
    except VideorecError as error:
        log.debug("stopped by an error", exc_info=True)
        for said in (error, *getattr(error, "__notes__", ())):
            warn(f"error: {said}")
        return error.exit_code
    except KeyboardInterrupt:
        warn("interrupted")
        return 130
    except BrokenPipeError:
        # Whoever read the output has enough, such as `| head`.
        send_nowhere(sys.stdout)
        return 0
    except Exception as error:
        log.debug("stopped by an unexpected error", exc_info=True)
        hint = "" if common.debug else "; run again with --debug to see where"
        warn(f"error: unexpected: {type(error).__name__}: {error}{hint}")
        return 1


def common_options() -> argparse.ArgumentParser:
    """Options of every command, accepted before and after its name."""
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    group = common.add_argument_group("every command")
    group.add_argument("--debug", action="store_true", help="show tracebacks and debug messages")
    group.add_argument("--log-file", metavar="FILE", help="write messages to this file as well")
    return common


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that `arguments` name; other commands are not imported."""
    parser = argparse.ArgumentParser(
        prog="videorec",
        description="Open-set face recognition in video, with one image per person.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common_options()],
    )
    parser.add_argument("--version", action="version", version=f"videorec {version()}")
    command = arguments[0] if arguments else ""
    if command in COMMANDS:
        subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
        import_module(COMMANDS[command]).add_parser(subparsers)
    elif command and not command.startswith("-"):
        raise UsageError(
            f"{command!r} is no command; there are {', '.join(COMMANDS)}, "
            "and --video FILE names the faces of a video"
        )
    else:
        import_module("videorec.cli.options").add_arguments(parser)
        parser.set_defaults(handler=recognize)
    return parser


def recognize(args: argparse.Namespace) -> int:
    """The main command; its networks are imported only now, so that --help is quick."""
    command = "videorec.cli.recognize" if args.headless else "videorec.cli.window"
    code: int = import_module(command).run(args)
    return code


def set_up_logging(debug: bool, log_file: str | None) -> None:
    """Messages go to standard error, and to a file if asked for."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if log_file is not None:
        try:
            handlers.append(logging.FileHandler(log_file, encoding="utf-8"))
        except OSError as exc:
            raise OutputError(f"{log_file}: the log cannot be written: {exc.strerror}") from exc
    logging.basicConfig(
        level=logging.INFO if debug else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        handlers=handlers,
        force=True,
    )
    for ours in ("videorec", "gallery"):
        logging.getLogger(ours).setLevel(logging.DEBUG if debug else logging.INFO)


def version() -> str:
    """Of the installed package; "unknown" in a bare checkout."""
    try:
        return metadata.version("videorec")
    except metadata.PackageNotFoundError:
        return "unknown"
