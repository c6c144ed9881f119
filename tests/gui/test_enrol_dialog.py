"""Checking pictures before people are enrolled: one, several, good and bad."""

from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QListView, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep, press, write
from tests.gui.plain_values import checked, face, person
from videorec.gui.enrol_dialog import EnrolDialog
from videorec.gui.face_picture import FacePicture
from videorec.gui.name_edit import NameEdit
from videorec.gui.values import CheckedPicture, ChosenFace, EnrolmentCheck

GOOD = checked("Ada", face(20))
BLURRED = checked("Grace", face(30, "the face is too blurred: sharpness 9, at least 30 is needed"))
TWO = checked("Zoë", face(20), face(120))
TREE = checked("tree", refusal="/pictures/tree.jpg: no face was found; use another picture")
CAMERA = checked("", face(20), source="camera 0")


class Heard(list[tuple[Any, ...]]):
    """What the dialog asked to enrol. together: how many at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.together: list[int] = []

    def take(self, chosen: tuple[ChosenFace, ...]) -> None:
        self.together.append(len(chosen))
        self += [(c.name, c.original, c.face, c.source, c.force) for c in chosen]


def _open(qtbot: QtBot, *pictures: CheckedPicture) -> tuple[EnrolDialog, Heard]:
    dialog, heard = EnrolDialog(), Heard()
    keep(qtbot, dialog)
    dialog.enrol_faces.connect(heard.take)
    dialog.show_people((person(1, "Ada", images=2),))
    dialog.show_check(EnrolmentCheck(pictures=pictures))
    dialog.open()
    return dialog, heard


def _name(dialog: EnrolDialog) -> NameEdit:
    edit = dialog.findChild(NameEdit)
    assert edit is not None
    return edit


def _button(dialog: EnrolDialog, text: str) -> QPushButton:
    (found,) = [
        b
        for b in dialog.findChildren(QPushButton)
        if b.text().replace("&", "") == text and b.isVisible()
    ]
    return found


def _said(dialog: EnrolDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def _list(dialog: EnrolDialog) -> QListView:
    named = ("Pictures to enrol from", "Bilder, aus denen aufgenommen wird")
    (view,) = [v for v in dialog.findChildren(QListView) if v.accessibleName() in named]
    return view


def _choose(dialog: EnrolDialog, row: int) -> None:
    model = _list(dialog).model()
    assert model is not None
    _list(dialog).setCurrentIndex(model.index(row, 0))


def test_one_good_picture_takes_the_name_of_its_file_and_enter(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, GOOD)
    assert not _list(dialog).isVisible()
    assert _name(dialog).text() == "Ada"
    assert "Ada is known; this becomes picture number 3." in _said(dialog)
    press(_name(dialog), Qt.Key.Key_Return)
    assert heard == [("Ada", GOOD.original, GOOD.faces[0].face, "/pictures/Ada.jpg", False)]
    assert not dialog.isVisible()


def test_another_name_is_a_new_person(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, CAMERA)
    assert not _button(dialog, "Save").isEnabled()
    write(_name(dialog), "Barbara")
    assert "Barbara is a new person." in _said(dialog)
    click(_button(dialog, "Save"))
    assert [(args[0], args[3]) for args in heard] == [("Barbara", "camera 0")]


def test_a_bad_picture_says_why_and_is_saved_on_demand_only(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, BLURRED)
    assert "too blurred" in _said(dialog)
    press(_name(dialog), Qt.Key.Key_Return)
    assert heard == []
    click(_button(dialog, "Save anyway"))
    assert [args[-1] for args in heard] == [True]


def test_a_picture_without_a_face_says_why_and_can_only_be_skipped(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, TREE)
    assert "no face was found" in _said(dialog)
    assert not _name(dialog).isVisible()
    click(_button(dialog, "Skip"))
    assert heard == []
    assert not dialog.isVisible()


@pytest.mark.parametrize("by_keys", [True, False])
def test_of_several_faces_one_is_chosen(qtbot: QtBot, *, by_keys: bool) -> None:
    dialog, heard = _open(qtbot, TWO)
    picture = dialog.findChild(FacePicture)
    assert picture is not None
    assert "Several faces" in _said(dialog)
    if by_keys:
        press(picture, Qt.Key.Key_Right)
    else:
        click(picture, picture.face_places()[1].center().toPoint())
    press(_name(dialog), Qt.Key.Key_Return)
    assert [args[2] for args in heard] == [TWO.faces[1].face]


def test_arrow_keys_go_round(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, TWO)
    picture = dialog.findChild(FacePicture)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left):
        press(picture, key)
    press(_name(dialog), Qt.Key.Key_Return)
    assert [args[2] for args in heard] == [TWO.faces[0].face]


def test_faces_lie_on_the_picture_as_it_is_drawn(qtbot: QtBot) -> None:
    picture = FacePicture()
    keep(qtbot, picture)
    picture.resize(400, 400)
    picture.show_picture(TWO, 0)
    (first, second) = picture.face_places()
    # 200 x 100 pixels, twice as large, in the middle of the height.
    assert first.getRect() == (40.0, 140.0, 80.0, 80.0)
    assert second.getRect() == (240.0, 140.0, 80.0, 80.0)
    picture.show()
    image = picture.grab().toImage()
    scale = image.width() / 400
    white = {image.pixelColor(round(x * scale), round(180 * scale)).lightness() for x in (40, 120)}
    assert max(white) > 200


def test_all_good_ones_of_many_are_saved_at_once(qtbot: QtBot) -> None:
    second = checked("Barbara", face(50))
    dialog, heard = _open(qtbot, GOOD, BLURRED, second, TWO, TREE, CAMERA)
    assert _list(dialog).isVisible()
    click(_button(dialog, "Save all good ones (2)"))
    assert [args[0] for args in heard] == ["Ada", "Barbara"]
    assert heard.together == [2]
    assert dialog.isVisible()
    model = _list(dialog).model()
    assert model is not None
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "Grace",
        "Zoë",
        "tree",
        "Who is this?",
    ]


def test_each_picture_keeps_the_name_typed_for_it(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, GOOD, CAMERA)
    _choose(dialog, 1)
    assert _name(dialog).text() == ""
    write(_name(dialog), "Barbara")
    _choose(dialog, 0)
    assert _name(dialog).text() == "Ada"
    _choose(dialog, 1)
    assert _name(dialog).text() == "Barbara"
    click(_button(dialog, "Save all good ones (2)"))
    assert [args[0] for args in heard] == ["Ada", "Barbara"]
    assert not dialog.isVisible()


def test_saving_one_leads_to_the_next(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, GOOD, checked("Ada", face(70)))
    press(_name(dialog), Qt.Key.Key_Return)
    assert dialog.isVisible()
    # The first of the two is counted already.
    assert "picture number 4" in _said(dialog)
    press(_name(dialog), Qt.Key.Key_Return)
    assert len(heard) == 2
    assert not dialog.isVisible()


def test_pictures_that_come_later_join_the_others(qtbot: QtBot) -> None:
    dialog, _ = _open(qtbot, CAMERA)
    write(_name(dialog), "Bar")
    dialog.show_check(EnrolmentCheck(pictures=(GOOD,)))
    assert _list(dialog).isVisible()
    assert _name(dialog).text() == "Bar"


def test_closing_saves_nothing(qtbot: QtBot) -> None:
    dialog, heard = _open(qtbot, GOOD, TWO)
    press(dialog, Qt.Key.Key_Escape)
    assert heard == []
    assert not dialog.isVisible()


def test_reasons_are_told_in_the_language_of_the_window(german: QApplication, qtbot: QtBot) -> None:
    dialog, _ = _open(qtbot, BLURRED, TREE)
    assert "Das Gesicht ist zu unscharf: Schärfe 9, nötig ist mindestens 30" in _said(dialog)
    # What the engine does not say like this stays as it is.
    _choose(dialog, 1)
    assert "tree.jpg: no face was found; use another picture" in _said(dialog)
