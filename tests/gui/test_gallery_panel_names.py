"""Renaming and merging people in the gallery panel, by mouse and by keys."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QApplication,
    QInputDialog,
    QLineEdit,
    QListView,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import press, write
from tests.gui.people import (
    answer,
    choose,
    dialog_of,
    index_of,
    names,
    opened,
    people_list,
    trigger,
)
from videorec.gui.gallery_panel import GalleryPanel


@pytest.fixture
def panel(qtbot: QtBot) -> GalleryPanel:
    return opened(qtbot)


def _rename(panel: GalleryPanel, qtbot: QtBot, typed: str) -> None:
    """In place; Qt commits what was typed a moment later."""
    view = people_list(panel)
    press(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.clear()
    write(editor, typed)
    press(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.state() is not QListView.State.EditingState)


def test_renaming_in_place_with_f2(panel: GalleryPanel, qtbot: QtBot) -> None:
    choose(panel, "Ada")
    with qtbot.waitSignal(panel.rename) as caught:
        _rename(panel, qtbot, " Ada Lovelace ")
    assert caught.args == [1, "Ada Lovelace"]
    # The name changes when the gallery says so, not before.
    assert names(panel)[0] == "Ada"


@pytest.mark.parametrize("typed", ["", "   ", "Ada"])
def test_no_name_or_the_same_one_renames_nobody(
    panel: GalleryPanel, qtbot: QtBot, typed: str
) -> None:
    choose(panel, "Ada")
    with qtbot.assertNotEmitted(panel.rename):
        _rename(panel, qtbot, typed)


def test_renaming_to_somebody_elses_name_asks_whether_to_merge(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    choose(panel, "Ada")
    with qtbot.assertNotEmitted(panel.rename):
        _rename(panel, qtbot, "zoË")
    with qtbot.waitSignal(panel.merge) as caught:
        answer("Merge")
    assert caught.args == [1, 7]


def _drop_on(panel: GalleryPanel, dragged: str, target: str) -> None:
    model = people_list(panel).model()
    assert model is not None
    data = model.mimeData([index_of(panel, dragged)])
    action = Qt.DropAction.CopyAction
    if model.canDropMimeData(data, action, -1, -1, index_of(panel, target)):
        model.dropMimeData(data, action, -1, -1, index_of(panel, target))


def test_dropping_one_card_on_another_merges_after_a_question(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(panel.merge):
        _drop_on(panel, "Grace Hopper", "Ada")
    box = dialog_of(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.text() == "Are Grace Hopper and Ada the same person?"
    assert "(3)" in box.informativeText()
    with qtbot.waitSignal(panel.merge) as caught:
        answer("Merge")
    assert caught.args == [2, 1]
    assert names(panel) == ["Ada", "Grace Hopper", "Zoë"]


def test_refusing_the_question_merges_nobody(panel: GalleryPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.merge):
        _drop_on(panel, "Grace Hopper", "Ada")
        answer("Cancel")


def test_a_card_on_itself_is_no_question(panel: GalleryPanel) -> None:
    _drop_on(panel, "Ada", "Ada")
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]


def test_merging_by_keys_asks_into_whom(panel: GalleryPanel, qtbot: QtBot) -> None:
    choose(panel, "Ada")
    trigger(panel, "Merge into…")
    dialog = dialog_of(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    assert dialog.comboBoxItems() == ["Grace Hopper", "Zoë"]
    dialog.setTextValue("Zoë")
    dialog.accept()
    with qtbot.waitSignal(panel.merge) as caught:
        answer("Merge")
    assert caught.args == [1, 7]
