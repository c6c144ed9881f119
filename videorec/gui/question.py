"""A question before something happens, without stopping the window."""

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMessageBox, QWidget


def ask(
    parent: QWidget, text: str, consequences: str, yes: str, then: Callable[[], object]
) -> QMessageBox:
    """Ask, with what would happen in words; `then` is called when the user says yes."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    # Names may look like markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(consequences)
    button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    assert button is not None
    button.clicked.connect(then)
    box.open()
    return box
