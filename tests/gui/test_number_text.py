"""Numbers follow the language of the window, in the helper and where they are seen."""

import numpy as np
import pytest
from PyQt6.QtCore import QLocale
from PyQt6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from tests.gui import scenes
from tests.gui.hands import write
from videorec.gui.clock_text import exact_clock_text
from videorec.gui.duration_text import duration_text
from videorec.gui.engine_speech import translated
from videorec.gui.fraction_box import FractionBox
from videorec.gui.histogram_plot import HistogramPlot
from videorec.gui.hud import Hud
from videorec.gui.number_text import number_text, with_decimal_sign
from videorec.gui.overlay import notes_of, number_of
from videorec.gui.translator import install_language
from videorec.gui.transport_bar import TransportBar
from videorec.gui.values import Histogram, Statistics

UNKNOWN = scenes.unknown(1, (100, 100, 160, 170))


@pytest.mark.parametrize(
    ("value", "digits", "english", "german"),
    [
        (0.41, 2, "0.41", "0,41"),
        (12345.67, 1, "12345.7", "12345,7"),
        (-0.05, 2, "-0.05", "-0,05"),
        (0.125, 2, "0.12", "0,12"),
        (7.0, 0, "7", "7"),
    ],
)
def test_the_language_decides_not_the_system(
    value: float, digits: int, english: str, german: str, qapp: QApplication
) -> None:
    QLocale.setDefault(QLocale("de"))  # as on a German system
    install_language(qapp, "en")
    assert number_text(value, digits) == english
    QLocale.setDefault(QLocale("en"))
    spoken = install_language(qapp, "de")
    assert number_text(value, digits) == with_decimal_sign(english) == german
    for translator in spoken:
        qapp.removeTranslator(translator)


def test_at_a_face(german: QApplication) -> None:
    assert number_of(UNKNOWN) == "0,20"
    notes = notes_of(UNKNOWN)
    assert "am nächsten: Ada Lovelace 0,20" in notes
    assert "braucht 0,30 für einen Namen" in notes


def test_in_the_figures(german: QApplication, qtbot: QtBot) -> None:
    hud = Hud()
    qtbot.addWidget(hud)
    hud.show_statistics(
        Statistics(
            source_fps=25.0,
            recognition_fps=24.5,
            painted_fps=25.0,
            latency_ms=1234.56,
            dropped=3,
            stages_ms={"embed": 4.5},
        )
    )
    words = hud.accessibleDescription()
    for figure in ("25,0 Bilder/s", "24,5 Bilder/s", "1234,6 ms", "4,5 ms"):
        assert figure in words


def test_in_times(german: QApplication, qtbot: QtBot) -> None:
    assert exact_clock_text(65.25) == "0:01:05,25"
    assert duration_text(0.84) == "0,8 s"
    bar = TransportBar()
    qtbot.addWidget(bar)
    speeds = bar.findChild(QComboBox)
    assert speeds is not None
    assert speeds.itemText(0) == "0,25x"
    assert speeds.itemData(0) == 0.25


def test_under_the_similarities(german: QApplication, qtbot: QtBot) -> None:
    plot = HistogramPlot()
    qtbot.addWidget(plot)
    counts = np.ones(4, np.int64)
    plot.show_histogram(Histogram(edges=np.linspace(0, 1, 5), known=counts, unknown=counts))
    plot.show_threshold(0.41)
    assert "0,41" in plot.accessibleDescription()


def test_in_sentences_of_the_engine_only_times_change(german: QApplication) -> None:
    said = translated("film.mp4: lost at 12.50 s (after 3 frames) and not back within 1.5 s (live)")
    assert said.startswith("film.mp4: ")
    assert "12,50 s" in said
    assert "1,5 s" in said
    version = translated(
        "PyTorch 2.5 finds no usable NVIDIA GPU (`nvidia-smi` must list one, with a driver for "
        "CUDA 12.4)"
    )
    assert "PyTorch 2.5" in version
    assert "CUDA 12.4" in version


@pytest.mark.parametrize("typed", ["0,41", "0.41"])
def test_both_signs_can_be_typed(typed: str, german: QApplication, qtbot: QtBot) -> None:
    box = FractionBox("Schwelle")
    qtbot.addWidget(box)
    box.selectAll()
    write(box, typed)
    assert box.value() == 0.41
    assert box.text() == "0,41"
