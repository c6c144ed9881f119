"""Which gallery to open, where to write the present one, and what to add to it."""

from pathlib import Path

from PyQt6.QtCore import QObject, QStandardPaths, Qt
from PyQt6.QtWidgets import QFileDialog

from gallery.exports import FILE_SUFFIX
from gallery.folders import LIST_NAME
from gallery.places import GALLERY_SUFFIXES
from videorec.gui.controller import Controller
from videorec.gui.main_window import MainWindow
from videorec.gui.question import ask


class GalleryDialogs(QObject):
    """What the window asks about whole galleries, and what the controller does then."""

    def __init__(self, window: MainWindow, controller: Controller) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        window.commands.open_gallery.triggered.connect(self.choose_gallery)
        window.commands.export_gallery.triggered.connect(self.choose_export)
        window.commands.import_gallery.triggered.connect(self.choose_import)

    def choose_gallery(self) -> None:
        """Ask for a gallery file, which need not exist yet."""
        patterns = " ".join(f"*{suffix}" for suffix in GALLERY_SUFFIXES)
        dialog = QFileDialog(
            self._window,
            self.tr("Open or make a gallery"),
            "",
            self.tr("Galleries ({patterns})").format(patterns=patterns),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Only this mode takes the name of a file that does not exist; nothing is saved, though.
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, self.tr("Open"))
        dialog.fileSelected.connect(self._open)
        dialog.open()

    def _open(self, chosen: str) -> None:
        """At once, or when the user agrees to what is lost by it."""
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(GALLERY_SUFFIXES[0])
        losses = self._window.gallery_losses
        if not losses:
            self._controller.use_gallery_path(path)
            return
        ask(
            self._window,
            self.tr("Open another gallery?"),
            losses,
            self.tr("Open"),
            lambda: self._controller.use_gallery_path(path),
        )

    def choose_export(self) -> None:
        """Ask where everybody shall be written to."""
        one_file = self.tr("One file with everything ({pattern})").format(pattern=f"*{FILE_SUFFIX}")
        folder = self.tr("Folder of pictures (*)")
        path, kind = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export the gallery"),
            str(_documents() / (self.tr("people") + FILE_SUFFIX)),
            f"{one_file};;{folder}",
        )
        if not path:
            return
        target = export_target(Path(path), as_folder=kind == folder)
        # The file dialog has asked about the name that was given to it alone.
        if target != Path(path) and target.is_file():
            ask(
                self._window,
                self.tr("Replace what is there?"),
                str(target),
                self.tr("Replace"),
                lambda: self._controller.export_gallery(target),
            )
        else:
            self._controller.export_gallery(target)

    def choose_import(self) -> None:
        """Ask for what an export wrote; the list in a folder stands for the whole folder."""
        dialog = QFileDialog(self._window, self.tr("Import a gallery"), str(_documents()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        one_file = self.tr("One file with everything ({pattern})").format(pattern=f"*{FILE_SUFFIX}")
        folder = self.tr("Folder of pictures ({list})").format(list=LIST_NAME)
        dialog.setNameFilters([one_file, folder])
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, self.tr("Import"))
        dialog.fileSelected.connect(self._import)
        dialog.open()

    def _import(self, chosen: str) -> None:
        """A file at once; pictures of a folder are enrolled, so they are looked at first."""
        path = Path(chosen)
        if path.name == LIST_NAME:
            self._controller.check_files((path.parent,))
        else:
            self._controller.import_gallery(path)


def export_target(path: Path, *, as_folder: bool) -> Path:
    """With the suffix of a file, or without it."""
    is_file = path.suffix.lower() == FILE_SUFFIX
    if as_folder:
        return path.with_suffix("") if is_file else path
    return path if is_file else path.with_name(path.name + FILE_SUFFIX)


def _documents() -> Path:
    folder = Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    )
    # Qt names it also when it does not exist; a dialog would take it for the name of a file.
    return folder if folder.is_dir() else Path.home()
