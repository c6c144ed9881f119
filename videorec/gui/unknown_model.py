"""Strangers of the session as a list for views, one row per person."""

from enum import IntEnum
from typing import Any

from PyQt6.QtCore import QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor, QPixmap

from videorec.core.palette import UNKNOWN_COLOR
from videorec.core.types import UInt8
from videorec.gui.clock_text import clock_text
from videorec.gui.duration_text import duration_text
from videorec.gui.gallery_model import PersonRole
from videorec.gui.keyed_list_model import KeyedListModel
from videorec.gui.number_text import number_text
from videorec.gui.pixels import to_qimage
from videorec.gui.values import StrangerGroup


class StrangerRole(IntEnum):
    """Beside the roles of `PersonRole` that a card of a stranger shares."""

    GROUP = Qt.ItemDataRole.UserRole + 10
    SUGGESTION = Qt.ItemDataRole.UserRole + 11


class UnknownModel(KeyedListModel[StrangerGroup]):
    """Groups of tracks. SUGGESTION: the name of whom they may be; empty for nobody."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda group: group.group_id, parent)
        self._pictures: dict[int, tuple[UInt8, QPixmap]] = {}

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        group = self.value_at(index)
        if group is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(group)
        if role == PersonRole.DETAILS:
            return self._details(group)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self._title(group)}\n{self._details(group)}\n{self._tracks(group)}"
        if role == PersonRole.PICTURE:
            return self._picture(group)
        if role == PersonRole.COLOR:
            return QColor(*UNKNOWN_COLOR)
        if role == StrangerRole.GROUP:
            return group
        if role == StrangerRole.SUGGESTION:
            return group.best_name or ""
        return None

    def _title(self, group: StrangerGroup) -> str:
        if group.best_name is None:
            return self.tr("Like nobody known")
        return self.tr("{name}?").format(name=group.best_name)

    def _details(self, group: StrangerGroup) -> str:
        seen = self.tr("{time}, from {start}").format(
            time=duration_text(group.seconds), start=clock_text(group.first_s)
        )
        if group.best_name is None:
            return seen
        similarity = self.tr("similarity {similarity}").format(
            similarity=number_text(group.best_similarity, 2)
        )
        return f"{similarity}\n{seen}"

    def _tracks(self, group: StrangerGroup) -> str:
        first = clock_text(group.first_s)
        if len(group.track_ids) == 1:
            return self.tr("1 appearance, first at {time}").format(time=first)
        return self.tr("{count} appearances, first at {time}").format(
            count=len(group.track_ids), time=first
        )

    def _picture(self, group: StrangerGroup) -> QPixmap:
        kept = self._pictures.get(group.group_id)
        if kept is None or kept[0] is not group.crop:
            there = set(self._keys())
            self._pictures = {key: old for key, old in self._pictures.items() if key in there}
            kept = group.crop, QPixmap.fromImage(to_qimage(group.crop))
            self._pictures[group.group_id] = kept
        return kept[1]
