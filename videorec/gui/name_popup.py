"""Naming a face where it is: a small field beside it."""

from collections.abc import Sequence

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from videorec.gui.name_edit import NameEdit


class NamePopup(QFrame):
    """A field with completion over existing people.

    named(str): the user said who it is. closed: whoever had the focus before should take it.
    """

    named = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("namePopup")
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._edit = NameEdit(self)
        self._edit.setPlaceholderText(self.tr("Who is this?"))
        self._edit.setMinimumWidth(170)
        self._save = QPushButton(self.tr("Remember"), self)
        self._save.setEnabled(False)
        self._refusal = QLabel(self)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._edit, 0, 0)
        layout.addWidget(self._save, 0, 1)
        layout.addWidget(self._refusal, 1, 0, 1, 2)
        self._edit.textChanged.connect(self._changed)
        self._edit.named.connect(self._accept)
        self._edit.refused.connect(self._refuse)
        self._save.clicked.connect(self._edit.commit)
        self.hide()

    def show_names(self, names: Sequence[str]) -> None:
        """Whom the completion knows."""
        self._edit.set_names(names)

    def open_at(self, face: QRectF, suggestion: str = "") -> None:
        """Beside a face, inside the parent. face: logical pixels of the parent."""
        self._edit.setText(suggestion)
        self._edit.selectAll()
        self.adjustSize()
        parent = self.parentWidget()
        room = QRectF() if parent is None else QRectF(parent.rect()).adjusted(6, 6, -6, -6)
        x = min(max(face.center().x() - self.width() / 2, room.left()), room.right() - self.width())
        y = face.bottom() + 8
        if y + self.height() > room.bottom():
            y = max(room.top(), face.top() - self.height() - 8)
        self.move(int(max(x, 0)), int(y))
        self.show()
        self.raise_()
        self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_again(self) -> None:
        """Without naming."""
        if self.isVisible():
            # Before it hides: a hidden field passes the focus on as if Tab had been pressed.
            self.closed.emit()
            self.hide()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close_again()
        elif event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # the field has taken it; it must not reach the picture below
        else:
            super().keyPressEvent(event)

    def _changed(self, text: str) -> None:
        self._save.setEnabled(bool(text.strip()))
        self._refusal.hide()

    def _refuse(self, reason: str) -> None:
        self._refusal.setText(reason)
        self._refusal.show()
        self.adjustSize()

    def _accept(self, name: str) -> None:
        self.close_again()
        self.named.emit(name)
