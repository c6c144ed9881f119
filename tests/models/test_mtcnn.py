"""The cascade against facenet-pytorch's, on its own, and its weights."""

import tarfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.baseline import BaselineDetector, disagreement
from tests.models.portraits import all_pictures, astronaut, mosaic, noise
from videorec.core.errors import WeightsError
from videorec.core.settings import DetectorSettings
from videorec.core.types import UInt8
from videorec.models import mtcnn, mtcnn_nets
from videorec.models.mtcnn import Mtcnn, pyramid_scales
from videorec.models.mtcnn_nets import ProposalNet, read_state, weights_folder
from videorec.pipeline.detector import Detector

CPU = torch.device("cpu")
# No bound on the candidates here: the reference has none.
SETTINGS = {
    "20, 0.709": DetectorSettings(min_face=20, max_candidates=100_000),
    "40, 0.709": DetectorSettings(min_face=40, max_candidates=100_000),
    "33, 0.85": DetectorSettings(
        min_face=33, factor=0.85, thresholds=(0.5, 0.6, 0.6), max_candidates=100_000
    ),
}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """The reference waits for all its threads after every layer; one is faster on busy machines."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class Pair:
    """Our detector and the reference at the same settings."""

    def __init__(self, settings: DetectorSettings) -> None:
        self.ours = Detector(settings, CPU)
        self.reference = BaselineDetector(settings, CPU)

    def compare(self, image: UInt8) -> tuple[int, str | None]:
        """How many faces there are, and what differs."""
        reference = self.reference.detect(image)
        return len(reference), disagreement(self.ours.detect([image])[0], reference)


@pytest.fixture(scope="module", params=list(SETTINGS))
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(SETTINGS[request.param])


def test_same_faces_as_the_reference(pair: Pair) -> None:
    results = {name: pair.compare(image) for name, image in all_pictures()}
    assert {name: wrong for name, (_, wrong) in results.items() if wrong} == {}
    assert sum(count for count, _ in results.values()) >= 30


def clip_frames(path: Path, step: int) -> Iterator[UInt8]:
    with av.open(str(path)) as container:
        for frame in islice(container.decode(video=0), 0, None, step):
            yield np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)


def photographs(path: Path, step: int) -> Iterator[UInt8]:
    with tarfile.open(path) as archive:
        for member in islice((m for m in archive if m.isfile()), 0, None, step):
            file = archive.extractfile(member)
            assert file is not None
            yield np.asarray(cv2.imdecode(np.frombuffer(file.read(), np.uint8), 1), dtype=np.uint8)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "step"),
    [
        ("clips/friends/friends.mp4", 60),
        ("clips/friends/friends-wide.mp4", 45),
        ("clips/avengers/avengers.mp4", 90),
        ("clips/crowd-1080p.mp4", 50),
        ("lfw/lfw-photos-folds-1-2.tar", 80),
    ],
)
def test_same_faces_in_clips_and_photographs(place: str, step: int, shared: Path) -> None:
    pair = Pair(DetectorSettings(min_face=24, max_candidates=100_000))
    read = photographs if place.endswith(".tar") else clip_frames
    results = [pair.compare(image) for image in read(shared / place, step)]
    assert [wrong for _, wrong in results if wrong] == []
    assert sum(count for count, _ in results) >= len(results)


@pytest.mark.gpu
def test_cuda_finds_the_same_faces_in_a_batch() -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device here")
    settings = SETTINGS["20, 0.709"]
    images = [mosaic(), mosaic()[:, ::-1].copy(), noise(720, 1280)]
    for ours, theirs in zip(
        Detector(settings, torch.device("cuda")).detect(images),
        Detector(settings, CPU).detect(images),
        strict=True,
    ):
        assert disagreement(ours, theirs) is None


def test_a_batch_of_pictures_gives_what_each_gives_alone() -> None:
    cascade = Mtcnn(SETTINGS["40, 0.709"], CPU)
    images = [mosaic(), noise(720, 1280), mosaic()[::-1].copy(), mosaic()[:, ::-1].copy()]
    together = cascade.detect(images)
    for i, image in enumerate(images):
        mine, alone = together.pick(together.frames == i), cascade.detect([image])
        assert mine.boxes == pytest.approx(alone.boxes, abs=0.01)
        assert mine.landmarks == pytest.approx(alone.landmarks, abs=0.01)
        assert mine.scores == pytest.approx(alone.scores, abs=1e-5)
    assert {0, 3} <= set(together.frames.tolist()) <= {0, 2, 3}


def test_more_threads_change_nothing() -> None:
    alone = Mtcnn(SETTINGS["20, 0.709"], CPU).detect([mosaic()])
    torch.set_num_threads(3)
    try:
        cascade = Mtcnn(SETTINGS["20, 0.709"], CPU)
    finally:
        torch.set_num_threads(1)
    together = cascade.detect([mosaic()])
    assert np.array_equal(together.boxes, alone.boxes)
    assert np.array_equal(together.landmarks, alone.landmarks)
    assert np.array_equal(together.scores, alone.scores)
    places = np.tile(alone.boxes, (3, 1))
    seen, index = cascade.look_at(mosaic(), places)
    assert index.tolist() == list(range(len(places)))
    assert seen.boxes == pytest.approx(np.tile(seen.boxes[: len(alone)], (3, 1)), abs=0.01)


def test_small_portions_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    cascade = Mtcnn(SETTINGS["20, 0.709"], CPU)
    whole = cascade.detect([mosaic()])
    small = mtcnn._Portions(strip=4000, sheet=0, refine=3, output=1)
    monkeypatch.setattr(cascade, "_portions", small)
    parts = cascade.detect([mosaic()])
    assert parts.boxes == pytest.approx(whole.boxes, abs=0.01)
    assert parts.scores == pytest.approx(whole.scores, abs=1e-5)


def test_candidates_are_bounded() -> None:
    """With room for one candidate a frame, at most one face is left: the best of P-Net."""
    few = Mtcnn(DetectorSettings(min_face=20, max_candidates=1), CPU)
    many = Mtcnn(DetectorSettings(min_face=20), CPU)
    assert len(few.detect([mosaic()])) <= 1 < len(many.detect([mosaic()]))


@given(st.integers(12, 900), st.integers(1, 400))
def test_strips_cover_every_cell_once(height: int, rows: int) -> None:
    strips = list(mtcnn.split_rows(height, rows))
    cells: list[int] = []
    for strip in strips:
        assert strip.start % 2 == 0
        pooled = -(-(len(strip) - 2) // 2)
        cells += range(strip.start // 2, strip.start // 2 + pooled - 4)
    whole = -(-(height - 2) // 2) - 4
    assert cells == list(range(whole))
    assert max(len(strip) for strip in strips) <= max(rows, 12) + 2


def test_strips_map_as_the_whole_level_does() -> None:
    net = ProposalNet(read_state(weights_folder(), "pnet"), CPU)
    level = torch.from_numpy(noise(61, 45)).permute(2, 0, 1)[None].float().contiguous()
    with torch.inference_mode():
        strips = [level[:, :, s.start : s.stop].contiguous() for s in mtcnn.split_rows(61, 16)]
        parts = [net([strip])[0] for strip in strips]
        assert len(parts) > 3
        assert (torch.cat(parts, dim=2) - net([level])[0]).abs().max() < 1e-4


def test_levels_on_one_sheet_map_as_each_alone_does() -> None:
    net = ProposalNet(read_state(weights_folder(), "pnet"), CPU)
    sizes = [(61, 45), (12, 12), (33, 90), (13, 12), (24, 25)]
    levels = [
        torch.from_numpy(np.stack([noise(*size), noise(*size)[::-1]])).permute(0, 3, 1, 2).float()
        for size in sizes
    ]
    levels = [level.contiguous() for level in levels]
    with torch.inference_mode():
        together = net(levels)
        for level, found in zip(levels, together, strict=True):
            (alone,) = net([level])
            assert found.shape == alone.shape
            assert (found - alone).abs().max() < 1e-4


def test_the_pyramid_starts_at_the_smallest_face_and_ends_at_the_window() -> None:
    settings = DetectorSettings(min_face=20, factor=0.709)
    scales = pyramid_scales(720, 1280, settings)
    assert scales[0] == 12 / 20
    assert np.diff(np.log(scales)) == pytest.approx(np.log(0.709))
    assert scales[-1] * 720 >= 12 > scales[-1] * 0.709 * 720
    assert pyramid_scales(19, 1280, settings) == []


def test_what_the_last_network_says_of_given_places() -> None:
    cascade = Mtcnn(DetectorSettings(), CPU)
    found = cascade.detect([astronaut()])
    places = np.concatenate([found.boxes, found.boxes + 600, [[300, 300, 400, 400]]])
    seen, index = cascade.look_at(astronaut(), places.astype(np.float32))
    assert index.tolist() == [0, 2]  # the second lies outside
    assert seen.scores[0] > 0.9 > 0.5 > seen.scores[1]
    assert np.abs(seen.landmarks[0] - found.landmarks[0]).max() < 5


def test_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mtcnn_nets, "find_spec", lambda name: None)
    with pytest.raises(WeightsError, match=r"facenet-pytorch.*not installed.*pip install"):
        Mtcnn(DetectorSettings(), CPU)


def test_weights_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"pnet\.pt.*missing.*reinstall"):
        read_state(tmp_path, "pnet")
    (tmp_path / "pnet.pt").write_bytes(b"no weights")
    with pytest.raises(WeightsError, match="not readable"):
        read_state(tmp_path, "pnet")
    torch.save([1, 2], tmp_path / "pnet.pt")
    with pytest.raises(WeightsError, match=r"conv1\.weight"):
        read_state(tmp_path, "pnet")
    torch.save(read_state(weights_folder(), "rnet"), tmp_path / "onet.pt")
    with pytest.raises(WeightsError, match=r"conv1\.weight of shape \(32, 3, 3, 3\)"):
        read_state(tmp_path, "onet")
