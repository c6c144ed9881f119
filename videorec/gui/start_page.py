"""Where the window begins: what was open before, cameras, files, streams."""

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence, QPalette
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from videorec.gui.address_form import AddressForm
from videorec.gui.icons import icon
from videorec.gui.recent_sources import is_address, place_of, title_of
from videorec.media.camera_list import CameraEntry

COLUMN_WIDTH = 560
SOURCE_ROLE = Qt.ItemDataRole.UserRole


class StartPage(QScrollArea):
    """open_source(spec): a path, an address, or a camera's number. choose_file: asked for a file.

    look_for_cameras: search again. forget(source): take it off the list of recent ones.
    """

    open_source = pyqtSignal(object)
    choose_file = pyqtSignal()
    look_for_cameras = pyqtSignal()
    forget = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Start"))
        self._file = QPushButton(
            icon("file", QPalette.ColorRole.HighlightedText), self.tr("Open a video or picture…")
        )
        self._file.setObjectName("primary")
        self._file.setDefault(True)
        self._file.clicked.connect(self.choose_file)
        self._address = AddressForm()
        self._address.open_address.connect(self._open)
        self._preferred = 0
        self._found: tuple[CameraEntry, ...] = ()
        self._cameras = QVBoxLayout()
        self._cameras.setSpacing(6)
        self._search = QPushButton(self.tr("Look again"))
        self._search.clicked.connect(self.look_for_cameras)
        self._recent = _list(self.tr("Opened before"))
        self._recent.itemActivated.connect(lambda item: self._open(item.data(SOURCE_ROLE)))
        self._forget = QPushButton(self.tr("Remove from list"))
        self._forget.setEnabled(False)
        self._forget.clicked.connect(self._forget_current)
        self._recent.currentItemChanged.connect(
            lambda now, before: self._forget.setEnabled(now is not None)
        )
        self._recent_title = _heading(self.tr("Opened before"))
        self._arrange()
        self._add_remove_key()
        self.show_recent(())
        self.show_searching()

    def show_recent(self, sources: Sequence[str]) -> None:
        """What was opened before, newest first."""
        self._recent.clear()
        for source in sources:
            place = place_of(source)
            item = QListWidgetItem(title_of(source) + (f"\n{place}" if place else ""))
            item.setIcon(icon("stream" if is_address(source) else "file"))
            item.setData(SOURCE_ROLE, source)
            item.setToolTip(title_of(source) if is_address(source) else source)
            self._recent.addItem(item)
        for widget in (self._recent_title, self._recent, self._forget):
            widget.setVisible(bool(sources))
        row = self._recent.sizeHintForRow(0) if sources else 0
        self._recent.setFixedHeight(min(len(sources), 5) * max(row, 20) + 6)

    def show_searching(self) -> None:
        """Cameras are being looked for."""
        self._found = ()
        self._fill_cameras([_faint(self.tr("Looking for cameras…"))])
        self._search.setEnabled(False)

    def prefer_camera(self, number: int) -> None:
        """This one comes first, whenever it is there."""
        self._preferred = number
        if self._found:
            self.show_cameras(self._found)

    def show_cameras(self, cameras: Sequence[CameraEntry]) -> None:
        """Cameras that were found; the preferred one first, the others in their order."""
        self._found = tuple(cameras)
        rows: list[QWidget] = []
        for camera in sorted(cameras, key=lambda camera: camera.index != self._preferred):
            button = QPushButton(icon("camera"), camera.name)
            button.setObjectName("row")
            button.clicked.connect(lambda _, index=camera.index: self._open(index))
            rows.append(button)
        self._fill_cameras(rows or [_faint(self.tr("No camera found."))])
        self._search.setEnabled(True)

    def focus_cameras(self) -> None:
        """Let the user choose a camera, or look for one."""
        first = self._cameras.itemAt(0)
        button = None if first is None else first.widget()
        if not isinstance(button, QPushButton):
            button = self._search
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(button)

    def focus_address(self) -> None:
        """Let the user type an address."""
        self._address.focus_address()

    def _open(self, spec: object) -> None:
        self.open_source.emit(spec)

    def _forget_current(self) -> None:
        item = self._recent.currentItem()
        if item is not None:
            self.forget.emit(str(item.data(SOURCE_ROLE)))

    def _add_remove_key(self) -> None:
        remove = QAction(self.tr("Remove from list"), self._recent)
        remove.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(self._forget_current)
        self._recent.addAction(remove)
        self._recent.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _fill_cameras(self, rows: Sequence[QWidget]) -> None:
        while (item := self._cameras.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._cameras.addWidget(row)

    def _arrange(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(1)
        title = QLabel("videorec")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.4)
        font.setWeight(font.Weight.DemiBold)
        title.setFont(font)
        column.addWidget(title)
        column.addWidget(_faint(self.tr("Who is on screen? Videos, cameras and streams, by name.")))
        column.addSpacing(14)
        self._file.setMinimumHeight(44)
        self._file.setIconSize(QSize(22, 22))
        column.addWidget(self._file)
        column.addWidget(
            _faint(self.tr("or drop a video here; pictures of people go to the gallery"))
        )
        column.addSpacing(10)
        line = QHBoxLayout()
        line.addWidget(_heading(self.tr("Cameras")), 1)
        self._search.setFlat(True)
        line.addWidget(self._search)
        column.addLayout(line)
        column.addLayout(self._cameras)
        column.addSpacing(10)
        column.addWidget(_heading(self.tr("Stream")))
        column.addWidget(self._address)
        column.addSpacing(10)
        line = QHBoxLayout()
        line.addWidget(self._recent_title, 1)
        self._forget.setFlat(True)
        line.addWidget(self._forget)
        column.addLayout(line)
        column.addWidget(self._recent)
        column.addStretch(2)
        body = QWidget()
        body.setMaximumWidth(COLUMN_WIDTH)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        body.setLayout(column)
        page = QWidget()
        centred = QHBoxLayout(page)
        centred.setContentsMargins(28, 20, 28, 20)
        centred.addStretch(1)
        centred.addWidget(body, 100)
        centred.addStretch(1)
        self.setWidget(page)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _faint(text: str) -> QLabel:
    label = QLabel(text)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label


def _list(name: str) -> QListWidget:
    shown = QListWidget()
    shown.setAccessibleName(name)
    shown.setIconSize(QSize(20, 20))
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return shown
