"""Asks for the address of a stream while something else is on screen."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from videorec.gui.address_form import AddressForm

# High enough for a complaint of two lines: it must not be squeezed when it appears.
WIDTH, HEIGHT = 560, 140


class StreamDialog(QDialog):
    """open_source(address): the user wants to see it."""

    open_source = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open a stream"))
        self._form = AddressForm(self)
        self._form.open_address.connect(self._finish)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        # Enter in the line opens, and must not close as well.
        for button in buttons.findChildren(QPushButton):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.addWidget(self._form)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumSize(WIDTH, HEIGHT)
        self._form.focus_address()

    def _finish(self, address: str) -> None:
        self.accept()
        self.open_source.emit(address)
