"""The check that guards all other tests of the window finds what it looks for."""

import threading

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QLabel

from tests.gui import conftest


def test_threads_timers_and_widgets_are_found(qapp: QApplication) -> None:
    before = (set(threading.enumerate()), conftest._widgets(qapp), conftest._timers())
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="forgotten")
    thread.start()
    label, timer = QLabel("left"), QTimer()
    timer.start(1000)
    try:
        found = " ".join(conftest._left(qapp, *before))
    finally:
        timer.stop()
        end.set()
        thread.join()
        label.deleteLater()
    assert "'forgotten'" in found
    assert "QLabel" in found
    assert "a timer" in found


def test_a_stopped_timer_is_none(qapp: QApplication) -> None:
    before = conftest._timers()
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    assert conftest._timers() == before
