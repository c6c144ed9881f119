"""The gallery panel: looking, colouring, removing, undoing, by mouse and by keys."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QLineEdit,
    QListView,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, press, write
from tests.gui.people import (
    ADA,
    GRACE,
    ZOE,
    choose,
    dialog_of,
    index_of,
    names,
    opened,
    people_list,
    trigger,
)
from tests.gui.plain_values import crop, person
from videorec.gui.gallery_model import GalleryModel
from videorec.gui.gallery_panel import GalleryPanel
from videorec.gui.person_pictures import PersonPictures
from videorec.gui.two_line_label import TwoLineLabel
from videorec.gui.undo_bar import UndoBar
from videorec.gui.values import GalleryImage, Person


@pytest.fixture
def panel(qtbot: QtBot) -> GalleryPanel:
    return opened(qtbot)


def test_cards_say_name_pictures_and_time(panel: GalleryPanel) -> None:
    assert names(panel) == ["Ada", "Grace Hopper", "Zoë"]
    spoken = index_of(panel, "Grace Hopper").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Grace Hopper, 3 pictures · seen 0:01:05"


def test_the_filter_finds_parts_of_names(panel: GalleryPanel) -> None:
    field = panel.findChild(QLineEdit)
    write(field, "hOP")
    assert names(panel) == ["Grace Hopper"]
    assert field is not None
    field.clear()
    assert len(names(panel)) == 3


def test_changing_the_colour(panel: GalleryPanel, qtbot: QtBot) -> None:
    choose(panel, "Ada")
    trigger(panel, "Change colour…")
    dialog = dialog_of(QColorDialog)
    assert isinstance(dialog, QColorDialog)
    assert dialog.currentColor().getRgb()[:3] == ADA.color
    dialog.setCurrentColor(Qt.GlobalColor.blue)
    with qtbot.waitSignal(panel.recolor) as caught:
        dialog.accept()
    assert caught.args == [1, (0, 0, 255)]


def test_the_colour_is_reset_only_where_the_user_chose_one(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    choose(panel, "Ada")
    (action,) = [a for a in people_list(panel).actions() if a.text() == "Reset colour"]
    assert not action.isEnabled()
    panel.show_people((person(1, "Ada", own_color=True), GRACE))
    with qtbot.waitSignal(panel.recolor) as caught:
        trigger(panel, "Reset colour")
    assert caught.args == [1, None]


def test_removing_and_undoing(panel: GalleryPanel, qtbot: QtBot) -> None:
    view = choose(panel, "Grace Hopper")
    with qtbot.waitSignal(panel.remove) as caught:
        press(view, Qt.Key.Key_Delete)
    assert caught.args == [2]
    panel.show_people((ADA, ZOE))
    panel.show_undo("Removed Grace Hopper (3 pictures)")
    bar = panel.findChild(UndoBar)
    assert bar is not None
    assert bar.isVisible()
    button = bar.findChild(QPushButton)
    with qtbot.waitSignal(panel.undo):
        click(button)
    assert not bar.isVisible()


def test_the_undo_bar_takes_two_lines_at_most(qtbot: QtBot) -> None:
    bar = UndoBar()
    qtbot.addWidget(bar)
    bar.say("Removed Ada (1 picture)")
    bar.resize(420, 60)
    text = bar.findChild(TwoLineLabel)
    assert text is not None
    assert text.lines(400) == ("Removed Ada (1 picture)",)
    short, line = bar.minimumSizeHint(), text.fontMetrics().lineSpacing()
    for name in ("brewstermurray" * 14, "Grace Brewster " * 13):
        bar.say(f"Removed {name}(2 pictures)")
        first, second = text.lines(200)
        assert f"{first} {second}".startswith("Removed")
        assert second.endswith("…")
        assert text.toolTip() == bar.text() == f"Removed {name}(2 pictures)"
        assert bar.heightForWidth(300) <= short.height() + line
        assert bar.minimumSizeHint().height() <= short.height() + line
        assert bar.minimumSizeHint().width() == short.width()


def test_the_undo_bar_can_be_closed_and_emptied(panel: GalleryPanel, qtbot: QtBot) -> None:
    panel.show_undo("Removed Ada (1 picture)")
    bar = panel.findChild(UndoBar)
    assert bar is not None
    (close,) = [b for b in bar.findChildren(QAbstractButton) if b.accessibleName() == "Close"]
    with qtbot.assertNotEmitted(panel.undo):
        click(close)
    assert not bar.isVisible()
    panel.show_undo("Merged")
    panel.show_undo("")
    assert not bar.isVisible()


def test_looking_at_a_persons_pictures_and_removing_one(panel: GalleryPanel, qtbot: QtBot) -> None:
    view = choose(panel, "Grace Hopper")
    with qtbot.waitSignal(panel.images_of) as caught:
        press(view, Qt.Key.Key_Return)
    assert caught.args == [2]
    added = datetime(2026, 5, 1, tzinfo=UTC)
    images = [
        GalleryImage(image_id=n, crop=crop(n), source=f"/p/{n}.jpg", added=added) for n in (20, 21)
    ]
    panel.show_images(1, images[:1])  # late news of somebody else
    panel.show_images(2, images)
    page = panel.findChild(PersonPictures)
    assert page is not None
    assert page.isVisible()
    grid = page.findChild(QListView)
    assert grid is not None
    model = grid.model()
    assert model is not None
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["20.jpg", "21.jpg"]
    grid.setFocus()
    grid.setCurrentIndex(model.index(1, 0))
    with qtbot.waitSignal(panel.remove_image) as removed:
        press(grid, Qt.Key.Key_Delete)
    assert removed.args == [21]
    with qtbot.assertNotEmitted(panel.images_of):  # nothing new about the pictures
        panel.show_people((ADA, person(2, "Grace Hopper", images=2)))
    with qtbot.waitSignal(panel.images_of) as again:
        panel.show_people((ADA, replace(GRACE, image_ids=(20, 22))))
    assert again.args == [2]
    press(grid, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert people_list(panel).isVisible()


def test_the_pictures_of_somebody_who_is_gone_close(panel: GalleryPanel) -> None:
    press(choose(panel, "Ada"), Qt.Key.Key_Return)
    panel.show_people((GRACE,))
    assert names(panel) == ["Grace Hopper"]
    assert people_list(panel).isVisible()


def test_the_pictures_of_another_gallery_close(panel: GalleryPanel, qtbot: QtBot) -> None:
    press(choose(panel, "Ada"), Qt.Key.Key_Return)
    panel.show_images(1, [GalleryImage(10, crop(), "/p/ada.jpg", datetime(2026, 5, 1, tzinfo=UTC))])
    panel.show_folder("family")
    panel.show_people((person(1, "Bob"),))  # ids and images begin at 1 in each of them
    assert names(panel) == ["Bob"]
    assert people_list(panel).isVisible()
    with qtbot.waitSignal(panel.images_of):
        press(choose(panel, "Bob"), Qt.Key.Key_Return)
    page = panel.findChild(PersonPictures)
    assert page is not None
    assert page.image_ids() == ()


def test_the_selection_stays_with_its_person(panel: GalleryPanel) -> None:
    view = choose(panel, "Zoë")
    panel.show_people((person(9, "Aaron"), person(7, "Zoë", images=2), ADA))
    assert view.currentIndex().data() == "Zoë"
    assert view.currentIndex().row() == 1


def test_actions_need_somebody(panel: GalleryPanel) -> None:
    assert [a.isEnabled() for a in people_list(panel).actions()] == [False] * 6
    panel.show_people((ADA,))
    choose(panel, "Ada")
    enabled = {a.text() for a in people_list(panel).actions() if a.isEnabled()}
    assert enabled == {"Show pictures", "Rename", "Change colour…", "Remove"}


def test_the_model_keeps_qts_rules() -> None:
    model = GalleryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    everybody: tuple[Person, ...] = (ADA, GRACE, ZOE)
    for people in (everybody, everybody[1:], (), everybody[::-1]):
        model.replace(people)
        assert model.people == people
    del tester
