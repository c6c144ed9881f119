"""The settings: shown, checked one by one, reset, and handed on whole."""

from pathlib import Path

import pytest
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep
from videorec.config import AppSettings
from videorec.core.settings import DetectorSettings, MatchingSettings
from videorec.gui.engine_desk import device_names
from videorec.gui.preferences import Preferences
from videorec.gui.settings_choices import Choices, present_choices
from videorec.gui.settings_dialog import SettingsDialog

STARTED = Preferences(
    language="de",
    theme="dark",
    hud=True,
    camera=3,
    settings=AppSettings(
        mode="exact",
        model="small",
        device="cpu",
        threads=2,
        detector=DetectorSettings(min_face=40, factor=0.8),
        matching=MatchingSettings(threshold=0.61),
    ),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> SettingsDialog:
    widget = SettingsDialog()
    keep(qtbot, widget)
    widget.show_choices(Choices(models=("default", "small"), devices=("auto", "cpu", "cuda:0")))
    widget.show_preferences(STARTED)
    widget.open()
    return widget


def _control(dialog: SettingsDialog, name: str) -> QWidget:
    (found,) = [w for w in dialog.findChildren(QWidget) if w.accessibleName() == name]
    return found


def _spin(dialog: SettingsDialog, name: str) -> QSpinBox:
    found = _control(dialog, name)
    assert isinstance(found, QSpinBox)
    return found


def _pick(dialog: SettingsDialog, name: str, value: str) -> None:
    found = _control(dialog, name)
    assert isinstance(found, QComboBox)
    assert found.findData(value) >= 0
    found.setCurrentIndex(found.findData(value))


def _button(dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> QPushButton:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    button = box.button(which)
    assert button is not None
    return button


def _said(dialog: SettingsDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


OK = QDialogButtonBox.StandardButton.Ok


def test_what_was_shown_comes_back_unchanged(dialog: SettingsDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.use_preferences) as caught:
        click(_button(dialog, OK))
    assert caught.args == [STARTED]
    assert not dialog.isVisible()


def test_every_control_changes_its_value(dialog: SettingsDialog, qtbot: QtBot) -> None:
    _pick(dialog, "Language", "en")
    _pick(dialog, "Theme", "light")
    _spin(dialog, "Camera").setValue(1)
    box = dialog.findChild(QCheckBox)
    assert box is not None
    box.setChecked(False)
    _pick(dialog, "Mode", "two-pass")
    _pick(dialog, "Model", "default")
    _pick(dialog, "Device", "auto")
    _spin(dialog, "Smallest face").setValue(20)
    _spin(dialog, "Processor cores").setValue(0)
    with qtbot.waitSignal(dialog.use_preferences) as caught:
        click(_button(dialog, OK))
    assert caught.args == [
        Preferences(
            language="en",
            theme="light",
            hud=False,
            camera=1,
            settings=AppSettings(
                mode="two-pass",
                detector=DetectorSettings(min_face=20, factor=0.8),
                matching=MatchingSettings(threshold=0.61),
            ),
        )
    ]


def test_each_wrong_value_has_its_own_sentence(dialog: SettingsDialog) -> None:
    _spin(dialog, "Smallest face").setValue(5)
    _spin(dialog, "Camera").setValue(100)
    assert "Smallest face must be at least 12 pixels, not 5" in _said(dialog)
    assert "must be a number from 0 to 99, not 100" in _said(dialog)
    assert not _button(dialog, OK).isEnabled()
    _spin(dialog, "Smallest face").setValue(12)
    assert "Smallest face must" not in _said(dialog)
    assert not _button(dialog, OK).isEnabled()
    _spin(dialog, "Camera").setValue(0)
    assert _button(dialog, OK).isEnabled()


def test_complaints_are_in_the_language_of_the_window(german: QApplication, qtbot: QtBot) -> None:
    dialog = SettingsDialog()
    keep(qtbot, dialog)
    dialog.show_preferences(Preferences())
    dialog.open()
    _spin(dialog, "Kleinstes Gesicht").setValue(5)
    assert "Kleinstes Gesicht muss mindestens 12 Pixel sein, nicht 5" in _said(dialog)


def test_a_device_that_is_not_there_is_said(dialog: SettingsDialog) -> None:
    dialog.show_preferences(Preferences(settings=AppSettings(device="cuda:7")))
    assert "cuda:7 is not there; choose another device." in _said(dialog)
    assert not _button(dialog, OK).isEnabled()
    _pick(dialog, "Device", "cuda:0")
    assert _button(dialog, OK).isEnabled()


def test_a_weights_file_that_is_not_there_is_said(
    dialog: SettingsDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.safetensors"
    dialog.show_preferences(Preferences(settings=AppSettings(model=str(path))))
    assert "no such weights file" in _said(dialog)
    (browse,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "&Browse…"]
    click(browse)
    (chooser,) = dialog.findChildren(QFileDialog)
    path.touch()
    chooser.fileSelected.emit(str(path))
    chooser.close()
    dialog.show_preferences(Preferences(settings=AppSettings(model=str(path))))
    with qtbot.waitSignal(dialog.use_preferences) as caught:
        click(_button(dialog, OK))
    assert caught.args is not None
    assert caught.args[0].settings.model == str(path)


def test_defaults_are_restored_in_the_dialog_first(dialog: SettingsDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.use_preferences):
        click(_button(dialog, QDialogButtonBox.StandardButton.RestoreDefaults))
    assert _spin(dialog, "Smallest face").value() == 24
    with qtbot.waitSignal(dialog.use_preferences) as caught:
        click(_button(dialog, OK))
    assert caught.args == [Preferences()]


def test_cancelling_changes_nothing(dialog: SettingsDialog, qtbot: QtBot) -> None:
    _spin(dialog, "Camera").setValue(0)
    with qtbot.assertNotEmitted(dialog.use_preferences):
        click(_button(dialog, QDialogButtonBox.StandardButton.Cancel))


def test_choices_that_come_late_keep_what_is_chosen(dialog: SettingsDialog) -> None:
    dialog.show_choices(Choices(models=("default",), devices=("auto", "cpu")))
    assert dialog.values()["settings"]["model"] == "small"
    assert dialog.values()["settings"]["device"] == "cpu"


def test_no_device_is_refused_before_the_devices_are_known(qtbot: QtBot) -> None:
    dialog = SettingsDialog()
    keep(qtbot, dialog)
    dialog.show_choices(present_choices())
    dialog.show_preferences(Preferences(settings=AppSettings(device="cuda:7")))
    dialog.open()
    assert dialog.values()["settings"]["device"] == "cuda:7"
    assert _button(dialog, OK).isEnabled()
    dialog.show_choices(present_choices(("auto", "cpu", "cuda:0")))
    assert dialog.values()["settings"]["device"] == "cuda:7"
    assert "cuda:7 is not there; choose another device." in _said(dialog)
    assert not _button(dialog, OK).isEnabled()
    _pick(dialog, "Device", "cuda:0")
    assert _button(dialog, OK).isEnabled()


def test_this_computer_offers_the_shipped_models_and_its_processor() -> None:
    assert {"default", "small"} <= set(present_choices().models)
    assert device_names()[:2] == ("auto", "cpu")
    dialog = SettingsDialog()
    dialog.show_choices(present_choices())
    _pick(dialog, "Device", "cpu")
    dialog.deleteLater()
