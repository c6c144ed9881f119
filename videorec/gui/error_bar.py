"""What went wrong, in words, on top of the window; the details when they are asked for."""

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

from videorec.gui.icons import icon
from videorec.gui.values import Problem

ALARM = QColor(208, 52, 44)


class ErrorBar(QFrame):
    """Shows one problem, the newest; closed by its cross or Escape. dismissed: it was closed."""

    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Problem"))
        self._problem: Problem | None = None
        self._title = QLabel(self)
        self._text = QLabel(self)
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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
        """Instead of what was shown before."""
        self._problem = problem
        self._title.setText(problem.title)
        self._text.setText(problem.text)
        self._text.setVisible(bool(problem.text))
        self._details.setPlainText(problem.details)
        self._more.setVisible(bool(problem.details))
        self._more.setChecked(False)
        self._details.hide()
        self._log.setVisible(problem.log_path is not None)
        self.setAccessibleDescription(f"{problem.title}. {problem.text}")
        self.show()

    @property
    def problem(self) -> Problem | None:
        """What is shown; None when nothing is."""
        return self._problem

    def dismiss(self) -> None:
        """Close the bar."""
        self._problem = None
        self.hide()
        self.dismissed.emit()

    def copy(self) -> None:
        """Everything that is known about the problem, to the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if self._problem is not None and clipboard is not None:
            parts = (self._problem.title, self._problem.text, self._problem.details)
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
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        line = QHBoxLayout()
        line.addLayout(words, 1)
        for button in (self._more, self._copy, self._log, self._close):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addLayout(line)
        layout.addWidget(self._details)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _open_log(self) -> None:
        if self._problem is not None and self._problem.log_path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._problem.log_path)))


def _mixed(ground: QColor, color: QColor, share: float) -> QColor:
    return QColor(
        *(
            round(g + (c - g) * share)
            for g, c in zip(ground.getRgb()[:3], color.getRgb()[:3], strict=True)
            if g is not None and c is not None
        )
    )
