"""Batches for a step: crops chosen by the sampler, augmented, as the network takes them."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Protocol

import cv2
import numpy as np
import torch
from torch import Tensor

from training.augment import augment, mirror
from training.config import RunConfig
from training.data import Faces
from training.device_augment import augment_batch, mirror_batch
from training.distributed import Ranks
from training.sampler import Sampler
from videorec.core.types import Int64, UInt8
from videorec.models.sphereface import scale_pixels, to_network_input


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """images: (n, 3, 112, 96) float on the device. rows: (n,) int64, which faces they show."""

    images: Tensor
    rows: Tensor


class Loader(Protocol):
    """Where batches come from."""

    def step(self, step: int) -> list[Batch]:
        """The micro-batches of this process for an optimiser step, counted from 0."""
        ...

    def close(self) -> None:
        """End what works in the background."""
        ...


def build_loader(
    faces: Faces, sampler: Sampler, run: RunConfig, ranks: Ranks, storage: str, start: int
) -> Loader:
    """The loader for where the crops are kept; `start` is the step that will come first."""
    if storage == "device":
        return DeviceLoader(faces, sampler, run, ranks)
    return HostLoader(faces, sampler, run, ranks, start)


class HostLoader:
    """Augments on the CPU, some batches ahead, in threads (OpenCV lets go of the interpreter lock).

    Every random number comes from seed and position in the walk, so neither the number of threads
    nor of processes changes what a face looks like.
    """

    def __init__(
        self, faces: Faces, sampler: Sampler, run: RunConfig, ranks: Ranks, start: int
    ) -> None:
        cv2.setNumThreads(1)  # threads of OpenCV inside threads of ours only wait for each other
        self._faces, self._sampler, self._run, self._ranks = faces, sampler, run, ranks
        self._pool = ThreadPoolExecutor(run.loader_threads)
        self._ahead: deque[Future[list[tuple[UInt8, Int64]]]] = deque()
        self._next = start
        self._submitted = count(start)

    def step(self, step: int) -> list[Batch]:
        """The micro-batches of this process; steps must be asked for in order."""
        if step != self._next:
            raise ValueError(f"step {self._next} comes next, not {step}")
        self._next += 1
        while len(self._ahead) < 2 * self._run.loader_threads + 1:
            self._ahead.append(self._pool.submit(self._prepare, next(self._submitted)))
        device = self._ranks.device
        return [
            Batch(to_network_input(crops, device=device), torch.from_numpy(rows).to(device))
            for crops, rows in self._ahead.popleft().result()
        ]

    def close(self) -> None:
        """Drop what was prepared ahead."""
        self._pool.shutdown(cancel_futures=True)

    def _prepare(self, step: int) -> list[tuple[UInt8, Int64]]:
        rows = self._sampler.at(step, self._run.batch_size)
        prepared = []
        for part in parts_of(self._run, self._ranks):
            crops = self._faces.crops(rows[part])
            first = step * self._run.batch_size
            for i, position in enumerate(part):
                rng = np.random.default_rng([self._run.seed, 1, first + int(position)])
                crops[i] = self._augmented(crops[i], rng)
            prepared.append((crops, rows[part]))
        return prepared

    def _augmented(self, crop: UInt8, rng: np.random.Generator) -> UInt8:
        if self._run.augmentation == "none":
            return crop
        if self._run.augmentation == "mirror":
            return mirror(crop, rng)
        return augment(crop, rng, strong=bool(rng.random() < self._run.strong_share))


class DeviceLoader:
    """All crops lie on the device; choosing and augmenting them happens there, too.

    Random numbers depend on seed, step and process, so a run resumes exactly on the same number
    of processes.
    """

    def __init__(self, faces: Faces, sampler: Sampler, run: RunConfig, ranks: Ranks) -> None:
        self._pixels = torch.from_numpy(faces.crops()).to(ranks.device)  # (N, 112, 96, 3) uint8
        self._sampler, self._run, self._ranks = sampler, run, ranks
        self._generator = torch.Generator(ranks.device)

    def step(self, step: int) -> list[Batch]:
        """The micro-batches of this process."""
        rows = torch.from_numpy(self._sampler.at(step, self._run.batch_size))
        self._generator.manual_seed(hash((self._run.seed, step, self._ranks.rank)))
        batches = []
        for part in parts_of(self._run, self._ranks):
            chosen = rows[part].to(self._ranks.device, non_blocking=True)
            batches.append(Batch(self._augmented(self._pixels[chosen]), chosen))
        return batches

    def close(self) -> None:
        """Nothing works in the background."""

    def _augmented(self, pixels: Tensor) -> Tensor:
        if self._run.augmentation == "none":
            return scale_pixels(pixels)
        channels_first = pixels.permute(0, 3, 1, 2)
        if self._run.augmentation == "mirror":
            changed = mirror_batch(channels_first, self._generator)
        else:
            changed = augment_batch(channels_first.float(), self._generator, self._run.strong_share)
        return scale_pixels(changed.permute(0, 2, 3, 1))


def parts_of(run: RunConfig, ranks: Ranks) -> list[Int64]:
    """Which places of a step's batch each micro-batch of this process takes."""
    mine = np.arange(ranks.rank, run.batch_size, ranks.size)
    size = run.micro_batch or len(mine)
    return [mine[start : start + size] for start in range(0, len(mine), size)]
