"""The picture with its faces: what is painted, and what pointing, clicking and keys do."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QGuiApplication, QWheelEvent
from PyQt6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gui import scenes
from tests.gui.hands import click, drag, press, write
from videorec.core.types import Frame
from videorec.gui.live_view import LiveView

LEFT, RIGHT, SMALL = (60, 80, 160, 200), (400, 90, 500, 210), (300, 20, 316, 40)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[LiveView]:
    shown = LiveView()
    qtbot.addWidget(shown)
    shown.resize(640, 360)
    shown.show()
    qtbot.waitExposed(shown)
    frame = scenes.picture()
    shown.show_picture(frame)
    shown.show_people({"Ada Lovelace": (0, 136, 255), "Grace Hopper": (0, 119, 0)})
    shown.show_result(
        scenes.result_of(
            frame, [scenes.known(1, LEFT), scenes.unknown(2, RIGHT), scenes.unusable(3, SMALL)]
        )
    )
    yield shown
    shown.close()


def mark(view: LiveView, track_id: int) -> QRectF:
    return next(m.box for m in view.marks() if m.track.track_id == track_id)


def middle(view: LiveView, track_id: int) -> QPoint:
    return mark(view, track_id).center().toPoint()


def color_at(view: LiveView, at: QPointF) -> QColor:
    return view.grab().toImage().pixelColor(at.toPoint())


def wheel(view: LiveView, at: QPointF, angle: int) -> None:
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_what_is_written_at_faces(view: LiveView) -> None:
    marks = {m.track.track_id: m for m in view.marks()}
    assert (marks[1].title, marks[1].number) == ("Ada Lovelace", "0.62")
    assert (marks[2].title, marks[2].number) == ("?", "0.20")
    assert (marks[3].title, marks[3].number) == ("too small or blurred to tell", "")


def test_notes_tell_runner_up_and_threshold(view: LiveView) -> None:
    marks = {m.track.track_id: " ".join(m.notes) for m in view.marks()}
    assert "Grace Hopper 0.11" in marks[1]
    assert "0.30" in marks[1]
    assert "Ada Lovelace 0.20" in marks[2]


def test_boxes_have_the_colour_of_their_person(view: LiveView) -> None:
    box = mark(view, 1)
    assert color_at(view, QPointF(box.left(), box.center().y())) == QColor(0, 136, 255)
    grey = color_at(view, QPointF(mark(view, 2).left(), mark(view, 2).center().y()))
    assert abs(grey.red() - grey.blue()) < 8


def test_lines_stay_thin_at_any_zoom(view: LiveView) -> None:
    view.zoom(2.0, QPointF(110, 140))
    box = mark(view, 1)
    assert box.width() == pytest.approx(200)
    painted = view.grab().toImage()
    row = int(box.center().y())
    blue = [x for x in range(640) if painted.pixelColor(x, row) == QColor(0, 136, 255)]
    assert 1 <= len([x for x in blue if abs(x - box.left()) < 20]) <= 5


def test_plates_stay_inside_and_apart(view: LiveView) -> None:
    plates = [m.plate for m in view.marks()]
    for i, plate in enumerate(plates):
        assert QRectF(view.rect()).contains(plate)
        assert not any(plate.intersects(other) for other in plates[i + 1 :])


def test_a_click_on_a_face_asks_for_its_name(view: LiveView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.face_clicked) as clicked:
        click(view, middle(view, 2))
    assert clicked.args is not None
    assert clicked.args[0].track_id == 2
    edit = view.findChild(QLineEdit)
    assert edit is not None
    assert edit.isVisible()
    write(edit, "Grace Hopper")
    with qtbot.waitSignal(view.enrol_track) as named:
        press(edit, Qt.Key.Key_Return)
    assert named.args == ["Grace Hopper", 2]
    assert not edit.isVisible()


def test_the_button_names_as_well(view: LiveView, qtbot: QtBot) -> None:
    click(view, middle(view, 2))
    edit, save = view.findChild(QLineEdit), view.findChild(QPushButton)
    assert edit is not None
    assert save is not None
    assert not save.isEnabled()
    write(edit, "Grace")
    with qtbot.waitSignal(view.enrol_track) as named:
        click(save)
    assert named.args == ["Grace", 2]


def test_escape_names_nobody(view: LiveView, qtbot: QtBot) -> None:
    click(view, middle(view, 2))
    edit = view.findChild(QLineEdit)
    assert edit is not None
    write(edit, "Nobody")
    with qtbot.assertNotEmitted(view.enrol_track):
        press(edit, Qt.Key.Key_Escape)
    assert not edit.isVisible()


def test_a_click_beside_faces_asks_nothing(view: LiveView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.face_clicked):
        click(view, QPoint(250, 300))


def test_the_naming_field_stays_inside(view: LiveView) -> None:
    view.show_result(scenes.result_of(scenes.picture(), [scenes.unknown(9, (600, 320, 660, 380))]))
    click(view, QPoint(620, 340))
    edit = view.findChild(QLineEdit)
    assert edit is not None
    popup = edit.parentWidget()
    assert popup is not None
    assert view.rect().contains(popup.geometry())


def test_tab_walks_through_the_faces_and_out(view: LiveView, qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    layout = QVBoxLayout(box)
    after = QPushButton("after")
    layout.addWidget(view)
    layout.addWidget(after)
    with qtbot.waitActive(box):
        box.show()
        box.activateWindow()
    view.setFocus()
    described = []
    for _ in range(3):
        press(view, Qt.Key.Key_Tab)
        described.append(view.accessibleDescription())
    assert described == ["Ada Lovelace, 0.62", "too small or blurred to tell", "unknown face"]
    with qtbot.waitSignal(view.face_clicked) as asked:
        press(view, Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0].track_id == 2
    edit = view.findChild(QLineEdit)
    press(edit, Qt.Key.Key_Escape)
    press(view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after
    view.setParent(None)


def test_the_menu_rejects_and_copies(view: LiveView, qtbot: QtBot) -> None:
    ada = next(m.track for m in view.marks() if m.track.track_id == 1)
    actions = {a.text(): a for a in view.menu_of(ada).actions()}
    with qtbot.waitSignal(view.reject_track) as rejected:
        actions["Not Ada Lovelace"].trigger()
    assert rejected.args == [1, 1]
    actions["Copy face"].trigger()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    copied = clipboard.image()
    assert (copied.width(), copied.height()) == (160, 180)


def test_an_unknown_face_cannot_be_rejected(view: LiveView) -> None:
    stranger = next(m.track for m in view.marks() if m.track.track_id == 2)
    assert not any(a.text().startswith("Not ") for a in view.menu_of(stranger).actions())


def test_the_wheel_zooms_about_the_pointer(view: LiveView) -> None:
    at = QPointF(110, 140)
    spot = view.viewport.to_picture(QRectF(at.x(), at.y(), 0, 0))
    wheel(view, at, 480)
    assert view.viewport.scale > 1.5
    now = view.viewport.to_picture(QRectF(at.x(), at.y(), 0, 0))
    assert now.x() == pytest.approx(spot.x(), abs=1e-6)
    wheel(view, at, -4800)
    assert view.viewport.scale == pytest.approx(1.0)


def test_dragging_moves_and_asks_nothing(view: LiveView, qtbot: QtBot) -> None:
    view.zoom(3.0, QPointF(110, 140))
    before = view.viewport
    with qtbot.assertNotEmitted(view.face_clicked):
        drag(view, QPoint(300, 200), QPoint(280, 190), QPoint(250, 170))
    assert view.viewport.dx == pytest.approx(before.dx - 50)
    assert view.viewport.dy == pytest.approx(before.dy - 30)


def test_fit_and_actual_size(view: LiveView) -> None:
    view.resize(320, 180)
    assert view.viewport.scale == pytest.approx(0.5)
    view.actual_size()
    assert view.viewport.scale == pytest.approx(1.0 / view.devicePixelRatioF())
    view.fit()
    assert view.viewport.scale == pytest.approx(0.5)


def test_every_picture_is_reported_once_when_it_is_painted(view: LiveView, qtbot: QtBot) -> None:
    frames: list[Frame] = []
    view.painted.connect(frames.append)
    frame = scenes.picture(index=7)
    with qtbot.waitSignal(view.painted):
        view.show_picture(frame)
    view.repaint()
    assert frames == [frame]


def test_the_newest_picture_is_painted_even_when_the_old_one_is_gone(view: LiveView) -> None:
    for index in range(20):
        view.show_picture(scenes.picture(index=index, grey=10 * index))
        assert color_at(view, QPointF(250, 300)).red() == 10 * index


def test_nothing_is_left_when_it_is_cleared(view: LiveView) -> None:
    view.clear()
    assert view.marks() == ()
    assert color_at(view, QPointF(110, 140)).lightness() < 30
