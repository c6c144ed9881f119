"""Parameter groups and optimisers, as a configuration names them."""

from typing import Any

from torch.nn import Parameter
from torch.optim import AdamW, Optimizer

from training.config import OptimizerConfig
from training.objective import Objective
from training.sgd import CaffeSGD


def build_optimizer(objective: Objective, config: OptimizerConfig) -> Optimizer:
    """An optimiser whose groups carry `base_rate`, the rate before the schedule."""
    if config.name == "caffe_sgd":
        optimizer: Optimizer = CaffeSGD(
            caffe_groups(objective),
            lr=config.rate,
            momentum=config.momentum,
            weight_decay=config.weight_decay,
        )
    else:
        optimizer = AdamW(_adamw_groups(objective, config), lr=config.rate, fused=True)
    for group in optimizer.param_groups:
        group["base_rate"] = group["lr"]
    return optimizer


def set_rate(optimizer: Optimizer, factor: float) -> None:
    """Bring every group to its base rate times `factor`."""
    for group in optimizer.param_groups:
        group["lr"] = group["base_rate"] * factor


def caffe_groups(objective: Objective) -> list[dict[str, Any]]:
    """The release's multipliers: biases learn twice as fast and do not decay, all else is 1."""
    biases: list[Parameter] = []
    others: list[Parameter] = []
    for name, parameter in objective.named_parameters():
        if parameter.requires_grad:
            (biases if name.endswith(".bias") else others).append(parameter)
    return [
        {"params": others, "rate_multiplier": 1.0, "decay_multiplier": 1.0},
        {"params": biases, "rate_multiplier": 2.0, "decay_multiplier": 0.0},
    ]


def _adamw_groups(objective: Objective, config: OptimizerConfig) -> list[dict[str, Any]]:
    trained = [p for p in objective.network.parameters() if p.requires_grad]
    head: list[Parameter] = list(objective.head.parameters()) if objective.head else []
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [p for p in trained if p.ndim == 1], "weight_decay": 0.0},
        {"params": head, "weight_decay": 0.0, "lr": config.head_rate or config.rate},
    ]
    return [group for group in groups if group["params"]]
