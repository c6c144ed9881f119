"""The walk over the faces, and the schedule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import ScheduleConfig
from training.sampler import Sampler
from training.schedule import Clock, rate_factor


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=40),
    st.integers(1, 17),
    st.integers(0, 1000),
)
def test_an_epoch_shows_every_face_once(labels: list[int], batch: int, seed: int) -> None:
    sampler = Sampler(np.array(labels), seed)
    n = len(labels)
    walk = np.concatenate([sampler.at(step, batch) for step in range(-(-3 * n // batch))])[: 3 * n]
    for epoch in walk.reshape(3, n):
        assert sorted(epoch) == list(range(n))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.integers(1, 5))
def test_a_limit_per_identity_holds_and_leaves_nobody_out(labels: list[int], limit: int) -> None:
    values = np.array(labels)
    sampler = Sampler(values, 7, per_epoch=limit)
    epoch = sampler.at(0, sampler.epoch_length)
    assert len(set(epoch.tolist())) == len(epoch)
    for label in set(labels):
        assert (values[epoch] == label).sum() == min(limit, (values == label).sum())


def test_a_limit_draws_other_images_in_the_next_epoch() -> None:
    sampler = Sampler(np.zeros(100, np.int64), 0, per_epoch=10)
    assert set(sampler.at(0, 10).tolist()) != set(sampler.at(1, 10).tolist())


def test_a_step_is_the_same_whenever_it_is_asked_for() -> None:
    labels = np.arange(50)
    first, again = Sampler(labels, 3), Sampler(labels, 3)
    late = again.at(9, 8)
    np.testing.assert_array_equal([first.at(step, 8) for step in range(10)][9], late)
    assert not np.array_equal(Sampler(labels, 4).at(9, 8), late)


def test_the_released_rates() -> None:
    config = ScheduleConfig(kind="drops", steps=28000, drops=(16000, 24000))
    rates = [
        0.1 * rate_factor(config, step, step / 28000) for step in (0, 15999, 16000, 23999, 24000)
    ]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001])


@given(st.floats(0.0, 1.0))
def test_a_cosine_rises_falls_and_ends_at_nothing(progress: float) -> None:
    config = ScheduleConfig(kind="cosine", steps=100, warmup=0.1)
    assert 0.0 <= rate_factor(config, 0, progress) <= 1.0
    assert rate_factor(config, 0, 0.1) == pytest.approx(1.0)
    assert rate_factor(config, 0, 1.0) == pytest.approx(0.0)


def test_time_that_was_trained_before_counts() -> None:
    clock = Clock(ScheduleConfig(minutes=10.0), passed=300.0)
    assert clock.progress(0) == pytest.approx(0.5, abs=0.01)
    assert Clock(ScheduleConfig(steps=10)).progress(5) == 0.5
