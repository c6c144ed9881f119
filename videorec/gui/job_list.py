"""Work in the background: how far it is, and what came of it."""

from pathlib import Path

from PyQt6.QtCore import Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices, QPalette
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from videorec.gui.elided_label import ElidedLabel
from videorec.gui.engine_speech import translated
from videorec.gui.panel_icons import panel_icon
from videorec.gui.values import JobState

_STEPS = 1000


class JobList(QWidget):
    """One row a job, newest first; hidden while there is none.

    cancel_job(job_id); open_folder(path) once it is done. A finished row stays until it is closed.
    """

    cancel_job = pyqtSignal(int)
    open_folder = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[int, JobRow] = {}
        self._running: dict[int, str] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 8, 8, 8)
        self._layout.setSpacing(8)
        self._layout.addStretch()
        self.setAccessibleName(self.tr("Work in the background"))
        self.open_folder.connect(lambda path: QDesktopServices.openUrl(folder_url(path)))
        self.hide()

    def show_job(self, job: JobState) -> None:
        """A new job, or news of one."""
        row = self._rows.get(job.job_id)
        if row is None:
            row = self._rows[job.job_id] = JobRow(job.job_id)
            row.cancel_job.connect(self.cancel_job)
            row.open_folder.connect(self.open_folder)
            row.closed.connect(self._close)
            self._layout.insertWidget(0, row)
        row.show_job(job)
        self._running.pop(job.job_id, None)
        if not job.done:
            self._running[job.job_id] = job.title
        self.show()

    @property
    def running(self) -> tuple[str, ...]:
        """The titles of those that have not ended."""
        return tuple(self._running.values())

    def _close(self, job_id: int) -> None:
        row = self._rows.pop(job_id)
        row.hide()
        self._layout.removeWidget(row)
        row.deleteLater()
        self.setVisible(bool(self._rows))


class JobRow(QFrame):
    """Title, progress, and a button to stop it, or to see what it wrote."""

    cancel_job = pyqtSignal(int)
    open_folder = pyqtSignal(object)
    closed = pyqtSignal(int)

    def __init__(self, job_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._job_id = job_id
        self._results: tuple[Path, ...] = ()
        self._title = ElidedLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(1)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._open = QPushButton(panel_icon("folder"), self.tr("Open folder"))
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setIcon(panel_icon("cross"))
        self._close.setAccessibleName(self.tr("Close"))
        self._close.setToolTip(self.tr("Close"))
        self._arrange()
        self._cancel.clicked.connect(self._ask_to_stop)
        self._open.clicked.connect(lambda: self.open_folder.emit(self._results[0].parent))
        self._close.clicked.connect(lambda: self.closed.emit(self._job_id))

    def show_job(self, job: JobState) -> None:
        """How it stands."""
        self._results = job.results
        self._title.setText(job.title)
        self._text.setText(self._how(job))
        quiet = job.failed is None
        self._text.setForegroundRole(
            QPalette.ColorRole.PlaceholderText if quiet else QPalette.ColorRole.WindowText
        )
        self._bar.setAccessibleName(self.tr("Progress of {title}").format(title=job.title))
        if job.progress is None and not job.done:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round((job.progress or 0.0) * _STEPS))
        self._bar.setVisible(not job.done)
        self._cancel.setVisible(not job.done)
        self._close.setVisible(job.done)
        self._open.setVisible(job.done and bool(job.results))

    def _how(self, job: JobState) -> str:
        """How it stands, in words."""
        if job.failed is not None:
            return job.failed.text
        if job.text == "cancelled" and job.results:
            return self.tr("stopped; the files hold everything up to there")
        return self._words(job.text)

    def _words(self, text: str) -> str:
        """What the engine calls the stages of a job, in the language of the window."""
        stages = {
            "recognising": self.tr("recognising"),
            "looking": self.tr("looking"),
            "writing": self.tr("writing"),
            "done": self.tr("done"),
            "cancelled": self.tr("cancelled"),
        }
        return stages.get(text) or translated(text)

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self._title, 1)
        first.addWidget(self._close)
        last = QHBoxLayout()
        last.addWidget(self._text, 1)
        last.addWidget(self._cancel)
        last.addWidget(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(first)
        layout.addWidget(self._bar)
        layout.addLayout(last)
        for widget in (self._close, self._open):
            widget.hide()

    def _ask_to_stop(self) -> None:
        self._cancel.setEnabled(False)
        self._text.setText(self.tr("Stopping…"))
        self.cancel_job.emit(self._job_id)


def folder_url(path: Path) -> QUrl:
    """What the desktop opens."""
    return QUrl.fromLocalFile(str(path))
