"""The keys of a player: play, step, speed, loop, and the time."""

from math import inf

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction, QFontDatabase
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from videorec.gui.clock_text import clock_text, exact_clock_text
from videorec.gui.number_text import with_decimal_sign
from videorec.gui.values import TransportState

NO_TIME = "-:--:--"
SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


class TransportBar(QWidget):
    """Buttons of actions that the window owns, and what has no action: speed and time.

    set_speed(factor): 1.0 is the speed of the recording.
    """

    set_speed = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2)
        self._more = QHBoxLayout()
        self._more.setSpacing(2)
        self._time = QLabel(self)
        self._time.setAccessibleName(self.tr("Time"))
        self._time.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._speed = QComboBox(self)
        self._speed.setAccessibleName(self.tr("Speed"))
        self._speed.setToolTip(self.tr("Speed"))
        for factor in SPEEDS:
            self._speed.addItem(with_decimal_sign(f"{factor:g}x"), factor)
        self._speed.setCurrentIndex(SPEEDS.index(1.0))
        self._speed.activated.connect(self._choose_speed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addLayout(self._buttons)
        layout.addSpacing(4)
        layout.addWidget(self._time)
        layout.addStretch(1)
        layout.addWidget(self._speed)
        layout.addLayout(self._more)
        self.clear()

    def add_button(self, action: QAction) -> QToolButton:
        """A button for an action among those on the left."""
        return self._button(action, self._buttons)

    def add_right_button(self, action: QAction) -> QToolButton:
        """A button for an action on the right."""
        return self._button(action, self._more)

    def show_state(self, state: TransportState) -> None:
        """What the player does now."""
        exact = not state.playing and not state.live
        end = inf if state.duration_s is None else state.duration_s
        position = min(state.position_s, end)
        told = exact_clock_text if exact else clock_text
        now = told(position)
        if state.live:
            self._time.setText(self.tr("live  {time}").format(time=now))
        elif state.duration_s is None:
            self._time.setText(now)
        else:
            longest = exact_clock_text(state.duration_s)
            self._keep_room(f"{longest} / {longest}")
            self._time.setText(f"{now} / {told(state.duration_s)}")
        self._speed.setEnabled(not state.live)
        index = self._speed.findData(state.speed)
        if index >= 0 and index != self._speed.currentIndex():
            self._speed.setCurrentIndex(index)

    def clear(self) -> None:
        """Nothing is open."""
        self._time.setMinimumWidth(0)
        self._time.setText(NO_TIME)
        self._speed.setEnabled(False)

    @property
    def time_text(self) -> str:
        """The time as it is shown."""
        return self._time.text()

    def _keep_room(self, longest: str) -> None:
        """The time is never cut, and nothing moves when it becomes longer."""
        self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance(longest) + 2)

    def _button(self, action: QAction, layout: QHBoxLayout) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setDefaultAction(action)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setFixedSize(28, 30)
        button.setAccessibleName(action.text().replace("&", ""))
        layout.addWidget(button)
        return button

    def _choose_speed(self, index: int) -> None:
        self.set_speed.emit(float(self._speed.itemData(index)))
