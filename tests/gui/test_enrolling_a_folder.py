"""A folder of people through the dialog and the real engine, also one that changes meanwhile."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep
from tests.gui.listener import Listener, controlled
from videorec import demo
from videorec.core.types import UInt8
from videorec.gui.controller import Controller
from videorec.gui.enrol_dialog import EnrolDialog

GRACE, EILEEN = demo.grace_hopper().image, demo.eileen_collins().image


def _save(path: Path, picture: UInt8) -> None:
    path.parent.mkdir(exist_ok=True)
    assert cv2.imwrite(str(path), picture)


def _mirrored(picture: UInt8) -> UInt8:
    return np.ascontiguousarray(picture[:, ::-1])


@pytest.fixture
def family(tmp_path: Path) -> Path:
    """Two people with four pictures, and one picture in which nobody is."""
    folder = tmp_path / "family"
    folder.mkdir()
    _save(folder / "Grace.png", GRACE)
    _save(folder / "Eileen" / "1.png", EILEEN)
    _save(folder / "Eileen" / "2.png", _mirrored(EILEEN))
    _save(folder / "Grace again.png", _mirrored(GRACE))
    _save(folder / "wall.png", np.full((200, 200, 3), 90, np.uint8))
    return folder


def _open(
    qtbot: QtBot, controller: Controller, heard: Listener, folder: Path, count: int
) -> EnrolDialog:
    """The dialog with everything of a folder, and its button for all good ones."""
    dialog = EnrolDialog()
    keep(qtbot, dialog)
    dialog.enrol_faces.connect(controller.enrol_faces)
    heard.until(lambda: heard.heard["engine_ready"])
    controller.check_files([folder])
    heard.until(lambda: heard.heard["enrolment_checked"])
    dialog.show_check(heard.last("enrolment_checked"))
    dialog.open()
    assert _save_all(dialog).text() == f"Save all good ones ({count})"
    return dialog


def _save_all(dialog: EnrolDialog) -> QPushButton:
    (button,) = [b for b in dialog.findChildren(QPushButton) if "all good" in b.text()]
    return button


def test_everybody_of_a_folder_is_enrolled_at_once(
    qtbot: QtBot, family: Path, tmp_path: Path
) -> None:
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        dialog = _open(qtbot, controller, heard, family, 4)
        click(_save_all(dialog))
        heard.until(
            lambda: (
                {name: person.images for name, person in heard.people.items()}
                == {"Eileen": 2, "Grace": 1, "Grace again": 1}
            )
        )
        assert not heard.problems
        # The wall is left, with the reason why nobody is enrolled from it.
        assert dialog.isVisible()
        controller.images_of(heard.people["Eileen"].identity_id)
        heard.until(lambda: heard.images)
        sources = [Path(image.source).name for image in heard.images[-1][1]]
        assert sources == ["1.png", "2.png"]
        # One click, so one step back.
        assert heard.last("undo_available") == "Added 4 pictures."
        controller.undo()
        heard.until(lambda: not heard.people)
        heard.until(lambda: not heard.last("undo_available"))


def test_pictures_that_vanish_or_change_are_told_and_the_others_saved(
    qtbot: QtBot, family: Path, tmp_path: Path
) -> None:
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        dialog = _open(qtbot, controller, heard, family, 4)
        (family / "Eileen" / "1.png").unlink()
        other = family / "Grace.png"
        _save(other, EILEEN)
        os.utime(other, ns=(0, other.stat().st_mtime_ns + 2_000_000_000))
        click(_save_all(dialog))
        qtbot.waitUntil(lambda: {"Eileen", "Grace again"} <= heard.people.keys(), timeout=60_000)
        qtbot.waitUntil(lambda: len(heard.problems) == 2, timeout=60_000)
        said = [problem.text for problem in heard.problems]
        assert {problem.title for problem in heard.problems} == {"This face cannot be enrolled"}
        assert any("1.png: there is no such file; check the path" in text for text in said)
        assert any("Grace.png: has changed since it was looked at" in text for text in said)
        assert {name: person.images for name, person in heard.people.items()} == {
            "Eileen": 1,
            "Grace again": 1,
        }
