"""Choosing what to export: names suggested, everything checked before it starts."""

from pathlib import Path

import pytest
from PyQt6.QtCore import QStandardPaths
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep
from videorec.gui.export_dialog import ExportDialog
from videorec.gui.export_plan import suggested_base
from videorec.gui.values import ExportRequest, OutputPaths
from videorec.media.info import SourceInfo


def _film(folder: Path) -> SourceInfo:
    path = folder / "friends.mp4"
    path.touch()
    return SourceInfo(name="friends.mp4", width=64, height=36, fps=25.0, path=path)


def _open(qtbot: QtBot, info: SourceInfo) -> tuple[ExportDialog, list[ExportRequest]]:
    dialog = ExportDialog()
    keep(qtbot, dialog)
    heard: list[ExportRequest] = []
    dialog.export.connect(heard.append)
    dialog.show_source(info)
    dialog.open()
    return dialog, heard


def _check(dialog: ExportDialog, *texts: str) -> None:
    for box in dialog.findChildren(QCheckBox):
        box.setChecked(box.text().replace("&", "") in texts)


def _go(dialog: ExportDialog, text: str = "Export") -> QPushButton:
    (button,) = [b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == text]
    return button


def _question() -> QMessageBox:
    (box,) = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()
    ]
    return box


def _answer(text: str) -> QPushButton:
    (button,) = [
        b for b in _question().findChildren(QPushButton) if b.text().replace("&", "") == text
    ]
    return button


def _field(dialog: ExportDialog, *, folder: bool) -> QLineEdit:
    fields = [f for f in dialog.findChildren(QLineEdit) if f.parent() is not None]
    (found,) = [f for f in fields if (f.accessibleName() == "Folder") == folder]
    return found


def _said(dialog: ExportDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_the_video_is_written_beside_its_source(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, heard = _open(qtbot, _film(tmp_path))
    click(_go(dialog))
    assert heard == [ExportRequest(paths=OutputPaths(video=tmp_path / "friends-named.mp4"))]
    assert not dialog.isVisible()
    assert [p.name for p in tmp_path.iterdir()] == ["friends.mp4"]


def test_everything_at_once_in_another_mode(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, heard = _open(qtbot, _film(tmp_path))
    for box in dialog.findChildren(QCheckBox):
        box.setChecked(True)
    mode = dialog.findChild(QComboBox)
    assert mode is not None
    mode.setCurrentIndex(2)
    _field(dialog, folder=False).setText("out")
    click(_go(dialog))
    (request,) = heard
    assert request.mode == "two-pass"
    assert [p.name for p in request.paths.all()] == [
        "out.mp4",
        "out.jsonl",
        "out.csv",
        "out.vtt",
        "out.srt",
        "out.summary.json",
    ]


def test_a_single_picture_becomes_a_picture(qtbot: QtBot, tmp_path: Path) -> None:
    info = SourceInfo(name="ada.jpg", width=64, height=36, frame_count=1, path=tmp_path / "ada.jpg")
    dialog, heard = _open(qtbot, info)
    click(_go(dialog))
    assert heard[0].paths.video == tmp_path / "ada-named.png"


def test_existing_files_are_named_and_asked_about(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "friends-named.mp4").write_text("precious")
    dialog, heard = _open(qtbot, _film(tmp_path))
    assert "There already: friends-named.mp4." in _said(dialog)
    for answer in ("Cancel", "Replace"):
        assert heard == []
        click(_go(dialog))
        assert "friends-named.mp4" in _question().informativeText()
        assert "replaced when the export is complete" in _question().informativeText()
        click(_answer(answer))
    assert len(heard) == 1
    assert (tmp_path / "friends-named.mp4").read_text() == "precious"


@pytest.mark.parametrize(
    ("folder", "base", "said"),
    [
        ("", "x", "Give a folder."),
        ("{there}", "", "Give a file name without folders."),
        ("{there}", "a/b", "Give a file name without folders."),
        ("{there}/not", "x", "does not exist; create it"),
        ("{there}", "friends", "is the source; write to another file"),
    ],
)
def test_what_cannot_be_is_said_before_it_starts(
    qtbot: QtBot, tmp_path: Path, folder: str, base: str, said: str
) -> None:
    dialog, heard = _open(qtbot, _film(tmp_path))
    _field(dialog, folder=True).setText(folder.format(there=tmp_path))
    _field(dialog, folder=False).setText(base)
    assert said in _said(dialog)
    assert not _go(dialog).isEnabled()
    click(_go(dialog))
    assert heard == []


def test_nothing_chosen_is_nothing_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, _ = _open(qtbot, _film(tmp_path))
    _check(dialog)
    assert "Choose at least one thing to write." in _said(dialog)
    assert not _go(dialog).isEnabled()
    _check(dialog, "Events, CSV")
    assert _go(dialog).isEnabled()


def test_a_folder_that_vanished_is_noticed_at_the_last_moment(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    dialog, heard = _open(qtbot, _film(tmp_path))
    _field(dialog, folder=True).setText(str(folder))
    folder.rmdir()
    click(_go(dialog))
    assert heard == []
    assert "does not exist" in _said(dialog)


def test_a_live_source_is_recorded(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path))
    (tmp_path / "camera 0-named.mp4").write_text("precious")
    dialog, heard = _open(qtbot, SourceInfo(name="camera 0", width=64, height=36, live=True))
    assert dialog.windowTitle() == "Record"
    mode = dialog.findChild(QComboBox)
    assert mode is not None
    assert not mode.isVisible()  # it is written down as it is recognised anyway
    click(_go(dialog, "Record"))
    assert "The recording replaces these files: camera 0-named.mp4" in _question().informativeText()
    click(_answer("Cancel"))
    _field(dialog, folder=False).setText("mine")
    assert "from now on, until you cancel it or close the source" in _said(dialog)
    click(_go(dialog, "Record"))
    assert heard == [ExportRequest(paths=OutputPaths(video=tmp_path / "mine.mp4"))]


def test_where_there_is_no_folder_for_films_a_recording_goes_to_the_users_own(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "films"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    dialog, _ = _open(qtbot, SourceInfo(name="camera 0", width=64, height=36, live=True))
    assert _field(dialog, folder=True).text() == str(tmp_path)
    assert _go(dialog, "Record").isEnabled()


def test_browsing_for_a_folder(qtbot: QtBot, tmp_path: Path) -> None:
    dialog, _ = _open(qtbot, _film(tmp_path))
    (browse,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "&Browse…"]
    click(browse)
    (chooser,) = dialog.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path))
    assert _field(dialog, folder=True).text() == str(tmp_path)
    chooser.close()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rtsp://host/stream?x=1", "stream-x-1-named"),
        ("camera 0", "camera 0-named"),
        ("Zoë ☃/", "video-named"),
        ("..", "video-named"),
    ],
)
def test_names_of_streams_become_names_of_files(name: str, expected: str) -> None:
    assert suggested_base(SourceInfo(name=name, width=1, height=1)) == expected
