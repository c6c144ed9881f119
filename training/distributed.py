"""One process or many: started by torchrun, or alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist

from videorec.core.errors import TrainingError
from videorec.models.devices import resolve_device


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """rank: of this process, from 0; size: how many there are; device: of this process."""

    rank: int
    size: int
    device: torch.device

    @property
    def first(self) -> bool:
        """Whether this process writes logs and checkpoints."""
        return self.rank == 0

    def barrier(self) -> None:
        """Wait until every process is here."""
        if self.size > 1:
            dist.barrier()


@contextmanager
def processes(device: str) -> Iterator[Ranks]:
    """Join the process group that torchrun describes in the environment, if it does.

    device: "auto", "cpu" or "cuda"; on many GPUs each process takes the one of its local rank.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Ranks(rank=0, size=1, device=resolve_device(device))
        return
    chosen = resolve_device(device)
    if chosen.type == "cuda":
        chosen = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(chosen)
    try:
        dist.init_process_group("nccl" if chosen.type == "cuda" else "gloo")
    except (RuntimeError, ValueError) as exc:
        raise TrainingError(
            f"the {size} processes did not find each other ({exc}); start them with torchrun"
        ) from exc
    try:
        yield Ranks(rank=dist.get_rank(), size=size, device=chosen)
    finally:
        dist.destroy_process_group()
