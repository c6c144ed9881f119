"""Checking pictures before people are enrolled from them."""

from collections.abc import Sequence
from dataclasses import replace

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from videorec.gui.clear_ground import clear_ground
from videorec.gui.elided_label import ElidedLabel
from videorec.gui.engine_speech import translated
from videorec.gui.enrol_model import EnrolModel, Entry, EntryState
from videorec.gui.face_picture import FacePicture
from videorec.gui.name_edit import NameEdit
from videorec.gui.person_card import PersonCard
from videorec.gui.values import EnrolmentCheck, Person


class EnrolDialog(QDialog):
    """A list of pictures beside the one that is looked at; a single picture needs no list.

    enrol_faces(tuple[ChosenFace, ...]): as the controller's. Closes when every picture is saved or
    skipped.
    """

    enrol_faces = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Enrol people"))
        self._images: dict[str, int] = {}
        self._shown_key: int | None = None
        self._model = EnrolModel(self)
        self._view = QListView()
        self._view.setModel(self._model)
        self._view.setItemDelegate(PersonCard(self._view))
        self._view.setUniformItemSizes(True)
        self._view.setMouseTracking(True)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setFixedWidth(280)
        self._view.setAccessibleName(self.tr("Pictures to enrol from"))
        clear_ground(self._view)
        self._make_controls()
        self._arrange()
        self._connect()
        self.resize(760, 520)

    def show_check(self, check: EnrolmentCheck) -> None:
        """What was found in some pictures; they join those that are open already."""
        self._model.add(check)
        if not self._view.currentIndex().isValid() and self._model.rowCount():
            self._view.setCurrentIndex(self._model.index(0))
        self._show_entry()
        self._name.setFocus()
        self._name.selectAll()

    def show_people(self, people: Sequence[Person]) -> None:
        """Whose names are completed."""
        self._images = {person.name: person.images for person in people}
        self._name.set_names([person.name for person in people])
        self._show_what_name_means()

    def _make_controls(self) -> None:
        self._source = ElidedLabel()
        self._picture = FacePicture()
        self._hint = _wrapped_label()
        self._reasons = _wrapped_label()
        self._who = QLabel(self.tr("&Name"))
        self._name = NameEdit()
        self._name.setMinimumWidth(120)
        self._who.setBuddy(self._name)
        self._meaning = _wrapped_label()
        self._skip = QPushButton(self.tr("S&kip"))
        self._save = QPushButton()
        for button in (self._skip, self._save):
            button.setAutoDefault(False)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        save_all = self._buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        assert save_all is not None
        self._save_all = save_all
        for standard in self._buttons.buttons():
            if isinstance(standard, QPushButton):
                standard.setAutoDefault(False)

    def _arrange(self) -> None:
        who = QHBoxLayout()
        who.addWidget(self._who)
        who.addWidget(self._name, 1)
        who.addWidget(self._skip)
        who.addWidget(self._save)
        detail = QVBoxLayout()
        detail.setSpacing(8)
        detail.addWidget(self._source)
        detail.addWidget(self._picture, 1)
        for widget in (self._hint, self._reasons):
            detail.addWidget(widget)
        detail.addLayout(who)
        detail.addWidget(self._meaning)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self._view)
        both.addLayout(detail, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(12)
        layout.addLayout(both, 1)
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        selection = self._view.selectionModel()
        assert selection is not None
        selection.currentChanged.connect(self._show_entry)
        self._picture.face_chosen.connect(self._choose_face)
        self._name.textEdited.connect(self._take_name)
        self._name.textChanged.connect(self._show_what_name_means)
        self._name.named.connect(self._save_good)
        self._name.refused.connect(self._meaning.setText)
        self._save.clicked.connect(self._save_even_doubtful)
        self._skip.clicked.connect(self._finish_entry)
        self._save_all.clicked.connect(self._save_all_good)
        self._buttons.rejected.connect(self.reject)

    def _entry(self) -> Entry | None:
        return self._model.value_at(self._view.currentIndex())

    def _show_entry(self, *_: QModelIndex) -> None:
        entry = self._entry()
        if entry is None:
            return
        self._view.setVisible(self._model.rowCount() > 1)
        self._source.setText(entry.picture.source)
        self._picture.show_picture(entry.picture, entry.chosen)
        several = len(entry.picture.faces) > 1
        self._hint.setText(self.tr("Several faces: click the one that is meant."))
        self._hint.setVisible(several and entry.face is not None)
        refusal = entry.picture.refusal
        reasons = (refusal,) if refusal or entry.face is None else entry.face.reasons
        self._reasons.setText("\n".join(translated(reason) for reason in reasons))
        self._reasons.setVisible(any(reasons))
        if entry.key != self._shown_key:
            self._shown_key = entry.key
            self._name.setText(entry.name)
        usable = entry.state is not EntryState.USELESS
        for widget in (self._who, self._name, self._meaning, self._save):
            widget.setVisible(usable)
        doubtful = entry.state is EntryState.DOUBTFUL
        self._save.setText(self.tr("Save &anyway") if doubtful else self.tr("&Save"))
        self._show_what_name_means()
        self._count_good()

    def _show_what_name_means(self) -> None:
        name = self._name.name()
        self._save.setEnabled(name is not None)
        if name is None:
            self._meaning.setText("")
        elif name in self._images:
            self._meaning.setText(
                self.tr("{name} is known; this becomes picture number {number}.").format(
                    name=name, number=self._images[name] + 1
                )
            )
        else:
            self._meaning.setText(self.tr("{name} is a new person.").format(name=name))

    def _count_good(self) -> None:
        good = sum(entry.state is EntryState.READY for entry in self._model.entries)
        self._save_all.setVisible(self._model.rowCount() > 1)
        self._save_all.setEnabled(good > 0)
        self._save_all.setText(self.tr("Save all good ones ({count})").format(count=good))

    def _choose_face(self, number: int) -> None:
        if entry := self._entry():
            self._model.decide(entry.key, chosen=number)
            self._show_entry()

    def _take_name(self) -> None:
        if entry := self._entry():
            self._model.decide(entry.key, name=self._name.name() or "")
            self._count_good()

    def _save_good(self) -> None:
        """Enter; a doubtful face takes its button, so that it does not happen by the way."""
        entry = self._entry()
        if entry is not None and entry.state is not EntryState.DOUBTFUL:
            self._save_even_doubtful()

    def _save_even_doubtful(self) -> None:
        entry, name = self._entry(), self._name.name()
        if entry is not None and name is not None:
            self._send(replace(entry, name=name))
            self._finish_entry()

    def _save_all_good(self) -> None:
        good = [entry for entry in self._model.entries if entry.state is EntryState.READY]
        self._send(*good)
        self._finish(*good)

    def _send(self, *entries: Entry) -> None:
        """All of them together, so that they are one change of the gallery."""
        chosen = tuple(face for entry in entries if (face := entry.decision) is not None)
        if chosen:
            self.enrol_faces.emit(chosen)
        for face in chosen:
            self._images[face.name] = self._images.get(face.name, 0) + 1

    def _finish_entry(self) -> None:
        if entry := self._entry():
            self._finish(entry)
            self._name.setFocus()
            self._name.selectAll()

    def _finish(self, *entries: Entry) -> None:
        self._model.take({entry.key for entry in entries})
        if self._model.rowCount():
            self._show_entry()
        else:
            self.accept()


def _wrapped_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
