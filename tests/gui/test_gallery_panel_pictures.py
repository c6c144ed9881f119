"""Pictures that come into the gallery panel: dropped, pasted, chosen, taken."""

from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PyQt6.QtWidgets import (
    QFileDialog,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, press
from tests.gui.people import dialog_of, opened, people_list
from tests.gui.plain_values import crop
from videorec.gui.gallery_panel import GalleryPanel
from videorec.gui.pixels import to_qimage


@pytest.fixture
def panel(qtbot: QtBot) -> GalleryPanel:
    return opened(qtbot)


def _event_data(paths: list[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def _drag_over(panel: GalleryPanel, data: QMimeData) -> bool:
    event = QDragEnterEvent(
        panel.rect().center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    panel.dragEnterEvent(event)
    return event.isAccepted()


def _drop(panel: GalleryPanel, data: QMimeData) -> None:
    panel.dropEvent(
        QDropEvent(
            QPointF(panel.rect().center()),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_dropped_pictures_and_folders_are_checked(
    panel: GalleryPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = [tmp_path / "ada.JPG", tmp_path / "film.mp4", tmp_path]
    data = _event_data(paths)
    assert _drag_over(panel, data)
    with qtbot.waitSignal(panel.check_files) as caught:
        _drop(panel, data)
    assert caught.args == [(tmp_path / "ada.JPG", tmp_path)]


def test_a_film_is_left_to_the_window(panel: GalleryPanel, tmp_path: Path) -> None:
    assert not _drag_over(panel, _event_data([tmp_path / "film.mp4"]))


def test_pasting_pixels_and_files(panel: GalleryPanel, qtbot: QtBot, tmp_path: Path) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    pixels = crop(3)
    clipboard.setImage(to_qimage(pixels))
    with qtbot.waitSignal(panel.check_picture) as caught:
        press(people_list(panel), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert caught.args is not None
    np.testing.assert_array_equal(caught.args[0], pixels)
    assert caught.args[1] == "from the clipboard"
    clipboard.setMimeData(_event_data([tmp_path / "ada.png"]))
    with qtbot.waitSignal(panel.check_files) as files:
        panel.paste()
    assert files.args == [(tmp_path / "ada.png",)]
    clipboard.clear()
    with qtbot.assertNotEmitted(panel.check_files), qtbot.assertNotEmitted(panel.check_picture):
        panel.paste()


def test_choosing_files(panel: GalleryPanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.show_people(())
    (button,) = [b for b in panel.findChildren(QPushButton) if b.text() == "Add pictures…"]
    assert button.isVisible()
    click(button)
    dialog = dialog_of(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    with qtbot.waitSignal(panel.check_files) as caught:
        dialog.filesSelected.emit([str(tmp_path / "a.png")])
    assert caught.args == [(tmp_path / "a.png",)]
    dialog.close()


def test_the_present_picture_can_be_taken_while_there_is_one(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    action = panel._actions.take
    assert not action.isEnabled()
    panel.show_source(available=True)
    with qtbot.waitSignal(panel.take_picture):
        action.trigger()
