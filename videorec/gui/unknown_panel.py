"""Strangers of the session: who are they?"""

from collections.abc import Sequence

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from videorec.gui.clear_ground import clear_ground
from videorec.gui.clock_text import clock_text
from videorec.gui.elided_button import ElidedButton
from videorec.gui.empty_state import EmptyState
from videorec.gui.name_edit import NameEdit
from videorec.gui.panel_icons import panel_icon
from videorec.gui.stranger_card import StrangerCard
from videorec.gui.unknown_model import UnknownModel
from videorec.gui.values import Person, StrangerGroup


class UnknownPanel(QWidget):
    """A list of groups, and a field that names the whole group that is chosen.

    enrol_group(name, group_id); reject_tracks(track_ids, identity_id), all of the group;
    seek(time_s) to where a group was first seen.
    """

    enrol_group = pyqtSignal(str, int)
    reject_tracks = pyqtSignal(object, int)
    seek = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[str, int] = {}
        self._shown_id: int | None = None
        self._model = UnknownModel(self)
        self._card = StrangerCard(self)
        self._view = QListView()
        self._view.setModel(self._model)
        self._view.setItemDelegate(self._card)
        self._view.setUniformItemSizes(True)
        self._view.setMouseTracking(True)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setAccessibleName(self.tr("Unknown people"))
        clear_ground(self._view)
        self._make_controls()
        self._pages = QStackedWidget()
        self._empty_page = EmptyState(
            panel_icon("person"),
            self.tr("No unknown faces"),
            self.tr("People without a name gather here while a video plays."),
        )
        self._list_page = self._make_list_page()
        self._pages.addWidget(self._empty_page)
        self._pages.addWidget(self._list_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._pages)
        self._connect()

    def show_strangers(self, groups: Sequence[StrangerGroup]) -> None:
        """Everybody without a name; the chosen group stays chosen, and what is typed stays."""
        row = max(0, self._view.currentIndex().row())
        self._model.replace(groups)
        self._pages.setCurrentWidget(self._list_page if groups else self._empty_page)
        if groups and not self._view.currentIndex().isValid():
            self._view.setCurrentIndex(self._model.index(min(row, len(groups) - 1)))
        self._show_chosen()

    def show_people(self, people: Sequence[Person]) -> None:
        """Whose names are completed, and who can be rejected."""
        self._ids = {person.name: person.identity_id for person in people}
        self._name.set_names([person.name for person in people])
        self._show_chosen()

    def _make_controls(self) -> None:
        self._question = QLabel(self.tr("&Who is this?"))
        self._name = NameEdit()
        self._name.setPlaceholderText(self.tr("Name, then Enter"))
        self._question.setBuddy(self._name)
        self._refusal = QLabel()
        self._refusal.setTextFormat(Qt.TextFormat.PlainText)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._confirm = ElidedButton(panel_icon("check"))
        self._reject = ElidedButton(panel_icon("cross"))
        self._jump = QToolButton()
        self._jump.setIcon(panel_icon("seek"))
        self._jump.setAutoRaise(True)
        self._jump.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._jump.setAccessibleName(self.tr("Go to the first sight"))
        self._jump.setToolTip(self.tr("Go to where this face was first seen"))

    def _make_list_page(self) -> QWidget:
        first = QHBoxLayout()
        first.addWidget(self._question)
        first.addStretch()
        first.addWidget(self._jump)
        buttons = QHBoxLayout()
        buttons.addWidget(self._confirm, 1)
        buttons.addWidget(self._reject, 1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._view, 1)
        layout.addLayout(first)
        layout.addWidget(self._name)
        layout.addWidget(self._refusal)
        layout.addLayout(buttons)
        return page

    def _connect(self) -> None:
        selection = self._view.selectionModel()
        assert selection is not None
        selection.currentChanged.connect(self._show_chosen)
        self._view.activated.connect(lambda: self._name.setFocus())
        self._name.named.connect(self._enrol)
        self._name.refused.connect(self._refuse)
        self._name.textEdited.connect(self._refusal.hide)
        self._card.confirmed.connect(self._confirm_at)
        self._card.rejected.connect(self._reject_at)
        self._confirm.clicked.connect(lambda: self._confirm_at(self._view.currentIndex()))
        self._reject.clicked.connect(lambda: self._reject_at(self._view.currentIndex()))
        self._jump.clicked.connect(self._seek)

    def _chosen(self) -> StrangerGroup | None:
        return self._model.value_at(self._view.currentIndex())

    def _show_chosen(self, *_: QModelIndex) -> None:
        group = self._chosen()
        if group is None or group.group_id != self._shown_id:
            # A name typed for one must not be given to the next.
            self._name.clear()
            self._refusal.hide()
        self._shown_id = None if group is None else group.group_id
        suggestion = "" if group is None or group.best_name is None else group.best_name
        for button, text in (
            (self._confirm, self.tr("It is {name}")),
            (self._reject, self.tr("Not {name}")),
        ):
            button.setVisible(bool(suggestion))
            button.setText(text.format(name=suggestion))
        self._reject.setEnabled(suggestion in self._ids)
        if group is not None:
            self._jump.setText(clock_text(group.first_s))

    def _enrol(self, name: str) -> None:
        if group := self._chosen():
            self._name.clear()
            self.enrol_group.emit(name, group.group_id)

    def _refuse(self, reason: str) -> None:
        self._refusal.setText(reason)
        self._refusal.show()

    def _confirm_at(self, index: QModelIndex) -> None:
        group = self._model.value_at(index)
        if group is not None and group.best_name is not None:
            self.enrol_group.emit(group.best_name, group.group_id)

    def _reject_at(self, index: QModelIndex) -> None:
        group = self._model.value_at(index)
        identity_id = None if group is None else self._ids.get(str(group.best_name))
        if group is not None and identity_id is not None:
            self.reject_tracks.emit(group.track_ids, identity_id)

    def _seek(self) -> None:
        if group := self._chosen():
            self.seek.emit(group.first_s)
