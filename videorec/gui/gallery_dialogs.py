"""Which gallery to open."""

from pathlib import Path

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QFileDialog

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

    def choose_gallery(self) -> None:
        """Ask for a gallery file."""
        patterns = " ".join(f"*{suffix}" for suffix in GALLERY_SUFFIXES)
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Open or make a gallery"),
            "",
            self.tr("Galleries ({patterns})").format(patterns=patterns),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if path:
            chosen = Path(path)
            if not chosen.suffix:
                chosen = chosen.with_suffix(GALLERY_SUFFIXES[0])
            self._open(chosen)

    def _open(self, path: Path) -> None:
        """At once, or when the user agrees to what is lost by it."""
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
