"""Typing a name: completion, spelling, and names that cannot be."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCompleter
from pytestqt.qtbot import QtBot

from tests.gui.hands import keep, press, write
from videorec.gui.name_edit import NameEdit


def _edit(qtbot: QtBot, *names: str) -> NameEdit:
    edit = NameEdit()
    keep(qtbot, edit)
    edit.set_names(names)
    return edit


def _completions(edit: NameEdit) -> list[str]:
    completer = edit.completer()
    assert isinstance(completer, QCompleter)
    model = completer.completionModel()
    assert model is not None
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_enter_commits_the_cleaned_name(qtbot: QtBot) -> None:
    edit = _edit(qtbot)
    write(edit, "  Ada Lovelace ")
    with qtbot.waitSignal(edit.named) as caught:
        press(edit, Qt.Key.Key_Return)
    assert caught.args == ["Ada Lovelace"]


def test_a_known_name_keeps_its_spelling(qtbot: QtBot) -> None:
    edit = _edit(qtbot, "Zoë", "Ada")
    write(edit, "ZOË")
    assert edit.is_known()
    assert edit.name() == "Zoë"


def test_it_completes_from_the_middle_of_a_name(qtbot: QtBot) -> None:
    edit = _edit(qtbot, "Ada Lovelace", "Grace Hopper", "Barbara Liskov")
    edit.show()
    write(edit, "lo")
    assert _completions(edit) == ["Ada Lovelace"]
    edit.set_names(["Lotte"])
    press(edit, Qt.Key.Key_Backspace)
    write(edit, "o")
    assert _completions(edit) == ["Lotte"]


def test_choosing_a_completion_and_enter_commits_it(qtbot: QtBot) -> None:
    edit = _edit(qtbot, "Ada Lovelace", "Grace Hopper")
    edit.show()
    edit.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    write(edit, "gra")
    popup = edit.completer().popup()  # type: ignore[union-attr]
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    with qtbot.waitSignal(edit.named) as caught:
        press(popup, Qt.Key.Key_Down)
        press(popup, Qt.Key.Key_Return)
    assert caught.args == ["Grace Hopper"]


def test_an_empty_name_is_refused_in_words(qtbot: QtBot) -> None:
    edit = _edit(qtbot, "Ada")
    write(edit, "   ")
    with qtbot.assertNotEmitted(edit.named), qtbot.waitSignal(edit.refused) as caught:
        press(edit, Qt.Key.Key_Return)
    assert "must not be empty" in caught.args[0]
    assert edit.toolTip() == caught.args[0]
    assert edit.name() is None
    write(edit, "A")
    assert edit.toolTip() == ""
