"""What a person does to a widget. PyQt's stubs declare QTest's functions as methods."""

from pathlib import Path
from typing import Any, cast

from PyQt6.QtCore import QModelIndex, QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractItemView, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

_qtest = cast(Any, QTest)
_NO_KEY = Qt.KeyboardModifier.NoModifier


def press(widget: QWidget | None, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_KEY) -> None:
    """Press and release a key."""
    _qtest.keyClick(widget, key, modifier)


def write(widget: QWidget | None, text: str) -> None:
    """Type a text letter by letter."""
    _qtest.keyClicks(widget, text)


def click(widget: QWidget | None, at: QPoint | None = None) -> None:
    """The left button, in the middle if no point is given."""
    _qtest.mouseClick(widget, Qt.MouseButton.LeftButton, _NO_KEY, at or QPoint())


def double_click(widget: QWidget | None, at: QPoint) -> None:
    """The left button, twice."""
    _qtest.mouseDClick(widget, Qt.MouseButton.LeftButton, _NO_KEY, at)


def click_row(view: QAbstractItemView, index: QModelIndex) -> None:
    """Click the middle of an item."""
    click(view.viewport(), view.visualRect(index).center())


def drag(widget: QWidget | None, start: QPoint, *way: QPoint) -> None:
    """Press the left button at one point, move over others, and release it at the last."""
    _qtest.mousePress(widget, Qt.MouseButton.LeftButton, _NO_KEY, start)
    for point in way:
        _qtest.mouseMove(widget, point)
    _qtest.mouseRelease(widget, Qt.MouseButton.LeftButton, _NO_KEY, way[-1])


def choose_file(window: QWidget, path: Path) -> QFileDialog:
    """Give this name in the file dialog that is open over the window; the dialog closes then."""
    (dialog,) = [d for d in window.findChildren(QFileDialog) if d.isVisible()]
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(path))
    press(line, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    return dialog


def keep(qtbot: QtBot, widget: QWidget) -> None:
    """Close a widget when the test has ended, and hold it until then.

    pytest-qt remembers widgets by weak references only. One that just the test's own variables
    know is garbage when the test function returns, and Python may collect it while it is painted.
    """

    def before_closing(_: QWidget) -> None:
        held.clear()

    held = [widget]
    qtbot.addWidget(widget, before_close_func=before_closing)
