"""Open-set search against a slow reading, and the thresholds of a model card."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.calibration import (
    calibrate,
    far_thresholds,
    fpir_thresholds,
    impostor_maxima,
    independent_fpir,
    people_alike,
)
from training.identification import (
    Identification,
    dir_curve,
    exceeding_threshold,
    identify,
    operating_point,
    protocol_of,
)
from videorec.core.types import Float32, Int64


def people(
    seed: int, identities: int, images: int, *, noise: float = 0.7, size: int = 24
) -> tuple[Float32, Int64]:
    """Unit embeddings scattered around a centre an identity."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(identities), images)
    rows = rng.normal(size=(identities, size))[labels]
    rows = rows + noise * rng.normal(size=rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), labels


def test_protocol_takes_first_images_and_leaves_singles_outside() -> None:
    parts = protocol_of(np.array([5, 5, 2, 9, 9, 9, 1]))
    assert parts.gallery.tolist() == [0, 3]
    assert parts.known.tolist() == [1, 4, 5]
    assert parts.unknown.tolist() == [2, 6]


@given(st.lists(st.integers(0, 8), min_size=1, max_size=40))
def test_protocol_uses_every_image_once(values: list[int]) -> None:
    labels = np.array(values)
    parts = protocol_of(labels)
    rows = np.concatenate([parts.gallery, parts.known, parts.unknown])
    assert sorted(rows.tolist()) == list(range(len(labels)))
    assert len(set(labels[parts.gallery])) == len(parts.gallery)
    assert set(labels[parts.known]) == set(labels[parts.gallery])
    assert not set(labels[parts.unknown]) & set(labels[parts.gallery])


def test_identify_is_the_slow_search() -> None:
    embeddings, labels = people(1, 30, 3, noise=1.2)
    strangers, _ = people(2, 40, 1)
    embeddings = np.concatenate([embeddings, strangers])
    labels = np.concatenate([labels, np.arange(100, 140)])
    result = identify(embeddings, labels, protocol_of(labels))
    gallery = {int(labels[i]): embeddings[i] for i in range(0, 90, 3)}
    known = [i for i in range(90) if i % 3]
    for probe, best, right in zip(known, result.known, result.correct, strict=True):
        ranked = max((float(embeddings[probe] @ e), name) for name, e in gallery.items())
        assert best == pytest.approx(ranked[0], abs=1e-6)
        assert right == (ranked[1] == labels[probe])
    assert 0.2 < result.correct.mean() < 1.0, "the example must not be trivial"
    for fpir in (0.05, 0.25):
        point = operating_point(result, fpir)
        slow = max(
            float(np.mean(result.correct & (result.known >= t)))
            for t in [*result.known, *result.unknown, 2.0]
            if np.mean(result.unknown >= t) <= fpir
        )
        assert point.dir == slow
        assert point.fpir <= fpir


def test_operating_points_lie_on_the_curve() -> None:
    embeddings, labels = people(3, 60, 3)
    labels = np.where(np.arange(len(labels)) < 90, labels, np.arange(1000, 1000 + len(labels)))
    result = identify(embeddings, labels, protocol_of(labels))
    fpir, rate = dir_curve(result)
    assert (np.diff(fpir) > 0).all()
    assert (np.diff(rate) >= 0).all()
    point = operating_point(result, 0.1)
    assert point.dir == pytest.approx(np.interp(point.fpir, fpir, rate), abs=0.05)
    assert fpir[-1] == 1.0


def test_too_few_strangers_is_said() -> None:
    result = Identification(
        known=np.ones(5, np.float32),
        correct=np.ones(5, np.bool_),
        unknown=np.zeros(99, np.float32),
        gallery_size=5,
    )
    with pytest.raises(ValueError, match="too little data"):
        operating_point(result, 0.01)


@given(st.lists(st.floats(-1, 1, width=32), min_size=10, max_size=200), st.sampled_from([0.1, 0.3]))
def test_exceeding_threshold_is_the_lowest_allowed(values: list[float], rate: float) -> None:
    similarities = np.array(values, np.float32)
    threshold = exceeding_threshold(similarities, rate)
    assert (similarities >= threshold).mean() <= rate
    lower = np.nextafter(np.float32(threshold), np.float32(-2))
    assert (similarities >= lower).mean() > rate


