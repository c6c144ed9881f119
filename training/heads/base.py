"""What all heads share: class weights, and logits that enter a softmax cross-entropy."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Head(nn.Module):
    """Class weights `weight` (classes, features); subclasses turn features into logits."""

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(classes, features))
        bound = (3.0 / features) ** 0.5  # Caffe's Xavier, as fc6 of the release
        nn.init.uniform_(self.weight, -bound, bound)

    def advance(self, step: int) -> None:
        """Tell the head the optimiser step that comes next, counted from 1. Most do not care."""

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """(N, features), (N,) int64 -> (N, classes) logits."""
        raise NotImplementedError

    def cosines(self, x: Tensor) -> Tensor:
        """(N, features) -> (N, classes) cosines between features and class weights."""
        return F.linear(F.normalize(x), F.normalize(self.weight))


def of_target(values: Tensor, labels: Tensor) -> Tensor:
    """(N, classes), (N,) -> (N, 1): each row's value at its label."""
    return values.gather(1, labels[:, None])


def with_target(values: Tensor, labels: Tensor, replacement: Tensor) -> Tensor:
    """(N, classes) with each row's value at its label replaced by (N, 1); differentiable."""
    return values.scatter(1, labels[:, None], replacement)
