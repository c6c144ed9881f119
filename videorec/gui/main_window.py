"""The window: pages, panels, menus and bars in their places. What they do is in `wiring`."""

from pathlib import Path

from PyQt6.QtCore import QByteArray, QEvent, QSettings, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PyQt6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from videorec.gui.actions import Actions, keeps_key
from videorec.gui.error_bar import ErrorBar
from videorec.gui.gallery_panel import GalleryPanel
from videorec.gui.icons import icon
from videorec.gui.job_list import JobList
from videorec.gui.player_page import PlayerPage
from videorec.gui.question import ask
from videorec.gui.recent_sources import RecentSources
from videorec.gui.start_page import StartPage
from videorec.gui.status_line import StatusLine
from videorec.gui.threshold_panel import ThresholdPanel
from videorec.gui.unknown_panel import UnknownPanel

# Raised when panels are added or renamed, so that an old layout is not forced on new ones.
LAYOUT_VERSION = 1


class MainWindow(QMainWindow):
    """Composition only.

    settings: where position, size and panels are remembered.
    open_source(spec): a file or folder was dropped. closing: the window goes, with everything.
    """

    open_source = pyqtSignal(object)
    closing = pyqtSignal()

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._panels_before_full_screen = QByteArray()
        self._losses_accepted = False
        self.setWindowTitle("videorec")
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.setMinimumSize(780, 480)
        self.recent = RecentSources(settings)
        self.commands = Actions(self)
        self.errors = ErrorBar()
        self.start_page = StartPage()
        self.player = PlayerPage(self.commands)
        self.gallery = GalleryPanel()
        self.unknown = UnknownPanel()
        self.threshold = ThresholdPanel()
        self.jobs = JobList()
        self.status = StatusLine()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(self.player)
        self.setCentralWidget(self._central())
        self.setStatusBar(self.status)
        self.docks = (
            self._dock("gallery", self.tr("Gallery"), self.gallery),
            self._dock("unknown", self.tr("Unknown faces"), self.unknown),
            self._dock("threshold", self.tr("Threshold"), _scrolled(self.threshold)),
        )
        self.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)
        self.tabifyDockWidget(self.docks[0], self.docks[1])
        self.docks[0].raise_()
        bar = self.menuBar()
        assert bar is not None
        self.commands.fill(bar, [a for d in self.docks if (a := d.toggleViewAction()) is not None])
        self.commands.full_screen.toggled.connect(self.show_full_screen)
        self.commands.quit.triggered.connect(self.close)
        self.show_start()
        self.show_playing(playing=False)
        self._restore()

    def show_start(self) -> None:
        """The start page; nothing is open."""
        self.player.clear()
        self.start_page.show_recent(self.recent.all())
        self._pages.setCurrentWidget(self.start_page)
        self.setWindowTitle("videorec")
        self.setWindowFilePath("")
        for action in (*self.commands.while_open(), self.commands.play):
            action.setEnabled(False)

    def show_player(self, title: str, *, live: bool) -> None:
        """The picture of a source. title: its name."""
        self._pages.setCurrentWidget(self.player)
        self.setWindowTitle(f"{title} - videorec")
        for action in (*self.commands.while_open(), self.commands.play):
            action.setEnabled(True)
        for action in self.commands.while_playing():
            action.setEnabled(not live)
        self.player.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def plays(self) -> bool:
        """Whether the player is shown rather than the start page."""
        return self._pages.currentWidget() is self.player

    def show_playing(self, *, playing: bool) -> None:
        """What the play key would do now."""
        play = self.commands.play
        play.setIcon(icon("pause" if playing else "play"))
        play.setText(self.tr("Pause") if playing else self.tr("Play"))
        key = play.shortcut().toString()
        play.setToolTip(f"{play.text()} ({key})")

    def show_full_screen(self, full: bool) -> None:
        """Nothing but the picture, or everything as it was."""
        bar = self.menuBar()
        assert bar is not None
        if full:
            self._panels_before_full_screen = self.saveState(LAYOUT_VERSION)
            for dock in self.docks:
                dock.hide()
            self.showFullScreen()
        else:
            self.showNormal()
        for widget in (bar, self.status):
            widget.setVisible(not full)
        self.player.show_controls(shown=not full)
        if not full:
            # Last, for every bar that appears moves the borders of the panels.
            self.restoreState(self._panels_before_full_screen, LAYOUT_VERSION)

    def event(self, event: QEvent | None) -> bool:
        # Asked before a key becomes a shortcut, when the focused widget has no objection itself.
        if (
            event is not None
            and event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, _KEYPAD)
            and keeps_key(QApplication.focusWidget(), event.key())
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.commands.full_screen.setChecked(False)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        if event is not None and (paths := _dropped(event)):
            event.acceptProposedAction()
            self.open_source.emit(str(paths[0]))

    @property
    def gallery_losses(self) -> str:
        """What is lost when the open gallery is left now; empty for nothing."""
        if not self.gallery.holds_unkept_changes:
            return ""
        return self.tr("What was changed in the gallery is lost: it comes from a folder.")

    def close_unasked(self) -> None:
        """Close also when something is lost by it."""
        self._losses_accepted = True
        self.close()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        losses = "" if self._losses_accepted else self._losses()
        if event is not None and losses:
            event.ignore()
            ask(self, self.tr("Close videorec?"), losses, self.tr("Close"), self.close_unasked)
            return
        if self.isFullScreen():
            self.commands.full_screen.setChecked(False)
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.setValue("window/state", self.saveState(LAYOUT_VERSION))
        self._settings.sync()
        self.closing.emit()
        super().closeEvent(event)

    def _losses(self) -> str:
        """What is lost when the window is closed now; empty for nothing."""
        losses = []
        if self.jobs.running:
            text = self.tr(
                "Still running: {titles}. It is stopped, and an export that is not complete "
                "leaves no file."
            )
            losses.append(text.format(titles=", ".join(self.jobs.running)))
        if self.gallery_losses:
            losses.append(self.gallery_losses)
        return "\n".join(losses)

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        state = self._settings.value("window/state")
        if not isinstance(state, QByteArray) or not self.restoreState(state, LAYOUT_VERSION):
            self.resizeDocks(list(self.docks), [320] * len(self.docks), Qt.Orientation.Horizontal)
            upper, lower = self.docks[0], self.docks[-1]
            self.resizeDocks([upper, lower], [430, 330], Qt.Orientation.Vertical)

    def _central(self) -> QWidget:
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.errors)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.jobs)
        return central

    def _dock(self, name: str, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock


def _scrolled(panel: QWidget) -> QScrollArea:
    """For a panel whose controls need more height than a small window has."""
    area = QScrollArea()
    area.setWidget(panel)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(panel.minimumSizeHint().width())
    return area


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _dropped(event: QDropEvent) -> list[Path]:
    """Files and folders of this computer that lie in a drop."""
    data = event.mimeData()
    if data is None or not data.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
