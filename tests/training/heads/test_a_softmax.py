"""A-Softmax against a slow float64 transcription of the paper and of the released layer."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from training.heads.a_softmax import ASoftmax, LambdaSchedule, margin_cosine

CLASSES, FEATURES = 5, 7


def psi_by_definition(theta: float, m: int) -> float:
    """(-1)^k cos(m theta) - 2k for theta in [k pi / m, (k + 1) pi / m]."""
    k = min(int(theta * m / math.pi), m - 1)
    return float((-1) ** k) * math.cos(m * theta) - 2 * k


@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_psi_is_the_papers_for_every_k_and_falls(m: int) -> None:
    theta = np.linspace(0.0, math.pi, 4001)
    psi, _ = margin_cosine(torch.from_numpy(np.cos(theta)), m)
    expected = np.array([psi_by_definition(t, m) for t in theta])
    np.testing.assert_allclose(psi.numpy(), expected, atol=1e-9)
    assert bool((np.diff(psi.numpy()) <= 1e-12).all())


@pytest.mark.parametrize("m", [2, 3, 4])
def test_slope_of_psi_against_finite_differences(m: int) -> None:
    # Away from the seams k pi / m, where the sign functions jump.
    theta = (np.arange(400) + 0.5) * math.pi / 400
    c = np.cos(theta)
    step = 1e-7
    _, slope = margin_cosine(torch.from_numpy(c), m)
    above, below = (margin_cosine(torch.from_numpy(c + d), m)[0] for d in (step, -step))
    np.testing.assert_allclose(slope.numpy(), (above - below).numpy() / (2 * step), atol=2e-5)


def inputs_for(m: int, k: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """One feature whose angle to its class lies in the middle of the k-th interval."""
    rng = np.random.default_rng(seed)
    weight = rng.normal(size=(CLASSES, FEATURES))
    weight /= np.linalg.norm(weight, axis=1, keepdims=True)
    label = int(rng.integers(CLASSES))
    theta = (k + rng.uniform(0.2, 0.8)) * math.pi / m
    side = rng.normal(size=FEATURES)
    side -= side @ weight[label] * weight[label]
    side /= np.linalg.norm(side)
    x = rng.uniform(0.5, 20.0) * (math.cos(theta) * weight[label] + math.sin(theta) * side)
    return torch.from_numpy(x[None]), torch.from_numpy(weight), torch.tensor([label])


def head_with(weight: Tensor, m: int, gradient: str, blend: float) -> ASoftmax:
    head = ASoftmax(FEATURES, CLASSES, m=m, gradient=gradient).double()  # type: ignore[arg-type]
    head.weight.data.copy_(weight)
    head.blend = blend
    return head


CASES = [(m, k) for m in (1, 2, 3, 4) for k in range(m)]


@pytest.mark.parametrize("gradient", ["released", "true"])
@pytest.mark.parametrize("blend", [0.0, 5.0, 892.9])
@pytest.mark.parametrize(("m", "k"), CASES)
def test_forward_against_the_formula(m: int, k: int, blend: float, gradient: str) -> None:
    x, weight, labels = inputs_for(m, k, seed=10 * m + k)
    # Rows of any length: the layer brings them to unit length first.
    logits = head_with(3.7 * weight, m, gradient, blend)(x, labels)
    for j in range(CLASSES):
        length = float(np.linalg.norm(x[0]))
        cosine = float(x[0] @ weight[j]) / length
        expected = length * cosine
        if j == int(labels):
            psi = psi_by_definition(math.acos(cosine), m)
            expected = length * (blend * cosine + psi) / (1 + blend)
        assert float(logits[0, j].detach()) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("blend", [0.0, 5.0])
@pytest.mark.parametrize(("m", "k"), CASES)
def test_released_gradient_against_the_layer_written_out(m: int, k: int, blend: float) -> None:
    x, weight, labels = inputs_for(m, k, seed=100 * m + k)
    head = head_with(weight, m, "released", blend)
    x.requires_grad_()
    upstream = torch.from_numpy(np.random.default_rng(k).normal(size=(1, CLASSES)))
    head(x, labels).backward(upstream)

    value, length = x.detach()[0].numpy(), float(x.detach().norm())
    target = int(labels)
    c = float(value @ weight[target].numpy()) / length
    s0 = math.copysign(1.0, c)
    if m == 1:
        cw, cx = 1.0, 0.0
    elif m == 2:
        cw, cx = 4 * s0 * c, -(2 * s0 * c**2 + 1) / length
    elif m == 3:
        s1 = math.copysign(1.0, abs(c) - 0.5)
        s2 = s0 * (1 + s1) - 2
        cw, cx = s1 * (12 * c**2 - 3), -(8 * s1 * c**3 - s2) / length
    else:
        s3 = s0 * math.copysign(1.0, 2 * c**2 - 1)
        s4 = 2 * s0 + s3 - 3
        cw = s3 * (32 * c**3 - 16 * c)
        cx = -(s3 * (24 * c**4 - 8 * c**2 - 1) - s4) / length
    size = math.sqrt(cw**2 + cx**2)
    expected_x = np.zeros(FEATURES)
    for j in range(CLASSES):
        g, w = float(upstream[0, j]), weight[j].numpy()
        if j == target:
            expected_x += g / (1 + blend) * (cw * w + cx * value) / size
            expected_x += g * blend / (1 + blend) * w
        else:
            expected_x += g * w
    assert x.grad is not None
    np.testing.assert_allclose(x.grad[0].numpy(), expected_x, rtol=1e-9, atol=1e-12)
    assert head.weight.grad is not None
    np.testing.assert_allclose(head.weight.grad.numpy(), np.outer(upstream[0].numpy(), value))


@pytest.mark.parametrize(("m", "k"), CASES)
def test_true_gradient_against_finite_differences(m: int, k: int) -> None:
    x, weight, labels = inputs_for(m, k, seed=1000 * m + k)

    def logits(x: Tensor, weight: Tensor) -> Tensor:
        """The formula again, without the layer's in-place normalisation."""
        plain = x @ torch.nn.functional.normalize(weight).T
        length = x.norm(dim=1, keepdim=True)
        cosine = plain.gather(1, labels[:, None]) / length
        psi = margin_cosine(cosine, m)[0]
        return plain.scatter(1, labels[:, None], length * (2.0 * cosine + psi) / 3.0)

    upstream = torch.from_numpy(np.random.default_rng(m).normal(size=(1, CLASSES)))
    head = head_with(weight, m, "true", 2.0)
    x.requires_grad_()
    head(x, labels).backward(upstream)
    assert x.grad is not None
    assert head.weight.grad is not None

    def numerical(values: Tensor, of: str) -> np.ndarray:
        slopes = np.zeros(values.shape)
        for index in np.ndindex(*values.shape):
            moved = []
            for step in (1e-6, -1e-6):
                changed = values.detach().clone()
                changed[index] += step
                pair = (changed, weight) if of == "x" else (x.detach(), changed)
                moved.append(float((logits(*pair) * upstream).sum()))
            slopes[index] = (moved[0] - moved[1]) / 2e-6
        return slopes

    np.testing.assert_allclose(x.grad.numpy(), numerical(x, "x"), atol=1e-6)
    np.testing.assert_allclose(head.weight.grad.numpy(), numerical(weight, "w"), atol=1e-6)


def test_lambda_falls_as_released() -> None:
    schedule = LambdaSchedule()
    assert schedule.at(1) == pytest.approx(892.857, abs=1e-3)
    assert schedule.at(1658) > 5.0
    assert schedule.at(1659) == 5.0
    assert schedule.at(28000) == 5.0


def test_advance_moves_lambda_and_weights_get_unit_length() -> None:
    head = ASoftmax(FEATURES, CLASSES)
    head.advance(100)
    assert head.blend == pytest.approx(1000.0 / 13.0)
    head(torch.randn(2, FEATURES), torch.tensor([0, 1]))
    torch.testing.assert_close(head.weight.detach().norm(dim=1), torch.ones(CLASSES))


def test_an_undefined_margin_is_refused() -> None:
    with pytest.raises(ValueError, match="m = 1, 2, 3 and 4"):
        ASoftmax(FEATURES, CLASSES, m=5)
