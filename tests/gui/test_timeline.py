"""Lanes over time: geometry, jumping, scrolling, keys."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, drag, press
from videorec.gui.timeline import Timeline
from videorec.gui.timeline_painting import EDGE, LANE_HEIGHT, NAMES_WIDTH, RULER_HEIGHT
from videorec.gui.timeline_rows import TimeScale, interval_at, next_start, previous_start
from videorec.gui.values import Lane

WIDTH = 600 + NAMES_WIDTH + EDGE
ADA = Lane(name="Ada", color=(0, 119, 0), intervals=((2.0, 4.0), (8.0, 9.0)))
BOB = Lane(name="Bob", color=(0, 119, 1), intervals=((5.0, 6.0),))
NOBODY = Lane(name="", color=(160, 160, 160), intervals=((0.0, 1.0),))


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(WIDTH, shown.height())
    shown.show_span(10.0, seekable=True)
    shown.show_lanes([NOBODY, ADA, BOB])
    with qtbot.waitExposed(shown):
        shown.show()
    yield shown
    shown.close()


def at(time_s: float, row: int | None) -> QPoint:
    y = RULER_HEIGHT // 2 if row is None else RULER_HEIGHT + row * LANE_HEIGHT + LANE_HEIGHT // 2
    return QPoint(round(NAMES_WIDTH + 60 * time_s), y)


@given(st.floats(0.1, 1e5), st.floats(10, 4000), st.floats(0, 1))
def test_pixels_and_times_agree(duration_s: float, width: float, share: float) -> None:
    scale = TimeScale(left=100, width=width, duration_s=duration_s)
    time_s = share * duration_s
    assert scale.to_time(scale.to_x(time_s)) == pytest.approx(time_s, abs=1e-6 * duration_s)


@given(st.floats(0.1, 1e5), st.floats(200, 4000))
def test_marks_keep_their_distance(duration_s: float, width: float) -> None:
    scale = TimeScale(left=0, width=width, duration_s=duration_s)
    xs = [scale.to_x(mark) for mark in scale.marks(80)]
    assert xs[0] == 0
    assert all(b - a >= 79.9 for a, b in pairwise(xs))


def test_intervals_are_found() -> None:
    assert interval_at(ADA.intervals, 3.0, 0.0) == (2.0, 4.0)
    assert interval_at(ADA.intervals, 5.0, 0.0) is None
    assert interval_at(ADA.intervals, 4.1, 0.2) == (2.0, 4.0)
    assert next_start(ADA.intervals, 2.0) == 8.0
    assert next_start(ADA.intervals, 8.0) is None
    assert previous_start(ADA.intervals, 8.2) == 2.0


def test_a_click_on_a_segment_jumps_to_its_start(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.seek) as sought:
        click(timeline.viewport(), at(3.5, 0))
    assert sought.args == [2.0]


def test_a_click_on_the_ruler_goes_there(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.seek) as sought:
        click(timeline.viewport(), at(7.0, None))
    assert sought.args is not None
    assert sought.args[0] == pytest.approx(7.0, abs=0.02)


def test_dragging_seeks_all_the_way_and_sticks_to_the_ends(
    timeline: Timeline, qtbot: QtBot
) -> None:
    sought: list[float] = []
    timeline.seek.connect(sought.append)
    drag(timeline.viewport(), at(1.0, None), at(4.0, None), at(30.0, None))
    assert sought == pytest.approx([1.0, 4.0, 10.0], abs=0.02)


def test_the_position_is_not_torn_away_while_dragging(timeline: Timeline) -> None:
    sought: list[float] = []
    timeline.seek.connect(sought.append)
    timeline.seek.connect(lambda _: timeline.show_position(0.0))
    drag(timeline.viewport(), at(1.0, None), at(4.0, None))
    assert sought[-1] == pytest.approx(4.0, abs=0.02)


def test_a_click_on_a_name_goes_to_the_next_appearance(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_position(5.0)
    with qtbot.waitSignal(timeline.seek) as sought:
        click(timeline.viewport(), QPoint(40, at(0, 0).y()))
    assert sought.args == [8.0]


def test_keys_choose_a_lane_and_jump_in_it(timeline: Timeline, qtbot: QtBot) -> None:
    press(timeline, Qt.Key.Key_Down)
    press(timeline, Qt.Key.Key_Down)
    lane = timeline.chosen_lane()
    assert lane is not None
    assert lane.name == "Bob"
    with qtbot.waitSignal(timeline.seek) as sought:
        press(timeline, Qt.Key.Key_Return)
    assert sought.args == [5.0]


def test_without_a_chosen_lane_jumps_go_to_anybody(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_position(4.5)
    with qtbot.waitSignal(timeline.seek) as sought:
        timeline.jump_to_next()
    assert sought.args == [5.0]
    with qtbot.waitSignal(timeline.seek) as sought:
        timeline.jump_to_previous()
    assert sought.args == [2.0]


def test_colour_is_not_the_only_sign(timeline: Timeline) -> None:
    """Ada's and Bob's colours cannot be told apart; their patterns can."""
    painted = timeline.grab().toImage()

    def shades(row: int, start_s: float) -> set[str]:
        left, top = at(start_s, row).x() + 8, at(0, row).y() - 4
        return {painted.pixelColor(left + x, top + y).name() for x in range(24) for y in range(8)}

    assert len(shades(0, 2.0)) != len(shades(1, 5.0))


def test_unknown_faces_come_last_and_are_named(timeline: Timeline) -> None:
    assert timeline.words_at(QPointF(at(0.5, 2))) == "Unknown: 0:00:00.00 to 0:00:01.00"
    assert timeline.words_at(QPointF(40, at(0, 0).y())) == "Ada"


def test_many_lanes_scroll(timeline: Timeline, qtbot: QtBot) -> None:
    lanes = [
        Lane(name=f"Person {i}", color=(20 * i, 0, 0), intervals=((float(i), i + 0.5),))
        for i in range(10)
    ]
    timeline.show_lanes(lanes)
    bar = timeline.verticalScrollBar()
    assert bar is not None
    assert bar.maximum() == 5 * LANE_HEIGHT
    bar.setValue(bar.maximum())
    with qtbot.waitSignal(timeline.seek) as sought:
        click(timeline.viewport(), at(9.2, 4))
    assert sought.args == [9.0]
    for _ in range(12):
        press(timeline, Qt.Key.Key_Up)
    for _ in range(2):
        press(timeline, Qt.Key.Key_Up)
    assert bar.value() == 0


def test_a_live_picture_has_no_timeline(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_span(None, seekable=False)
    assert not timeline.isEnabled()
    with qtbot.assertNotEmitted(timeline.seek):
        click(timeline.viewport(), at(3.5, 0))


def test_the_position_is_seen(timeline: Timeline) -> None:
    line, x = timeline.palette().highlight().color(), at(6.5, 0).x()

    def is_there() -> bool:
        painted = timeline.grab().toImage()
        colors = [painted.pixelColor(x + dx, RULER_HEIGHT + 30) for dx in (-1, 0, 1)]
        return any(_near(color, line) for color in colors)

    assert not is_there()
    timeline.show_position(6.5)
    assert is_there()


def _near(a: QColor, b: QColor) -> bool:
    return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue()) < 150
