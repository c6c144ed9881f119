"""What is asked before people of the gallery change."""

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QColorDialog, QDialog, QFileDialog, QInputDialog, QWidget

from videorec.gui.question import ask
from videorec.gui.values import Person
from videorec.media.images import IMAGE_SUFFIXES


class PersonQuestions(QWidget):
    """Dialogs that answer by signals, none of which stops the window.

    merge(source_id, into_id), recolor(identity_id, (r, g, b)), check_files(paths).
    """

    merge = pyqtSignal(int, int)
    recolor = pyqtSignal(int, object)
    check_files = pyqtSignal(object)

    def ask_to_merge(self, source: Person, into: Person) -> None:
        """Whether two are the same person, with what happens then."""
        ask(
            self.window() or self,
            self.tr("Are {first} and {second} the same person?").format(
                first=source.name, second=into.name
            ),
            self.tr(
                "All pictures of {first} ({count}) then belong to {second}, and the name {first} "
                "is given up. This can be undone."
            ).format(first=source.name, second=into.name, count=source.images),
            self.tr("Merge"),
            lambda: self.merge.emit(source.identity_id, into.identity_id),
        )

    def ask_whom_to_merge(self, person: Person, people: Sequence[Person]) -> None:
        """Into which of the others; the confirmation follows."""
        others = {p.name: p for p in people if p.identity_id != person.identity_id}
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(self.tr("Merge"))
        dialog.setLabelText(self.tr("{name} is the same person as").format(name=person.name))
        dialog.setComboBoxItems(list(others))
        dialog.textValueSelected.connect(lambda name: self.ask_to_merge(person, others[name]))
        _open(dialog)

    def ask_for_color(self, person: Person) -> None:
        """Which colour a person's boxes and lanes have."""
        dialog = QColorDialog(QColor(*person.color), self.window())
        dialog.setWindowTitle(self.tr("Colour of {name}").format(name=person.name))
        # The native ones cannot be driven by keys on every system.
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(
            lambda color: self.recolor.emit(
                person.identity_id, (color.red(), color.green(), color.blue())
            )
        )
        _open(dialog)

    def ask_for_files(self) -> None:
        """Pictures to enrol from."""
        dialog = QFileDialog(self.window(), self.tr("Pictures of people"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        dialog.setNameFilters([self.tr("Pictures ({patterns})").format(patterns=patterns)])
        self._answer_with_files(dialog)

    def ask_for_folder(self) -> None:
        """A folder of pictures, one or a folder of them per person."""
        dialog = QFileDialog(self.window(), self.tr("Folder of pictures"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._answer_with_files(dialog)

    def _answer_with_files(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(
            lambda files: self.check_files.emit(tuple(Path(name) for name in files))
        )
        _open(dialog)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
