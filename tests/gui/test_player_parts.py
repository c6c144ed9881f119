"""Transport keys, figures, status line, error bar and spinner."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QFontMetricsF
from PyQt6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, press
from videorec.gui.clock_text import clock_text, exact_clock_text
from videorec.gui.hud import Hud
from videorec.gui.spinner import Spinner
from videorec.gui.status_line import StatusLine
from videorec.gui.transport_bar import SPEEDS, TransportBar
from videorec.gui.values import EngineInfo, Statistics, TransportState
from videorec.models.model_card import ModelCard

ENGINE = EngineInfo(
    device="CPU, 2 threads",
    model="default (SphereFace-10)",
    model_name="default",
    calibrated_threshold=0.31,
    card=ModelCard(name="default", depth=10),
)


def state(
    *, playing: bool = False, live: bool = False, position_s: float = 65.25, speed: float = 1.0
) -> TransportState:
    return TransportState(
        playing=playing,
        live=live,
        seekable=not live,
        position_s=position_s,
        duration_s=None if live else 3725.0,
        fps=25.0,
        speed=speed,
        loop=False,
    )


@given(st.floats(0, 359_999))
def test_times_read_as_they_were(seconds: float) -> None:
    hours, minutes, rest = clock_text(seconds).split(":")
    told = int(hours) * 3600 + int(minutes) * 60 + int(rest)
    assert told <= seconds + 1e-5
    assert seconds - told < 1.0


def test_hundredths_are_cut_not_rounded() -> None:
    assert exact_clock_text(59.999) == "0:00:59.99"
    assert exact_clock_text(0.07) == "0:00:00.07"
    assert clock_text(float("nan")) == "0:00:00"


def test_the_time_is_exact_when_the_picture_stands(qtbot: QtBot) -> None:
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.show_state(state(playing=True))
    assert bar.time_text == "0:01:05 / 1:02:05"
    bar.show_state(state())
    assert bar.time_text == "0:01:05.25 / 1:02:05.00"
    bar.show_state(state(live=True, playing=True))
    assert bar.time_text == "live  0:01:05"


def test_the_time_never_runs_past_the_end(qtbot: QtBot) -> None:
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.show_state(state(position_s=3725.4))
    assert bar.time_text == "1:02:05.00 / 1:02:05.00"
    bar.show_state(state(position_s=3725.0, playing=True))
    assert bar.time_text == "1:02:05 / 1:02:05"


def test_the_time_has_its_room_from_the_start(qtbot: QtBot) -> None:
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.show_state(state(playing=True))
    playing = bar.minimumSizeHint().width()
    bar.show_state(state())
    assert bar.minimumSizeHint().width() == playing
    time = bar.findChild(QLabel)
    assert time is not None
    assert time.minimumWidth() >= time.fontMetrics().horizontalAdvance(bar.time_text)


def test_the_speed_is_chosen_and_shown(qtbot: QtBot) -> None:
    bar = TransportBar()
    qtbot.addWidget(bar)
    speeds = bar.findChild(QComboBox)
    assert speeds is not None
    bar.show_state(state())
    with qtbot.waitSignal(bar.set_speed) as chosen:
        speeds.setFocus()
        press(speeds, Qt.Key.Key_Down)
    assert chosen.args == [SPEEDS[SPEEDS.index(1.0) + 1]]
    with qtbot.assertNotEmitted(bar.set_speed):
        bar.show_state(state(speed=2.0))
    assert speeds.currentData() == 2.0
    bar.show_state(state(live=True))
    assert not speeds.isEnabled()


def test_buttons_do_what_their_actions_do(qtbot: QtBot) -> None:
    bar = TransportBar()
    qtbot.addWidget(bar)
    action = QAction("&Play", bar)
    button = bar.add_button(action)
    assert button.accessibleName() == "Play"
    with qtbot.waitSignal(action.triggered):
        click(button)


def test_the_hud_tells_all_figures(qtbot: QtBot) -> None:
    hud = Hud()
    qtbot.addWidget(hud)
    hud.show_engine(ENGINE)
    hud.show_statistics(
        Statistics(
            source_fps=25.0,
            recognition_fps=24.5,
            painted_fps=25.0,
            latency_ms=12.34,
            dropped=3,
            stages_ms={"detect": 8.0, "embed": 4.5},
        )
    )
    hud.show()
    words = hud.accessibleDescription()
    for figure in ("25.0", "24.5", "12.3 ms", "dropped 3", "CPU", "SphereFace-10", "embed 4.5 ms"):
        assert figure in words
    painted = hud.grab().toImage()
    assert painted.width() >= 150
    blue = sum(
        painted.pixelColor(x, y).blue() > 200 and painted.pixelColor(x, y).red() < 120
        for x in range(painted.width())
        for y in range(painted.height())
    )
    assert blue > 50  # the stages' bars
    hud.close()


@pytest.mark.parametrize(("width", "whole"), [(900, True), (300, False)])
def test_the_hud_cuts_a_name_only_where_it_must(qtbot: QtBot, width: int, whole: bool) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    view.resize(width, 400)
    hud = Hud(view)
    hud.move(12, 12)
    name = "sphereface10-distilled-" * 2 + "(SphereFace-10)"
    hud.show_engine(replace(ENGINE, model=name))
    view.show()
    hud.show()
    labels = max(QFontMetricsF(hud.font()).horizontalAdvance(label) for label, _ in hud.figures())
    needed = labels + QFontMetricsF(hud.font()).horizontalAdvance(name)
    assert (hud.width() > needed) == whole
    assert hud.geometry().right() <= view.width() - 12
    view.close()


def test_the_status_line_is_busy_until_it_is_not(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    spinner = line.findChild(Spinner)
    assert spinner is not None
    assert not spinner.isVisible()
    line.show_busy("Loading")
    assert spinner.isVisible()
    assert line.busy_text == "Loading"
    line.show_busy("")
    assert not spinner.isVisible()
    line.show_told("Ada was enrolled")
    assert line.currentMessage() == "Ada was enrolled"
    line.close()


def test_the_spinner_turns_only_while_it_is_seen(qtbot: QtBot) -> None:
    spinner = Spinner(side=32)
    qtbot.addWidget(spinner)
    with qtbot.waitExposed(spinner):
        spinner.show()
    first = spinner.grab().toImage()
    qtbot.waitUntil(lambda: spinner.grab().toImage() != first)
    spinner.hide()
    assert not spinner._timer.isActive()
