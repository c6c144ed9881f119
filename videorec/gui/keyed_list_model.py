"""A list whose rows keep their places, selection and editors while its values are renewed."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject

Value = TypeVar("Value")


class KeyedListModel(QAbstractListModel, Generic[Value]):
    """Rows are values with a key of their own; `data` is for subclasses.

    key_of: tells values apart; two values of one key are one thing at two times.
    """

    def __init__(self, key_of: Callable[[Value], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key_of = key_of
        self._values: list[Value] = []

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._values)

    def value_at(self, index: QModelIndex) -> Value | None:
        """The value of a row; None where there is none."""
        if not index.isValid() or index.row() >= len(self._values):
            return None
        return self._values[index.row()]

    def row_of(self, key: int) -> int | None:
        """Where a value is; None when it is not there."""
        keys = self._keys()
        return keys.index(key) if key in keys else None

    def replace(self, values: Sequence[Value]) -> None:
        """These values, in this order."""
        wanted = [self._key_of(value) for value in values]
        self._remove_all_but(set(wanted))
        present = set(self._keys())
        self._bring_in_order([key for key in wanted if key in present])
        for row, value in enumerate(values):
            if wanted[row] not in present:
                self.beginInsertRows(QModelIndex(), row, row)
                self._values.insert(row, value)
                self.endInsertRows()
        self._values = list(values)
        if values:
            self.dataChanged.emit(self.index(0), self.index(len(values) - 1))

    def _keys(self) -> list[int]:
        return [self._key_of(value) for value in self._values]

    def _remove_all_but(self, wanted: set[int]) -> None:
        for row in reversed(range(len(self._values))):
            if self._key_of(self._values[row]) not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._values[row]
                self.endRemoveRows()

    def _bring_in_order(self, keys: list[int]) -> None:
        """keys: all that are there."""
        before = self._keys()
        if before == keys:
            return
        self.layoutAboutToBeChanged.emit()
        place = {key: row for row, key in enumerate(keys)}
        for index in self.persistentIndexList():
            row = place[before[index.row()]]
            self.changePersistentIndex(index, self.index(row, index.column()))
        self._values.sort(key=lambda value: place[self._key_of(value)])
        self.layoutChanged.emit()
