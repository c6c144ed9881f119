"""Stochastic gradient descent as Caffe does it: the rate lies inside the velocity."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer


class CaffeSGD(Optimizer):
    """V = mu V + lr (g + decay w); w = w - V.

    torch.optim.SGD applies the rate when it steps, so after a drop of the rate it shrinks old
    velocity too; Caffe does not. Groups may set `rate_multiplier` and `decay_multiplier`
    (Caffe's lr_mult and decay_mult).
    """

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        *,
        lr: float,
        momentum: float = 0.9,
        weight_decay: float = 5e-4,
    ) -> None:
        if lr < 0.0 or not 0.0 <= momentum < 1.0 or weight_decay < 0.0:
            raise ValueError(f"lr {lr}, momentum {momentum}, weight_decay {weight_decay}: wrong")
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "weight_decay": weight_decay,
                "rate_multiplier": 1.0,
                "decay_multiplier": 1.0,
            },
        )

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """One update of every parameter that has a gradient."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            weights = [p for p in group["params"] if p.grad is not None]
            if not weights:
                continue
            for weight in weights:
                if "velocity" not in self.state[weight]:
                    self.state[weight]["velocity"] = torch.zeros_like(weight)
            velocities = [self.state[weight]["velocity"] for weight in weights]
            gradients = [weight.grad for weight in weights]
            decay = group["weight_decay"] * group["decay_multiplier"]
            rate = group["lr"] * group["rate_multiplier"]
            if decay:
                gradients = list(torch._foreach_add(gradients, weights, alpha=decay))
            torch._foreach_mul_(velocities, group["momentum"])
            torch._foreach_add_(velocities, gradients, alpha=rate)
            torch._foreach_sub_(weights, velocities)
        return loss
