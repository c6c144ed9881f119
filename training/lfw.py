"""LFW view 2, as the SphereFace authors evaluate it.

    python -m training.lfw --weights default --data lfw.tar

DATA holds NAME/NAME_0001.jpg, as photographs (faces are found and aligned) or as aligned crops of
112 x 112 or 96 x 112. Written into runs/lfw unless told otherwise: lfw.json, lfw-roc.png,
lfw-scores.png and the features, so that a second run is quick.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.commandline import add_model_arguments, describe_skipped, exit_code, write_json
from training.features import Features, extract
from training.fisher import angular_fisher_score
from training.imagetree import ImageTree, identity_of, open_tree
from training.pairs import PairList, read_pairs
from training.plots import plot_roc, plot_scores
from training.subject import features_of, prepare
from training.verification import (
    Roc,
    Verification,
    auc,
    eer,
    roc,
    tar_at_far,
    ten_fold,
    ten_fold_plain,
)
from videorec.core.errors import TrainingError
from videorec.core.types import Bool, Int64
from videorec.models.onnx_network import FaceNetwork

FALSE_ACCEPT_RATES = (1e-2, 1e-3)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LfwResult:
    """authors, plain: the two protocols. curve: ROC of the authors' scores.

    fisher: angular Fisher score over all images. pairs, promised: compared, and in the list.
    skipped: image -> why it could not be used.
    """

    authors: Verification
    plain: Verification
    curve: Roc
    fisher: float
    pairs: int
    promised: int
    skipped: dict[str, str]


def images_named(tree: ImageTree, pairs: PairList) -> tuple[list[str], dict[str, str]]:
    """Which files of a tree the pairs name: their names there, and the missing with a reason."""
    file_of = {name.rpartition(".")[0]: name for name in tree.names}
    present = [file_of[image] for image in pairs.images if image in file_of]
    missing = {
        image: "listed, but not in the data" for image in pairs.images if image not in file_of
    }
    return present, missing


def evaluate(features: Features, pairs: PairList, missing: dict[str, str]) -> LfwResult:
    """Both protocols over the pairs whose two images have features.

    TrainingError when what is left is less than two folds with both kinds of pairs.
    """
    row_of = {name.rpartition(".")[0]: row for row, name in enumerate(features.names)}
    usable: Bool = np.array(
        [a in row_of and b in row_of for a, b in zip(pairs.left, pairs.right, strict=True)],
        np.bool_,
    )
    kept = pairs.only(usable)
    if len(np.unique(kept.folds)) < 2 or kept.same.all() or not kept.same.any():
        raise TrainingError(
            f"only {len(kept)} of {len(pairs)} pairs have both images; LFW view 2 needs at least "
            "two folds. Check that the data is LFW and that the list belongs to it"
        )
    left: Int64 = np.array([row_of[name] for name in kept.left])
    right: Int64 = np.array([row_of[name] for name in kept.right])
    both, plain = features.concatenated, features.upright
    authors = ten_fold(both[left], both[right], kept.same, kept.folds)
    people = np.unique([identity_of(name) for name in features.names], return_inverse=True)[1]
    return LfwResult(
        authors=authors,
        plain=ten_fold_plain(plain[left], plain[right], kept.same, kept.folds),
        curve=roc(authors.scores, authors.same),
        fisher=angular_fisher_score(both, people),
        pairs=len(kept),
        promised=len(pairs),
        skipped=missing | features.skipped,
    )


def lfw_accuracy(network: FaceNetwork, data: Path, pairs: Path, device: torch.device) -> float:
    """The authors' accuracy of a network on aligned crops, a share of 1; for checks in training."""
    listed = read_pairs(pairs)
    with open_tree(data) as tree:
        names, missing = images_named(tree, listed)
        features = extract(network, tree, names, detector=None, device=device)
    return evaluate(features, listed, missing).authors.mean


def require_lfw(data: Path, pairs: Path) -> None:
    """Before hours of training: TrainingError unless the data holds what the list of pairs names.

    Some images may be missing, as they may when accuracy is measured.
    """
    listed = read_pairs(pairs)
    with open_tree(data) as tree:
        if not images_named(tree, listed)[0]:
            raise TrainingError(f"{data}: holds none of the images that {pairs} names")


