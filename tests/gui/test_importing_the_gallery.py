"""People of an exported gallery come in, in the background, and go again."""

import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gallery import connections, database
from gallery.exports import export_gallery
from gallery.gallery import Gallery
from gallery.records import Imported
from tests.gallery.people import MODEL, SIZE, crop_of, face, unit
from tests.gui.hands import choose_file
from tests.gui.listener import WAIT_MS, Listener, controlled
from tests.gui.plain_values import person
from tests.gui.wired import WindowAndRecorder, file_menu
from videorec import demo
from videorec.cli.demo import write_gallery
from videorec.gui.import_report import what_came_in


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """Two people with three images of another model, and a face that is not one of them."""
    path = tmp_path / "people.zip"
    with Gallery.in_memory(model_hash=MODEL, embedding_size=SIZE) as gallery:
        ada = gallery.add("Ada", face(1)).identity
        gallery.add("Ada", face(2))
        gallery.add("Grace", face(3))
        gallery.reject(ada.identity_id, embedding=unit(9), crop=crop_of(9))
        export_gallery(gallery, path)
    return path


def _gallery_of(folder: Path, people: dict[str, int]) -> Path:
    """A gallery file; people: name -> number of the only face."""
    path = folder / "g.sqlite"
    with Gallery.open(path, model_hash=MODEL, embedding_size=SIZE) as gallery:
        for name, number in people.items():
            gallery.add(name, face(number))
    return path


def _images(heard: Listener) -> dict[str, int]:
    return {name: someone.images for name, someone in heard.people.items()}


def _ready(heard: Listener) -> None:
    """The gallery is open, and all in it embedded."""
    heard.until(lambda: heard.heard["people_changed"])
    heard.until(lambda: not heard.heard["job_changed"] or heard.job.done)


def test_it_stands_beside_the_export(shown: WindowAndRecorder) -> None:
    window, _ = shown
    entries = file_menu(window)
    after = entries[entries.index(window.commands.export_gallery) + 1]
    assert after is window.commands.import_gallery


def test_it_waits_for_the_gallery_which_may_be_empty(shown: WindowAndRecorder) -> None:
    window, controller = shown
    assert not window.commands.import_gallery.isEnabled()
    controller.people_changed.emit(())
    assert window.commands.import_gallery.isEnabled()


def test_a_file_is_imported_and_a_folder_looked_at(
    shown: WindowAndRecorder, tmp_path: Path
) -> None:
    window, controller = shown
    controller.people_changed.emit((person(1, "Ada"),))
    (tmp_path / "a.zip").touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "gallery.json").touch()
    for path in (tmp_path / "a.zip", folder / "gallery.json"):
        window.commands.import_gallery.trigger()
        choose_file(window, path)
    assert controller.asked == [
        ("import_gallery", (tmp_path / "a.zip",)),
        ("check_files", ((folder,),)),
    ]


def test_everybody_comes_in_and_goes_again(qtbot: QtBot, exported: Path, tmp_path: Path) -> None:
    path = _gallery_of(tmp_path, {"ADA": 7, "Zoë": 2})
    with controlled(qtbot, path) as (controller, heard):
        _ready(heard)
        jobs = heard.job.job_id
        controller.import_gallery(exported)
        heard.until(lambda: heard.problems)
        said = (
            "Imported from people.zip: 1 person, 2 pictures, 1 rejected face; "
            "joined with people of the same name: Ada (here ADA); "
            "pictures left out, enrolled under another name: 1."
        )
        assert heard.last("told") == heard.last("undo_available") == said
        assert heard.problems[-1].title == "Pictures that are not used: 1"
        assert heard.problems[-1].text == "an image of 'Ada' is enrolled as 'Zoë'"
        assert _images(heard) == {"ADA": 2, "Grace": 1, "Zoë": 1}
        # Another model made the file: the faces are embedded again, without being asked.
        heard.until(lambda: heard.job.job_id > jobs and heard.job.done)
        assert heard.job.text == "done"
        controller.undo()
        heard.until(lambda: _images(heard) == {"ADA": 1, "Zoë": 1})
        assert heard.last("undo_available") == ""
    with Gallery.open(path) as gallery:
        assert (gallery.info().images, gallery.info().rejections) == (2, 0)


def test_the_second_time_there_is_nothing_new(qtbot: QtBot, exported: Path, tmp_path: Path) -> None:
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        _ready(heard)
        controller.import_gallery(exported)
        heard.until(lambda: _images(heard) == {"Ada": 2, "Grace": 1})
        controller.import_gallery(exported)
        heard.until(lambda: str(heard.last("told")).startswith("Nothing new"))
        assert (
            heard.last("told") == "Nothing new in people.zip: pictures that were there already: 3."
        )
        # What can be taken back is still the first time.
        assert heard.last("undo_available").startswith("Imported from people.zip: 2 people")


