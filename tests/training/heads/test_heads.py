"""Every head against its paper's formula, computed again one value at a time in float64."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from training.config import HeadConfig
from training.heads import Head, build_head
from training.heads.arcface import ArcFace
from training.heads.cosface import CosFace
from training.heads.energy import hyperspherical_energy
from training.heads.modified_softmax import ModifiedSoftmax
from training.heads.softmax import Softmax
from training.heads.sphereface_r import SphereFaceR

SAMPLES, CLASSES, FEATURES = 12, 6, 5


@pytest.fixture
def batch() -> tuple[Tensor, Tensor]:
    torch.manual_seed(3)
    return torch.randn(SAMPLES, FEATURES).double() * 4, torch.arange(SAMPLES) % CLASSES


def recomputed(head: Head, x: Tensor, labels: Tensor, logit: object) -> np.ndarray:
    """(N, classes) of logit(|x|, theta, is_target)."""
    weight = head.weight.detach().numpy()
    result = np.empty((len(x), len(weight)))
    for i, row in enumerate(x.detach().numpy()):
        for j, w in enumerate(weight):
            cosine = row @ w / (np.linalg.norm(row) * np.linalg.norm(w))
            result[i, j] = logit(np.linalg.norm(row), math.acos(cosine), int(labels[i]) == j)  # type: ignore[operator]
    return result


def test_softmax_is_an_inner_product_with_bias(batch: tuple[Tensor, Tensor]) -> None:
    x, labels = batch
    head = Softmax(FEATURES, CLASSES).double()
    head.bias.data.normal_()
    expected = x.numpy() @ head.weight.detach().numpy().T + head.bias.detach().numpy()
    np.testing.assert_allclose(head(x, labels).detach().numpy(), expected)


def test_modified_softmax(batch: tuple[Tensor, Tensor]) -> None:
    x, labels = batch
    head = ModifiedSoftmax(FEATURES, CLASSES).double()
    expected = recomputed(head, x, labels, lambda length, theta, _: length * math.cos(theta))
    np.testing.assert_allclose(head(x, labels).detach().numpy(), expected)


def test_cosface(batch: tuple[Tensor, Tensor]) -> None:
    x, labels = batch
    head = CosFace(FEATURES, CLASSES, scale=64.0, margin=0.35).double()
    expected = recomputed(
        head, x, labels, lambda _, theta, target: 64.0 * (math.cos(theta) - 0.35 * target)
    )
    np.testing.assert_allclose(head(x, labels).detach().numpy(), expected)


def test_arcface_and_its_continuation_behind_pi(batch: tuple[Tensor, Tensor]) -> None:
    x, labels = batch
    head = ArcFace(FEATURES, CLASSES, scale=64.0, margin=0.5).double()
    x[0] = -5 * head.weight.detach()[0] + 1e-3  # its angle to class 0 is nearly pi

    def logit(_: float, theta: float, target: bool) -> float:
        if not target:
            return 64.0 * math.cos(theta)
        if theta + 0.5 > math.pi:
            return 64.0 * (math.cos(theta) - 0.5 * math.sin(0.5))
        return 64.0 * math.cos(theta + 0.5)

    np.testing.assert_allclose(
        head(x, labels).detach().numpy(), recomputed(head, x, labels, logit), rtol=1e-6
    )


def test_arcface_falls_with_the_angle() -> None:
    head = ArcFace(2, 1, scale=1.0, margin=0.5).double()
    head.weight.data.copy_(torch.tensor([[1.0, 0.0]]))
    theta = torch.linspace(0.01, math.pi - 0.01, 500).double()
    logits = head(torch.stack([theta.cos(), theta.sin()], 1), torch.zeros(500, dtype=torch.int64))
    assert bool((logits.detach().diff(dim=0) < 0).all())


@pytest.mark.parametrize("version", ["v0", "v2"])
def test_sphereface_r(version: str, batch: tuple[Tensor, Tensor]) -> None:
    x, labels = batch
    scale, margin = (30.0, 1.5) if version == "v0" else (60.0, 1.4)
    head = SphereFaceR(FEATURES, CLASSES, scale=scale, margin=margin, version=version).double()  # type: ignore[arg-type]
    x[0] = -5 * head.weight.detach()[0] + 1e-2  # an angle in the second interval of v0

    def logit(_: float, theta: float, target: bool) -> float:
        if version == "v2":
            return scale * (math.cos(theta) if target else math.cos(theta / margin))
        if not target:
            return scale * math.cos(theta)
        k = math.floor(margin * theta / math.pi)
        return scale * (float((-1) ** k) * math.cos(margin * theta) - 2 * k)

    np.testing.assert_allclose(
        head(x, labels).detach().numpy(), recomputed(head, x, labels, logit), rtol=1e-6
    )


@pytest.mark.parametrize("version", ["v0", "v2"])
def test_sphereface_r_has_the_gradient_of_a_plain_cosine(
    version: str, batch: tuple[Tensor, Tensor]
) -> None:
    x, labels = batch
    head = SphereFaceR(FEATURES, CLASSES, scale=30.0, margin=1.5, version=version).double()  # type: ignore[arg-type]
    upstream = torch.randn(SAMPLES, CLASSES).double()
    x.requires_grad_()
    (with_margin,) = torch.autograd.grad(head(x, labels), x, upstream)
    (plain,) = torch.autograd.grad(30.0 * head.cosines(x), x, upstream)
    torch.testing.assert_close(with_margin, plain)


def test_energy_of_all_pairs_by_hand() -> None:
    torch.manual_seed(0)
    weight = torch.randn(CLASSES, FEATURES).double()
    labels = torch.tensor([4, 1, 4])
    unit = weight.numpy() / np.linalg.norm(weight.numpy(), axis=1, keepdims=True)
    terms = [
        1.0 / np.sum((unit[i] - unit[j]) ** 2) for i in (1, 4) for j in range(CLASSES) if j != i
    ]
    assert float(hyperspherical_energy(weight, labels)) == pytest.approx(np.mean(terms))


def test_less_energy_means_further_apart() -> None:
    weight = torch.tensor([[1.0, 0.0], [0.9, 0.1]], requires_grad=True)
    labels = torch.tensor([0, 1])
    (gradient,) = torch.autograd.grad(hyperspherical_energy(weight, labels), weight)
    moved = (weight - 0.001 * gradient).detach()
    assert torch.cosine_similarity(moved[0], moved[1], dim=0) < torch.cosine_similarity(
        weight[0].detach(), weight[1].detach(), dim=0
    )


@pytest.mark.parametrize(
    "name",
    [
        "softmax",
        "modified_softmax",
        "a_softmax",
        "sphereface_r_v0",
        "sphereface_r_v2",
        "cosface",
        "arcface",
    ],
)
def test_every_named_head_learns_to_tell_classes_apart(name: str) -> None:
    torch.manual_seed(0)
    head = build_head(HeadConfig(name=name, scale=16.0, margin=1.3 if "r_v" in name else 0.2), 8, 4)  # type: ignore[arg-type]
    centers = torch.nn.functional.normalize(torch.randn(4, 8)) * 6
    labels = torch.arange(64) % 4
    x = centers[labels] + 0.3 * torch.randn(64, 8)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.05, momentum=0.9)
    for step in range(1, 61):
        head.advance(step)
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(head(x, labels), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    nearest = head.cosines(x).argmax(dim=1)
    assert float((nearest == labels).float().mean()) > 0.95
