"""A line for the address of a stream; a wrong one is refused in words."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from videorec.gui.icons import icon
from videorec.gui.recent_sources import address_problem


class AddressForm(QWidget):
    """open_address(text): an address that may be tried."""

    open_address = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address = QLineEdit()
        self._address.setPlaceholderText("rtsp://…  https://…")
        self._address.setAccessibleName(self.tr("Address of a stream"))
        self._address.setClearButtonEnabled(True)
        self._address.returnPressed.connect(self._open)
        self._address.textEdited.connect(lambda _: self._complaint.hide())
        # Enter is the line's: as the default button of a dialog it would open twice.
        self._connect = QPushButton(icon("stream"), self.tr("Open stream"))
        self._connect.setAutoDefault(False)
        self._connect.clicked.connect(self._open)
        self._complaint = QLabel()
        self._complaint.setTextFormat(Qt.TextFormat.PlainText)
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        line = QHBoxLayout()
        line.addWidget(self._address, 1)
        line.addWidget(self._connect)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self._complaint)

    def focus_address(self) -> None:
        """Let the user type an address."""
        self._address.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._address.selectAll()

    def _open(self) -> None:
        address = self._address.text().strip()
        problem = address_problem(address)
        if problem is None:
            self.open_address.emit(address)
            return
        self._complaint.setText(
            self.tr(
                "An address begins with rtsp://, https:// or the like, such as {example}"
            ).format(example="rtsp://192.168.1.20/stream1")
            if problem == "scheme"
            else self.tr("The address names no computer that could be asked: {address}").format(
                address=address
            )
        )
        self._complaint.show()
