"""What can be done in the gallery, as actions for buttons, menu and keys alike."""

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QListView, QMenu, QToolButton, QWidget

from videorec.gui.panel_icons import panel_icon
from videorec.gui.values import Person


class GalleryActions(QObject):
    """Those of the selected person work on the list, the others everywhere in the panel."""

    def __init__(self, panel: QWidget, view: QListView) -> None:
        super().__init__(panel)
        self._panel = panel
        self.choose = self._action("pictures", self.tr("Picture files…"))
        self.choose_folder = self._action("folder", self.tr("Folder of pictures…"))
        self.paste = self._action("paste", self.tr("Paste picture"))
        self.paste.setShortcut(QKeySequence(QKeySequence.StandardKey.Paste))
        self.paste.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        panel.addAction(self.paste)
        self.take = self._action("person", self.tr("Present picture"))
        self.take.setToolTip(self.tr("The picture that the camera or the video shows now"))
        self.pictures = self._action("pictures", self.tr("Show pictures"), "Return")
        self.rename = self._action("pencil", self.tr("Rename"), "F2")
        self.recolor = self._action("drop", self.tr("Change colour…"))
        self.uncolor = self._action("drop", self.tr("Reset colour"))
        self.merge = self._action("merge", self.tr("Merge into…"))
        self.remove = self._action("bin", self.tr("Remove"), "Del")
        self.of_person = (self.pictures, self.rename, self.recolor, self.merge, self.remove)
        # The view renames at F2 by itself; two that listen would make the key ambiguous.
        self.rename.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        for action in (*self.of_person, self.uncolor):
            view.addAction(action)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_person(self, person: Person | None, *, alone: bool) -> None:
        """Whom the actions are about; alone: there is nobody to merge with."""
        for action in self.of_person:
            action.setEnabled(person is not None)
        self.merge.setEnabled(person is not None and not alone)
        self.uncolor.setEnabled(person is not None and person.own_color)

    def add_button(self) -> QToolButton:
        """A button with the ways to enrol somebody."""
        button = QToolButton()
        button.setIcon(panel_icon("add"))
        button.setText(self.tr("Add"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAccessibleName(self.tr("Add people"))
        menu = QMenu(button)
        menu.addActions([self.choose, self.choose_folder, self.paste, self.take])
        button.setMenu(menu)
        return button

    def _action(self, icon: str, text: str, key: str = "") -> QAction:
        action = QAction(panel_icon(icon), text, self._panel)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return action
