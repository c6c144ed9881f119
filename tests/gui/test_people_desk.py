"""Folders are opened before anybody is enrolled from them; views of a film are one change."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from gallery.gallery import Gallery
from videorec import demo
from videorec.core.errors import EnrolmentError
from videorec.core.settings import DetectorSettings
from videorec.gui.people_desk import PeopleDesk, Undo
from videorec.models.model_card import ModelCard
from videorec.models.sphereface import SphereFace
from videorec.models.weights import load_weights, save_weights
from videorec.pipeline.detector import Detector
from videorec.pipeline.embedder import Embedder
from videorec.pipeline.enrolment import Enroller
from videorec.runtime.face_views import FaceView, offer_view

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """Its network has learnt nothing: who is who does not matter here."""
    path = tmp_path_factory.mktemp("weights") / "random.safetensors"
    save_weights(path, SphereFace(4).state_dict(), ModelCard(name="test", depth=4))
    return Embedder(load_weights(path), CPU, precision="fp32")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(DetectorSettings(), CPU)


@pytest.fixture
def desk(detector: Detector, embedder: Embedder) -> Iterator[PeopleDesk]:
    with Gallery.in_memory(model_hash=embedder.model_hash) as gallery:
        yield PeopleDesk(gallery, Enroller(detector, embedder, gallery))


@pytest.fixture(scope="module")
def views(detector: Detector) -> tuple[FaceView, FaceView, FaceView]:
    """Of one face, each a little brighter than the one before."""
    picture = demo.grace_hopper().image
    ((face, *_),) = detector.detect([picture])
    found: list[FaceView] = []
    for number in range(3):
        brighter = cv2.convertScaleAbs(picture, alpha=1.0 + 0.1 * number)
        offer_view(found, np.asarray(brighter, np.uint8), face, 9.0 * number)
    first, second, third = sorted(found, key=lambda view: view.time_s)
    return first, second, third


def _people(desk: PeopleDesk) -> dict[str, int]:
    return {person.name: person.images for person in desk.gallery.identities()}


def _write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), demo.eileen_collins().image)
    return path


def test_a_folder_is_opened(desk: PeopleDesk, tmp_path: Path) -> None:
    _write(tmp_path / "Eileen Collins.png")
    _write(tmp_path / "Ada" / "1.png")
    _write(tmp_path / "Ada" / "2.png")
    (tmp_path / "Ada" / "notes.txt").write_text("nothing to see")
    (tmp_path / "Grace.jpg").write_bytes(b"nothing")
    check = desk.check_files([tmp_path])
    found = {Path(p.source).relative_to(tmp_path).as_posix(): p for p in check.pictures}
    assert set(found) == {"Ada/1.png", "Ada/2.png", "Eileen Collins.png", "Grace.jpg"}
    assert found["Ada/1.png"].suggested_name == found["Ada/2.png"].suggested_name == "Ada"
    assert found["Eileen Collins.png"].suggested_name == "Eileen Collins"
    assert all(len(p.faces) == 1 for name, p in found.items() if name != "Grace.jpg")
    assert "not a picture" in found["Grace.jpg"].refusal


def test_files_and_folders_come_together(desk: PeopleDesk, tmp_path: Path) -> None:
    portrait = _write(tmp_path / "Ada.png")
    _write(tmp_path / "people" / "Grace.png")
    check = desk.check_files([portrait, tmp_path / "people"])
    assert [p.suggested_name for p in check.pictures] == ["Ada", "Grace"]


def test_a_folder_that_cannot_be_used_is_a_refusal(desk: PeopleDesk, tmp_path: Path) -> None:
    portrait, empty = _write(tmp_path / "Ada.png"), tmp_path / "empty"
    empty.mkdir()
    refused, good = desk.check_files([empty, portrait]).pictures
    assert str(empty) in refused.refusal
    assert "holds no pictures" in refused.refusal
    assert not refused.faces
    assert good.suggested_name == "Ada"


def test_views_are_enrolled_and_taken_back_together(
    desk: PeopleDesk, views: tuple[FaceView, FaceView, FaceView]
) -> None:
    names: list[int] = []

    def named(identity_id: int) -> Undo:
        names.append(identity_id)
        return names.pop

    for count, text in (
        (1, "Enrolled Anna."),
        (3, "Added to the images of Anna."),
        (3, "Named a face Anna."),
    ):
        desk.enrol_views("Anna", views[:count], "film", named)
        assert _people(desk) == {"Anna": count}
        assert desk.undoable == text
    assert len(names) == 3
    for left in ({"Anna": 3}, {"Anna": 1}, {}):
        desk.undo()
        assert _people(desk) == left
    assert names == []


def test_views_of_which_one_is_somebody_elses_are_not_enrolled_at_all(
    desk: PeopleDesk, views: tuple[FaceView, FaceView, FaceView]
) -> None:
    desk.enrol_views("Anna", views[:1], "film", lambda _: dict)
    with pytest.raises(EnrolmentError, match="enrolled as 'Anna' already"):
        desk.enrol_views("Berta", views[::-1], "film", lambda _: pytest.fail("not told of Berta"))
    assert _people(desk) == {"Anna": 1}
    assert desk.undoable == "Enrolled Anna."
    desk.undo()
    assert _people(desk) == {}
