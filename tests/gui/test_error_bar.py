"""The bar on top: one problem in words, and the way to the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QDesktopServices, QGuiApplication
from PyQt6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep, press
from videorec.gui.error_bar import ErrorBar
from videorec.gui.problem_pile import MOST, ProblemPile
from videorec.gui.values import Problem

FIRST, SECOND, THIRD = (
    Problem(title="Broken", text=f"{name}.mp4: cannot be read; check the path", details=name)
    for name in ("first", "second", "third")
)


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[ErrorBar]:
    shown = ErrorBar()
    qtbot.addWidget(shown)
    shown.resize(800, 100)
    yield shown
    shown.close()


def button(bar: ErrorBar, text: str) -> QPushButton:
    return next(b for b in bar.findChildren(QPushButton) if b.text() == text)


def test_a_problem_is_shown_with_details_on_demand(bar: ErrorBar) -> None:
    assert not bar.isVisible()
    bar.show_problem(Problem(title="Broken", text="clip.mp4: cannot be read", details="Traceback"))
    assert bar.isVisible()
    assert bar.accessibleDescription() == "Broken. clip.mp4: cannot be read"
    details = bar.findChild(QPlainTextEdit)
    assert details is not None
    assert not details.isVisible()
    click(button(bar, "Details"))
    assert details.isVisible()
    assert details.toPlainText() == "Traceback"
    click(button(bar, "Copy"))
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "Broken\n\nclip.mp4: cannot be read\n\nTraceback"


def test_no_details_no_button(bar: ErrorBar) -> None:
    bar.show_problem(Problem(title="Broken", text="", details=""))
    assert not button(bar, "Details").isVisible()
    assert not button(bar, "Open log").isVisible()


def test_escape_closes_it(bar: ErrorBar, qtbot: QtBot) -> None:
    bar.show_problem(Problem(title="Broken", text="clip.mp4"))
    with qtbot.waitSignal(bar.dismissed):
        press(bar, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert bar.problem is None


def test_what_is_read_stays_when_another_problem_is_settled() -> None:
    first, second, third = (
        Problem(title="Broken", text=name, source=name) for name in ("1.mp4", "2.mp4", "3.mp4")
    )
    pile = ProblemPile(problems=(third, second, first), at=1)
    assert pile.without_source("3.mp4") == ProblemPile(problems=(second, first), at=0)
    assert pile.without_source("1.mp4") == ProblemPile(problems=(third, second), at=1)
    assert pile.without_source("2.mp4") == ProblemPile(problems=(third, first), at=1)
    assert pile.without_source("4.mp4") == pile
    assert ProblemPile(problems=(first,)).without_source("1.mp4") == ProblemPile()


def test_the_log_is_opened(bar: ErrorBar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    log = tmp_path / "videorec.log"
    bar.show_problem(Problem(title="Broken", text="", log_path=log))
    click(button(bar, "Open log"))
    assert opened == [str(log)]


@pytest.fixture
def three(bar: ErrorBar) -> ErrorBar:
    for problem in (FIRST, SECOND, THIRD):
        bar.show_problem(problem)
    return bar


def tool(bar: QWidget, name: str) -> QToolButton:
    return next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == name)


def said(bar: ErrorBar) -> list[str]:
    """What is written, without what is hidden."""
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


def test_one_problem_has_no_others(bar: ErrorBar) -> None:
    bar.show_problem(FIRST)
    assert not tool(bar, "Older problem").isVisible()
    assert not tool(bar, "Close all problems").isVisible()
    assert not any("more" in text for text in said(bar))


def test_the_newest_is_shown_and_the_others_are_counted(three: ErrorBar) -> None:
    assert three.problem == THIRD
    assert "2 more" in said(three)
    assert three.accessibleDescription().startswith("Problem 1 of 3. Broken. third.mp4")


def test_one_can_step_through_all_of_them(three: ErrorBar) -> None:
    seen = []
    for _ in range(4):
        click(tool(three, "Older problem"))
        seen.append(three.problem)
    assert seen == [SECOND, FIRST, THIRD, SECOND]
    assert three.accessibleDescription().startswith("Problem 2 of 3. Broken. second.mp4")
    assert SECOND.text in said(three)
    click(tool(three, "Newer problem"))
    assert three.problem == THIRD
    assert "2 more" in said(three)


def test_each_can_be_closed(three: ErrorBar, qtbot: QtBot) -> None:
    click(tool(three, "Older problem"))
    click(tool(three, "Close"))
    assert three.problem == FIRST
    assert "1 more" in said(three)
    press(three, Qt.Key.Key_Escape)
    assert three.problem == THIRD
    assert said(three) == [THIRD.title, THIRD.text]
    with qtbot.waitSignal(three.dismissed):
        click(tool(three, "Close"))
    assert not three.isVisible()


def test_all_can_be_closed(three: ErrorBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(three.dismissed):
        click(tool(three, "Close all problems"))
    assert three.problem is None
    assert not three.isVisible()
    three.show_problem(FIRST)
    assert said(three) == [FIRST.title, FIRST.text]


def test_the_keyboard_reaches_every_button(three: ErrorBar, qtbot: QtBot) -> None:
    three.activateWindow()
    older = tool(three, "Older problem")
    older.setFocus()
    qtbot.waitUntil(older.hasFocus)
    press(older, Qt.Key.Key_Space)
    assert three.problem == SECOND
    reached = []
    for _ in range(4):
        reached.append(QApplication.focusWidget())
        press(reached[-1], Qt.Key.Key_Tab)
    assert reached[:3] == [
        older,
        tool(three, "Newer problem"),
        tool(three, "Close all problems"),
    ]
    assert reached[3] is button(three, "Details")
    press(reached[2], Qt.Key.Key_Space)
    assert three.problem is None


@pytest.mark.parametrize("width", [780, 1280])
def test_several_are_as_high_as_one(width: int, qtbot: QtBot, tmp_path: Path) -> None:
    host, bar = QWidget(), ErrorBar()
    keep(qtbot, host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(bar)
    layout.addWidget(QWidget(), 1)
    host.resize(QSize(width, 400))
    host.show()
    high = []
    for number in range(4):
        long = f"{number}.mp4: " + "it cannot be read; " * 10
        bar.show_problem(
            Problem(title="The gallery cannot be used", text=long, details="x", log_path=tmp_path)
        )
        qtbot.wait(1)
        high.append(bar.height())
    assert "3 more" in said(bar)
    assert len(set(high)) == 1
    assert bar.height() >= bar.heightForWidth(width)


def test_what_happens_again_is_not_there_twice(three: ErrorBar) -> None:
    three.show_problem(FIRST)
    assert three.problem == FIRST
    assert "2 more" in said(three)
    click(button(three, "Details"))
    three.show_problem(Problem(title=FIRST.title, text=FIRST.text, details="line 7"))
    assert "2 more" in said(three)
    details = three.findChild(QPlainTextEdit)
    assert details is not None
    assert details.isVisible()


def test_a_flood_does_not_take_the_reader_away_from_an_older_one(three: ErrorBar) -> None:
    click(tool(three, "Older problem"))
    three.show_problem(THIRD)
    assert three.problem == SECOND


def test_only_so_many_are_kept() -> None:
    pile = ProblemPile()
    for number in range(MOST + 5):
        pile = pile.with_newest(Problem(title="Broken", text=f"{number}"))
    assert len(pile.problems) == MOST
    assert pile.shown is not None
    assert pile.shown.text == f"{MOST + 4}"


def test_an_empty_pile_stays_empty() -> None:
    empty = ProblemPile()
    assert empty.stepped(1) == empty.without_shown() == empty
    assert empty.others == 0
