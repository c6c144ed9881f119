"""Train a SphereFace: python -m training.train --config configs/train/NAME.yaml [--resume]"""

import argparse
import csv
import math
import queue
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from training.augment import augment
from training.checkpoint import load_checkpoint, save_checkpoint
from training.config import TrainConfig, load_config
from training.data import Faces, held_out, load_faces
from training.distill import regression_loss, relation_loss, teacher_targets
from training.grow import grow
from training.heads.cosface import CosFace
from training.holdout import Holdout, evaluate
from training.normalized import NormalizedSphereFace
from videorec.core.errors import TrainingError, VideorecError
from videorec.core.types import Int64, UInt8
from videorec.models.sphereface import SphereFace, to_network_input


def train(config: TrainConfig, *, resume: bool) -> None:
    """One run, from the data in memory to checkpoints and a log in `run.output`."""
    run = config.run
    torch.set_num_threads(run.threads)
    cv2.setNumThreads(1)  # augmentation runs in its own thread beside the network
    torch.manual_seed(run.seed)
    run.output.mkdir(parents=True, exist_ok=True)

    everything = load_faces(config.data.root, config.data.teacher)
    kept_out = held_out(everything, config.data.holdout_identities, config.data.holdout_seed)
    faces, holdout = everything.only(~kept_out), Holdout.of(everything.only(kept_out))
    del everything
    print(
        f"{len(faces)} faces of {len(faces.identities)} people, "
        f"{len(holdout.labels)} held out; left out: {dict(faces.skipped)}"
    )

    targets, trust, centers = (
        torch.from_numpy(a) for a in teacher_targets(faces, config.distillation)
    )
    network = build_network(config)
    head = CosFace(512, len(faces.identities), scale=config.head.scale, margin=config.head.margin)
    with torch.no_grad():  # the teacher already knows roughly where every class lies
        head.weight[:, : centers.shape[1]] = centers
    optimizer = torch.optim.AdamW(parameter_groups(network, head, config), fused=True)
    average = {name: value.clone() for name, value in network.state_dict().items()}
    step, seen, best, passed = 0, 0, 0.0, 0.0
    latest = run.output / "latest.pt"
    if resume and latest.exists():
        state = load_checkpoint(latest)
        network.load_state_dict(state["network"])
        head.load_state_dict(state["head"])
        optimizer.load_state_dict(state["optimizer"])
        average, step, seen = state["average"], state["step"], state["seen"]
        best, passed = state["best"], state["passed"]

    log = open_log(run.output / "log.csv")
    batches = Prefetcher(faces, run.batch_size, run.strong_share, run.seed + step)
    evaluated = build_network(config)
    started, budget = time.monotonic() - passed, 60.0 * run.budget_minutes
    next_evaluation = passed + 60.0 * run.evaluate_minutes
    sums: dict[str, float] = {}
    while (passed := time.monotonic() - started) < budget:
        rate = schedule(passed / budget, config.optimizer.warmup)
        for group in optimizer.param_groups:
            group["lr"] = group["base_rate"] * rate

        crops, rows = batches.get()
        labels = torch.from_numpy(faces.labels[rows])
        images = to_network_input(crops)
        with torch.autocast("cpu", torch.bfloat16):
            features = network(images).float()
            class_losses = head(features, labels).float()
        losses = {
            "teacher": config.distillation.weight
            * regression_loss(features, targets[rows], trust[rows]),
            "relation": config.distillation.relation_weight
            * relation_loss(features, targets[rows], trust[rows]),
            "head": config.head.weight * weighted_mean(class_losses, trust[rows]),
        }
        loss = sum(losses.values(), start=torch.zeros(()))
        if not math.isfinite(loss.item()):
            raise TrainingError(f"step {step}: the loss is {loss.item()}; lower optimizer.rate")
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step, seen = step + 1, seen + len(rows)
        update_average(average, network, min(run.ema_decay, (1 + step) / (10 + step)))

        for name, value in losses.items():
            sums[name] = 0.98 * sums.get(name, value.item()) + 0.02 * value.item()
        if step % 20 == 0:
            print(
                f"{passed / 60:6.1f} min  step {step:6d}  {seen / 1000:7.1f} k faces  "
                + "  ".join(f"{n} {v:.4f}" for n, v in sums.items()),
                flush=True,
            )
        if passed >= next_evaluation or time.monotonic() - started >= budget:
            next_evaluation = time.monotonic() - started + 60.0 * run.evaluate_minutes
            evaluated.load_state_dict(average)
            figures = evaluate(evaluated, holdout)
            print(
                "    held out: " + "  ".join(f"{n} {v:.3f}" for n, v in figures.items()), flush=True
            )
            log.writerow(
                [
                    f"{passed:.1f}",
                    step,
                    seen,
                    *(f"{v:.5f}" for v in sums.values()),
                    *(f"{v:.5f}" for v in figures.values()),
                ]
            )
            state = {
                "depth": config.network.depth,
                "batch_norm": config.network.batch_norm,
                "network": network.state_dict(),
                "average": average,
                "head": head.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step,
                "seen": seen,
                "best": max(best, figures["score"]),
                "passed": time.monotonic() - started,
                "figures": figures,
            }
            save_checkpoint(latest, state)
            if figures["score"] > best:
                best = figures["score"]
                save_checkpoint(
                    run.output / "best.pt",
                    {
                        key: state[key]
                        for key in ("depth", "batch_norm", "average", "figures", "seen")
                    },
                )


