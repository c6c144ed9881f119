"""The gallery is written elsewhere, in the background."""

from pathlib import Path

import pytest
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gallery.gallery import Gallery
from gallery.imports import import_file
from tests.gui.listener import controlled
from tests.gui.people import answer
from tests.gui.plain_values import person
from tests.gui.wired import WindowAndRecorder, file_menu
from videorec import demo
from videorec.cli.demo import write_gallery
from videorec.gui.gallery_dialogs import export_target


def _choose(monkeypatch: pytest.MonkeyPatch, path: Path | str, *, row: int = 0) -> None:
    """Give this name in the next file dialog, for the kind of that row."""

    def choose(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        return str(path), kinds.split(";;")[row]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)


def test_there_must_be_somebody(shown: WindowAndRecorder) -> None:
    window, controller = shown
    export = window.commands.export_gallery
    assert not export.isEnabled()
    controller.people_changed.emit((person(1, "Ada"),))
    assert export.isEnabled()
    controller.people_changed.emit(())
    assert not export.isEnabled()


def test_it_stands_beside_the_other_gallery_command(shown: WindowAndRecorder) -> None:
    window, _ = shown
    entries = file_menu(window)
    after = entries[entries.index(window.commands.open_gallery) + 1]
    assert after is window.commands.export_gallery


def test_a_file_or_a_folder_is_chosen(
    shown: WindowAndRecorder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, controller = shown
    controller.people_changed.emit((person(1, "Ada"),))
    for name, row in (("a", 0), ("b", 1), ("", 0)):
        _choose(monkeypatch, tmp_path / name if name else "", row=row)
        window.commands.export_gallery.trigger()
    assert controller.asked == [
        ("export_gallery", (tmp_path / "a.zip",)),
        ("export_gallery", (tmp_path / "b",)),
    ]


def test_a_file_that_the_dialog_did_not_see_is_asked_about(
    shown: WindowAndRecorder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, controller = shown
    controller.people_changed.emit((person(1, "Ada"),))
    (tmp_path / "a.zip").touch()
    _choose(monkeypatch, tmp_path / "a")
    window.commands.export_gallery.trigger()
    answer("Cancel")
    assert controller.asked == []
    window.commands.export_gallery.trigger()
    answer("Replace")
    assert controller.asked == [("export_gallery", (tmp_path / "a.zip",))]


@pytest.mark.parametrize(
    ("given", "as_folder", "expected"),
    [
        ("people", False, "people.zip"),
        ("people.ZIP", False, "people.ZIP"),
        ("my.people", False, "my.people.zip"),
        ("my.people", True, "my.people"),
        ("people.zip", True, "people"),
    ],
)
def test_the_kind_decides_about_the_suffix(given: str, as_folder: bool, expected: str) -> None:
    assert export_target(Path("/x") / given, as_folder=as_folder) == Path("/x") / expected


def test_everybody_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    folder, target = tmp_path / "people", tmp_path / "out.zip"
    folder.mkdir()
    write_gallery(folder)
    with controlled(qtbot, folder) as (controller, heard):
        heard.until(lambda: heard.people)
        controller.export_gallery(target)
        heard.until(lambda: heard.heard["job_changed"] and heard.job.done)
        assert heard.job.results == (target,)
        assert heard.last("told") == f"Exported the gallery to {target}"
        with Gallery.in_memory(model_hash="x") as gallery:
            import_file(gallery, target)
            assert [p.name for p in gallery.identities()] == [demo.KNOWN]


def test_why_it_failed_stands_in_its_row_and_once_in_the_log(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    write_gallery(folder)
    with controlled(qtbot, folder) as (controller, heard):
        heard.until(lambda: heard.people)
        controller.export_gallery(folder)
        heard.until(lambda: heard.heard["job_changed"] and heard.job.done)
        assert heard.job.failed is not None
        assert "is not empty; choose a new folder" in heard.job.failed.text
        assert heard.problems == []
    assert [r.levelname for r in caplog.records if "is not empty" in r.getMessage()] == ["WARNING"]
    assert len(list(folder.iterdir())) == 1
