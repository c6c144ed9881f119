"""The optimiser against Caffe's rule written out by hand."""

from typing import Any

import numpy as np
import pytest
import torch

from training.sgd import CaffeSGD


def test_across_a_rate_drop_the_old_velocity_keeps_its_rate() -> None:
    rng = np.random.default_rng(0)
    weights, bias = rng.normal(size=(3, 2)), rng.normal(size=2)
    w = torch.nn.Parameter(torch.from_numpy(weights.copy()))
    b = torch.nn.Parameter(torch.from_numpy(bias.copy()))
    groups: list[dict[str, Any]] = [
        {"params": [w]},
        {"params": [b], "rate_multiplier": 2.0, "decay_multiplier": 0.0},
    ]
    optimizer = CaffeSGD(
        groups,
        lr=0.1,
        momentum=0.9,
        weight_decay=5e-4,
    )
    velocity_w, velocity_b = np.zeros_like(weights), np.zeros_like(bias)
    for step in range(12):
        rate = 0.1 if step < 6 else 0.01
        for group in optimizer.param_groups:
            group["lr"] = rate
        gradient_w, gradient_b = rng.normal(size=(3, 2)), rng.normal(size=2)
        w.grad, b.grad = torch.from_numpy(gradient_w.copy()), torch.from_numpy(gradient_b.copy())
        optimizer.step()
        velocity_w = 0.9 * velocity_w + rate * (gradient_w + 5e-4 * weights)
        weights = weights - velocity_w
        velocity_b = 0.9 * velocity_b + 2 * rate * gradient_b
        bias = bias - velocity_b
        np.testing.assert_allclose(w.detach().numpy(), weights, rtol=1e-12)
        np.testing.assert_allclose(b.detach().numpy(), bias, rtol=1e-12)


def test_it_is_not_torchs_rule_after_a_drop() -> None:
    def last_weight(optimizer: torch.optim.Optimizer, weight: torch.Tensor) -> float:
        for rate in (0.1, 0.1, 0.01):
            optimizer.param_groups[0]["lr"] = rate
            weight.grad = torch.ones_like(weight)
            optimizer.step()
        return float(weight.detach())

    ours, theirs = (torch.nn.Parameter(torch.zeros(1)) for _ in range(2))
    a = last_weight(CaffeSGD([ours], lr=0.1, weight_decay=0.0), ours)
    b = last_weight(torch.optim.SGD([theirs], lr=0.1, momentum=0.9), theirs)
    assert a == pytest.approx(-(0.1 + 0.19 + 0.9 * 0.19 + 0.01))
    assert b == pytest.approx(-(0.1 + 0.19 + 0.01 * 2.71))


def test_state_goes_through_a_checkpoint() -> None:
    def trained(steps: int, optimizer: CaffeSGD, weight: torch.Tensor) -> None:
        for _ in range(steps):
            weight.grad = 0.3 * weight.detach() + 1.0
            optimizer.step()

    straight = torch.nn.Parameter(torch.ones(4))
    trained(6, CaffeSGD([straight], lr=0.1), straight)
    first = torch.nn.Parameter(torch.ones(4))
    before = CaffeSGD([first], lr=0.1)
    trained(3, before, first)
    second = torch.nn.Parameter(first.detach().clone())
    after = CaffeSGD([second], lr=0.1)
    after.load_state_dict(before.state_dict())
    trained(3, after, second)
    assert torch.equal(straight, second)


@pytest.mark.parametrize("values", [{"lr": -1.0}, {"lr": 0.1, "momentum": 1.0}])
def test_values_that_cannot_be_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="wrong"):
        CaffeSGD([torch.nn.Parameter(torch.ones(1))], **values)
