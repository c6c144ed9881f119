"""Changes that only memory holds do not go with another gallery without a question."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QMessageBox,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import choose_file, click
from tests.gui.people import answer, dialog_of
from tests.gui.plain_values import person
from tests.gui.wired import Recorder, wired
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences
from videorec.gui.settings_choices import present_choices
from videorec.gui.settings_dialog import SettingsDialog

Shown = tuple[MainWindow, Recorder]


@pytest.fixture
def shown(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, preferences_file: Path
) -> Iterator[Shown]:
    """A window with somebody in a folder who was renamed."""
    with wired(qtbot, qapp, tmp_path, Preferences(theme="light")) as (window, _, controller):
        controller.people_changed.emit((person(1, "Ada"),))
        controller.folder_enrolled.emit("family")
        controller.undo_available.emit("Renamed Eda to Ada.")
        yield window, controller


def _choose(window: MainWindow, path: Path) -> None:
    """Open another gallery, and choose this one."""
    window.commands.open_gallery.trigger()
    choose_file(window, path)


def _questions() -> list[QMessageBox]:
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()
    ]


def _settings(window: MainWindow) -> SettingsDialog:
    window.commands.settings.trigger()
    dialog = dialog_of(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def _box(dialog: SettingsDialog, name: str) -> QComboBox:
    (found,) = [b for b in dialog.findChildren(QComboBox) if b.accessibleName() == name]
    return found


def _choose_other(dialog: SettingsDialog, name: str) -> str:
    """Another entry than the present one."""
    box = _box(dialog, name)
    box.setCurrentIndex((box.currentIndex() + 1) % box.count())
    return str(box.currentData())


def _agree(dialog: SettingsDialog) -> None:
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert isinstance(ok, QPushButton)
    click(ok)


def test_another_gallery_is_asked_about(shown: Shown, tmp_path: Path) -> None:
    window, controller = shown
    _choose(window, tmp_path / "family.db")
    (question,) = _questions()
    assert "changed in the gallery is lost" in question.informativeText()
    answer("Cancel")
    assert controller.asked == []
    _choose(window, tmp_path / "family.db")
    answer("Open")
    assert controller.asked == [("use_gallery_path", (tmp_path / "family.db",))]


def test_without_changes_another_gallery_opens_at_once(shown: Shown, tmp_path: Path) -> None:
    window, controller = shown
    controller.undo_available.emit("")
    _choose(window, tmp_path / "family.db")
    assert _questions() == []
    assert controller.asked == [("use_gallery_path", (tmp_path / "family.db",))]


def test_another_model_is_asked_about(shown: Shown, preferences_file: Path) -> None:
    window, controller = shown
    dialog = _settings(window)
    before, theme = _box(dialog, "Model").currentData(), _box(dialog, "Theme").currentData()
    model = _choose_other(dialog, "Model")
    _choose_other(dialog, "Theme")
    assert model != before
    _agree(dialog)
    (question,) = _questions()
    assert "changed in the gallery is lost" in question.informativeText()
    answer("Cancel")
    # Nothing is used or kept, and nothing that was chosen has to be chosen again.
    assert controller.asked == []
    assert not preferences_file.exists()
    assert dialog.isVisible()
    assert _box(dialog, "Model").currentData() == model
    dialog.reject()
    again = _settings(window)
    assert _box(again, "Model").currentData() == before
    assert _box(again, "Theme").currentData() == theme
    _choose_other(again, "Model")
    _agree(again)
    answer("Use")
    ((verb, (settings,)),) = controller.asked
    assert (verb, settings.model) == ("use_settings", model)
    assert preferences_file.exists()
    assert not again.isVisible()


def test_settings_that_keep_the_gallery_are_not_asked_about(shown: Shown) -> None:
    window, controller = shown
    dialog = _settings(window)
    mode = _choose_other(dialog, "Mode")
    _agree(dialog)
    assert _questions() == []
    ((verb, (settings,)),) = controller.asked
    assert (verb, settings.mode) == ("use_settings", mode)


def test_there_is_another_model_to_choose() -> None:
    assert len(present_choices(()).models) > 1
