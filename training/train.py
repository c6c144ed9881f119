"""Train a SphereFace network.

    python -m training.train --config configs/train/NAME.yaml [--resume]
    torchrun --nproc-per-node N -m training.train --config ...      (many GPUs or machines)

Into run.output go steps.csv and checks.csv, the same for TensorBoard, figures, `latest.pt` to
resume from, and `best.pt`, the best on held-out people; `python -m training.export` makes a
weights file of it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from training.commandline import exit_code
from training.config import TrainConfig, load_config
from training.distributed import processes
from training.optimizers import set_rate
from training.run import Run
from training.schedule import rate_factor


def train(config: TrainConfig, *, resume: bool) -> None:
    """One run from its start, or from its latest checkpoint, to the end of its schedule."""
    with processes(config.run.device) as ranks, Run(config, ranks, resume=resume) as run:
        on_cpu = ranks.device.type == "cpu"
        half = config.run.precision == "bfloat16"
        for progress, batches in run.steps():
            set_rate(run.optimizer, rate_factor(config.schedule, run.step, progress))
            if run.objective.head is not None:
                run.objective.head.advance(run.step + 1)

            parts = []
            for batch in batches:
                with run.without_sync(batch, batches):
                    with torch.autocast(ranks.device.type, torch.bfloat16, enabled=half):
                        losses = run.model(batch.images, batch.rows)
                    share = len(batch.rows) * ranks.size / config.run.batch_size
                    (losses.sum() * share).backward()
                    parts.append(losses.detach() * share)
            run.optimizer.step()
            run.optimizer.zero_grad(set_to_none=True)
            run.step += 1
            run.average.update(run.network, run.step)

            step_losses = torch.stack(parts).sum(0)  # of this process's share of the batch
            report_now = run.step % config.run.log_every == 0
            if report_now or on_cpu:  # reading a loss makes a GPU wait
                run.guard.check(run.step, float(step_losses.sum()))
            if report_now:
                run.report(step_losses)
            if run.step % config.run.check_every == 0:
                run.check()
        if run.step % config.run.check_every:
            run.check()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--resume", action="store_true", help="go on from latest.pt")
    options = parser.parse_args(arguments)
    return exit_code(lambda: train(load_config(options.config), resume=options.resume))


if __name__ == "__main__":
    sys.exit(main())
