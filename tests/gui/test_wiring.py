"""Who hears whom between the window and its controller."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.hands import press
from tests.gui.plain_values import person
from tests.gui.scenes import picture
from tests.gui.wired import Recorder, wired
from videorec.core.settings import MatchingSettings
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences
from videorec.gui.values import JobState, Problem, TransportState
from videorec.gui.wiring import Wiring
from videorec.media.camera_list import CameraEntry
from videorec.media.info import SourceInfo

FILM = SourceInfo(name="friends.mp4", width=64, height=36, fps=25.0, duration_s=60.0)
Shown = tuple[MainWindow, Wiring, Recorder]


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    with wired(qtbot, qapp, tmp_path, Preferences(hud=True)) as everything:
        yield everything


def state(position_s: float, speed: float = 1.0) -> TransportState:
    return TransportState(
        playing=True,
        live=False,
        seekable=True,
        position_s=position_s,
        duration_s=60.0,
        fps=25.0,
        speed=speed,
        loop=False,
    )


def test_what_opens_is_shown_and_remembered(shown: Shown, tmp_path: Path) -> None:
    window, _, controller = shown
    path = tmp_path / "friends.mp4"
    window.start_page.open_source.emit(str(path))
    assert controller.asked == [("open_source", (str(path),))]
    assert window.recent.all() == ()  # it might not open
    controller.source_opened.emit(FILM)
    assert window.player.isVisible()
    assert window.windowTitle() == "friends.mp4 - videorec"
    assert window.recent.all() == (str(path),)
    controller.source_closed.emit()
    assert window.start_page.isVisible()
    window.start_page.forget.emit(str(path))
    assert window.recent.all() == ()


def test_why_a_source_did_not_open_is_gone_when_it_does(shown: Shown) -> None:
    window, wiring, controller = shown
    for source in ("rtsp://door/1", "rtsp://door/2"):
        wiring.open(source)
        controller.failed.emit(Problem(title="Not opened", text=source, source=source))
    wiring.open("rtsp://door/1")
    assert window.errors.problem is not None
    controller.source_opened.emit(FILM)
    assert window.errors.problem.text == "rtsp://door/2"
    controller.failed.emit(Problem(title="Disk full", text="something else"))
    wiring.open("rtsp://door/2")
    controller.source_opened.emit(FILM)
    assert window.errors.problem.text == "something else"
    window.errors.dismiss()
    assert window.errors.problem is None


def test_a_camera_is_chosen_on_the_start_page(shown: Shown) -> None:
    window, _, controller = shown
    window.start_page.show_cameras([CameraEntry(index=2, name="Webcam")])
    QApplication.processEvents()  # the button is shown by then
    controller.source_opened.emit(FILM)
    window.commands.open_camera.trigger()
    assert controller.asked == [("close_source", ())]
    controller.source_closed.emit()
    assert window.start_page.isVisible()
    camera = window.focusWidget()
    assert isinstance(camera, QPushButton)
    assert camera.text() == "Webcam"
    press(camera, Qt.Key.Key_Space)
    assert controller.asked[1:] == [("open_source", (2,))]


def test_without_a_camera_one_can_be_looked_for(shown: Shown) -> None:
    window, _, controller = shown
    window.start_page.show_cameras([])
    window.commands.open_camera.trigger()
    assert controller.asked == []
    search = window.focusWidget()
    assert isinstance(search, QPushButton)
    assert search.text() == "Look again"
    # Closing by other means asks for no camera.
    window.start_page.focus_address()
    controller.source_opened.emit(FILM)
    controller.source_closed.emit()
    assert window.focusWidget() is not search


def test_the_keys_play(shown: Shown) -> None:
    window, _, controller = shown
    controller.source_opened.emit(FILM)
    controller.transport_changed.emit(state(20.0, speed=2.0))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Period, Qt.Key.Key_Comma, Qt.Key.Key_Right):
        press(window.player.view, key)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_L):
        press(window.player.view, key)
    assert [(verb, *values[:1]) for verb, values in controller.asked] == [
        ("toggle", False),
        ("step", 1),
        ("step", -1),
        ("seek", 25.0),
        ("seek", 15.0),
        ("seek", 0.0),
        ("seek", 60.0),
        ("set_loop", True),
    ]


def test_the_speed_goes_by_steps_and_ends(shown: Shown) -> None:
    window, _, controller = shown
    controller.source_opened.emit(FILM)
    window.commands.faster.trigger()
    assert controller.asked == []  # nothing is known about the transport yet
    controller.transport_changed.emit(state(0.0, speed=1.0))
    window.commands.faster.trigger()
    window.commands.slower.trigger()
    faster, slower = (values[0] for _, values in controller.asked)
    assert slower < 1.0 < faster
    controller.transport_changed.emit(state(0.0, speed=64.0))
    window.commands.faster.trigger()
    assert controller.asked[-1][1][0] == max(values[0] for _, values in controller.asked)


def test_seeking_back_stops_at_the_start(shown: Shown) -> None:
    window, _, controller = shown
    controller.source_opened.emit(FILM)
    controller.transport_changed.emit(state(2.0))
    window.commands.seek_back.trigger()
    assert controller.asked == [("seek", (0.0,))]


def test_panels_are_heard(shown: Shown) -> None:
    window, _, controller = shown
    window.gallery.rename.emit(1, "Ada")
    window.gallery.recolor.emit(1, None)
    window.gallery.merge.emit(1, 2)
    window.gallery.remove.emit(1)
    window.gallery.remove_image.emit(7)
    window.gallery.undo.emit()
    window.unknown.enrol_group.emit("Grace", 3)
    window.unknown.seek.emit(4.0)
    window.threshold.set_matching.emit(MatchingSettings(threshold=0.4))
    window.threshold.calibrate.emit()
    window.jobs.cancel_job.emit(5)
    assert controller.asked == [
        ("rename", (1, "Ada")),
        ("recolor", (1, None)),
        ("merge", (1, 2)),
        ("remove", (1,)),
        ("remove_image", (7,)),
        ("undo", ()),
        ("enrol_group", ("Grace", 3)),
        ("seek", (4.0,)),
        ("set_matching", (MatchingSettings(threshold=0.4),)),
        ("calibrate", ()),
        ("cancel_job", (5,)),
    ]


def test_the_present_picture_is_checked_with_its_time(shown: Shown) -> None:
    window, _, controller = shown
    window.gallery.take_picture.emit()
    assert controller.asked == []
    controller.source_opened.emit(FILM)
    controller.frame = picture(index=50)
    window.gallery.take_picture.emit()
    ((verb, (image, source)),) = controller.asked
    assert verb == "check_picture"
    assert image is controller.frame.image
    assert source == "friends.mp4 2.00 s"


def gallery_says(window: MainWindow) -> list[str]:
    return [label.text() for label in window.gallery.findChildren(QLabel) if label.isVisible()]


def test_nobody_is_called_unknown_before_the_people_are_loaded(shown: Shown) -> None:
    window, _, controller = shown
    assert "Loading the people…" in gallery_says(window)
    assert "Nobody is known yet" not in gallery_says(window)
    controller.people_changed.emit(())
    assert "Nobody is known yet" in gallery_says(window)


def test_the_gallery_waits_no_longer_when_the_networks_cannot_be_loaded(shown: Shown) -> None:
    window, _, controller = shown
    controller.people_unavailable.emit()
    assert "The people are not loaded" in gallery_says(window)
    controller.people_changed.emit((person(1, "Ada"),))
    assert "The people are not loaded" not in gallery_says(window)


def test_answers_reach_the_window(shown: Shown) -> None:
    window, _, controller = shown
    controller.people_changed.emit((person(1, "Ada"),))
    controller.failed.emit(Problem(title="No", text="It is broken"))
    controller.undo_available.emit("Removed Ada")
    controller.job_changed.emit(JobState(job_id=1, title="Export", progress=0.5, text="half"))
    assert window.errors.problem == Problem(title="No", text="It is broken")
    assert window.commands.undo.isEnabled()
    assert window.jobs.isVisible()
    controller.undo_available.emit("")
    assert not window.commands.undo.isEnabled()


def test_preferences_show_from_the_start(shown: Shown) -> None:
    window, _, _ = shown
    assert window.commands.hud.isChecked()


def test_problems_stay_until_they_are_closed(shown: Shown) -> None:
    window, wiring, controller = shown
    older = Problem(title="This cannot be written", text="The disk is full")
    newer = Problem(title="No", text="It is broken")
    controller.failed.emit(older)
    controller.failed.emit(newer)
    wiring.open("friends.mp4")
    controller.source_opened.emit(FILM)
    assert window.errors.problem == newer
    window.errors.dismiss()
    assert window.errors.problem == older
