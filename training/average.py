"""Weight averaging over the last part of a run."""

import torch
from torch import Tensor, nn


class Average:
    """Exponential moving average of a network's weights and normalisation statistics.

    decay None keeps the latest weights themselves. The average warms up: after n steps it forgets
    no slower than (1 + n) / (10 + n).
    """

    def __init__(self, network: nn.Module, decay: float | None) -> None:
        self.decay = decay
        self.values: dict[str, Tensor] = {
            name: value.detach().clone() for name, value in network.state_dict().items()
        }

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights after `step` steps."""
        keep = 0.0 if self.decay is None else min(self.decay, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                self.values[name].lerp_(value, 1.0 - keep)
            else:
                self.values[name].copy_(value)