def test_people_of_a_folder_take_others_in_though_not_for_good(
    qtbot: QtBot, exported: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "family"
    folder.mkdir()
    write_gallery(folder)
    with controlled(qtbot, folder) as (controller, heard):
        _ready(heard)
        controller.import_gallery(exported)
        heard.until(lambda: set(_images(heard)) == {demo.KNOWN, "Ada", "Grace"})
        # The window asks before it closes, as there is something to take back.
        heard.until(lambda: heard.last("undo_available"))
    assert len(list(folder.iterdir())) == 1


def _cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _damage_a_picture(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert "pictures/0000004.jpg" in parts
    parts["pictures/0000004.jpg"] = b"no picture"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _write_another_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("holiday.txt", "sun")


FAILURES: list[tuple[Callable[[Path], Any], str]] = [
    (_cut, "is not an exported gallery, or is damaged ("),
    (_damage_a_picture, "its part 'pictures/0000004.jpg' is damaged (no picture)"),
    (_write_another_archive, "is not an exported gallery; choose another file"),
    (Path.unlink, "there is no such file; check the path"),
]


def test_what_cannot_be_imported_changes_nothing_and_is_told(
    qtbot: QtBot, exported: Path, tmp_path: Path
) -> None:
    whole = exported.read_bytes()
    with controlled(qtbot, _gallery_of(tmp_path, {"Zoë": 7})) as (controller, heard):
        _ready(heard)
        for spoil, reason in FAILURES:
            exported.write_bytes(whole)
            spoil(exported)
            with qtbot.waitSignal(controller.failed, timeout=WAIT_MS):
                controller.import_gallery(exported)
            assert f"people.zip: {reason}" in heard.problems[-1].text
        controller.images_of(heard.people["Zoë"].identity_id)
        heard.until(lambda: heard.images)  # all else that was asked for is over, too
        assert _images(heard) == {"Zoë": 1}
        assert heard.last("told") == ""  # no longer that it is being imported
        assert heard.last("undo_available") == ""


def test_a_full_disk_loses_nobody(
    qtbot: QtBot, exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _gallery_of(tmp_path, {"Zoë": 7})
    connect = connections.connect

    def connect_to_a_small_disk(target: str, *, uri: bool = False) -> sqlite3.Connection:
        connection = connect(target, uri=uri)
        connection.execute("PRAGMA max_page_count = 45").fetchall()
        return connection

    monkeypatch.setattr(database, "connect", connect_to_a_small_disk)
    with controlled(qtbot, path) as (controller, heard):
        _ready(heard)
        controller.import_gallery(exported)
        heard.until(lambda: heard.problems)
        assert "the disk is full; nothing of this step was written" in heard.problems[-1].text
        assert _images(heard) == {"Zoë": 1}
    with Gallery.open(path) as gallery:
        assert [(p.name, p.images) for p in gallery.identities()] == [("Zoë", 1)]


def _imported(**values: Any) -> Imported:
    nothing: dict[str, Any] = {"people": (), "images": (), "rejections": (), "joined": {}}
    return Imported(**{**nothing, "known_images": 0, "left_out": (), **values})


MANY = {name: name for name in "ABCDEFG"}


@pytest.mark.parametrize(
    ("imported", "said"),
    [
        (_imported(), "Nothing was imported: x.zip holds nobody new."),
        (_imported(people=(1,)), "Imported from x.zip: 1 person."),
        (
            _imported(people=(1, 2), images=(1,), rejections=(1, 2)),
            "Imported from x.zip: 2 people, 1 picture, 2 rejected faces.",
        ),
        (
            _imported(images=(1, 2), joined=MANY, known_images=4),
            "Imported from x.zip: 2 pictures; joined with people of the same name: "
            "A, B, C, D, E and 2 more; pictures that were there already: 4.",
        ),
        (
            _imported(left_out=("a", "b")),
            "Nothing new in x.zip: pictures left out, enrolled under another name: 2.",
        ),
    ],
)
def test_what_came_in_is_said_in_one_sentence(imported: Imported, said: str) -> None:
    assert what_came_in(imported, "x.zip") == said


def test_it_is_said_in_german(german: QApplication) -> None:
    assert (
        what_came_in(_imported(people=(1,), images=(1, 2), known_images=3), "x.zip")
        == "Aus x.zip importiert: 1 Person, 2 Bilder; schon vorhandene Bilder: 3."
    )
