"""A-Softmax (SphereFace, equation 7), blended by lambda, with the true or the released gradient.

The target logit is |x| (lambda cos(theta) + psi(theta)) / (1 + lambda), with
psi(theta) = (-1)^k cos(m theta) - 2k on [k pi / m, (k + 1) pi / m]; the others are |x| cos(theta).
"""

from dataclasses import dataclass
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from training.heads.base import Head, of_target, with_target

Gradient = Literal["released", "true"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaSchedule:
    """lambda(step) = max(minimum, base (1 + gamma step)^-power), steps counted from 1."""

    base: float = 1000.0
    gamma: float = 0.12
    power: float = 1.0
    minimum: float = 5.0

    def at(self, step: int) -> float:
        """The weight of the plain cosine at an optimiser step."""
        return max(self.minimum, float(self.base * (1.0 + self.gamma * step) ** -self.power))


class ASoftmax(Head):
    """A-Softmax for m = 1..4. Class weights are brought to unit length at every forward.

    gradient: "released", as the authors' layer computes it, or "true", by differentiation.
    blend: the lambda in use; `advance` moves it along the schedule.
    """

    def __init__(
        self,
        features: int,
        classes: int,
        *,
        m: int = 4,
        gradient: Gradient = "released",
        schedule: LambdaSchedule | None = None,
    ) -> None:
        super().__init__(features, classes)
        if m not in (1, 2, 3, 4):
            raise ValueError(f"A-Softmax is defined for m = 1, 2, 3 and 4, not {m}")
        self.m = m
        self.gradient = gradient
        self.schedule = schedule or LambdaSchedule()
        self.blend = self.schedule.at(1)

    def advance(self, step: int) -> None:
        """Set lambda for the optimiser step that comes next."""
        self.blend = self.schedule.at(step)

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N, classes) logits."""
        with torch.no_grad():
            self.weight.copy_(F.normalize(self.weight))
        if self.gradient == "released":
            logits: Tensor = ReleasedASoftmax.apply(x, self.weight, labels, self.m, self.blend)
            return logits
        plain = F.linear(x, F.normalize(self.weight))  # |x| cos(theta)
        length = x.norm(dim=1, keepdim=True)
        psi = margin_cosine(of_target(plain, labels) / length, self.m)[0]
        blended = (self.blend * of_target(plain, labels) + length * psi) / (1.0 + self.blend)
        return with_target(plain, labels, blended)


def margin_cosine(cosine: Tensor, m: int) -> tuple[Tensor, Tensor]:
    """psi(theta) and d psi / d cos(theta), from cos(theta), without branches.

    The signs are those of the released layer; torch.sign is 0 at 0, where neighbours agree.
    """
    c = cosine
    s0 = torch.sign(c)
    if m == 1:
        return c, torch.ones_like(c)
    if m == 2:
        return 2.0 * s0 * c**2 - 1.0, 4.0 * s0 * c
    if m == 3:
        s1 = torch.sign(c.abs() - 0.5)
        s2 = s0 * (1.0 + s1) - 2.0
        return s1 * (4.0 * c**3 - 3.0 * c) + s2, s1 * (12.0 * c**2 - 3.0)
    s3 = s0 * torch.sign(2.0 * c**2 - 1.0)
    s4 = 2.0 * s0 + s3 - 3.0
    return s3 * (8.0 * c**4 - 8.0 * c**2 + 1.0) + s4, s3 * (32.0 * c**3 - 16.0 * c)


class ReleasedASoftmax(Function):
    """Forward as the paper, backward as the authors' Caffe layer, which differs from the paper.

    With respect to x, the target's margin term has its true direction but unit-length
    coefficients: d(|x| psi)/dx = cw w + cx x is divided by sqrt(cw^2 + cx^2). With respect to w,
    every class gets the plain inner product's gradient g x, with no margin and no projection.
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, labels: Tensor, m: int, blend: float
    ) -> Tensor:
        """x (N, F), weight (C, F) of unit rows, labels (N,) -> logits (N, C)."""
        plain = x @ weight.T
        length = x.norm(dim=1, keepdim=True).clamp_min(torch.finfo(x.dtype).tiny)
        cosine = of_target(plain, labels) / length
        psi, slope = margin_cosine(cosine, m)
        ctx.save_for_backward(x, weight, labels, slope, (psi - cosine * slope) / length)
        ctx.blend = blend
        blended = (blend * of_target(plain, labels) + length * psi) / (1.0 + blend)
        return with_target(plain, labels, blended)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        """(N, C) -> gradients with respect to x and the weights."""
        x, weight, labels, toward_w, toward_x = ctx.saved_tensors
        size = torch.sqrt(toward_w**2 + toward_x**2).clamp_min(torch.finfo(x.dtype).tiny)
        margin = (toward_w * weight[labels] + toward_x * x) / size
        target = of_target(grad, labels)
        grad_x = grad @ weight + target * (margin - weight[labels]) / (1.0 + ctx.blend)
        return grad_x, grad.T @ x, None, None, None
