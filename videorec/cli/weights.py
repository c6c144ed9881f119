"""`videorec weights`: list, info, import, verify and fetch networks."""

import argparse
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from videorec.cli.lines import tell
from videorec.core.errors import UsageError, WeightsError, looking_at
from videorec.models.fetch import Progress, UnconfirmedDigestError, obtain
from videorec.models.foreign import ONNX, import_weights, is_seven_zip
from videorec.models.model_card import ModelCard
from videorec.models.onnx_network import PixelInput
from videorec.models.registry import find_public, registry
from videorec.models.weight_files import (
    PRETRAINED,
    SUFFIX,
    available_weights,
    resolve_weights,
    user_weights_folder,
)
from videorec.models.weights import load_weights, read_card

_NAME = re.compile(r"[\w.+-]{1,80}")


def add_parser(subparsers: Any) -> None:
    """Add `weights` with its own sub-commands to the command line."""
    parser = subparsers.add_parser("weights", help="list, inspect, import and fetch networks")
    parser.set_defaults(handler=run)
    commands = parser.add_subparsers(dest="weights_command", required=True, metavar="COMMAND")

    commands.add_parser("list", help="networks on this machine, and public ones that can be had")

    info = commands.add_parser("info", help="show a model card")
    info.add_argument("weights", help="a name of `videorec weights list`, or a file")
    info.add_argument("--json", action="store_true", help="print the card as JSON")

    convert = commands.add_parser(
        "import",
        help="convert a .caffemodel, .pth or .safetensors of a SphereFace network, "
        "or take in an .onnx of another face network",
    )
    convert.add_argument("file", type=Path)
    convert.add_argument("--name", help="name to give it (default: the file's)")
    convert.add_argument("--output", type=Path, help="file to write (default: the user's folder)")
    convert.add_argument("--threshold", type=float, help="similarity from which a face is named")
    unset = PixelInput()
    onnx = convert.add_argument_group(
        "what a network in .onnx sees",
        "(pixel - MEAN) * SCALE; the defaults are ArcFace's, but for files that are known",
    )
    onnx.add_argument("--mean", type=float, help=f"default: {unset.mean}")
    onnx.add_argument("--scale", type=float, help=f"default: 1 / 127.5 = {unset.scale:.6f}")
    onnx.add_argument("--colour-order", choices=("RGB", "BGR"), help=unset.colour_order)

    verify = commands.add_parser("verify", help="read weights whole and check them")
    verify.add_argument("weights", nargs="*", help="names or files (default: all on this machine)")

    fetch = commands.add_parser("fetch", help="download public weights and convert them")
    fetch.add_argument("name", help="a public name of `videorec weights list`")
    fetch.add_argument(
        "--accept-sha256",
        metavar="HEX",
        help="the digest you confirm, for a file whose digest nobody published",
    )


def run(args: argparse.Namespace) -> int:
    """Do what the sub-command says; 0 on success. Raises WeightsError or UsageError."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "info": _info,
        "import": _import,
        "verify": _verify,
        "fetch": _fetch,
    }
    return commands[args.weights_command](args)


def _list(args: argparse.Namespace) -> int:
    available = available_weights()
    rows = [("name", "network", "LFW", "threshold", "where")]
    for name, path in available.items():
        where = "built in" if path.parent == PRETRAINED else str(path)
        try:
            card = read_card(path)
        except WeightsError as exc:
            rows.append((name, "-", "-", "-", f"cannot be used: {exc}"))
            continue
        rows.append((name, card.network, _lfw(card), _threshold(card), where))
    for name, entry in registry().items():
        if name not in available:
            hint = f"public: `videorec weights fetch {name}`"
            rows.append((name, entry.network, "-", "-", hint))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row[:4], widths, strict=True)]
        tell("  ".join([*cells, row[4]]))
    return 0


def _info(args: argparse.Namespace) -> int:
    path = resolve_weights(args.weights)
    card = read_card(path)
    if args.json:
        tell(json.dumps(json.loads(card.to_json()), indent=2))
        return 0
    is_onnx = card.depth is None
    lines = {
        "file": f"{path} ({path.stat().st_size / 1e6:.1f} MB)",
        "network": f"{card.network}, {'at most ' * is_onnx}{card.embedding_size} values",
        "input": f"{card.input_width} x {card.input_height} {card.colour_order}, "
        f"{'edges repeated to 112 x 112, ' * is_onnx}(x - {card.mean}) * {card.scale}",
        "LFW": _lfw(card),
        "threshold": _threshold(card),
        "trained on": card.training_data,
        "terms": card.terms,
        "source": card.source,
        "made by": card.command,
        "notes": card.notes,
    }
    for key, value in lines.items():
        if value:
            tell(f"{key + ':':12}{value}")
    for far, similarity in sorted(card.thresholds_far.items()):
        tell(f"false accept rate {far:g}: similarity {similarity:.3f}")
    for fpir, table in sorted(card.thresholds_fpir.items()):
        sizes = ", ".join(f"{size:,}: {value:.3f}" for size, value in sorted(table.items()))
        tell(f"strangers named at {fpir:.0%}, by gallery size: {sizes}")
    return 0


def _import(args: argparse.Namespace) -> int:
    name = args.name or args.file.stem
    _require_name(name)
    target = args.output or user_weights_folder() / f"{name}{SUFFIX}"
    if target.suffix != SUFFIX:
        raise UsageError(f"--output {target}: the file must end in {SUFFIX}")
    card = import_weights(
        args.file,
        target,
        name=name,
        threshold=args.threshold,
        pixels=_pixels(args),
        command=shlex.join(
            ["videorec", "weights", "import", args.file.name, "--name", name, *_options(args)]
        ),
    )
    tell(f"{card.network} written to {target}")
    tell(f"threshold {_threshold(card)}; use it with `--model {args.output or name}`")
    return 0


def _pixels(args: argparse.Namespace) -> dict[str, Any]:
    """What was said of a network's input."""
    chosen = {
        key: value
        for key in ("mean", "scale", "colour_order")
        if (value := getattr(args, key)) is not None
    }
    if chosen and args.file.suffix.lower() != ONNX:
        raise UsageError(f"--mean, --scale and --colour-order are for {ONNX} files alone")
    return chosen


