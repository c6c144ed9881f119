"""The dialogs of the window: opened when they are asked for, filled, and connected."""

from pathlib import Path

from PyQt6.QtCore import QObject, QStandardPaths, Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QDialog, QFileDialog

from videorec.core.errors import OutputError
from videorec.gui.about_dialog import AboutDialog
from videorec.gui.controller import Controller
from videorec.gui.engine_speech import translated
from videorec.gui.enrol_dialog import EnrolDialog
from videorec.gui.export_dialog import ExportDialog
from videorec.gui.gallery_dialogs import GalleryDialogs
from videorec.gui.log_file import default_log_path
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences, preferences_path, save_preferences
from videorec.gui.settings_choices import present_choices
from videorec.gui.settings_dialog import SettingsDialog
from videorec.gui.stream_dialog import StreamDialog
from videorec.gui.theme import Theme
from videorec.gui.values import EngineInfo, EnrolmentCheck, Person, Problem
from videorec.media.images import IMAGE_SUFFIXES
from videorec.media.info import SourceInfo

VIDEO_SUFFIXES = (".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".ts", ".wmv")


class Dialogs(QObject):
    """open_source(spec): the user chose a file or gave an address."""

    open_source = pyqtSignal(object)

    def __init__(
        self, window: MainWindow, controller: Controller, preferences: Preferences, theme: Theme
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._preferences = preferences
        self._theme = theme
        self._engine: EngineInfo | None = None
        self._devices: tuple[str, ...] = ()
        self._source: SourceInfo | None = None
        self._people: tuple[Person, ...] = ()
        self._enrolment: EnrolDialog | None = None
        self._gallery_dialogs = GalleryDialogs(window, controller)
        commands = window.commands
        commands.open_file.triggered.connect(self.choose_source)
        commands.open_stream.triggered.connect(self.ask_address)
        window.start_page.choose_file.connect(self.choose_source)
        commands.snapshot.triggered.connect(self.choose_snapshot)
        commands.export.triggered.connect(self.open_export)
        commands.settings.triggered.connect(self.open_settings)
        commands.about.triggered.connect(lambda: AboutDialog(self._engine, window).open())
        commands.open_log.triggered.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(default_log_path())))
        )
        controller.devices_found.connect(self.show_devices)
        controller.enrolment_checked.connect(self.show_check)

    def show_engine(self, engine: EngineInfo) -> None:
        """What the about dialog tells."""
        self._engine = engine

    def show_devices(self, names: tuple[str, ...]) -> None:
        """What can be chosen in the settings, also in those that are open."""
        self._devices = names
        for dialog in self._window.findChildren(SettingsDialog):
            dialog.show_choices(present_choices(names))

    def show_source(self, info: SourceInfo) -> None:
        """What an export and a snapshot are named after."""
        self._source = info

    def show_people(self, people: tuple[Person, ...]) -> None:
        """Whose names are completed."""
        self._people = people
        if self._enrolment is not None:
            self._enrolment.show_people(people)

    def show_check(self, check: EnrolmentCheck) -> None:
        """Pictures to enrol from, in the dialog that is open or in a new one."""
        if self._enrolment is None:
            self._enrolment = EnrolDialog(self._window)
            self._enrolment.enrol_faces.connect(self._controller.enrol_faces)
            self._enrolment.finished.connect(self._forget_enrolment)
            self._enrolment.show_people(self._people)
            _open(self._enrolment)
        self._enrolment.show_check(check)

    def choose_source(self) -> None:
        """Ask for a video or picture."""
        videos = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
        pictures = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        filters = (
            self.tr("Videos and pictures ({patterns})").format(patterns=f"{videos} {pictures}"),
            self.tr("All files (*)"),
        )
        path, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a video or picture"), self._folder(), ";;".join(filters)
        )
        if path:
            self.open_source.emit(path)

    def ask_address(self) -> None:
        """Ask for the address of a stream: on the start page, or over what is shown."""
        if not self._window.plays:
            self._window.start_page.focus_address()
            return
        dialog = StreamDialog(self._window)
        dialog.open_source.connect(self.open_source)
        _open(dialog)

    def choose_snapshot(self) -> None:
        """Ask where the picture on screen shall go."""
        frame = self._controller.picture
        if frame is None:
            return
        stem = Path(self._source.name).stem if self._source is not None else "videorec"
        name = f"{_plain(stem)} {frame.time_s:.2f} s.png"
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save this picture"),
            str(Path(self._folder(pictures=True)) / name),
            self.tr("Pictures (*.png *.jpg)"),
        )
        if path:
            chosen = Path(path)
            self._controller.save_snapshot(chosen if chosen.suffix else chosen.with_suffix(".png"))

    def open_export(self) -> None:
        """Ask what to write of the open source."""
        if self._source is not None:
            dialog = ExportDialog(self._window)
            dialog.show_source(self._source, self._preferences.settings.mode)
            dialog.export.connect(self._controller.export)
            _open(dialog)

    def open_settings(self) -> None:
        """Let the user change the settings."""
        dialog = SettingsDialog(self._window, self._losses)
        dialog.show_choices(present_choices(self._devices))
        dialog.show_preferences(self._preferences)
        dialog.use_preferences.connect(self.use_preferences)
        _open(dialog)

    def use_preferences(self, preferences: Preferences) -> None:
        """Keep them for the next start, and do what can be done now."""
        before, self._preferences = self._preferences, preferences
        try:
            save_preferences(preferences_path(), preferences)
        except OutputError as error:
            self._window.errors.show_problem(
                Problem(
                    title=self.tr("The settings could not be saved"), text=translated(str(error))
                )
            )
        self._theme.use_look(preferences.theme)
        self._window.start_page.prefer_camera(preferences.camera)
        if preferences.hud != before.hud:
            self._window.commands.hud.setChecked(preferences.hud)
        if preferences.settings != before.settings:
            self._controller.use_settings(preferences.settings)
        if preferences.language != before.language:
            self._window.status.show_told(
                self.tr("The language changes when videorec is started again.")
            )

    def _losses(self, preferences: Preferences) -> str:
        """What is lost when these are used now; empty for nothing."""
        settings = preferences.settings
        changed = settings != self._preferences.settings
        if changed and self._controller.reopens_gallery(settings):
            return self._window.gallery_losses
        return ""

    def _forget_enrolment(self) -> None:
        self._enrolment = None

    def _folder(self, *, pictures: bool = False) -> str:
        """Where a file dialog begins: beside the open file, or where such files usually are."""
        if not pictures and self._source is not None and self._source.path is not None:
            return str(self._source.path.parent)
        place = (
            QStandardPaths.StandardLocation.PicturesLocation
            if pictures
            else QStandardPaths.StandardLocation.MoviesLocation
        )
        folder = Path(QStandardPaths.writableLocation(place))
        # Qt names it also when it does not exist; a dialog would take it for the name of a file.
        return str(folder if folder.is_dir() else Path.home())


def _open(dialog: QDialog) -> None:
    """Over its window, which it blocks; gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _plain(name: str) -> str:
    """Without what file systems do not allow in a name."""
    return "".join(c if c.isalnum() or c in " ._-" else "_" for c in name).strip() or "videorec"
