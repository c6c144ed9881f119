"""The optimiser that a configuration names, with the rates of its groups."""

from pathlib import Path

import numpy as np
import torch

from training.config import (
    DataConfig,
    NetworkConfig,
    OptimizerConfig,
    RunConfig,
    ScheduleConfig,
    SyntheticConfig,
    TrainConfig,
)
from training.networks import build_network
from training.objective import Objective
from training.optimizers import build_optimizer
from videorec.models.sphereface import is_residual

RATE, DECAY = 0.1, 0.01


def test_released_biases_learn_twice_as_fast_do_not_decay_and_rest_in_residuals() -> None:
    config = TrainConfig(
        data=DataConfig(synthetic=SyntheticConfig()),
        schedule=ScheduleConfig(steps=1),
        run=RunConfig(output=Path("unused")),
        network=NetworkConfig(depth=10),
        optimizer=OptimizerConfig(name="caffe_sgd", rate=RATE, weight_decay=DECAY),
    )
    network = build_network(config.network, np.zeros((0, 112, 96, 3), np.uint8))
    objective = Objective(network, config, torch.arange(3), None)
    with torch.no_grad():
        for parameter in objective.parameters():
            parameter.fill_(2.0)  # a bias that starts at 0 would not show its decay
            parameter.grad = torch.ones_like(parameter)
    build_optimizer(objective, config.optimizer).step()

    seen = set()
    for name, parameter in objective.named_parameters():
        kind = "weight"
        if name.endswith(".bias"):
            layer = name.removeprefix("network.").removesuffix(".bias")
            kind = "residual bias" if is_residual(layer) else "bias"
        seen.add(kind)
        change = {
            "weight": RATE * (1.0 + DECAY * 2.0),
            "bias": 2.0 * RATE,
            "residual bias": 0.0,
        }[kind]
        torch.testing.assert_close(parameter.detach(), torch.full_like(parameter, 2.0 - change))
    assert seen == {"weight", "bias", "residual bias"}
