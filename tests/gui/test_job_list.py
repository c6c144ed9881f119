"""Work in the background, as the user sees it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QAbstractButton, QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from tests.gui.hands import click, keep
from videorec.gui.job_list import JobList, JobRow, folder_url
from videorec.gui.values import JobState, Problem

RUNNING = JobState(job_id=3, title="Export a.mp4", progress=0.25, text="frame 50 of 200")


@pytest.fixture
def jobs(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> JobList:
    # No test opens a folder on anybody's desktop.
    monkeypatch.setattr("PyQt6.QtGui.QDesktopServices.openUrl", lambda url: True)
    widget = JobList()
    keep(qtbot, widget)
    return widget


def _button(jobs: JobList, name: str) -> QAbstractButton:
    (found,) = [
        b
        for b in jobs.findChildren(QAbstractButton)
        if name in (b.text().replace("&", ""), b.accessibleName())
    ]
    return found


def _said(jobs: JobList) -> str:
    return "\n".join(label.text() for label in jobs.findChildren(QLabel))


def test_it_appears_with_the_first_job_and_follows_it(jobs: JobList) -> None:
    assert not jobs.isVisible()
    jobs.show_job(RUNNING)
    assert jobs.isVisible()
    bar = jobs.findChild(QProgressBar)
    assert bar is not None
    assert bar.value() / bar.maximum() == 0.25
    jobs.show_job(replace(RUNNING, progress=0.5, text="frame 100 of 200"))
    assert bar.value() / bar.maximum() == 0.5
    assert "frame 100 of 200" in _said(jobs)
    assert len(jobs.findChildren(JobRow)) == 1
    jobs.show_job(replace(RUNNING, progress=None))
    assert bar.maximum() == 0


def test_it_can_be_cancelled_once(jobs: JobList, qtbot: QtBot) -> None:
    jobs.show_job(RUNNING)
    button = _button(jobs, "Cancel")
    with qtbot.waitSignal(jobs.cancel_job) as caught:
        click(button)
    assert caught.args == [3]
    assert not button.isEnabled()


def test_a_finished_job_opens_its_folder_and_closes(jobs: JobList, qtbot: QtBot) -> None:
    jobs.show_job(RUNNING)
    assert not _button(jobs, "Open folder").isVisible()
    jobs.show_job(
        replace(RUNNING, progress=1.0, done=True, results=(Path("/out/a.mp4"), Path("/out/b.csv")))
    )
    assert not _button(jobs, "Cancel").isVisible()
    with qtbot.waitSignal(jobs.open_folder) as caught:
        click(_button(jobs, "Open folder"))
    assert caught.args == [Path("/out")]
    click(_button(jobs, "Close"))
    assert not jobs.isVisible()


def test_a_failed_job_says_why(jobs: JobList) -> None:
    problem = Problem(title="Export", text="/out/a.mp4: cannot be written (disk full)")
    jobs.show_job(replace(RUNNING, done=True, failed=problem))
    assert "disk full" in _said(jobs)
    assert not _button(jobs, "Open folder").isVisible()


def test_several_jobs_have_a_row_each(jobs: JobList, qtbot: QtBot) -> None:
    jobs.show_job(replace(RUNNING, done=True))
    jobs.show_job(replace(RUNNING, job_id=4, title="Export b.mp4"))
    assert "Export a.mp4" in _said(jobs)
    assert "Export b.mp4" in _said(jobs)
    (close,) = [
        b
        for b in jobs.findChildren(QAbstractButton)
        if b.accessibleName() == "Close" and b.isVisible()
    ]
    click(close)
    assert jobs.isVisible()
    qtbot.waitUntil(lambda: len(jobs.findChildren(JobRow)) == 1)


def test_folders_are_opened_as_files_of_this_computer(tmp_path: Path) -> None:
    assert folder_url(tmp_path).toLocalFile() == str(tmp_path)


def test_a_stopped_job_says_what_its_files_hold(jobs: JobList) -> None:
    jobs.show_job(RUNNING)
    assert jobs.running == ("Export a.mp4",)
    jobs.show_job(replace(RUNNING, done=True, text="cancelled", results=(Path("/out/a.mp4"),)))
    assert "stopped; the files hold everything up to there" in _said(jobs)
    assert not jobs.running
