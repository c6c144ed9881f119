"""What the dialogs of the window ask of the controller."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QStandardPaths, Qt
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from gallery.places import GALLERY_SUFFIXES
from tests.gui.hands import choose_file, click, press, write
from tests.gui.plain_values import checked, face, person
from tests.gui.scenes import picture
from tests.gui.wired import Recorder, wired
from videorec.config import AppSettings
from videorec.gui.about_dialog import AboutDialog
from videorec.gui.enrol_dialog import EnrolDialog
from videorec.gui.export_dialog import ExportDialog
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences, load_preferences
from videorec.gui.settings_dialog import SettingsDialog
from videorec.gui.stream_dialog import StreamDialog
from videorec.gui.values import EnrolmentCheck
from videorec.media.info import SourceInfo

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def shown(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, preferences_file: Path
) -> Iterator[tuple[MainWindow, Recorder]]:
    with wired(qtbot, qapp, tmp_path, Preferences(theme="light")) as (window, _, controller):
        yield window, controller


def film(folder: Path) -> SourceInfo:
    path = folder / "friends.mp4"
    path.touch()
    return SourceInfo(name="friends.mp4", width=64, height=36, fps=25.0, path=path)


def dialog_of(window: MainWindow, kind: type[D]) -> D:
    (found,) = [d for d in window.findChildren(kind) if d.isVisible()]
    return found


def button(dialog: QDialog, which: QDialogButtonBox.StandardButton) -> QPushButton:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    found = box.button(which)
    assert found is not None
    return found


def answer(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> list[str]:
    """Choose this in the next file dialogs; returns what they suggested."""
    suggested: list[str] = []

    def choose(parent: object, title: str, start: str, *_: object, **__: object) -> tuple[str, str]:
        suggested.append(start)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    return suggested


def test_settings_are_saved_and_done(
    shown: tuple[MainWindow, Recorder], preferences_file: Path
) -> None:
    window, controller = shown
    window.commands.settings.trigger()
    dialog = dialog_of(window, SettingsDialog)
    box = dialog.findChild(QCheckBox)
    assert box is not None
    box.setChecked(True)
    click(button(dialog, QDialogButtonBox.StandardButton.Ok))
    assert window.commands.hud.isChecked()
    assert load_preferences(preferences_file).preferences.hud
    # The engine is built again for its own settings only.
    assert controller.asked == []


def test_new_settings_of_the_recognition_reach_the_engine(
    shown: tuple[MainWindow, Recorder], preferences_file: Path
) -> None:
    window, controller = shown
    window.commands.settings.trigger()
    dialog = dialog_of(window, SettingsDialog)
    wanted = Preferences(theme="dark", settings=AppSettings(threads=1))
    dialog.use_preferences.emit(wanted)
    assert controller.asked == [("use_settings", (wanted.settings,))]
    assert window.palette().window().color().lightness() < 60
    dialog.use_preferences.emit(replace(wanted, language="de"))
    assert len(controller.asked) == 1
    assert load_preferences(preferences_file).preferences.language == "de"


def test_settings_that_cannot_be_saved_are_used_all_the_same(
    shown: tuple[MainWindow, Recorder], preferences_file: Path
) -> None:
    window, controller = shown
    preferences_file.parent.write_text("in the way")
    window.commands.settings.trigger()
    wanted = Preferences(settings=AppSettings(threads=1))
    dialog_of(window, SettingsDialog).use_preferences.emit(wanted)
    assert controller.asked == [("use_settings", (wanted.settings,))]
    assert window.errors.problem is not None
    assert str(preferences_file.parent) in window.errors.problem.text


def test_devices_that_are_found_later_join_the_open_settings(
    shown: tuple[MainWindow, Recorder],
) -> None:
    window, controller = shown

    def offered() -> set[str]:
        boxes = dialog_of(window, SettingsDialog).findChildren(QComboBox)
        (box,) = [b for b in boxes if b.accessibleName() == "Device"]
        return {box.itemData(row) for row in range(box.count())}

    window.commands.settings.trigger()
    assert offered() == {"auto", "cpu"}
    controller.devices_found.emit(("auto", "cpu", "cuda:0"))
    assert offered() == {"auto", "cpu", "cuda:0"}
    dialog_of(window, SettingsDialog).close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.commands.settings.trigger()
    assert offered() == {"auto", "cpu", "cuda:0"}


def test_a_snapshot_is_saved_where_it_is_wanted(
    shown: tuple[MainWindow, Recorder], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, controller = shown
    suggested = answer(monkeypatch, tmp_path / "face")
    window.commands.snapshot.setEnabled(True)
    window.commands.snapshot.trigger()
    assert suggested == []  # there is no picture yet
    controller.frame = picture(index=30)
    controller.source_opened.emit(film(tmp_path))
    window.commands.snapshot.trigger()
    assert Path(suggested[0]).name == "friends 1.20 s.png"
    assert controller.asked == [("save_snapshot", (tmp_path / "face.png",))]
    answer(monkeypatch, "")
    window.commands.snapshot.trigger()
    assert len(controller.asked) == 1


def test_another_gallery_is_chosen(shown: tuple[MainWindow, Recorder], tmp_path: Path) -> None:
    window, controller = shown
    (tmp_path / "family.db").touch()
    for name in ("family.db", "friends"):
        window.commands.open_gallery.trigger()
        dialog = choose_file(window, tmp_path / name)
        # It opens a gallery, although the name of a new one can be given, too.
        assert dialog.labelText(QFileDialog.DialogLabel.Accept) == "Open"
        assert "Save" not in {b.text().replace("&", "") for b in dialog.findChildren(QPushButton)}
    first, second = controller.asked
    assert first == ("use_gallery_path", (tmp_path / "family.db",))
    # A name without a suffix is a new gallery file, not a folder.
    assert second[1][0].stem == "friends"
    assert second[1][0].suffix in GALLERY_SUFFIXES


def test_a_video_is_chosen(
    shown: tuple[MainWindow, Recorder], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, controller = shown
    answer(monkeypatch, tmp_path / "friends.mp4")
    window.commands.open_file.trigger()
    assert controller.asked == [("open_source", (str(tmp_path / "friends.mp4"),))]


def test_a_stream_is_asked_for_while_a_film_is_shown(
    shown: tuple[MainWindow, Recorder],
) -> None:
    window, controller = shown
    window.show_player("friends.mp4", live=False)
    window.commands.open_stream.trigger()
    dialog = dialog_of(window, StreamDialog)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    write(line, "friends.mp4")
    press(line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QApplication.processEvents()
    (complaint,) = [x for x in dialog.findChildren(QLabel) if "begins with" in x.text()]
    assert complaint.height() >= complaint.heightForWidth(complaint.width())
    line.clear()
    write(line, "rtsp://host:554/one")
    press(line, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert controller.asked == [("open_source", ("rtsp://host:554/one",))]


def test_on_the_start_page_the_line_for_the_address_is_there_already(
    shown: tuple[MainWindow, Recorder],
) -> None:
    window, _ = shown
    window.commands.open_stream.trigger()
    assert not window.findChildren(StreamDialog)
    line = window.start_page.findChild(QLineEdit)
    assert line is not None
    assert window.focusWidget() is line


def test_a_folder_of_videos_that_does_not_exist_is_not_begun_with(
    shown: tuple[MainWindow, Recorder], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[str] = []
    videos = tmp_path / "Videos"

    def ask(parent: object, title: str, folder: str, filters: str) -> tuple[str, str]:
        begun.append(folder)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(videos))
    window, _ = shown
    window.commands.open_file.trigger()
    videos.mkdir()
    window.commands.open_file.trigger()
    assert begun == [str(Path.home()), str(videos)]


def test_an_export_is_asked_for(shown: tuple[MainWindow, Recorder], tmp_path: Path) -> None:
    window, controller = shown
    controller.source_opened.emit(film(tmp_path))
    window.commands.export.trigger()
    dialog = dialog_of(window, ExportDialog)
    (go,) = [b for b in dialog.findChildren(QPushButton) if "xport" in b.text()]
    click(go)
    ((verb, (request,)),) = controller.asked
    assert verb == "export"
    assert request.paths.video.parent == tmp_path
    assert request.paths.video.suffix == ".mp4"
    assert request.mode == "realtime"


def test_pictures_to_enrol_from_share_a_dialog(
    shown: tuple[MainWindow, Recorder], qtbot: QtBot
) -> None:
    window, controller = shown
    controller.people_changed.emit((person(1, "Ada"),))
    controller.enrolment_checked.emit(EnrolmentCheck(pictures=(checked("Grace", face(20)),)))
    controller.enrolment_checked.emit(EnrolmentCheck(pictures=(checked("Ada", face(20)),)))
    dialog = dialog_of(window, EnrolDialog)
    (both,) = [b for b in dialog.findChildren(QPushButton) if b.text().endswith("(2)")]
    click(both)
    ((verb, (chosen,)),) = controller.asked
    assert (verb, [face.name for face in chosen]) == ("enrol_faces", ["Grace", "Ada"])
    assert not dialog.isVisible()
    controller.enrolment_checked.emit(EnrolmentCheck(pictures=(checked("Alan", face(20)),)))
    dialog_of(window, EnrolDialog).close()


def test_the_program_tells_about_itself(shown: tuple[MainWindow, Recorder]) -> None:
    window, _ = shown
    window.commands.about.trigger()
    dialog_of(window, AboutDialog).close()
