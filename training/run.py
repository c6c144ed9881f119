"""Everything a training run holds, made from its configuration, saved and restored."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from training.average import Average
from training.checkpoint import load_checkpoint, require_same, save_checkpoint
from training.checks import Checks
from training.config import TrainConfig
from training.curves import draw_curves
from training.data import Faces, describe, held_out, load_faces
from training.distill import teacher_targets
from training.distributed import Ranks
from training.guard import DivergenceGuard
from training.heads.a_softmax import ASoftmax
from training.holdout import Holdout
from training.lfw import require_lfw
from training.loader import Batch, build_loader
from training.logs import RunLog
from training.networks import build_network
from training.objective import Objective
from training.optimizers import build_optimizer
from training.refit import refit
from training.sampler import Sampler
from training.schedule import Clock
from videorec.core.errors import TrainingError
from videorec.models.devices import describe_device, set_cpu_threads

LATEST, BEST = "latest.pt", "best.pt"
SAMPLE = 256  # faces that show what a layer of exported weights puts out
REFIT_SAMPLE = 8192  # faces that an embedding is turned to a new teacher by


class Run:
    """A run between two steps. Use it as a context: it ends background work and closes logs.

    model: the objective, perhaps wrapped for many processes. step: steps done so far.
    """

    def __init__(self, config: TrainConfig, ranks: Ranks, *, resume: bool) -> None:
        self.config, self.ranks = config, ranks
        if config.run.batch_size < ranks.size:
            raise TrainingError(
                f"run.batch_size is {config.run.batch_size}, so {ranks.size} processes would not "
                "get a face each; raise it, or start fewer"
            )
        if config.run.threads is not None:
            set_cpu_threads(config.run.threads)
        if config.run.lfw is not None and config.run.lfw_pairs is not None:
            require_lfw(config.run.lfw, config.run.lfw_pairs)
        torch.manual_seed(config.run.seed)
        faces, holdout = self._load()
        targets = teacher_targets(faces, config.distillation) if config.distillation.used else None
        self.network = build_network(config.network, faces.crops(_spread(faces, SAMPLE)))
        if config.network.refit and targets is not None and not resume:
            some = _spread(faces, REFIT_SAMPLE)
            refit(self.network, faces.crops(some), targets.embeddings[some].numpy())
        self.objective = Objective(self.network, config, torch.from_numpy(faces.labels), targets)
        self.objective.to(ranks.device)
        self.network.to(memory_format=torch.channels_last)
        self.optimizer = build_optimizer(self.objective, config.optimizer)
        self.average = Average(self.network, config.run.ema_decay)
        self.guard = DivergenceGuard()
        self.checks = Checks(
            holdout=holdout,
            training=faces,
            run=config.run,
            network=config.network,
            device=ranks.device,
        )
        self.step, self.best, passed = 0, -1.0, 0.0
        if resume:
            passed = self._restore(config.run.output / LATEST)
        sampler = Sampler(faces.labels, config.run.seed, config.data.per_epoch)
        self._loader = build_loader(
            faces, sampler, config.run, ranks, config.data.storage, self.step
        )
        self.model = self._parallel()
        self._log = RunLog(config.run.output, self.step) if ranks.first else None
        self.clock = Clock(config.schedule, passed)

    def steps(self) -> Iterator[tuple[float, list[Batch]]]:
        """(progress, micro-batches) of every step that is left; `step` counts them afterwards."""
        while (progress := self._agreed_progress()) < 1.0:
            yield progress, self._loader.step(self.step)

    def without_sync(self, batch: Batch, batches: list[Batch]) -> AbstractContextManager[Any]:
        """Processes exchange gradients at the last micro-batch alone."""
        if isinstance(self.model, DistributedDataParallel) and batch is not batches[-1]:
            return self.model.no_sync()
        return nullcontext()

    def report(self, losses: Tensor) -> None:
        """Log the losses of the latest step."""
        if self._log is None:
            return
        head = self.objective.head
        row = dict(zip(self.objective.names, losses.tolist(), strict=True))
        row |= {"loss": float(losses.sum()), "rate": self.optimizer.param_groups[0]["lr"]}
        if isinstance(head, ASoftmax):
            row["lambda"] = head.blend
        row["faces_per_second"] = self.step * self.config.run.batch_size / self.clock.passed
        self._log.write("steps", self.step, row)
        print(f"step {self.step:6d}  {_text(row)}", flush=True)

    def check(self) -> None:
        """Measure the averaged weights, save them, draw the curves. Other processes wait."""
        if self._log is not None:
            figures = self.checks.figures(self.average.values, self.objective.head)
            print(f"check at step {self.step}: {_text(figures)}", flush=True)
            if figures:
                self._log.write("checks", self.step, figures)
            self._save(figures)
            draw_curves(self.config.run.output)
        self.ranks.barrier()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loader.close()
        if self._log is not None:
            self._log.close()

    def _load(self) -> tuple[Faces, Holdout | None]:
        data = self.config.data
        faces = load_faces(data)
        rows = held_out(faces, data.holdout_identities, data.holdout_seed)
        training = faces.only(~rows)
        if self.ranks.first:
            print(describe(training), flush=True)
            print(f"{int(rows.sum())} faces of {data.holdout_identities} people held out")
            print(f"{self.ranks.size} process(es), {describe_device(self.ranks.device)}")
        return training, Holdout.of(faces.only(rows)) if rows.any() else None

    def _parallel(self) -> nn.Module:
        model: nn.Module = self.objective
        if self.config.run.compile:
            # In place, so that the names in checkpoints stay those of the network.
            self.network.compile()
        if self.ranks.size == 1:
            return model
        if self.config.network.batch_norm:
            if self.ranks.device.type == "cpu":
                raise TrainingError(
                    "network.batch_norm needs one process on a CPU: statistics cannot be shared"
                )
            nn.SyncBatchNorm.convert_sync_batchnorm(model)  # type: ignore[no-untyped-call]
        devices = [self.ranks.device] if self.ranks.device.type == "cuda" else None
        return DistributedDataParallel(model, device_ids=devices, broadcast_buffers=False)

    def _agreed_progress(self) -> float:
        """Processes have clocks of their own; the first one's counts."""
        progress = self.clock.progress(self.step)
        if self.ranks.size == 1 or self.config.schedule.minutes is None:
            return progress
        shared = torch.tensor([progress], dtype=torch.float64, device=self.ranks.device)
        dist.broadcast(shared, 0)
        return float(shared)

    def _kind(self) -> dict[str, Any]:
        """What a checkpoint must have in common with a run that resumes from it."""
        return {
            "depth": self.config.network.depth,
            "batch_norm": self.config.network.batch_norm,
            "head_name": self.config.head.name,
            "optimizer_name": self.config.optimizer.name,
            "classes": int(self.objective.labels.max()) + 1,
        }

    def _walk(self) -> dict[str, Any]:
        """What decides which faces a step sees; it must stay the same, too."""
        return {
            "seed": self.config.run.seed,
            "batch_size": self.config.run.batch_size,
            "per_epoch": self.config.data.per_epoch,
            "training_faces": len(self.objective.labels),
        }

    def _save(self, figures: dict[str, float]) -> None:
        output, score = self.config.run.output, figures.get("score")
        improved = score is None or score > self.best
        if improved and score is not None:
            self.best = score
        shared = {
            **self._kind(),
            **self._walk(),
            "average": self.average.values,
            "step": self.step,
            "figures": figures,
        }
        head = self.objective.head
        save_checkpoint(
            output / LATEST,
            shared
            | {
                "network": self.network.state_dict(),
                "head": head.state_dict() if head is not None else None,
                "optimizer": self.optimizer.state_dict(),
                "passed": self.clock.passed,
                "best": self.best,
            },
        )
        if improved:
            save_checkpoint(output / BEST, shared)

    def _restore(self, path: Path) -> float:
        """Go back to a checkpoint; returns the seconds that were trained before it."""
        state = load_checkpoint(path)
        require_same(path, state, self._kind())
        # Checkpoints of earlier versions do not tell their walk; they may go on all the same.
        require_same(path, state, {k: v for k, v in self._walk().items() if k in state})
        if "optimizer" not in state:
            raise TrainingError(f"{path}: holds what is exported, not what a run resumes from")
        self.network.load_state_dict(state["network"])
        if self.objective.head is not None:
            self.objective.head.load_state_dict(state["head"])
        self.optimizer.load_state_dict(state["optimizer"])
        for name, value in state["average"].items():
            self.average.values[name].copy_(value)
        self.step, self.best = state["step"], state["best"]
        return float(state["passed"])


def _text(values: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.4g}" for name, value in values.items())


def _spread(faces: Faces, count: int) -> slice:
    """About so many faces, evenly over all of them."""
    return slice(None, None, max(1, len(faces) // count))
