"""The threshold: moved live, explained, reset and calibrated."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDoubleSpinBox,
    QLabel,
    QMessageBox,
    QPushButton,
    QSlider,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep, press
from tests.gui.listener import Listener, controlled
from videorec.config import AppSettings
from videorec.core.settings import MatchingSettings
from videorec.gui.controller import Controller
from videorec.gui.histogram_plot import HistogramPlot
from videorec.gui.threshold_panel import ThresholdPanel
from videorec.gui.values import EngineInfo, Histogram
from videorec.models.model_card import ModelCard

CARD = ModelCard(
    name="measured",
    depth=10,
    thresholds_fpir={0.01: {1: 0.34, 10: 0.46}, 0.1: {1: 0.19, 10: 0.34}},
    thresholds_far={1e-4: 0.54},
    thresholds_measured=True,
)
ENGINE = EngineInfo(
    device="CPU", model="measured", model_name="default", calibrated_threshold=0.46, card=CARD
)
BEFORE = MatchingSettings(threshold=0.46, margin=0.05, hysteresis=0.07)


@pytest.fixture
def panel(qtbot: QtBot) -> ThresholdPanel:
    widget = ThresholdPanel()
    keep(qtbot, widget)
    widget.show_engine(ENGINE)
    widget.show_people(10)
    widget.show_matching(BEFORE)
    widget.show()
    return widget


def _slider(panel: ThresholdPanel) -> QSlider:
    slider = panel.findChild(QSlider)
    assert slider is not None
    return slider


def _spin(panel: ThresholdPanel, name: str = "Threshold as a number") -> QDoubleSpinBox:
    (spin,) = [s for s in panel.findChildren(QDoubleSpinBox) if s.accessibleName() == name]
    return spin


def _sentences(panel: ThresholdPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def _button(text: str, panel: ThresholdPanel | QMessageBox) -> QPushButton:
    (button,) = [b for b in panel.findChildren(QPushButton) if b.text().replace("&", "") == text]
    return button


def _question() -> QMessageBox:
    (box,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    return box


def test_it_waits_for_a_model(qtbot: QtBot) -> None:
    panel = ThresholdPanel()
    keep(qtbot, panel)
    panel.show()
    assert not _slider(panel).isEnabled()


def test_showing_settings_sends_nothing(panel: ThresholdPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.set_matching):
        panel.show_matching(MatchingSettings(threshold=0.3, margin=0.2, unique=False))
    assert _slider(panel).value() == 30
    assert _spin(panel).value() == 0.3
    assert _spin(panel, "Least lead over the second best").value() == 0.2


def test_the_slider_moves_by_hundredths_and_keeps_the_rest(
    panel: ThresholdPanel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.set_matching) as caught:
        press(_slider(panel), Qt.Key.Key_Right)
    assert caught.args == [MatchingSettings(threshold=0.47, margin=0.05, hysteresis=0.07)]
    assert _spin(panel).value() == 0.47


def test_the_number_moves_the_slider_once(panel: ThresholdPanel, qtbot: QtBot) -> None:
    heard: list[MatchingSettings] = []
    panel.set_matching.connect(heard.append)
    press(_spin(panel), Qt.Key.Key_Down)
    assert [matching.threshold for matching in heard] == [0.45]
    assert _slider(panel).value() == 45


Engaged = tuple[ThresholdPanel, Controller, Listener]


@pytest.fixture
def engaged(qtbot: QtBot, panel: ThresholdPanel, tmp_path: Path) -> Iterator[Engaged]:
    """The panel of a controller that decides by a threshold of 0.4."""
    settings = AppSettings(matching=MatchingSettings(threshold=0.4))
    with controlled(qtbot, tmp_path / "g.sqlite", settings) as (controller, heard):
        controller.matching_changed.connect(panel.show_matching)
        panel.set_matching.connect(controller.set_matching)
        heard.until(lambda: heard.heard["matching_changed"])
        yield panel, controller, heard


def test_late_echoes_do_not_pull_the_slider_back(engaged: Engaged) -> None:
    panel, controller, heard = engaged
    done = threading.Event()
    _slider(panel).setValue(50)
    controller._backstage.errands.do(done.set)
    assert done.wait(10.0)  # the echo is on its way, but not yet here
    _slider(panel).setValue(60)
    heard.until(lambda: heard.last("matching_changed").threshold == 0.6)
    assert 0.5 not in {matching.threshold for matching in heard.heard["matching_changed"]}
    assert _slider(panel).value() == 60


def test_settings_that_overtake_the_slider_are_shown(engaged: Engaged) -> None:
    panel, controller, heard = engaged
    enrolled = threading.Event()

    def enrol_somebody() -> None:
        enrolled.wait(10.0)

    controller._backstage.errands.do(enrol_somebody)
    _slider(panel).setValue(80)
    controller.use_settings(AppSettings(matching=MatchingSettings(threshold=0.5)))
    enrolled.set()
    heard.until(lambda: heard.last("matching_changed").threshold == 0.5)
    assert _slider(panel).value() == 50
    _spin(panel, "Least lead over the second best").setValue(0.1)
    heard.until(lambda: heard.last("matching_changed").margin == 0.1)
    assert heard.last("matching_changed").threshold == 0.5


def test_lead_and_uniqueness(panel: ThresholdPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.set_matching) as lead:
        _spin(panel, "Least lead over the second best").setValue(0.1)
    assert lead.args == [MatchingSettings(threshold=0.46, margin=0.1, hysteresis=0.07)]
    box = panel.findChild(QCheckBox)
    assert box is not None
    with qtbot.waitSignal(panel.set_matching) as unique:
        click(box, QPoint(8, box.height() // 2))
    assert unique.args == [
        MatchingSettings(threshold=0.46, margin=0.1, hysteresis=0.07, unique=False)
    ]


@pytest.mark.parametrize(
    ("threshold", "people", "said"),
    [
        (0.46, 10, "With 10 people enrolled, fewer than 1 in 100 strangers get a name."),
        (0.40, 10, "With 10 people enrolled, between 1 in 100 and 1 in 10 strangers get a name."),
        (0.10, 1, "With one person enrolled, more than 1 in 10 strangers get a name."),
        (0.60, 10, "With 10 people enrolled, fewer than 1 in 100 strangers get a name."),
        (0.60, 3, "With 3 people enrolled, fewer than 1 in 100 strangers get a name."),
        (0.60, 0, "Nobody is enrolled, so nobody gets a name."),
        (0.40, 200, "With 200 people enrolled, more than 1 in 100 strangers get a name."),
    ],
)
def test_what_it_means_is_said(
    panel: ThresholdPanel, threshold: float, people: int, said: str
) -> None:
    panel.show_people(people)
    _slider(panel).setValue(round(threshold * 100))
    assert said in _sentences(panel)


def test_a_model_that_was_not_measured_promises_nothing(panel: ThresholdPanel) -> None:
    card = ModelCard(name="foreign", depth=20)
    panel.show_engine(
        EngineInfo(
            device="CPU", model="foreign", model_name="x", calibrated_threshold=0.5, card=card
        )
    )
    assert "nothing is known" in _sentences(panel)


def test_reset(panel: ThresholdPanel, qtbot: QtBot) -> None:
    _slider(panel).setValue(90)
    with qtbot.waitSignal(panel.reset_threshold):
        click(_button("Reset", panel))
    panel.show_matching(BEFORE)
    assert _slider(panel).value() == 46


def test_calibrating_asks_first_and_shows_what_was_found(
    panel: ThresholdPanel, qtbot: QtBot
) -> None:
    panel.show_told("Removed Ada")
    assert "Removed" not in _sentences(panel)
    with qtbot.assertNotEmitted(panel.calibrate):
        click(_button("Calibrate on this clip…", panel))
        click(_button("Cancel", _question()))
    qtbot.waitUntil(
        lambda: not [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    )
    click(_button("Calibrate on this clip…", panel))
    with qtbot.waitSignal(panel.calibrate):
        click(_button("Nobody is enrolled", _question()))
    panel.show_told("The threshold is 0.52, from 40 tracks.")
    assert "from 40 tracks" in _sentences(panel)
    panel.show_told("Saved")
    assert "Saved" not in _sentences(panel)


def _plot(qtbot: QtBot, known: list[int], unknown: list[int]) -> HistogramPlot:
    plot = HistogramPlot()
    keep(qtbot, plot)
    plot.resize(220, 144)
    edges = np.linspace(-1.0, 1.0, len(known) + 1)
    plot.show_histogram(Histogram(edges=edges, known=np.array(known), unknown=np.array(unknown)))
    plot.show()
    return plot


def _column(plot: HistogramPlot, similarity: float) -> set[int]:
    """Colours found in the column of a similarity, above the axis."""
    image = plot.grab().toImage()
    ratio = image.width() / plot.width()
    x = round((8 + similarity * (plot.width() - 16)) * ratio)
    return {image.pixel(x, y) for y in range(round(20 * ratio), round(105 * ratio))}


def test_bars_stand_where_their_similarities_are(qtbot: QtBot) -> None:
    plot = _plot(qtbot, [0, 0, 0, 5], [0, 0, 5, 0])  # bins of 0.5 from -1 to 1
    solid = plot.palette().highlight().color().rgb()
    assert solid in _column(plot, 0.75)
    assert solid not in _column(plot, 0.25)
    assert len(_column(plot, 0.25)) > 2  # hatched


def test_similarities_below_zero_count_as_zero(qtbot: QtBot) -> None:
    plot = _plot(qtbot, [4, 0, 0, 0], [0, 0, 0, 0])
    assert plot.palette().highlight().color().rgb() in _column(plot, 0.25)


def test_the_plot_can_be_heard(qtbot: QtBot) -> None:
    plot = _plot(qtbot, [0, 0, 0, 5], [0, 1, 2, 0])
    plot.show_threshold(0.4)
    assert plot.accessibleDescription() == ("5 named and 3 unknown tracks; the threshold is 0.40.")
    plot.show_histogram(None)
    assert plot.accessibleDescription() == "No faces were compared yet."


def test_the_line_follows_the_threshold(qtbot: QtBot) -> None:
    plot = _plot(qtbot, [0, 0, 0, 0], [0, 0, 0, 0])
    empty = _column(plot, 0.3)
    plot.show_threshold(0.3)
    ink = plot.palette().windowText().color().rgb()
    assert ink in _column(plot, 0.3) - empty
    plot.show_threshold(0.8)
    assert ink not in _column(plot, 0.3)
