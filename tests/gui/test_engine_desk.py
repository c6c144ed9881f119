"""What the window is told about the networks and the device they run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PyQt6.QtWidgets import QApplication

from gallery.gallery import Gallery
from videorec import app
from videorec.config import AppSettings
from videorec.gui.engine_desk import EngineDesk
from videorec.gui.engine_speech import translated
from videorec.models.devices import describe_device


@pytest.fixture(scope="module")
def desk() -> Iterator[EngineDesk]:
    engine = app.build_engine(AppSettings(device="cpu"))
    with Gallery.in_memory(model_hash=engine.embedder.model_hash) as gallery:
        yield EngineDesk.of(engine, gallery)


@pytest.fixture(params=[1, 2])
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


def test_the_device_is_told_as_the_engine_says_it(desk: EngineDesk, qapp: QApplication) -> None:
    assert desk.info.device == desk.engine.device
    assert "thread" in desk.info.device


def test_the_device_is_told_in_german(desk: EngineDesk, german: QApplication) -> None:
    assert "thread" not in desk.info.device
    assert desk.info.device == desk.engine.device.replace("thread", "Thread")


def test_one_thread_and_several(threads: int, german: QApplication) -> None:
    said = translated(describe_device(torch.device("cpu")))
    assert said.startswith("CPU: ")
    assert said.endswith(", 1 Thread" if threads == 1 else f", {threads} Threads")


def test_the_name_of_a_gpu_stays_as_it_is(german: QApplication) -> None:
    assert translated("CUDA 0: NVIDIA H200, 140 GiB") == "CUDA 0: NVIDIA H200, 140 GiB"


def test_what_was_seen_stays_true_with_the_same_file_alone(
    desk: EngineDesk, tmp_path: Path
) -> None:
    engine, model = desk.engine, desk.engine.embedder.model_hash
    assert EngineDesk.of(engine, desk.gallery).continues(desk)
    with (
        Gallery.in_memory(model_hash=model) as folder,
        Gallery.open(tmp_path / "a.sqlite", model_hash=model) as a,
        Gallery.open(tmp_path / "a.sqlite", model_hash=model) as again,
        Gallery.open(tmp_path / "a.sqlite", model_hash="another") as incomparable,
        Gallery.open(tmp_path / "b.sqlite", model_hash=model) as b,
    ):
        of_a = EngineDesk.of(engine, a)
        assert not EngineDesk.of(engine, folder).continues(desk)
        assert EngineDesk.of(engine, again).continues(of_a)
        assert not EngineDesk.of(engine, incomparable).continues(of_a)
        assert not EngineDesk.of(engine, b).continues(of_a)
