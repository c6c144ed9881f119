"""The panel of strangers: naming, confirming, rejecting, and finding them."""

import pytest
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtWidgets import QLabel, QListView, QPushButton, QStyleOptionViewItem, QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep, press, write
from tests.gui.plain_values import person, stranger
from videorec.gui.gallery_model import PersonRole
from videorec.gui.name_edit import NameEdit
from videorec.gui.person_card import card_place
from videorec.gui.stranger_card import button_places
from videorec.gui.unknown_panel import UnknownPanel


@pytest.fixture
def panel(qtbot: QtBot) -> UnknownPanel:
    widget = UnknownPanel()
    keep(qtbot, widget)
    widget.resize(300, 500)
    widget.show_people((person(4, "Ada"), person(5, "Grace")))
    widget.show_strangers(
        (stranger(0, best="Ada", tracks=(3, 8)), stranger(1, first_s=61.5), stranger(2, best="Bob"))
    )
    widget.show()
    return widget


def _list(panel: UnknownPanel) -> QListView:
    view = panel.findChild(QListView)
    assert view is not None
    return view


def _name(panel: UnknownPanel) -> NameEdit:
    edit = panel.findChild(NameEdit)
    assert edit is not None
    return edit


def _choose(panel: UnknownPanel, row: int) -> None:
    view = _list(panel)
    model = view.model()
    assert model is not None
    view.setCurrentIndex(model.index(row, 0))


def _button(panel: UnknownPanel, text: str) -> QPushButton:
    (found,) = [b for b in panel.findChildren(QPushButton) if b.toolTip() == text]
    return found


def test_cards_say_whom_they_resemble_and_when(panel: UnknownPanel) -> None:
    model = _list(panel).model()
    assert model is not None
    assert [model.index(row, 0).data() for row in range(3)] == ["Ada?", "Like nobody known", "Bob?"]
    assert model.index(0, 0).data(PersonRole.DETAILS) == "similarity 0.31\n4.0 s, from 0:00:03"
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "2 appearances" in spoken


def test_a_name_and_enter_name_the_whole_group(panel: UnknownPanel, qtbot: QtBot) -> None:
    _choose(panel, 1)
    write(_name(panel), "Barbara")
    with qtbot.waitSignal(panel.enrol_group) as caught:
        press(_name(panel), Qt.Key.Key_Return)
    assert caught.args == ["Barbara", 1]
    assert _name(panel).text() == ""


def test_a_name_that_cannot_be_is_refused_in_words(panel: UnknownPanel, qtbot: QtBot) -> None:
    write(_name(panel), "  ")
    with qtbot.assertNotEmitted(panel.enrol_group):
        press(_name(panel), Qt.Key.Key_Return)
    assert [label for label in panel.findChildren(QLabel) if "cannot be used" in label.text()]


def test_one_click_confirms_the_suggestion(panel: UnknownPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.enrol_group) as caught:
        click(_button(panel, "It is Ada"))
    assert caught.args == ["Ada", 0]


def test_rejecting_is_about_every_track_of_the_group_at_once(panel: UnknownPanel) -> None:
    heard: list[object] = []
    panel.reject_tracks.connect(lambda *args: heard.append(args))
    click(_button(panel, "Not Ada"))
    assert heard == [((3, 8), 4)]


@pytest.mark.parametrize(("which", "expected"), [(0, ["confirm"]), (1, ["reject"])])
def test_the_buttons_on_a_card_do_the_same_in_one_click(
    panel: UnknownPanel, qtbot: QtBot, which: int, expected: list[str]
) -> None:
    view = _list(panel)
    _choose(panel, 2)
    model = view.model()
    assert model is not None
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(model.index(0, 0))
    heard: list[str] = []
    panel.enrol_group.connect(lambda *_: heard.append("confirm"))
    panel.reject_tracks.connect(lambda *_: heard.append("reject"))
    click(view.viewport(), button_places(card_place(option))[which].center().toPoint())
    assert heard == expected
    heard.clear()
    option.rect = view.visualRect(model.index(1, 0))  # a card without a suggestion has no buttons
    click(view.viewport(), button_places(card_place(option))[which].center().toPoint())
    assert heard == []


def test_somebody_like_nobody_known_has_nothing_to_confirm(panel: UnknownPanel) -> None:
    _choose(panel, 1)
    assert not [b for b in panel.findChildren(QPushButton) if b.isVisible()]


def test_a_name_that_left_the_gallery_cannot_be_rejected(panel: UnknownPanel, qtbot: QtBot) -> None:
    _choose(panel, 2)
    button = _button(panel, "Not Bob")
    assert not button.isEnabled()
    with qtbot.assertNotEmitted(panel.reject_tracks):
        click(button)


def test_jumping_to_the_first_sight(panel: UnknownPanel, qtbot: QtBot) -> None:
    _choose(panel, 1)
    button = panel.findChild(QToolButton)
    assert button is not None
    assert button.text() == "0:01:01"
    with qtbot.waitSignal(panel.seek) as caught:
        click(button)
    assert caught.args == [61.5]


def test_what_is_typed_survives_news_but_not_another_person(panel: UnknownPanel) -> None:
    _choose(panel, 1)
    write(_name(panel), "Barb")
    panel.show_strangers((stranger(9), stranger(1, first_s=1.0), stranger(0, best="Ada")))
    assert _list(panel).currentIndex().row() == 1
    assert _name(panel).text() == "Barb"
    panel.show_strangers((stranger(9), stranger(0, best="Ada")))
    assert _list(panel).currentIndex().isValid()
    assert _name(panel).text() == ""


def test_names_of_the_gallery_are_completed(panel: UnknownPanel) -> None:
    write(_name(panel), "GRACE")
    assert _name(panel).is_known()


def test_without_strangers_it_says_so(panel: UnknownPanel) -> None:
    panel.show_strangers(())
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "No unknown faces" in shown
    assert not _list(panel).isVisible()


def test_a_click_beside_the_buttons_only_chooses(panel: UnknownPanel, qtbot: QtBot) -> None:
    view = _list(panel)
    model = view.model()
    assert model is not None
    place = QPointF(view.visualRect(model.index(2, 0)).center())
    with qtbot.assertNotEmitted(panel.enrol_group), qtbot.assertNotEmitted(panel.reject_tracks):
        click(view.viewport(), place.toPoint())
    assert view.currentIndex().row() == 2
