"""The gallery panel as tests use it: three people, their cards, and the dialogs over it."""

from PyQt6.QtCore import QModelIndex
from PyQt6.QtWidgets import QApplication, QListView, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep
from tests.gui.plain_values import person
from videorec.gui.gallery_panel import GalleryPanel

ADA, GRACE, ZOE = person(1, "Ada"), person(2, "Grace Hopper", images=3), person(7, "Zoë")


def opened(qtbot: QtBot) -> GalleryPanel:
    """A panel with all three of them, in front."""
    widget = GalleryPanel()
    keep(qtbot, widget)
    widget.resize(300, 500)
    widget.show_people((ADA, GRACE, ZOE))
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def people_list(panel: GalleryPanel) -> QListView:
    """Its cards."""
    (view,) = [
        v for v in panel.findChildren(QListView) if v.accessibleName() == "People of the gallery"
    ]
    return view


def index_of(panel: GalleryPanel, name: str) -> QModelIndex:
    """The card of that person."""
    model = people_list(panel).model()
    assert model is not None
    found = [i for row in range(model.rowCount()) if (i := model.index(row, 0)).data() == name]
    assert found, f"{name} is not shown"
    return found[0]


def names(panel: GalleryPanel) -> list[str]:
    """Of the cards, from the top."""
    model = people_list(panel).model()
    assert model is not None
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def choose(panel: GalleryPanel, name: str) -> QListView:
    """Make that card the current one."""
    view = people_list(panel)
    view.setFocus()
    view.setCurrentIndex(index_of(panel, name))
    return view


def dialog_of(kind: type[QWidget]) -> QWidget:
    """The one that is open."""
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


def answer(text: str) -> None:
    """Click that button of the question."""
    box = dialog_of(QMessageBox)
    (button,) = [b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == text]
    click(button)


def trigger(panel: GalleryPanel, text: str) -> None:
    """What a key or the menu would do."""
    (action,) = [a for a in people_list(panel).actions() if a.text() == text]
    assert action.isEnabled()
    action.trigger()
