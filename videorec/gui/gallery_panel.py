"""The people of the gallery: who there is, and everything that can be done with them."""

from collections.abc import Sequence

from PyQt6.QtCore import QMimeData, QModelIndex, QSortFilterProxyModel, Qt, pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QPalette
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gallery.names import name_key
from videorec.gui.clear_ground import clear_ground
from videorec.gui.empty_state import EmptyState
from videorec.gui.gallery_actions import GalleryActions
from videorec.gui.gallery_model import GalleryModel, PersonRole
from videorec.gui.incoming import has_pictures, local_pictures, picture_in
from videorec.gui.panel_icons import panel_icon
from videorec.gui.person_card import PersonCard
from videorec.gui.person_pictures import PersonPictures, StoredPicture
from videorec.gui.person_questions import PersonQuestions
from videorec.gui.unbroken_text import unbroken_text
from videorec.gui.undo_bar import UndoBar
from videorec.gui.values import Color, Person


class GalleryPanel(QWidget):
    """Cards of people with a filter.

    rename, recolor (None: the application chooses), merge, remove, remove_image, images_of, undo:
    as the controller's. check_files(paths), check_picture(picture, source): pictures to enrol from.
    take_picture(): enrol from the picture that is shown now.
    """

    rename = pyqtSignal(int, str)
    recolor = pyqtSignal(int, object)
    merge = pyqtSignal(int, int)
    remove = pyqtSignal(int)
    remove_image = pyqtSignal(int)
    images_of = pyqtSignal(int)
    undo = pyqtSignal()
    check_files = pyqtSignal(object)
    check_picture = pyqtSignal(object, str)
    take_picture = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._model = GalleryModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filter = QLineEdit()
        self._filter.setClearButtonEnabled(True)
        self._filter.setPlaceholderText(self.tr("Filter by name"))
        self._filter.setAccessibleName(self.tr("Filter people by name"))
        self._view = self._make_view()
        self._actions = GalleryActions(self, self._view)
        self._questions = PersonQuestions(self)
        self._questions.hide()
        self._pictures = PersonPictures()
        self._undo_bar = UndoBar()
        self._folder = QLabel()
        self._folder.setTextFormat(Qt.TextFormat.PlainText)
        self._folder.setWordWrap(True)
        self._folder.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._folder.hide()
        self._pages = QStackedWidget()
        self._list_page, self._empty_page = self._make_list_page(), self._make_empty_page()
        # Seen until somebody says who there is.
        self._waiting_page = EmptyState(
            panel_icon("person"), self.tr("Loading the people…"), self.tr("This takes a moment.")
        )
        for page in (self._waiting_page, self._empty_page, self._list_page, self._pictures):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self._folder)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._undo_bar)
        self._connect()
        self._react_to_selection()
        self.show_source(available=False)

    def show_people(self, people: Sequence[Person]) -> None:
        """Everybody, in the order to show them; the selection stays with its person."""
        self._model.replace(people)
        open_id = self._pictures.identity_id
        if self._pages.currentWidget() is self._pictures and open_id is not None:
            self._refresh_pictures(open_id)
        else:
            self._show_list()
        self._react_to_selection()

    def show_unavailable(self) -> None:
        """Nobody can be shown: the networks could not be loaded."""
        self._waiting_page.say(
            self.tr("The people are not loaded"), self.tr("The networks could not be loaded.")
        )

    def show_images(self, identity_id: int, pictures: Sequence[StoredPicture]) -> None:
        """The answer to images_of."""
        self._pictures.show_pictures(identity_id, pictures)

    def show_undo(self, text: str) -> None:
        """What can be taken back, such as "Removed Ada (2 pictures)"; empty for nothing."""
        self._undo_bar.say(text)

    def show_folder(self, name: str) -> None:
        """Other people are to come, from this folder; empty for a gallery file.

        A folder keeps no changes.
        """
        if self._pages.currentWidget() is self._pictures:
            self._show_list()
        self._pictures.forget()
        self._folder.setText(
            self.tr(
                "From the folder {name}: changes here are not kept. "
                "To keep people, start videorec without {option}, open a gallery file, "
                "or choose Export gallery… in the File menu."
            ).format(name=name, option=unbroken_text("--gallery"))
        )
        self._folder.setVisible(bool(name))

    @property
    def holds_unkept_changes(self) -> bool:
        """Whether there are changes that are gone with the window, or with another gallery."""
        return not self._folder.isHidden() and bool(self._undo_bar.text())

    def show_source(self, *, available: bool) -> None:
        """Whether there is a present picture to take."""
        self._actions.take.setEnabled(available)

    def paste(self) -> None:
        """Enrol from the clipboard; does nothing when there is no picture in it."""
        clipboard = QGuiApplication.clipboard()
        self._take_in(
            None if clipboard is None else clipboard.mimeData(), self.tr("from the clipboard")
        )

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and has_pictures(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        if event is not None and self._take_in(event.mimeData(), self.tr("dropped picture")):
            event.acceptProposedAction()

    def _take_in(self, data: QMimeData | None, source: str) -> bool:
        """Files go before pixels: browsers offer both, and the file is the original."""
        if files := local_pictures(data):
            self.check_files.emit(files)
            return True
        picture = picture_in(data)
        if picture is not None:
            self.check_picture.emit(picture, source)
        return picture is not None

    def _make_view(self) -> QListView:
        view = QListView()
        view.setModel(self._shown)
        view.setItemDelegate(PersonCard(view))
        view.setUniformItemSizes(True)
        clear_ground(view)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(
            QListView.EditTrigger.EditKeyPressed | QListView.EditTrigger.DoubleClicked
        )
        view.setDragEnabled(True)
        view.setAcceptDrops(True)
        view.setDropIndicatorShown(True)
        view.setDragDropMode(QListView.DragDropMode.DragDrop)
        view.setDefaultDropAction(Qt.DropAction.CopyAction)
        view.setAccessibleName(self.tr("People of the gallery"))
        return view

    def _make_list_page(self) -> QWidget:
        top = QHBoxLayout()
        top.addWidget(self._filter, 1)
        top.addWidget(self._actions.add_button())
        bottom = QHBoxLayout()
        bottom.setSpacing(2)
        for action in self._actions.of_person:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            bottom.addWidget(button)
        bottom.addStretch()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._view, 1)
        layout.addLayout(bottom)
        return page

    def _make_empty_page(self) -> QWidget:
        page = EmptyState(
            panel_icon("person"),
            self.tr("Nobody is known yet"),
            self.tr(
                "Drop pictures here, paste one, or click a face in the video and type a name. "
                "One picture per person is enough."
            ),
        )
        button = QPushButton(self.tr("Add pictures…"))
        button.clicked.connect(self._questions.ask_for_files)
        page.add_button(button)
        return page

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._shown.setFilterFixedString)
        selection = self._view.selectionModel()
        assert selection is not None
        selection.currentChanged.connect(self._react_to_selection)
        self._model.rename_asked.connect(self._ask_to_rename)
        self._model.merge_asked.connect(self._ask_to_merge)
        self._undo_bar.undo.connect(self.undo)
        self._questions.merge.connect(self.merge)
        self._questions.recolor.connect(self.recolor)
        self._questions.check_files.connect(self.check_files)
        self._pictures.remove_image.connect(self.remove_image)
        self._pictures.left.connect(self._show_list)
        actions = self._actions
        actions.choose.triggered.connect(self._questions.ask_for_files)
        actions.choose_folder.triggered.connect(self._questions.ask_for_folder)
        actions.paste.triggered.connect(self.paste)
        actions.take.triggered.connect(self.take_picture)
        actions.pictures.triggered.connect(self._open_pictures)
        actions.rename.triggered.connect(lambda: self._view.edit(self._view.currentIndex()))
        actions.recolor.triggered.connect(self._ask_for_color)
        actions.uncolor.triggered.connect(lambda: self._send_color(None))
        actions.merge.triggered.connect(self._ask_whom_to_merge)
        actions.remove.triggered.connect(self._remove)

    def _chosen(self) -> Person | None:
        person = self._view.currentIndex().data(PersonRole.PERSON)
        return person if isinstance(person, Person) else None

    def _react_to_selection(self, *_: QModelIndex) -> None:
        person = self._chosen()
        self._actions.show_person(person, alone=len(self._model.people) < 2)

    def _show_list(self) -> None:
        self._pages.setCurrentWidget(self._list_page if self._model.people else self._empty_page)

    def _open_pictures(self) -> None:
        if person := self._chosen():
            self._pictures.show_person(person.identity_id, person.name)
            self._pages.setCurrentWidget(self._pictures)
            self._pictures.setFocus()
            self.images_of.emit(person.identity_id)

    def _refresh_pictures(self, identity_id: int) -> None:
        """Asks again only when there are others: people come with every second on screen."""
        row = self._model.row_of(identity_id)
        if row is None:
            self._show_list()
            return
        person = self._model.people[row]
        changed = self._pictures.image_ids() != person.image_ids
        self._pictures.show_person(identity_id, person.name)
        if changed:
            self.images_of.emit(identity_id)

    def _remove(self) -> None:
        if person := self._chosen():
            self.remove.emit(person.identity_id)

    def _ask_to_rename(self, identity_id: int, name: str) -> None:
        """A name that somebody else has means that both are the same person."""
        for other in self._model.people:
            if other.identity_id != identity_id and name_key(other.name) == name_key(name):
                self._ask_to_merge(identity_id, other.identity_id)
                return
        self.rename.emit(identity_id, name)

    def _ask_to_merge(self, source_id: int, into_id: int) -> None:
        people = {person.identity_id: person for person in self._model.people}
        self._questions.ask_to_merge(people[source_id], people[into_id])

    def _ask_whom_to_merge(self) -> None:
        if person := self._chosen():
            self._questions.ask_whom_to_merge(person, self._model.people)

    def _ask_for_color(self) -> None:
        if person := self._chosen():
            self._questions.ask_for_color(person)

    def _send_color(self, color: Color | None) -> None:
        if person := self._chosen():
            self.recolor.emit(person.identity_id, color)
