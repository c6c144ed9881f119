"""Nothing is lost by closing the window without a question."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtGui import QTextLayout
from PyQt6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from tests.gui.listener import controlled
from tests.gui.people import answer, dialog_of
from tests.gui.plain_values import person
from tests.gui.wired import Recorder, wired
from videorec.cli.demo import write_gallery
from videorec.gui.engine_desk import folder_of
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Language, Preferences
from videorec.gui.values import JobState
from videorec.gui.wiring import Wiring

EXPORT = JobState(job_id=1, title="Export of friends.mp4", progress=0.5, text="recognising")
Shown = tuple[MainWindow, Wiring, Recorder]


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    with wired(qtbot, qapp, tmp_path, Preferences()) as everything:
        yield everything


def _consequences() -> str:
    box = dialog_of(QMessageBox)
    assert isinstance(box, QMessageBox)
    return box.informativeText()


def _notes(window: MainWindow) -> list[str]:
    return [
        label.text()
        for label in window.gallery.findChildren(QLabel)
        if not label.isHidden() and "not kept" in label.text()
    ]


def test_a_running_export_is_asked_about(shown: Shown, qtbot: QtBot) -> None:
    window, _, controller = shown
    controller.job_changed.emit(EXPORT)
    window.close()
    assert window.isVisible()
    assert "Export of friends.mp4" in _consequences()
    assert "not complete leaves no file" in _consequences()
    answer("Cancel")
    assert window.isVisible()
    window.close()
    with qtbot.waitSignal(window.closing):
        answer("Close")
    assert not window.isVisible()


def test_an_export_that_has_ended_is_not_asked_about(shown: Shown) -> None:
    window, _, controller = shown
    controller.job_changed.emit(EXPORT)
    controller.job_changed.emit(replace(EXPORT, done=True, text="done"))
    window.close()
    assert not window.isVisible()


def test_changes_to_people_of_a_folder_are_asked_about(shown: Shown, qtbot: QtBot) -> None:
    window, _, controller = shown
    controller.people_changed.emit((person(1, "Ada"),))
    controller.folder_enrolled.emit("family")
    assert "From the folder family: changes here are not kept." in _notes(window)[0]
    entry = window.commands.export_gallery.text().replace("&", "")
    assert entry in _notes(window)[0]
    controller.undo_available.emit("Enrolled Ada.")
    window.close()
    assert window.isVisible()
    assert "changed in the gallery is lost" in _consequences()
    with qtbot.waitSignal(window.closing):
        answer("Close")
    assert not window.isVisible()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_option_in_the_note_is_never_split(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, language: Language
) -> None:
    with wired(qtbot, qapp, tmp_path, Preferences(language=language)) as (window, _, controller):
        controller.folder_enrolled.emit("family")
        (note,) = (w for w in window.gallery.findChildren(QLabel) if "gallery" in w.text())
        for width in range(100, 500, 10):
            assert any("--gallery" in line for line in _lines(note, width)), width


def _lines(label: QLabel, width: int) -> list[str]:
    """How its text wraps when it is so wide."""
    layout = QTextLayout(label.text(), label.font())
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        text = label.text()[line.textStart() :][: line.textLength()]
        lines.append(text.replace("\N{NON-BREAKING HYPHEN}", "-"))
    layout.endLayout()
    return lines


def test_what_was_taken_back_is_not_asked_about(shown: Shown) -> None:
    window, _, controller = shown
    controller.folder_enrolled.emit("family")
    controller.undo_available.emit("Enrolled Ada.")
    controller.undo_available.emit("")
    window.close()
    assert not window.isVisible()


def test_a_gallery_file_keeps_its_people(shown: Shown) -> None:
    window, _, controller = shown
    controller.folder_enrolled.emit("family")
    controller.folder_enrolled.emit("")
    assert _notes(window) == []
    controller.undo_available.emit("Enrolled Ada.")
    window.close()
    assert not window.isVisible()


def test_only_a_folder_keeps_no_changes(tmp_path: Path) -> None:
    (tmp_path / "family").mkdir()
    assert folder_of(tmp_path / "family") == "family"
    assert folder_of(tmp_path / "people.sqlite") == ""
    assert folder_of(None) == ""


def test_the_engine_tells_that_people_are_of_a_folder(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "family"
    folder.mkdir()
    write_gallery(folder)
    with controlled(qtbot, folder) as (controller, heard):
        known_by_then: list[int] = []
        controller.folder_enrolled.connect(
            lambda _: known_by_then.append(len(heard.heard["people_changed"]))
        )
        heard.until(lambda: heard.people)
        assert heard.heard["folder_enrolled"] == ["family"]
        # Whoever shows something of the people before closes it before the others come.
        assert known_by_then == [0]
