"""The start page and the list of what was opened before."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
from PyQt6.QtCore import QPoint, QSettings, Qt
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, press, write
from videorec.gui.camera_search import CameraSearch
from videorec.gui.recent_sources import MOST, RecentSources, address_problem, title_of
from videorec.gui.start_page import StartPage
from videorec.media.camera_list import CameraEntry


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[StartPage]:
    shown = StartPage()
    qtbot.addWidget(shown)
    shown.resize(700, 800)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    yield shown
    shown.close()


def settings(path: Path) -> QSettings:
    return QSettings(str(path / "window.ini"), QSettings.Format.IniFormat)


def button(page: StartPage, text: str) -> QPushButton:
    QApplication.processEvents()  # what was just added is shown by then
    return next(b for b in page.findChildren(QPushButton) if b.text() == text and b.isVisible())


def labels(page: StartPage) -> str:
    QApplication.processEvents()
    return "\n".join(w.text() for w in page.findChildren(QLabel) if w.isVisible())


def test_a_file_is_asked_for(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.choose_file):
        click(button(page, "Open a video or picture…"))


def test_the_preferred_camera_comes_first(page: StartPage) -> None:
    names = ("built in", "on a cable", "on the roof")
    cameras = [CameraEntry(index=index, name=name) for index, name in enumerate(names)]
    page.prefer_camera(1)
    page.show_cameras(cameras)
    assert shown_cameras(page, names) == ["on a cable", "built in", "on the roof"]
    page.prefer_camera(2)
    assert shown_cameras(page, names) == ["on the roof", "built in", "on a cable"]
    page.prefer_camera(7)
    assert shown_cameras(page, names) == list(names)


def shown_cameras(page: StartPage, names: Sequence[str]) -> list[str]:
    """From the top to the bottom."""
    QApplication.processEvents()
    buttons = [b for b in page.findChildren(QPushButton) if b.isVisible() and b.text() in names]
    return [b.text() for b in sorted(buttons, key=lambda b: b.mapTo(page, QPoint()).y())]


def test_cameras_come_when_they_are_found(page: StartPage, qtbot: QtBot) -> None:
    assert "Looking for cameras" in labels(page)
    page.show_cameras([CameraEntry(index=2, name="Webcam")])
    assert "Looking for cameras" not in labels(page)
    with qtbot.waitSignal(page.open_source) as opened:
        click(button(page, "Webcam"))
    assert opened.args == [2]
    with qtbot.waitSignal(page.look_for_cameras):
        click(button(page, "Look again"))
    page.show_cameras([])
    assert "No camera found." in labels(page)


def test_an_address_is_opened(page: StartPage, qtbot: QtBot) -> None:
    edit = page.findChild(QLineEdit)
    write(edit, " rtsp://host:554/one ")
    with qtbot.waitSignal(page.open_source) as opened:
        press(edit, Qt.Key.Key_Return)
    assert opened.args == ["rtsp://host:554/one"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("film.mp4", "begins with rtsp://"),
        ("gopher://host/", "begins with"),
        ("rtsp://", "no computer"),
        ("http://host:port/", "no computer"),
        ("", "begins with"),
    ],
)
def test_a_wrong_address_is_refused_in_words(
    page: StartPage, qtbot: QtBot, address: str, words: str
) -> None:
    edit = page.findChild(QLineEdit)
    assert edit is not None
    write(edit, address)
    with qtbot.assertNotEmitted(page.open_source):
        click(button(page, "Open stream"))
    assert words in labels(page)
    write(edit, "x")
    assert words not in labels(page)


def test_recent_sources_are_opened_and_forgotten(page: StartPage, qtbot: QtBot) -> None:
    page.show_recent(["/films/friends.mp4", "rtsp://me:secret@host/one?key=2"])
    shown = page.findChild(QListWidget)
    assert shown is not None
    first, second = shown.item(0), shown.item(1)
    assert first is not None
    assert second is not None
    assert first.text() == "friends.mp4\n/films"
    assert "secret" not in second.text() + second.toolTip()
    shown.setFocus()
    shown.setCurrentRow(0)
    with qtbot.waitSignal(page.open_source) as opened:
        press(shown, Qt.Key.Key_Return)
    assert opened.args == ["/films/friends.mp4"]
    with qtbot.waitSignal(page.forget) as forgotten:
        press(shown, Qt.Key.Key_Delete)
    assert forgotten.args == ["/films/friends.mp4"]
    page.show_recent([])
    assert not shown.isVisible()


def test_the_list_is_kept_short_unique_and_newest_first(tmp_path: Path) -> None:
    recent = RecentSources(settings(tmp_path))
    for i in range(MOST + 3):
        recent.add(f"/films/{i}.mp4")
    recent.add("/films/5.mp4")
    assert len(recent.all()) == MOST
    assert recent.all()[0] == "/films/5.mp4"
    assert recent.all().count("/films/5.mp4") == 1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_list_outlives_the_program(tmp_path: Path, count: int) -> None:
    kept = settings(tmp_path)
    recent = RecentSources(kept)
    recent.add("/films/gone, with comma.mp4")
    for i in range(count):
        recent.add(f"/films/{i}.mp4")
    recent.remove("/films/gone, with comma.mp4")
    kept.sync()
    assert RecentSources(settings(tmp_path)).all() == tuple(
        f"/films/{i}.mp4" for i in reversed(range(count))
    )


def test_a_damaged_list_is_an_empty_one(tmp_path: Path) -> None:
    kept = settings(tmp_path)
    kept.setValue("recent/sources", 7)
    assert RecentSources(kept).all() == ()


def test_addresses() -> None:
    assert address_problem("https://host/film.mp4") is None
    assert title_of("rtsp://a:b@host/x") == "rtsp://host/x"


def test_the_search_does_not_hold_up_the_window(qtbot: QtBot) -> None:
    go_on = Event()

    def look() -> tuple[CameraEntry, ...]:
        assert go_on.wait(20)
        return (CameraEntry(index=0, name="Slow"),)

    search = CameraSearch(look=look)
    with qtbot.waitSignal(search.found) as found:
        search.start()
        search.start()  # no second one
        go_on.set()
    assert found.args == [(CameraEntry(index=0, name="Slow"),)]
    search.close()