def build_network(config: TrainConfig) -> SphereFace:
    """The network to train, channels last, grown from `init_from` where that is given."""
    kind = NormalizedSphereFace if config.network.batch_norm else SphereFace
    network = kind(config.network.depth)
    if config.network.init_from is not None:
        trained = load_checkpoint(config.network.init_from)
        if trained["batch_norm"] != config.network.batch_norm:
            raise TrainingError(f"{config.network.init_from}: network.batch_norm differs from ours")
        grow(network, trained["average"])
    return network.to(memory_format=torch.channels_last)


def parameter_groups(
    network: SphereFace, head: CosFace, config: TrainConfig
) -> list[dict[str, Any]]:
    """Decay for weights, none for gains, slopes and biases; the head has its own rate."""
    trained = [p for p in network.parameters() if p.requires_grad]
    rate, decay = config.optimizer.rate, config.optimizer.weight_decay
    return [
        {"params": [p for p in trained if p.ndim > 1], "base_rate": rate, "weight_decay": decay},
        {"params": [p for p in trained if p.ndim == 1], "base_rate": rate, "weight_decay": 0.0},
        {
            "params": list(head.parameters()),
            "base_rate": config.optimizer.head_rate,
            "weight_decay": 0.0,
        },
    ]


def schedule(progress: float, warmup: float) -> float:
    """Share of the full rate: linear up to `warmup`, then a cosine down to 0 at progress 1."""
    if progress < warmup:
        return max(progress / warmup, 0.01)
    return 0.5 * (1.0 + math.cos(math.pi * min(1.0, (progress - warmup) / (1.0 - warmup))))


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum()


@torch.no_grad()
def update_average(average: dict[str, Tensor], network: SphereFace, decay: float) -> None:
    """Exponential moving average of weights and normalisation statistics, in place."""
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            average[name].lerp_(value, 1.0 - decay)
        else:
            average[name].copy_(value)


class Prefetcher:
    """Augmented batches, prepared in a thread: an endless walk over shuffled faces."""

    def __init__(self, faces: Faces, batch_size: int, strong_share: float, seed: int) -> None:
        self._ready: queue.Queue[tuple[UInt8, Int64]] = queue.Queue(maxsize=6)
        self._batches = random_batches(faces, batch_size, strong_share, seed)
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        for batch in self._batches:
            self._ready.put(batch)

    def get(self) -> tuple[UInt8, Int64]:
        """(crops (B, 112, 96, 3) uint8, rows (B,) int64)."""
        return self._ready.get()


def random_batches(
    faces: Faces, batch_size: int, strong_share: float, seed: int
) -> Iterator[tuple[UInt8, Int64]]:
    """Every face, except that an identity gives at most 30 to an epoch."""
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(len(faces))
        labels = faces.labels[order]
        by_label = np.argsort(labels, kind="stable")
        first = np.searchsorted(labels[by_label], labels[by_label])
        order = rng.permutation(order[by_label][np.arange(len(order)) - first < 30])
        for start in range(0, len(order) - batch_size + 1, batch_size):
            rows = order[start : start + batch_size]
            strong = rng.random(len(rows)) < strong_share
            yield (
                np.stack(
                    [
                        augment(faces.crops[row], rng, bool(hard))
                        for row, hard in zip(rows, strong, strict=True)
                    ]
                ),
                rows,
            )


def open_log(path: Path) -> Any:
    stream = path.open("a", newline="", buffering=1)
    return csv.writer(stream)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    arguments = parser.parse_args()
    try:
        train(load_config(arguments.config), resume=arguments.resume)
    except VideorecError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