def _options(args: argparse.Namespace) -> list[str]:
    """What was chosen, as it was typed."""
    given = {"threshold": args.threshold, **_pixels(args)}
    return [
        word
        for key, value in given.items()
        if value is not None
        for word in (f"--{key.replace('_', '-')}", str(value))
    ]


def _verify(args: argparse.Namespace) -> int:
    """Every file is looked at, also after a bad one; a bad one makes it fail in the end."""
    paths = [resolve_weights(name) for name in args.weights] or list(available_weights().values())
    if not paths:
        raise WeightsError("there are no weights on this machine; see `videorec weights list`")
    broken = []
    for path in paths:
        try:
            model = load_weights(path)
        except WeightsError as exc:
            broken.append(str(exc))
            tell(f"BROKEN  {exc}")
        else:
            tell(f"ok      {path}  {model.card.network}  {model.sha256}")
    if broken:
        raise WeightsError(f"{len(broken)} of {len(paths)} weights files cannot be used")
    return 0


def _fetch(args: argparse.Namespace) -> int:
    entry = find_public(args.name)
    target = user_weights_folder() / f"{entry.name}{SUFFIX}"
    with looking_at(target, WeightsError):
        is_here = target.exists()
    if is_here:
        tell(f"{entry.name} is already here: {target}")
        return 0
    folder = user_weights_folder() / "downloads"
    with tqdm(unit="B", unit_scale=True, desc=entry.file, disable=None) as bar:
        try:
            file = obtain(entry, folder, accept_sha256=args.accept_sha256, on_progress=_moves(bar))
        except UnconfirmedDigestError as exc:
            raise WeightsError(
                f"{exc}\nCompare it with what {entry.page} or somebody you trust says; if you "
                f"trust it, run `videorec weights fetch {entry.name} --accept-sha256 {exc.digest}`"
            ) from exc
    if is_seven_zip(file):
        tell(
            f"{file} is a 7-Zip archive; unpack it (`7z x`), then run "
            f"`videorec weights import FILE.pth --name {entry.name}`"
        )
        return 0
    card = import_weights(
        file, target, name=entry.name, command=f"videorec weights fetch {entry.name}"
    )
    tell(f"{card.network} written to {target}; use it with `--model {entry.name}`")
    return 0


def _moves(bar: Any) -> Progress:
    """What moves a progress bar to the number of bytes on disk."""

    def move(done: int, total: int | None) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return move


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise UsageError(
            f"{name!r} cannot name weights; use up to 80 letters, digits, dots, dashes: --name NAME"
        )


def _lfw(card: ModelCard) -> str:
    return "not measured" if card.lfw_accuracy is None else f"{card.lfw_accuracy:.2%}"


def _threshold(card: ModelCard) -> str:
    return f"{card.default_threshold:.3f}{'' if card.thresholds_measured else ' (a guess)'}"
