"""The paper's small study: how margin and depth change what a network learns.

    python -m training.exploratory --config configs/train/sphereface20-casia.yaml \
        --margins softmax 1 2 3 4 --depths 4 10 20 --lfw lfw.tar

Every case is a run of `training.train` that differs from the configuration in one thing: the
margins with A-Softmax at its depth, the depths with its own loss. Cases that are finished are not
trained again, one that was stopped goes on; a folder keeps its settings in case.json, and other
settings need another folder. Written into runs/exploratory unless told otherwise:
a folder a case, exploratory.tsv, exploratory.json and exploratory.png with the paper's figures
beside ours. Without --lfw the held-out people of the configuration judge, or, without any, how
well the training faces are fitted.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

import torch

from training import lfw
from training.checkpoint import load_checkpoint
from training.commandline import exit_code, write_json, write_text
from training.config import HeadConfig, TrainConfig, load_config
from training.features import extract
from training.imagetree import open_tree
from training.networks import new_network
from training.pairs import read_pairs
from training.plots import plot_study
from training.record import require_record, write_record
from training.run import LATEST
from training.train import train
from videorec.core.errors import UsageError
from videorec.models.devices import resolve_device
from videorec.models.sphereface import DEPTHS, Depth, SphereFace

MARGINS = ("softmax", "1", "2", "3", "4")
# Liu et al. 2017: LFW of the 64-layer network trained on CASIA-WebFace by margin, and by depth
# for m = 4; shares of 1.
PAPER_MARGINS = {"softmax": 0.9788, "1": 0.9790, "2": 0.9840, "3": 0.9925, "4": 0.9942}
PAPER_DEPTHS = {4: 0.9820, 64: 0.9942}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One run of the study. margin: an entry of MARGINS, or "" for the configuration's own loss."""

    depth: int
    margin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a case reached. name: of its folder.

    figures: of its last check, see `training.checks`. lfw: accuracy, a share. fisher: angular
    Fisher score on LFW. Both are None without LFW.
    """

    name: str
    case: Case
    parameters: int
    steps: int
    figures: dict[str, float]
    lfw: float | None
    fisher: float | None


def cases_of(config: TrainConfig, margins: Sequence[str], depths: Sequence[int]) -> list[Case]:
    """The margins at the configuration's depth, and the depths with its own loss."""
    return [
        *(Case(depth=config.network.depth, margin=margin) for margin in margins),
        *(Case(depth=depth) for depth in depths),
    ]


def configure(config: TrainConfig, case: Case, output: Path) -> TrainConfig:
    """The configuration of a case, with a folder of its own below `output`.

    Cases that come to the same depth and loss share the folder, and so the training.
    """
    depth = cast("Depth", case.depth)
    if depth != config.network.depth and config.network.init_from is not None:
        raise UsageError("network.init_from fits one depth; leave it out for a study of depths")
    head = _head(config.head, case.margin)
    loss = f"{head.name}-m-{head.m}" if head.name == "a_softmax" else head.name
    return replace(
        config,
        network=replace(config.network, depth=depth),
        head=head,
        run=replace(config.run, output=output / f"depth-{depth}-{loss}"),
    )


def measure(config: TrainConfig, case: Case, *, data: Path | None, pairs: Path | None) -> Row:
    """Train a case to its end, unless that is done, and judge it. config: of the case."""
    latest = config.run.output / LATEST
    if not latest.exists():
        write_record(config.run.output, config)
    if not _is_finished(config, latest):
        print(f"--- {config.run.output.name}", flush=True)
        train(config, resume=latest.exists())
    state = load_checkpoint(latest)
    network = new_network(cast("Depth", case.depth), config.network.batch_norm)
    network.load_state_dict(state["average"])
    result = None
    if data is not None:
        result = _lfw(network, data, pairs, resolve_device(config.run.device))
    return Row(
        name=config.run.output.name,
        case=case,
        parameters=sum(p.numel() for p in SphereFace(cast("Depth", case.depth)).parameters()),
        steps=int(state["step"]),
        figures=dict(state["figures"]),
        lfw=None if result is None else result.authors.mean,
        fisher=None if result is None else result.fisher,
    )


