"""The similarity a name takes: the threshold, what it means, and what it is set from."""

import math
from dataclasses import replace

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from videorec.core.settings import MatchingSettings
from videorec.gui.fraction_box import FractionBox
from videorec.gui.histogram_plot import HistogramPlot
from videorec.gui.number_text import number_text
from videorec.gui.question import ask
from videorec.gui.values import EngineInfo, Histogram
from videorec.models.false_alarms import FalseAlarms, false_alarms

_STEPS = 100


class ThresholdPanel(QWidget):
    """A slider under the similarities it divides.

    set_matching(MatchingSettings) while anything moves; reset_threshold(); calibrate() after the
    user has confirmed that nobody in the clip is enrolled.
    """

    set_matching = pyqtSignal(object)
    reset_threshold = pyqtSignal()
    calibrate = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matching = MatchingSettings()
        self._engine: EngineInfo | None = None
        self._people = 0
        self._waits_for_calibration = False
        self._make_controls()
        self._arrange()
        self._connect()
        self.setEnabled(False)

    def show_engine(self, engine: EngineInfo) -> None:
        """The model whose card says what a threshold means."""
        self._engine = engine
        self.setEnabled(True)
        self._reset.setToolTip(
            self.tr("The value this model was measured with: {threshold}").format(
                threshold=number_text(engine.calibrated_threshold, 2)
            )
        )
        self._say()

    def show_matching(self, matching: MatchingSettings) -> None:
        """What is decided by now."""
        self._matching = matching
        threshold = matching.threshold
        with (
            QSignalBlocker(self._slider),
            QSignalBlocker(self._spin),
            QSignalBlocker(self._margin),
            QSignalBlocker(self._unique),
        ):
            if threshold is not None:
                self._slider.setValue(round(threshold * _STEPS))
                self._spin.setValue(threshold)
            self._margin.setValue(matching.margin)
            self._unique.setChecked(matching.unique)
        self._plot.show_threshold(threshold)
        self._say()

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Best similarities of recent tracks."""
        self._plot.show_histogram(histogram)

    def show_people(self, count: int) -> None:
        """How many people there are to be mistaken for."""
        self._people = count
        self._say()

    def show_told(self, text: str) -> None:
        """What became of the calibration; sentences about other things are passed over."""
        if self._waits_for_calibration and text:
            self._waits_for_calibration = False
            self._result.setText(text)
            self._result.show()

    def _make_controls(self) -> None:
        self._plot = HistogramPlot()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(5)
        self._slider.setAccessibleName(self.tr("Threshold"))
        self._spin = FractionBox(self.tr("Threshold as a number"))
        self._spin.setToolTip(
            self.tr(
                "The similarity that a usual face needs for a name. A face that resembles many "
                "people needs more."
            )
        )
        self._sentence = _wrapped_label()
        self._reset = QPushButton(self.tr("Reset"))
        self._calibrate = QPushButton(self.tr("Calibrate on this clip…"))
        self._calibrate.setToolTip(
            self.tr("Take the threshold from a clip in which nobody is enrolled.")
        )
        self._result = _wrapped_label()
        self._result.hide()
        self._margin = FractionBox(self.tr("Least lead over the second best"))
        self._margin.setToolTip(
            self.tr("The best person must be this much more similar than the next one.")
        )
        self._unique = QCheckBox(self.tr("A name at most once per picture"))
        self._unique.setToolTip(self.tr("Switch it off for mirrors, screens and collages."))

    def _arrange(self) -> None:
        first = QHBoxLayout()
        label = QLabel(self.tr("&Threshold"))
        label.setBuddy(self._spin)
        first.addWidget(label)
        first.addStretch()
        first.addWidget(self._spin)
        buttons = QHBoxLayout()
        buttons.addWidget(self._calibrate, 1)
        buttons.addWidget(self._reset)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.addRow(self.tr("&Lead over the second best"), self._margin)
        form.addRow(self._unique)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addLayout(first)
        layout.addWidget(self._plot)
        layout.addWidget(self._slider)
        layout.addWidget(self._sentence)
        layout.addLayout(buttons)
        layout.addWidget(self._result)
        layout.addSpacing(4)
        layout.addLayout(form)
        layout.addStretch()

    def _connect(self) -> None:
        self._slider.valueChanged.connect(lambda value: self._move_to(value / _STEPS))
        self._spin.valueChanged.connect(self._move_to)
        self._margin.valueChanged.connect(lambda value: self._send(margin=round(value, 2)))
        self._unique.toggled.connect(lambda on: self._send(unique=on))
        self._reset.clicked.connect(self._ask_for_reset)
        self._calibrate.clicked.connect(self._ask_about_clip)

    def _move_to(self, threshold: float) -> None:
        threshold = round(threshold, 2)
        with QSignalBlocker(self._slider), QSignalBlocker(self._spin):
            self._slider.setValue(round(threshold * _STEPS))
            self._spin.setValue(threshold)
        self._plot.show_threshold(threshold)
        self._send(threshold=threshold)
        self._say()

    def _send(self, **changes: float | bool) -> None:
        self._matching = replace(self._matching, **changes)  # type: ignore[arg-type]
        self.set_matching.emit(self._matching)

    def _ask_for_reset(self) -> None:
        self._result.hide()
        self.reset_threshold.emit()

    def _ask_about_clip(self) -> None:
        """Calibration on a clip with enrolled people would make everybody a stranger."""
        ask(
            self,
            self.tr("Is it certain that nobody in this clip is enrolled?"),
            self.tr(
                "The threshold is set just above the most similar face seen in this session, so "
                "that none of these strangers would get a name. If somebody in the clip is "
                "enrolled, it becomes far too high."
            ),
            self.tr("Nobody is enrolled"),
            self._start_calibration,
        )

    def _start_calibration(self) -> None:
        self._waits_for_calibration = True
        self.calibrate.emit()

    def _say(self) -> None:
        threshold = self._matching.threshold
        if self._engine is None or threshold is None:
            self._sentence.setText(self.tr("The model is being loaded."))
        elif self._people == 0:
            self._sentence.setText(self.tr("Nobody is enrolled, so nobody gets a name."))
        else:
            alarms = false_alarms(self._engine.card, threshold, self._people)
            self._sentence.setText(self._words(alarms))

    def _words(self, alarms: FalseAlarms) -> str:
        people = (
            self.tr("With one person enrolled")
            if self._people == 1
            else self.tr("With {count} people enrolled").format(count=self._people)
        )
        least = None if alarms.at_least is None else _rounded_up(1 / alarms.at_least)
        most = None if alarms.at_most is None else _rounded_down(1 / alarms.at_most)
        if most is not None and most < 2:
            most = None
        if least is None and most is None:
            text = self.tr("{people}, nothing is known about how many strangers get a name.")
        elif least is None:
            text = self.tr("{people}, fewer than 1 in {most} strangers get a name.")
        elif most is None:
            text = self.tr("{people}, more than 1 in {least} strangers get a name.")
        else:
            text = self.tr("{people}, between 1 in {least} and 1 in {most} strangers get a name.")
        return text.format(people=people, least=least, most=most)


def _rounded_up(count: float) -> int:
    """1 in so many is at most what was measured."""
    return math.ceil(count - 1e-6)


def _rounded_down(count: float) -> int:
    """To two digits; 1 in so many is at least what was measured."""
    whole = math.floor(count + 1e-6)
    step = 10 ** max(0, len(str(whole)) - 2)
    return int(whole // step * step)


def _wrapped_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
