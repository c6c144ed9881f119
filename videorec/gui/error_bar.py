"""What went wrong, in words, on top of the window; the details when they are asked for.

Several problems take no more room than one: they lie behind one another.
"""

from pathlib import Path

from PyQt6.QtCore import Qt, QUrl, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from videorec.gui.elided_label import ElidedLabel
from videorec.gui.icons import icon
from videorec.gui.problem_pile import ProblemPile
from videorec.gui.problem_steps import ProblemSteps
from videorec.gui.values import Problem

ALARM = QColor(208, 52, 44)


class ErrorBar(QFrame):
    """Shows one problem, at first the newest, and the way to the others.

    The cross or Escape takes the problem away that is shown. dismissed: the last one has gone.
    """

    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Problem"))
        self._pile = ProblemPile()
        # Cut, not wrapped: the steps beside it must not make the bar higher.
        self._title = ElidedLabel("", self)
        self._steps = ProblemSteps(self)
        self._steps.step.connect(self.step)
        self._steps.close_all.connect(self.dismiss_all)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        self._details.setAccessibleName(self.tr("Details"))
        self._details.setFixedHeight(150)
        self._more = QPushButton(self.tr("Details"), self)
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self._copy = QPushButton(self.tr("Copy"), self)
        self._copy.clicked.connect(self.copy)
        self._log = QPushButton(self.tr("Open log"), self)
        self._log.clicked.connect(self._open_log)
        self._close = QToolButton(self)
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
        self._close.clicked.connect(self.dismiss)
        self._arrange()
        self.hide()

    def show_problem(self, problem: Problem) -> None:
        """On top of those that were not closed yet."""
        self._turn_to(self._pile.with_newest(problem))

    @property
    def problem(self) -> Problem | None:
        """What is shown; None when nothing is."""
        return self._pile.shown

    def step(self, by: int) -> None:
        """Show an older problem (1) or a newer one (-1)."""
        self._turn_to(self._pile.stepped(by))

    def dismiss(self) -> None:
        """Take away what is shown; the bar closes with the last one."""
        self._turn_to(self._pile.without_shown())

    def settle(self, source: str | int | Path) -> None:
        """Take away why a source could not be opened: by now it could."""
        pile = self._pile.without_source(source)
        if pile != self._pile:
            self._turn_to(pile)

    def dismiss_all(self) -> None:
        """Close the bar."""
        self._turn_to(ProblemPile())

    def _turn_to(self, pile: ProblemPile) -> None:
        before, self._pile = self._pile.shown, pile
        self._steps.show_place(pile.at, len(pile.problems))
        if pile.shown is None:
            self.hide()
            self.dismissed.emit()
            return
        # Details stay open when only the number of the others has changed.
        if pile.shown is not before:
            self._fill(pile.shown)
        self._describe(pile.shown)
        self.show()

    def _fill(self, problem: Problem) -> None:
        self._title.setText(problem.title)
        self._text.setText(problem.text)
        self._text.setVisible(bool(problem.text))
        self._details.setPlainText(problem.details)
        self._more.setVisible(bool(problem.details))
        self._more.setChecked(False)
        self._details.hide()
        self._log.setVisible(problem.log_path is not None)

    def _describe(self, problem: Problem) -> None:
        place = f"{self._steps.accessibleName()}. " if self._pile.others else ""
        self.setAccessibleDescription(f"{place}{problem.title}. {problem.text}")

    def copy(self) -> None:
        """Everything that is known about the problem, to the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if self.problem is not None and clipboard is not None:
            parts = (self.problem.title, self.problem.text, self.problem.details)
            clipboard.setText("\n\n".join(part for part in parts if part))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        ground = self.palette().color(QPalette.ColorRole.Window)
        painter.fillRect(self.rect(), _mixed(ground, ALARM, 0.14))
        painter.fillRect(0, 0, 5, self.height(), ALARM)
        painter.fillRect(0, self.height() - 1, self.width(), 1, _mixed(ground, ALARM, 0.4))

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._title, 1)
        for widget in (self._steps, self._more, self._copy, self._log, self._close):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 8, 4)
        layout.setSpacing(1)
        layout.addLayout(line)
        layout.addWidget(self._text)
        layout.addWidget(self._details)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _open_log(self) -> None:
        if self.problem is not None and self.problem.log_path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.problem.log_path)))


def _mixed(ground: QColor, color: QColor, share: float) -> QColor:
    return QColor(
        *(
            round(g + (c - g) * share)
            for g, c in zip(ground.getRgb()[:3], color.getRgb()[:3], strict=True)
            if g is not None and c is not None
        )
    )
