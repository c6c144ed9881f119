"""The window without an engine: pages, keys, full screen, dropping, remembering."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PyQt6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QLineEdit, QListWidget, QSlider, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import REPOSITORY
from tests.gui.hands import press, write
from videorec.gui.main_window import MainWindow


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings) -> Iterator[MainWindow]:
    shown = MainWindow(settings)
    qtbot.addWidget(shown)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    yield shown
    shown.close()


def drop(window: MainWindow, *paths: str) -> bool:
    """Whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    none = Qt.MouseButton.NoButton
    copy, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPointF(50, 50).toPoint(), copy, data, none, keys)
    entering.ignore()
    QApplication.sendEvent(window, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(QPointF(50, 50), copy, data, none, keys)
    QApplication.sendEvent(window, dropping)
    return dropping.isAccepted()


def test_it_begins_with_the_start_page(window: MainWindow) -> None:
    assert window.start_page.isVisible()
    assert not window.player.isVisible()
    assert not window.commands.play.isEnabled()
    assert not window.commands.export.isEnabled()
    assert window.commands.open_file.isEnabled()


def test_a_file_has_all_keys_and_a_live_picture_those_that_make_sense(window: MainWindow) -> None:
    window.show_player("friends.mp4", live=False)
    assert window.player.isVisible()
    assert window.windowTitle() == "friends.mp4 - videorec"
    assert window.commands.step_forward.isEnabled()
    window.show_player("camera 0", live=True)
    assert window.commands.play.isEnabled()
    assert not window.commands.step_forward.isEnabled()
    assert not window.commands.loop.isEnabled()
    window.show_start()
    assert not window.commands.play.isEnabled()


def test_no_key_is_given_twice(window: MainWindow) -> None:
    keys = [
        key.toString()
        for action in window.findChildren(QAction)
        if action.parent() is window
        for key in action.shortcuts()
        if key != QKeySequence()
    ]
    assert len(keys) > 20
    assert len(keys) == len(set(keys))


def test_every_key_is_documented(window: MainWindow) -> None:
    text = (REPOSITORY / "docs" / "window.md").read_text(encoding="utf-8")
    table = text.split("## Keys")[1].split("\n## ")[0]
    for action in vars(window.commands).values():
        if isinstance(action, QAction) and (key := action.shortcut().toString()):
            assert re.search(rf"(?<![\w+]){re.escape(key)}(?!\w)", table), key


def test_everything_can_be_reached_from_the_menus(window: MainWindow) -> None:
    bar = window.menuBar()
    assert bar is not None
    reached = set()
    for entry in bar.actions():
        menu = entry.menu()
        assert menu is not None
        reached.update(menu.actions())
    ours = {v for v in vars(window.commands).values() if isinstance(v, QAction)}
    assert ours
    assert ours <= reached


def test_space_plays_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    window.show_player("friends.mp4", live=False)
    for widget in (window.player.view, window.player.timeline):
        widget.setFocus()
        with qtbot.waitSignal(window.commands.play.triggered):
            press(widget, Qt.Key.Key_Space)


def test_a_key_that_is_held_switches_once_but_goes_on_stepping(window: MainWindow) -> None:
    commands = window.commands
    for once in (commands.play, commands.loop, commands.full_screen, commands.export):
        assert not once.autoRepeat()
    for again in (commands.step_forward, commands.seek_back, commands.zoom_in):
        assert again.autoRepeat()


def test_typing_a_name_plays_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.show_player("friends.mp4", live=False)
    edit = QLineEdit(window)
    edit.show()
    edit.setFocus()
    with (
        qtbot.assertNotEmitted(window.commands.play.triggered),
        qtbot.assertNotEmitted(window.commands.fit.triggered),
        qtbot.assertNotEmitted(window.commands.hud.toggled),
    ):
        write(edit, "Ada F. H")
    assert edit.text() == "Ada F. H"


def test_typing_finds_an_entry_of_a_list(window: MainWindow, qtbot: QtBot) -> None:
    window.show_player("friends.mp4", live=False)
    entries = QListWidget(window)
    entries.addItems(["Ada", "Lovelace", "Hopper"])
    entries.show()
    entries.setFocus()
    with (
        qtbot.assertNotEmitted(window.commands.loop.toggled),
        qtbot.assertNotEmitted(window.commands.hud.toggled),
    ):
        write(entries, "L")
        assert entries.currentRow() == 1
        qtbot.wait(QApplication.keyboardInputInterval() + 50)
        write(entries, "H")
        assert entries.currentRow() == 2
    window.player.view.setFocus()
    with qtbot.waitSignal(window.commands.loop.toggled):
        write(window.player.view, "L")


def test_a_slider_keeps_the_arrow_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.show_player("friends.mp4", live=False)
    slider = QSlider(Qt.Orientation.Horizontal, window)
    slider.show()
    slider.setFocus()
    with qtbot.assertNotEmitted(window.commands.seek_forward.triggered):
        press(slider, Qt.Key.Key_Right)
    assert slider.value() == 1
    with qtbot.waitSignal(window.commands.play.triggered):
        press(slider, Qt.Key.Key_Space)


def test_full_screen_shows_the_picture_alone_and_everything_again(window: MainWindow) -> None:
    window.show_player("friends.mp4", live=False)
    window.docks[2].hide()
    window.commands.full_screen.trigger()
    assert window.isFullScreen()
    assert not any(dock.isVisible() for dock in window.docks)
    assert not window.player.timeline.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.player.timeline.isVisible()
    assert not window.docks[0].isHidden()
    assert window.docks[2].isHidden()


def test_full_screen_leaves_the_borders_of_the_panels_where_they_were(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_player("friends.mp4", live=False)
    window.resize(1000, 700)
    upper, lower = window.docks[0], window.docks[-1]
    window.resizeDocks([upper, lower], [360, 200], Qt.Orientation.Vertical)
    window.resizeDocks([upper, lower], [300, 300], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    before = upper.size(), lower.size()
    for _ in range(2):
        window.commands.full_screen.trigger()
        QApplication.processEvents()
        window.commands.full_screen.trigger()
        qtbot.waitUntil(lambda: (upper.size(), lower.size()) == before, timeout=1000)


def test_files_are_dropped(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.open_source) as opened:
        assert drop(window, "/films/a film.mp4", "/films/b.mp4")
    assert opened.args == ["/films/a film.mp4"]


def test_other_things_are_not_taken(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.open_source):
        assert not drop(window)


def test_its_place_and_panels_are_remembered(
    window: MainWindow, settings: QSettings, qtbot: QtBot
) -> None:
    window.resize(785, 560)
    window.docks[1].hide()
    with qtbot.waitSignal(window.closing):
        window.close()
    again = MainWindow(settings)
    qtbot.addWidget(again)
    assert again.size() == window.size()
    assert again.docks[1].isHidden()
    assert not again.docks[0].isHidden()
    again.close()


def test_a_damaged_memory_is_no_harm(settings: QSettings, qtbot: QtBot) -> None:
    settings.setValue("window/geometry", b"nonsense")
    settings.setValue("window/state", "nonsense")
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show()
    assert window.width() >= 780
    window.close()


def test_the_play_key_says_what_it_would_do(window: MainWindow) -> None:
    window.show_playing(playing=True)
    assert window.commands.play.text() == "Pause"
    window.show_playing(playing=False)
    assert window.commands.play.toolTip() == "Play (Space)"


def test_every_control_has_a_name(window: MainWindow) -> None:
    """A screen reader has nothing but names."""
    window.show_player("friends.mp4", live=False)
    unnamed = [
        f"{type(widget).__name__} of {type(widget.parentWidget()).__name__}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(window)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QTabBar)  # its tabs have names
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert unnamed == []