def fold_table(result: Verification) -> str:
    """The folds as the authors' evaluator prints them."""
    rule = "-" * 16
    rows = [
        f"{fold}\t{share:.2%}" for fold, share in zip(result.folds, result.accuracies, strict=True)
    ]
    return "\n".join(["fold\tACC", rule, *rows, rule, f"AVE\t{result.mean:.2%}"])


def report(result: LfwResult) -> dict[str, Any]:
    """Everything that was measured, for JSON; rates are shares of 1."""
    return {
        "accuracy": result.authors.mean,
        "accuracy_std": result.authors.std,
        "folds": result.authors.folds.tolist(),
        "fold_accuracies": result.authors.accuracies.tolist(),
        "fold_thresholds": result.authors.thresholds.tolist(),
        "plain_accuracy": result.plain.mean,
        "plain_accuracy_std": result.plain.std,
        "plain_threshold": float(result.plain.thresholds.mean()),
        "auc": auc(result.curve),
        "eer": eer(result.curve),
        "tar_at_far": {f"{far:g}": tar_at_far(result.curve, far) for far in FALSE_ACCEPT_RATES},
        "angular_fisher_score": result.fisher,
        "pairs": result.pairs,
        "pairs_in_list": result.promised,
        "skipped": result.skipped,
    }


def summary(result: LfwResult) -> str:
    """The figures in lines of text."""
    rates = ", ".join(
        f"{tar_at_far(result.curve, far):.2%} at FAR {far:g}" for far in FALSE_ACCEPT_RATES
    )
    lines = [
        fold_table(result.authors),
        f"standard deviation {result.authors.std:.2%}, "
        f"threshold {result.authors.thresholds.mean():.4f}",
        f"plain features, no mirror image: {result.plain.mean:.2%} "
        f"(standard deviation {result.plain.std:.2%}, "
        f"threshold {result.plain.thresholds.mean():.3f})",
        f"AUC {auc(result.curve):.5f}, EER {eer(result.curve):.2%}, TAR {rates}",
        f"angular Fisher score {result.fisher:.4f}",
    ]
    if result.pairs < result.promised:
        lines.append(
            f"{result.promised - result.pairs} of {result.promised} pairs left out because an "
            "image is missing or has no face"
        )
    return "\n".join(lines)


def find_pairs(data: Path) -> Path:
    """pairs.txt in the data folder or beside the archive. TrainingError if there is none."""
    for folder in (data, data.parent):
        if (folder / "pairs.txt").is_file():
            return folder / "pairs.txt"
    raise TrainingError(f"no pairs.txt in or beside {data}; pass it with --pairs")


def run(arguments: argparse.Namespace) -> None:
    """Measure, print and write."""
    pairs = read_pairs(arguments.pairs or find_pairs(arguments.data))
    model, device = prepare(arguments)
    with open_tree(arguments.data) as tree:
        names, missing = images_named(tree, pairs)
        features = features_of(model, tree, names, arguments, device)
    result = evaluate(features, pairs, missing)
    print(describe_skipped(result.skipped, len(pairs.images)))
    print(summary(result))
    output: Path = arguments.output
    title = f"LFW view 2, {model.card.name}: {result.authors.mean:.2%}"
    write_json(
        output / "lfw.json",
        {"weights": model.card.name, "model_hash": model.sha256, **report(result)},
    )
    plain_curve = roc(result.plain.scores, result.plain.same)
    plot_roc(
        output / "lfw-roc.png",
        {"authors' protocol": result.curve, "plain features": plain_curve},
        title=title,
    )
    plot_scores(
        output / "lfw-scores.png",
        result.authors.scores,
        result.authors.same,
        thresholds=result.authors.thresholds.tolist(),
        title=title,
    )
    print(f"written to {output}")


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.lfw", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_model_arguments(parser, output=Path("runs/lfw"))
    parser.add_argument("--pairs", type=Path, help="the list of pairs (default: beside DATA)")
    arguments = parser.parse_args(argv)
    return exit_code(lambda: run(arguments))


if __name__ == "__main__":
    sys.exit(main())
