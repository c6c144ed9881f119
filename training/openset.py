"""Open-set identification: one image a person in the gallery, strangers among the probes.

    python -m training.openset --weights default --data lfw.tar

DATA holds NAME/IMAGE, photographs or aligned crops. The first image of everyone with at least two
goes to the gallery, their others are known probes, people with one image are the strangers.
The thresholds that the model brings along are put to the test: how many people of this data would
get a name from a gallery they are not in.
Written into runs/openset unless told otherwise: openset.json, openset-dir.png and
openset-thresholds.png. The thresholds printed here belong to this data; those of a shipped model
are measured on people held out of its own training data.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from training.calibration import DEFAULT_FPIR, Calibration, calibrate, stranger_rates
from training.commandline import add_model_arguments, describe_skipped, exit_code, write_json
from training.identification import (
    Identification,
    OperatingPoint,
    dir_curve,
    identify,
    operating_point,
    protocol_of,
)
from training.imagetree import identity_of, open_tree
from training.plots import plot_identification, plot_thresholds
from training.subject import features_of, prepare
from videorec.core.cohort import Cohort
from videorec.core.errors import TrainingError
from videorec.core.types import Float32, Int64

FPIRS = (0.01, 0.1)


def measure(
    embeddings: Float32, labels: Int64, handicaps: Float32 | None = None
) -> tuple[Identification, dict[float, OperatingPoint], Calibration]:
    """The protocol and the threshold table. (N, D) unit length, (N,); first images come first.

    handicaps: (N,) what is taken off a probe's similarities; None for the similarity alone.
    TrainingError when the data holds too few people of one kind.
    """
    try:
        result = identify(embeddings, labels, protocol_of(labels), handicaps)
        points = {fpir: operating_point(result, fpir) for fpir in FPIRS}
        return result, points, calibrate(embeddings, labels, handicaps=handicaps)
    except ValueError as exc:
        raise TrainingError(
            f"{exc}. The data needs people with several images and at least "
            f"{round(1 / min(FPIRS))} people with a single one"
        ) from exc


def labels_of(names: Sequence[str]) -> Int64:
    """Numbers for the identities of images named as in a tree. -> (N,)"""
    return np.unique([identity_of(name) for name in names], return_inverse=True)[1]


def summary(
    result: Identification, figures: dict[str, dict[float, OperatingPoint]], table: Calibration
) -> str:
    """The figures in lines of text."""
    lines = [
        f"gallery {result.gallery_size} people, {len(result.known)} known probes, "
        f"{len(result.unknown)} strangers",
        f"rank 1, closed set: {result.correct.mean():.2%}",
        *(
            f"DIR {point.dir:.2%} at FPIR {fpir:.0%} (threshold {point.threshold:.4f}, {way})"
            for way, points in figures.items()
            for fpir, point in points.items()
        ),
        f"thresholds over {table.images} images of {table.identities} people",
        "gallery" + "".join(f"\tFPIR {fpir:.0%}" for fpir in table.thresholds_fpir),
    ]
    columns = list(table.thresholds_fpir.values())
    lines += [
        "\t".join([str(size), *(_cell(by_size.get(size)) for by_size in columns)])
        for size in sorted({size for by_size in columns for size in by_size})
    ]
    lines += [f"FAR {far:g}\t{value:.4f}" for far, value in table.thresholds_far.items()]
    return "\n".join(lines)


def describe_rates(rates: dict[int, float]) -> str:
    """Shares of strangers by size of the gallery, in a line of text."""
    found = ", ".join(f"{rate:.1%} ({size})" for size, rate in rates.items())
    return (
        f"strangers named at the model's own thresholds for FPIR {DEFAULT_FPIR:.0%}, "
        f"by size of the gallery: {found}"
    )


def _cell(threshold: float | None) -> str:
    return "too little data" if threshold is None else f"{threshold:.4f}"


def run(arguments: argparse.Namespace) -> None:
    """Measure, print and write."""
    model, device = prepare(arguments)
    with open_tree(arguments.data) as tree:
        features = features_of(model, tree, tree.names, arguments, device)
        skipped = tree.refused | features.skipped
    print(describe_skipped(skipped, len(features.names) + len(skipped)))
    labels = labels_of(features.names)
    result, points, table = measure(features.averaged, labels)
    figures = {"similarity alone": points}
    handicaps = None
    if model.cohort is not None:
        handicaps = Cohort(model.cohort).handicaps(features.averaged)
        result, points, table = measure(features.averaged, labels, handicaps)
        figures["against the cohort"] = points
    print(summary(result, figures, table))
    rates = {}
    if model.card.thresholds_measured:
        rates = stranger_rates(model.card, features.averaged, labels, handicaps=handicaps)
        print(describe_rates(rates))
    output: Path = arguments.output
    write_json(
        output / "openset.json",
        {
            "weights": model.card.name,
            "model_hash": model.sha256,
            "gallery": result.gallery_size,
            "known_probes": len(result.known),
            "strangers": len(result.unknown),
            "rank1": float(result.correct.mean()),
            "dir_at_fpir": {
                way: {f"{fpir:g}": asdict(point) for fpir, point in found.items()}
                for way, found in figures.items()
            },
            "calibration": asdict(table),
            "strangers_named_at_own_thresholds": rates,
            "skipped": skipped,
        },
    )
    plot_identification(
        output / "openset-dir.png",
        {model.card.name: dir_curve(result)},
        points=[(point.fpir, point.dir) for point in points.values()],
        title=f"Open set, {model.card.name}, gallery of {result.gallery_size}",
    )
    plot_thresholds(
        output / "openset-thresholds.png",
        table.thresholds_fpir,
        title=f"Thresholds by gallery size, {model.card.name}",
    )
    print(f"written to {output}")


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.openset", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_model_arguments(parser, output=Path("runs/openset"))
    arguments = parser.parse_args(argv)
    return exit_code(lambda: run(arguments))


if __name__ == "__main__":
    sys.exit(main())
