"""Cuts are seen; motion, noise and light are not taken for one."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from videorec.core.shots import ShotDetector, ShotStarts
from videorec.core.types import Frame, UInt8


def scene(image: UInt8) -> UInt8:
    return np.ascontiguousarray(cv2.resize(image[:, :, ::-1], (640, 360)))


def test_the_first_frame_starts_a_shot() -> None:
    assert ShotDetector().starts_shot(scene(data.astronaut()))


def test_a_cut_is_seen_once() -> None:
    shots = ShotDetector()
    a, b = scene(data.astronaut()), scene(data.chelsea())
    assert [shots.starts_shot(image) for image in (a, a, b, b, a)] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_motion_noise_and_light_are_no_cut() -> None:
    shots = ShotDetector()
    image = scene(data.astronaut())
    shots.starts_shot(image)
    rng = np.random.default_rng(0)
    for step in range(1, 12):
        moved = np.roll(image, 6 * step, axis=1).astype(np.float64)
        light = 1.0 + 0.15 * np.sin(step)
        noisy = moved * light + rng.normal(0, 6, image.shape)
        assert not shots.starts_shot(np.clip(noisy, 0, 255).astype(np.uint8))


def test_every_picture_knows_the_first_of_its_shot() -> None:
    starts = ShotStarts()
    a, b = scene(data.astronaut()), scene(data.chelsea())
    frames = [Frame(index=7 + i, time_s=0.0, image=im) for i, im in enumerate((a, a, b, b, a))]
    assert [starts.of(frame) for frame in frames] == [7, 7, 9, 9, 11]


def test_a_gap_in_time_or_another_size_starts_a_shot() -> None:
    starts = ShotStarts()
    image = scene(data.astronaut())
    small = np.ascontiguousarray(image[::2, ::2])
    shown = ((0.0, image), (0.04, image), (0.3, image), (0.7, image), (0.74, small), (0.78, small))
    frames = [Frame(index=i, time_s=time_s, image=im) for i, (time_s, im) in enumerate(shown)]
    assert [starts.of(frame) for frame in frames] == [0, 0, 0, 3, 4, 4]


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2160, 3840)])
def test_any_size_is_fine(size: tuple[int, int]) -> None:
    shots = ShotDetector()
    image = np.zeros((*size, 3), np.uint8)
    assert shots.starts_shot(image)
    assert not shots.starts_shot(image)


@pytest.mark.shared
def test_the_cuts_of_a_real_clip(shared: Path) -> None:
    capture = cv2.VideoCapture(str(shared / "clips" / "friends" / "friends.mp4"))
    shots, cuts, index = ShotDetector(), [], 0
    starts, started = ShotStarts(), set()
    while True:
        read, image = capture.read()
        if not read:
            break
        frame = Frame(index=index, time_s=0.0, image=np.asarray(image, np.uint8))
        if shots.starts_shot(frame.image):
            cuts.append(index)
        started.add(starts.of(frame))
        index += 1
    capture.release()
    assert cuts == [0, 66, 147, 230]
    assert started == set(cuts)
