"""A field for the name of a person that completes the names there are."""

from collections.abc import Sequence

from PyQt6.QtCore import QStringListModel, Qt, pyqtSignal
from PyQt6.QtWidgets import QCompleter, QLineEdit, QWidget

from gallery.names import MAX_NAME_LENGTH, clean_name, name_key
from videorec.core.errors import GalleryError
from videorec.gui.engine_speech import translated


class NameEdit(QLineEdit):
    """Takes a name; Enter commits it.

    named(name): the name as it will be stored, spelled as somebody known who has it already.
    A name that cannot be used is refused with the reason in `refused(text)` and as a tool tip.
    """

    named = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, str] = {}
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        self.setMaxLength(MAX_NAME_LENGTH)
        self.setPlaceholderText(self.tr("Name"))
        self.setAccessibleName(self.tr("Name of the person"))
        self.returnPressed.connect(self.commit)
        self.textEdited.connect(lambda _: self.setToolTip(""))

    def set_names(self, names: Sequence[str]) -> None:
        """The names to complete."""
        self._known = {name_key(name): name for name in names}
        if self._names.stringList() != list(names):
            self._names.setStringList(list(names))

    def name(self) -> str | None:
        """What is typed as a name, in the spelling of whoever has it; None when it cannot be."""
        try:
            return self._known.get(name_key(self.text()), clean_name(self.text()))
        except GalleryError:
            return None

    def is_known(self) -> bool:
        """Whether somebody has the name already."""
        name = self.name()
        return name is not None and name_key(name) in self._known

    def commit(self) -> None:
        """What Enter does."""
        name = self.name()
        if name is not None:
            self.named.emit(name)
            return
        reason = self._reason()
        self.setToolTip(reason)
        self.refused.emit(reason)

    def _reason(self) -> str:
        try:
            clean_name(self.text())
        except GalleryError as exc:
            return self.tr("This name cannot be used: {reason}").format(reason=translated(str(exc)))
        return ""
