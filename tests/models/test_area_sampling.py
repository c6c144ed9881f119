"""Area means against torch's own, which facenet-pytorch feeds its networks with."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import interpolate

from videorec.core.types import UInt8
from videorec.models.area_sampling import SummedArea

CPU = torch.device("cpu")
# float32 of values up to 255 and one rounding more than torch's.
TOLERANCE = 4e-5


def pictures(count: int, height: int, width: int) -> list[UInt8]:
    random = np.random.default_rng(height * 1000 + width)
    return list(random.integers(0, 256, (count, height, width, 3), dtype=np.uint8))


def resized(image: UInt8, height: int, width: int) -> torch.Tensor:
    """(3, height, width) by torch."""
    planes = torch.from_numpy(image).permute(2, 0, 1)[None].float()
    return interpolate(planes, size=(height, width), mode="area")[0]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_levels_are_those_of_torch(data: st.DataObject) -> None:
    size = st.integers(1, 70)
    height, width, rows, columns = (data.draw(size) for _ in range(4))
    images = pictures(data.draw(st.integers(1, 3)), height, width)
    start = data.draw(st.integers(0, rows - 1))
    wanted = range(start, data.draw(st.integers(start + 1, rows)))
    level = SummedArea(images, CPU).level(rows, columns, wanted)
    expected = torch.stack([resized(image, rows, columns) for image in images])
    assert level.shape == (len(images), 3, len(wanted), columns)
    assert level.dtype == torch.float32
    assert (level - expected[:, :, start : wanted.stop]).abs().max() < TOLERANCE


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_crops_are_those_of_torch(data: st.DataObject) -> None:
    images = pictures(2, 40, 57)
    boxes = []
    for _ in range(data.draw(st.integers(1, 5))):
        x0, y0 = data.draw(st.integers(0, 56)), data.draw(st.integers(0, 39))
        boxes.append(
            (x0, y0, data.draw(st.integers(x0 + 1, 57)), data.draw(st.integers(y0 + 1, 40)))
        )
    frames = np.array([data.draw(st.integers(0, 1)) for _ in boxes])
    size = data.draw(st.sampled_from([1, 5, 24, 48]))
    crops = SummedArea(images, CPU).crops(frames, np.array(boxes), size)
    for crop, frame, (x0, y0, x1, y1) in zip(crops, frames, boxes, strict=True):
        expected = resized(images[frame][y0:y1, x0:x1], size, size)
        assert (crop - expected).abs().max() < TOLERANCE


def test_the_way_that_cuda_takes_gives_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    images = pictures(2, 33, 91)
    frames, boxes = (
        np.array([1, 0, 1]),
        np.array([[0, 0, 91, 33], [4, 5, 40, 30], [90, 32, 91, 33]]),
    )
    table = SummedArea(images, CPU)
    level, crops = table.level(20, 50, range(3, 20)), table.crops(frames, boxes, 24)
    monkeypatch.setattr(SummedArea, "_means", SummedArea._gathered_means)
    assert torch.equal(table.level(20, 50, range(3, 20)), level)
    assert torch.equal(table.crops(frames, boxes, 24), crops)


def test_sums_beyond_32_bits_do_no_harm() -> None:
    """A white picture of 9 megapixels sums to more than 2^31."""
    image = np.full((3000, 3000, 3), 255, dtype=np.uint8)
    table = SummedArea([image], CPU)
    assert (table.level(40, 40, range(40)) == 255).all()
    assert (
        table.crops(np.zeros(1, np.int64), np.array([[2990, 2990, 3000, 3000]]), 24) == 255
    ).all()


@pytest.mark.gpu
def test_cuda_gives_the_same_numbers() -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device here")
    images = pictures(3, 120, 201)
    frames, boxes = np.array([0, 2]), np.array([[3, 4, 100, 90], [0, 0, 201, 120]])
    ours, theirs = SummedArea(images, CPU), SummedArea(images, torch.device("cuda"))
    assert torch.equal(ours.level(60, 99, range(60)), theirs.level(60, 99, range(60)).cpu())
    assert torch.equal(ours.crops(frames, boxes, 48), theirs.crops(frames, boxes, 48).cpu())
