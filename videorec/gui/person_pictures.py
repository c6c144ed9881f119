"""The pictures that a person is recognised by."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PyQt6.QtCore import QLocale, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QIcon, QKeySequence, QPixmap, QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QListView, QToolButton, QVBoxLayout, QWidget

from videorec.core.types import UInt8
from videorec.gui.clear_ground import clear_ground
from videorec.gui.elided_label import ElidedLabel
from videorec.gui.panel_icons import panel_icon
from videorec.gui.pixels import to_qimage

StoredPicture = tuple[int, UInt8, str, datetime | str]

_IMAGE_ID = Qt.ItemDataRole.UserRole


class PersonPictures(QWidget):
    """A grid of faces, each removable. remove_image(image_id), left() to go back."""

    remove_image = pyqtSignal(int)
    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.identity_id: int | None = None
        self._model = QStandardItemModel(self)
        self._title = ElidedLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._hint = QLabel(self.tr("More pictures: drop them here and give them the same name."))
        self._hint.setWordWrap(True)
        self._view = QListView()
        self._view.setModel(self._model)
        self._view.setViewMode(QListView.ViewMode.IconMode)
        self._view.setResizeMode(QListView.ResizeMode.Adjust)
        self._view.setMovement(QListView.Movement.Static)
        self._view.setIconSize(QSize(72, 84))
        self._view.setGridSize(QSize(88, 112))
        self._view.setUniformItemSizes(True)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        clear_ground(self._view)
        self._view.setAccessibleName(self.tr("Pictures of the person"))
        self._make_actions()
        self._arrange()

    def show_person(self, identity_id: int, name: str) -> None:
        """Whose pictures are to come."""
        if identity_id != self.identity_id:
            self._model.clear()
        self.identity_id = identity_id
        self._title.setText(name)

    def show_pictures(self, identity_id: int, pictures: Sequence[StoredPicture]) -> None:
        """The pictures of a person; passed over when another one is shown by now."""
        if identity_id != self.identity_id:
            return
        row = self._view.currentIndex().row()
        self._model.clear()
        for image_id, crop, source, added in pictures:
            item = QStandardItem(QIcon(QPixmap.fromImage(to_qimage(crop))), Path(source).name)
            item.setData(image_id, _IMAGE_ID)
            item.setToolTip(
                self.tr("{source}\nadded {date}").format(source=source, date=_date_text(added))
            )
            self._model.appendRow(item)
        if pictures:
            self._view.setCurrentIndex(self._model.index(min(max(row, 0), len(pictures) - 1), 0))
        self._remove.setEnabled(bool(pictures))

    def forget(self) -> None:
        """Nobody's pictures are shown."""
        self._model.clear()
        self.identity_id = None

    def image_ids(self) -> tuple[int, ...]:
        """Of the pictures that are shown."""
        rows = range(self._model.rowCount())
        return tuple(self._model.index(row, 0).data(_IMAGE_ID) for row in rows)

    def _make_actions(self) -> None:
        self._remove = QAction(panel_icon("bin"), self.tr("Remove picture"), self)
        self._remove.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._remove.triggered.connect(self._ask_to_remove)
        self._view.addAction(self._remove)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._leave = QAction(panel_icon("back"), self.tr("Back to all people"), self)
        self._leave.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self._leave.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._leave.triggered.connect(self.left)
        self.addAction(self._leave)

    def _arrange(self) -> None:
        back, remove = QToolButton(), QToolButton()
        for button, action in ((back, self._leave), (remove, self._remove)):
            button.setDefaultAction(action)
            button.setAutoRaise(True)
        top = QHBoxLayout()
        top.addWidget(back)
        top.addWidget(self._title, 1)
        top.addWidget(remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._hint)
        self.setFocusProxy(self._view)

    def _ask_to_remove(self) -> None:
        image_id = self._view.currentIndex().data(_IMAGE_ID)
        if isinstance(image_id, int):
            self.remove_image.emit(image_id)


def _date_text(added: datetime | str) -> str:
    if isinstance(added, str):
        return added
    # A date is written as the system writes it: even one language has several orders.
    return QLocale.system().toString(
        added.astimezone().replace(tzinfo=None), QLocale.FormatType.ShortFormat
    )
