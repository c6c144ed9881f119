"""Align a data set of photographs to 112 x 96 crops.

    python -m training.preprocess --input RAW --output ALIGNED --workers 4

RAW is a folder, zip or tar of IDENTITY/IMAGE. ALIGNED gets faces-00000.tar, ... or a tree of crops,
index.tsv (file, identity, quality: what `training.train` reads) and report.tsv with every image
that has no crop, and why. Of several faces the one nearest the centre is taken. A run that was
stopped goes on with the same command.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from training.commandline import exit_code
from training.preprocess.outputs import INDEX, REPORT, Layout
from training.preprocess.run import SHARD_IMAGES, Job, Summary, preprocess
from training.preprocess.worker import ENCODINGS
from videorec.core.errors import UsageError


def describe(summary: Summary) -> str:
    """The summary in lines of text."""
    lines = [
        f"{summary.crops} crops of {summary.identities} identities from {summary.images} images",
        f"  {summary.several} from photographs with several faces",
        f"  {summary.single} identities have a single crop",
    ]
    lines += [f"  left out: {count} x {reason}" for reason, count in summary.reasons.most_common()]
    if summary.emptied:
        lines.append(
            f"  {len(summary.emptied)} identities are left without a crop, for example "
            f"{summary.emptied[0]}"
        )
    if summary.empty:
        lines.append(
            f"  {len(summary.empty)} folders hold no image, for example {summary.empty[0]}"
        )
    return "\n".join(lines)


def run(arguments: argparse.Namespace) -> None:
    """Align, print what happened, and say where the lists are."""
    for name in ("workers", "shard_images"):
        if getattr(arguments, name) < 1:
            raise UsageError(f"--{name.replace('_', '-')} must be at least 1")
    summary = preprocess(
        Job(
            source=arguments.input,
            output=arguments.output,
            layout=arguments.layout,
            encoding=arguments.encoding,
            shard_images=arguments.shard_images,
            workers=arguments.workers,
            device=arguments.device,
        )
    )
    print(describe(summary))
    print(f"crops are listed in {arguments.output / INDEX}")
    print(f"images without a crop, with the reason, in {arguments.output / REPORT}")


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.preprocess",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--input", type=Path, required=True, help="folder, zip or tar")
    parser.add_argument("--output", type=Path, required=True, help="folder for the crops")
    parser.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    parser.add_argument(
        "--layout", choices=get_args(Layout), default="tar", help="tar shards or a folder tree"
    )
    parser.add_argument(
        "--encoding", choices=sorted(ENCODINGS), default="jpg", help="of the crops (default: jpg)"
    )
    parser.add_argument(
        "--shard-images",
        type=int,
        default=SHARD_IMAGES,
        help=f"photographs a shard, about (default: {SHARD_IMAGES}); the unit of resuming",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    arguments = parser.parse_args(argv)
    return exit_code(lambda: run(arguments))


if __name__ == "__main__":
    sys.exit(main())
