"""Augmentations: what they keep, what they change, and the two ways to compute them."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.data import astronaut

from training.augment import augment, mirror, move
from training.device_augment import SHRINK_LEVELS, augment_batch, mirror_batch
from videorec.core.types import UInt8


@pytest.fixture(scope="module")
def face() -> UInt8:
    """A public-domain face, roughly as a crop."""
    return np.ascontiguousarray(astronaut()[60:172, 176:272, ::-1])


@given(seed=st.integers(0, 2**32 - 1), strong=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_crop_stays_a_crop_and_comes_out_the_same_for_the_same_seed(
    seed: int, strong: bool
) -> None:
    crop = np.random.default_rng(seed).integers(0, 256, (112, 96, 3), dtype=np.uint8)
    before = crop.copy()
    first, again = (augment(crop, np.random.default_rng(seed), strong) for _ in range(2))
    assert first.shape == (112, 96, 3)
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(crop, before)


def test_half_of_the_mirrored_are_mirror_images(face: UInt8) -> None:
    rng = np.random.default_rng(0)
    flipped = [np.array_equal(mirror(face, rng), face[:, ::-1]) for _ in range(400)]
    assert 0.4 < np.mean(flipped) < 0.6


def test_moving_by_nothing_changes_nothing(face: UInt8) -> None:
    np.testing.assert_array_equal(move(face, np.random.default_rng(0), amount=0.0), face)


def test_strong_changes_more_than_weak(face: UInt8) -> None:
    rng = np.random.default_rng(0)

    def change(strong: bool) -> float:
        changed = [augment(face, rng, strong).astype(float) for _ in range(60)]
        return float(
            np.mean([min(np.abs(c - f).mean() for f in (face, face[:, ::-1])) for c in changed])
        )

    assert change(strong=True) > 1.5 * change(strong=False)


def test_the_batch_version_keeps_shape_range_and_seed(face: UInt8) -> None:
    pixels = torch.from_numpy(face).permute(2, 0, 1).float().expand(24, -1, -1, -1)
    first, again = (
        augment_batch(pixels, torch.Generator().manual_seed(5), strong_share=0.5) for _ in range(2)
    )
    assert first.shape == pixels.shape
    assert torch.equal(first, again)
    assert bool(torch.isfinite(first).all())
    assert float(first.min()) >= 0.0
    assert float(first.max()) <= 255.0
    assert not torch.equal(first[0], first[1])


def test_the_batch_version_changes_about_as_much_as_the_single_one(face: UInt8) -> None:
    """Both make a face as different from itself on average, within a quarter."""
    rng = np.random.default_rng(1)
    single = np.stack([augment(face, rng, strong=True) for _ in range(200)]).astype(float)
    pixels = torch.from_numpy(face).permute(2, 0, 1).float().expand(200, -1, -1, -1)
    batch = augment_batch(pixels, torch.Generator().manual_seed(1), strong_share=1.0)
    together = batch.permute(0, 2, 3, 1).numpy().astype(float)

    def change(faces: np.ndarray) -> float:
        versions = np.stack([face, face[:, ::-1]]).astype(float)
        return float(
            np.abs(faces[:, None] - versions[None]).mean(axis=(2, 3, 4)).min(axis=1).mean()
        )

    def detail(faces: np.ndarray) -> float:
        return float(np.abs(np.diff(faces, axis=2)).mean())

    assert change(together) == pytest.approx(change(single), rel=0.25)
    assert detail(together) == pytest.approx(detail(single), rel=0.25)


def test_mirrored_on_the_device(face: UInt8) -> None:
    pixels = torch.from_numpy(face).permute(2, 0, 1)[None].expand(300, -1, -1, -1)
    mirrored = mirror_batch(pixels, torch.Generator().manual_seed(0))
    assert mirrored.dtype == torch.uint8
    share = float((mirrored == pixels.flip(3)).flatten(1).all(1).float().mean())
    assert 0.4 < share < 0.6


def test_shrink_levels_cover_the_range_of_the_single_version() -> None:
    assert min(SHRINK_LEVELS) < 0.3
    assert max(SHRINK_LEVELS) > 0.7
