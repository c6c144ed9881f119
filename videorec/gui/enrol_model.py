"""Pictures that people are to be enrolled from, with what the user decided about each."""

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor, QPixmap

from videorec.core.palette import UNKNOWN_COLOR
from videorec.gui.gallery_model import PersonRole
from videorec.gui.keyed_list_model import KeyedListModel
from videorec.gui.pixels import to_qimage
from videorec.gui.values import CheckedFace, CheckedPicture, ChosenFace, EnrolmentCheck


class EntryState(IntEnum):
    """How a picture can be used."""

    READY = 0
    NAMELESS = 1
    DOUBTFUL = 2
    USELESS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """A picture, which of its faces is meant, and whom it shows."""

    key: int
    picture: CheckedPicture
    chosen: int
    name: str

    @property
    def face(self) -> CheckedFace | None:
        """The chosen face; None when there is none."""
        faces = self.picture.faces
        return None if self.picture.refusal or not faces else faces[self.chosen]

    @property
    def decision(self) -> ChosenFace | None:
        """What to store; None when there is no face."""
        if self.face is None:
            return None
        return ChosenFace(
            name=self.name,
            original=self.picture.original,
            face=self.face.face,
            source=self.picture.source,
            force=self.state is EntryState.DOUBTFUL,
        )

    @property
    def state(self) -> EntryState:
        """Whether it can be saved as it is."""
        if self.face is None:
            return EntryState.USELESS
        if self.face.reasons:
            return EntryState.DOUBTFUL
        # Which of several people a name means is not for the program to guess.
        if not self.name or len(self.picture.faces) > 1:
            return EntryState.NAMELESS
        return EntryState.READY


class EnrolModel(KeyedListModel[Entry]):
    """One row per picture, as a card with the roles of `PersonRole`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda entry: entry.key, parent)
        self._next_key = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is left to decide."""
        return tuple(self._values)

    def add(self, check: EnrolmentCheck) -> None:
        """More pictures, behind those that are there."""
        entries = list(self._values)
        for picture in check.pictures:
            name = picture.suggested_name
            entries.append(Entry(key=self._next_key, picture=picture, chosen=0, name=name))
            self._next_key += 1
        self.replace(entries)

    def decide(self, key: int, *, chosen: int | None = None, name: str | None = None) -> None:
        """Another face or another name for a picture."""
        row = self.row_of(key)
        if row is None:
            return
        entry = self._values[row]
        self._values[row] = replace(
            entry,
            chosen=entry.chosen if chosen is None else chosen,
            name=entry.name if name is None else name,
        )
        self.dataChanged.emit(self.index(row), self.index(row))

    def take(self, keys: Set[int]) -> None:
        """These are done."""
        self.replace([entry for entry in self._values if entry.key not in keys])

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.value_at(index)
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name or self.tr("Who is this?")
        if role == PersonRole.DETAILS:
            return f"{self._verdict(entry)} · {Path(entry.picture.source).name}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{entry.name}\n{self._verdict(entry)}\n{entry.picture.source}"
        if role == PersonRole.PICTURE:
            face = entry.face
            return QPixmap() if face is None else QPixmap.fromImage(to_qimage(face.crop))
        if role == PersonRole.COLOR:
            return QColor(*UNKNOWN_COLOR)
        return None

    def _verdict(self, entry: Entry) -> str:
        if entry.state is EntryState.USELESS:
            return self.tr("cannot be used")
        if entry.state is EntryState.DOUBTFUL:
            return self.tr("not good enough")
        if entry.state is EntryState.READY:
            return self.tr("good")
        return self.tr("several faces") if len(entry.picture.faces) > 1 else self.tr("no name")
