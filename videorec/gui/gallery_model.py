"""The people of the gallery as a list for views."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from PyQt6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QColor, QPixmap

from videorec.core.types import UInt8
from videorec.gui.duration_text import duration_text
from videorec.gui.keyed_list_model import KeyedListModel
from videorec.gui.pixels import to_qimage
from videorec.gui.values import Person

PERSON_FORMAT = "application/x-videorec-person"


class PersonRole(IntEnum):
    """What a card shows beside the name."""

    PERSON = Qt.ItemDataRole.UserRole
    PICTURE = Qt.ItemDataRole.UserRole + 1
    DETAILS = Qt.ItemDataRole.UserRole + 2
    COLOR = Qt.ItemDataRole.UserRole + 3


class GalleryModel(KeyedListModel[Person]):
    """One row a person, in the order given.

    Editing and dropping ask, they change nothing: the answer comes as a new list of people.
    """

    rename_asked = pyqtSignal(int, str)
    merge_asked = pyqtSignal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda person: person.identity_id, parent)
        self._pictures: dict[int, tuple[UInt8, QPixmap]] = {}

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody, as shown."""
        return tuple(self._values)

    def replace(self, values: Sequence[Person]) -> None:
        super().replace(values)
        there = set(self._keys())
        self._pictures = {key: kept for key, kept in self._pictures.items() if key in there}

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        person = self.value_at(index)
        if person is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return person.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{person.name}\n{self._details(person)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{person.name}, {self._details(person)}"
        if role == PersonRole.PERSON:
            return person
        if role == PersonRole.PICTURE:
            return self._picture(person)
        if role == PersonRole.DETAILS:
            return self._details(person)
        if role == PersonRole.COLOR:
            return QColor(*person.color)
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Asks for the new name."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        person = self._values[index.row()]
        name = str(value).strip()
        if name and name != person.name:
            self.rename_asked.emit(person.identity_id, name)
        return False

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            super().flags(index)
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemIsDropEnabled
        )

    def mimeTypes(self) -> list[str]:
        return [PERSON_FORMAT]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData | None:
        first = next(iter(indexes), None)
        if first is None or not first.isValid():
            return None
        data = QMimeData()
        number = self._values[first.row()].identity_id
        data.setData(PERSON_FORMAT, QByteArray(str(number).encode()))
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def canDropMimeData(
        self,
        data: QMimeData | None,
        action: Qt.DropAction,
        row: int,
        column: int,
        parent: QModelIndex,
    ) -> bool:
        """On a card only, and not on the one that is dragged."""
        dragged = _dragged_person(data)
        if dragged is None or not parent.isValid():
            return False
        return self._values[parent.row()].identity_id != dragged

    def dropMimeData(
        self,
        data: QMimeData | None,
        action: Qt.DropAction,
        row: int,
        column: int,
        parent: QModelIndex,
    ) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        dragged = _dragged_person(data)
        assert dragged is not None
        self.merge_asked.emit(dragged, self._values[parent.row()].identity_id)
        # The view would remove the dragged row after a move that it believes happened.
        return False

    def _details(self, person: Person) -> str:
        pictures = (
            self.tr("1 picture")
            if person.images == 1
            else self.tr("{count} pictures").format(count=person.images)
        )
        if person.seconds_on_screen <= 0:
            return pictures
        seen = self.tr("seen {time}").format(time=duration_text(person.seconds_on_screen))
        return f"{pictures} · {seen}"

    def _picture(self, person: Person) -> QPixmap:
        """Made once per crop, for views ask at every repaint."""
        if person.crop is None:
            return QPixmap()
        kept = self._pictures.get(person.identity_id)
        if kept is None or kept[0] is not person.crop:
            kept = person.crop, QPixmap.fromImage(to_qimage(person.crop))
            self._pictures[person.identity_id] = kept
        return kept[1]


def _dragged_person(data: QMimeData | None) -> int | None:
    if data is None or not data.hasFormat(PERSON_FORMAT):
        return None
    text = data.data(PERSON_FORMAT).data().decode("ascii", "replace")
    return int(text) if text.isdecimal() else None