def test_far_thresholds_are_the_quantiles_of_all_impostor_pairs() -> None:
    embeddings, labels = people(4, 90, 4)
    impostor = (embeddings @ embeddings.T)[labels[:, None] < labels[None]]
    thresholds = far_thresholds(embeddings, labels)
    for rate, threshold in thresholds.items():
        assert (impostor >= threshold).mean() <= rate
        assert (impostor >= threshold - 2e-5).mean() >= rate - 1 / len(impostor)
    assert set(thresholds) == {1e-2, 1e-3}, "6 false accepts say nothing about 1e-4"


def test_thresholds_hold_on_fresh_strangers() -> None:
    embeddings, labels = people(5, 400, 2)
    table = fpir_thresholds(embeddings, labels)
    fresh, _ = people(6, 6000, 1)
    for size, threshold in table[0.01].items():
        best = np.concatenate(
            [(fresh[k::20] @ embeddings[k::2][:size].T).max(axis=1) for k in range(20)]
        )
        assert 0.004 < (best >= threshold).mean() < 0.025
    assert list(table[0.01]) == [1, 6, 10, 100], "1,000 people were never there"
    assert sorted(table[0.01].values()) == list(table[0.01].values())
    assert table[0.1][6] < table[0.01][6]


def kinds(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Three images of each of so many people of four kinds; the kind of person i is i % 4."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(4, 64))
    own = rng.normal(size=(count, 64))
    labels = np.repeat(np.arange(count), 3)
    raw = common[labels % 4] + own[labels] + 0.3 * rng.normal(size=(len(labels), 64))
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32), labels


def test_people_alike_make_a_group() -> None:
    embeddings, labels = kinds(1, 80)
    groups = people_alike(embeddings, labels, 4)
    assert [len(set(groups[labels % 4 == kind])) for kind in range(4)] == [1, 1, 1, 1]
    assert set(groups) == {0, 1, 2, 3}
    with pytest.raises(ValueError, match="2 people do not make 3 groups"):
        people_alike(*kinds(1, 2), 3)


def test_thresholds_within_groups_are_those_of_strangers_of_one_kind() -> None:
    embeddings, labels = kinds(2, 160)
    mixed = fpir_thresholds(embeddings, labels)
    alike = fpir_thresholds(embeddings, labels, groups=(labels % 4).astype(np.int64))
    one_kind = labels % 4 == 0
    alone = fpir_thresholds(embeddings[one_kind], labels[one_kind], fpirs=[0.1])
    assert alike[0.01][6] > mixed[0.01][6] + 0.02
    assert alike[0.1][6] == pytest.approx(alone[0.1][6], abs=0.04)
    assert list(alike[0.01]) == [1, 6, 10]  # 100 of a kind are not there
    assert 100 in mixed[0.01]
    grouped = calibrate(embeddings, labels, groups=4)
    assert grouped.default_threshold == pytest.approx(alike[0.01][6], abs=0.01)


def test_maxima_never_compare_a_person_with_themselves() -> None:
    labels = np.repeat(np.arange(20), 5)
    embeddings = np.eye(20, dtype=np.float32)[labels]
    assert impostor_maxima(embeddings, labels, 6, trials=30, seed=0).max() == 0.0


def test_calibration_is_repeatable_and_fits_the_card() -> None:
    embeddings, labels = people(7, 150, 2)
    first, second = calibrate(embeddings, labels), calibrate(embeddings, labels)
    assert first == second
    assert first.default_threshold == first.thresholds_fpir[0.01][6]
    assert (first.identities, first.images) == (150, 300)
    order = np.random.default_rng(0).permutation(300)
    shuffled = calibrate(embeddings[order], labels[order])
    assert shuffled.default_threshold == pytest.approx(first.default_threshold, abs=0.02)


def test_too_few_people_is_said() -> None:
    with pytest.raises(ValueError, match="too little data"):
        calibrate(*people(8, 99, 3))
    with pytest.raises(ValueError, match="too little data"):
        impostor_maxima(*people(8, 6, 3), 6, trials=1, seed=0)
    with pytest.raises(ValueError, match="finite"):
        calibrate(np.full((4, 2), np.nan, np.float32), np.arange(4))


def test_independent_comparisons() -> None:
    assert independent_fpir(0.01, 1) == pytest.approx(0.01)
    assert independent_fpir(0.001, 1000) == pytest.approx(1 - 0.999**1000)
