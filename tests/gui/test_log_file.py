"""Exceptions that nobody expected are shown and logged, and the program goes on."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QTimer, qWarning
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from videorec.gui.log_file import UnexpectedErrors, close_log, open_log
from videorec.gui.values import Problem


@pytest.fixture
def log_path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "deep" / "videorec.log"
    handler = open_log(path)
    assert handler is not None
    yield path
    close_log(handler)


@pytest.fixture
def errors(log_path: Path) -> Iterator[UnexpectedErrors]:
    with capture_exceptions():
        caught = UnexpectedErrors(log_path)
        caught.install()
        yield caught
        caught.uninstall()


def fail() -> None:
    raise ZeroDivisionError("by naught")


def problem_of(args: list[object] | None) -> Problem:
    assert args is not None
    assert isinstance(args[0], Problem)
    return args[0]


def test_an_exception_in_a_slot_is_shown_and_logged(
    errors: UnexpectedErrors, log_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(errors.caught) as caught:
        QTimer.singleShot(0, fail)
    problem = problem_of(caught.args)
    assert "ZeroDivisionError: by naught" in problem.text
    assert "test_log_file.py" in problem.details
    assert problem.log_path == log_path
    assert "ZeroDivisionError: by naught" in log_path.read_text(encoding="utf-8")


def test_an_exception_in_a_thread_as_well(
    errors: UnexpectedErrors, log_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(errors.caught) as caught:
        threading.Thread(target=fail).start()
    assert "by naught" in problem_of(caught.args).text
    assert "by naught" in log_path.read_text(encoding="utf-8")


def test_everything_is_as_before_afterwards(log_path: Path) -> None:
    before = sys.excepthook, threading.excepthook
    errors = UnexpectedErrors(log_path)
    errors.install()
    assert sys.excepthook is not before[0]
    errors.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.qt_log_ignore("a word from Qt")
def test_qt_s_own_messages_are_logged(errors: UnexpectedErrors, log_path: Path) -> None:
    qWarning("a word from Qt")
    assert "qt: a word from Qt" in log_path.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_no_harm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        assert open_log(tmp_path / "file" / "videorec.log") is None
    assert "no log is kept" in caplog.text