def judged_by(rows: Sequence[Row]) -> tuple[str, list[float]]:
    """What the figure shows: LFW, else the score on held-out people, else the fit."""
    if all(row.lfw is not None for row in rows):
        return "LFW accuracy", [row.lfw for row in rows if row.lfw is not None]
    for key, words in (
        ("score", "true accept rate of held-out people at FAR 1e-3"),
        ("fit", "share of training faces nearest to their class"),
    ):
        if all(key in row.figures for row in rows):
            return words, [row.figures[key] for row in rows]
    raise UsageError("nothing judges this study; give --lfw or data.holdout_identities")


def table(rows: Sequence[Row], words: str, values: Sequence[float]) -> str:
    """The study as tab-separated text."""
    lines = [f"case\tparameters\tsteps\t{words}\tangular Fisher score"]
    lines += [
        f"{row.name}\t{row.parameters}\t{row.steps}\t{value:.4f}\t"
        + ("" if row.fisher is None else f"{row.fisher:.4f}")
        for row, value in zip(rows, values, strict=True)
    ]
    return "\n".join(lines) + "\n"


def run(arguments: argparse.Namespace) -> None:
    """Train what is left to train, print the table, write everything."""
    config = load_config(arguments.config)
    cases = cases_of(config, arguments.margins, arguments.depths)
    if not cases:
        raise UsageError("nothing to study; give --margins or --depths")
    if arguments.lfw is not None:
        lfw.require_lfw(arguments.lfw, arguments.pairs or lfw.find_pairs(arguments.lfw))
    output: Path = arguments.output
    configs = [configure(config, case, output) for case in cases]
    for job in configs:  # all of them before the first training, which may take days
        if (job.run.output / LATEST).exists():
            require_record(job.run.output, job)
    rows = [
        measure(job, case, data=arguments.lfw, pairs=arguments.pairs)
        for job, case in zip(configs, cases, strict=True)
    ]
    words, values = judged_by(rows)
    text = table(rows, words, values)
    print(text)
    write_text(output / "exploratory.tsv", text)
    write_json(output / "exploratory.json", {"config": str(arguments.config), "rows": _json(rows)})
    by_margin = {r.case.margin: v for r, v in zip(rows, values, strict=True) if r.case.margin}
    by_depth = {r.case.depth: v for r, v in zip(rows, values, strict=True) if not r.case.margin}
    on_lfw = rows[0].lfw is not None
    plot_study(
        output / "exploratory.png",
        {f"m = {m}" if m.isdigit() else m: value for m, value in by_margin.items()},
        {str(depth): value for depth, value in by_depth.items()},
        paper_margins={f"m = {m}" if m.isdigit() else m: v for m, v in PAPER_MARGINS.items()}
        if on_lfw
        else {},
        paper_depths={str(d): v for d, v in PAPER_DEPTHS.items()} if on_lfw else {},
        label=words,
    )
    print(f"written to {output}")


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.exploratory",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, required=True, help="what all cases have in common")
    parser.add_argument("--margins", nargs="*", choices=MARGINS, default=["1", "2", "3", "4"])
    parser.add_argument("--depths", nargs="*", type=int, choices=DEPTHS, default=[])
    parser.add_argument("--output", type=Path, default=Path("runs/exploratory"))
    parser.add_argument("--lfw", type=Path, help="aligned crops of LFW, to judge by")
    parser.add_argument("--pairs", type=Path, help="the list of pairs (default: beside LFW)")
    arguments = parser.parse_args(argv)
    return exit_code(lambda: run(arguments))


def _head(head: HeadConfig, margin: str) -> HeadConfig:
    if not margin:
        return head
    if margin == "softmax":
        return replace(head, name="softmax")
    return replace(head, name="a_softmax", m=cast("Any", int(margin)))


def _is_finished(config: TrainConfig, latest: Path) -> bool:
    if not latest.exists():
        return False
    state = load_checkpoint(latest)
    if config.schedule.steps is not None:
        return bool(state["step"] >= config.schedule.steps)
    return bool(state["passed"] >= 60.0 * (config.schedule.minutes or 0.0))


def _lfw(
    network: SphereFace, data: Path, pairs: Path | None, device: torch.device
) -> lfw.LfwResult:
    listed = read_pairs(pairs or lfw.find_pairs(data))
    with open_tree(data) as tree:
        names, missing = lfw.images_named(tree, listed)
        features = extract(network, tree, names, detector=None, device=device)
    return lfw.evaluate(features, listed, missing)


def _json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


if __name__ == "__main__":
    sys.exit(main())
