"""Everything the user can ask for, with its key: menus and buttons show these."""

from collections.abc import Sequence

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QMenuBar,
    QTabBar,
    QWidget,
)

from videorec.gui.icons import icon

SEEK_S = 5.0
_MOVES = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End})
# Keys of the player that a focused widget of this kind needs for itself.
_KEPT: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractItemView, _MOVES),
    (QAbstractSlider, _MOVES),
    (QAbstractButton, frozenset({Qt.Key.Key_Space})),
    (QComboBox, frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})),
    (QTabBar, _MOVES),
)
# Typing finds an entry in these; the space selects.
_SEARCHED = (QAbstractItemView, QComboBox)
# Letters, digits and signs come before the other keys.
_FIRST_SPECIAL_KEY = 0x01000000


def keeps_key(widget: QWidget | None, key: int) -> bool:
    """Whether a widget uses a key itself, so that it is no shortcut while it has the focus."""
    if isinstance(widget, _SEARCHED) and key < _FIRST_SPECIAL_KEY:
        return True
    return any(isinstance(widget, kind) and key in keys for kind, keys in _KEPT)


class Actions(QObject):
    """All actions of the window; whoever connects them decides what they do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        standard = QKeySequence.StandardKey
        self.open_file = self._action(self.tr("&Open…"), [standard.Open], "file")
        self.open_stream = self._action(self.tr("Open &stream…"), ["Ctrl+U"], "stream")
        self.open_camera = self._action(self.tr("Open ca&mera…"), picture="camera")
        self.open_gallery = self._action(self.tr("Open another &gallery…"), ["Ctrl+G"])
        self.export_gallery = self._action(self.tr("Export g&allery…"))
        self.import_gallery = self._action(self.tr("&Import gallery…"))
        self.close_source = self._action(self.tr("&Close video"), ["Ctrl+W"])
        self.snapshot = self._action(self.tr("Save this &picture…"), [standard.Save], "snapshot")
        self.export = self._action(self.tr("&Export…"), ["Ctrl+E"])
        self.quit = self._action(self.tr("&Quit"), ["Ctrl+Q"])
        self.undo = self._action(self.tr("&Undo"), [standard.Undo])
        self.paste = self._action(self.tr("&Paste picture of a person"), ["Ctrl+Shift+V"])
        self.settings = self._action(self.tr("&Settings…"), ["Ctrl+,"])
        self.play = self._action(self.tr("Play"), ["Space"], "play")
        self.step_forward = self._action(self.tr("One picture on"), ["."], "step-forward")
        self.step_back = self._action(self.tr("One picture back"), [","], "step-back")
        self.seek_forward = self._action(self.tr("5 seconds on"), ["Right"])
        self.seek_back = self._action(self.tr("5 seconds back"), ["Left"])
        self.to_start = self._action(self.tr("To the start"), ["Home"], "to-start")
        self.to_end = self._action(self.tr("To the end"), ["End"])
        self.next_face = self._action(self.tr("Next appearance"), ["Ctrl+Right"])
        self.previous_face = self._action(self.tr("Previous appearance"), ["Ctrl+Left"])
        self.slower = self._action(self.tr("Slower"), ["["])
        self.faster = self._action(self.tr("Faster"), ["]"])
        self.loop = self._action(self.tr("Loop"), ["L"], "loop", checkable=True)
        self.fit = self._action(self.tr("Fit to window"), ["F"], "fit")
        self.actual_size = self._action(self.tr("Actual size"), ["1"])
        self.zoom_in = self._action(self.tr("Zoom in"), ["+", standard.ZoomIn])
        self.zoom_out = self._action(self.tr("Zoom out"), ["-", standard.ZoomOut])
        self.hud = self._action(self.tr("Figures over the picture"), ["H"], "gauge", checkable=True)
        self.full_screen = self._action(self.tr("Full screen"), ["F11"], checkable=True)
        self.about = self._action(self.tr("&About videorec"), ["F1"])
        self.open_log = self._action(self.tr("Open &log"))
        for action in (
            *(self.step_forward, self.step_back, self.seek_forward, self.seek_back),
            *(self.zoom_in, self.zoom_out),
        ):
            action.setAutoRepeat(True)

    def while_open(self) -> tuple[QAction, ...]:
        """Those that need a source."""
        return (
            *self.while_playing(),
            *(self.close_source, self.snapshot, self.export),
            *(self.fit, self.actual_size, self.zoom_in, self.zoom_out),
        )

    def while_playing(self) -> tuple[QAction, ...]:
        """Those that need a source with a position, that is, no live one; play is not among them,
        as a live picture can be frozen, too."""
        return (
            *(self.step_forward, self.step_back, self.seek_forward, self.seek_back),
            *(self.to_start, self.to_end, self.next_face, self.previous_face),
            *(self.slower, self.faster, self.loop),
        )

    def fill(self, bar: QMenuBar, panels: Sequence[QAction]) -> None:
        """The menus. panels: show and hide the panels."""
        menus: tuple[tuple[str, tuple[QAction | None, ...]], ...] = (
            (
                self.tr("&File"),
                (
                    *(self.open_file, self.open_camera, self.open_stream, None),
                    *(self.open_gallery, self.export_gallery, self.import_gallery, None),
                    *(self.snapshot, self.export, None, self.close_source, self.quit),
                ),
            ),
            (self.tr("&Edit"), (self.undo, self.paste, None, self.settings)),
            (
                self.tr("&Playback"),
                (
                    *(self.play, self.step_forward, self.step_back, None),
                    *(self.seek_forward, self.seek_back, self.to_start, self.to_end, None),
                    *(self.next_face, self.previous_face, None),
                    *(self.slower, self.faster, self.loop),
                ),
            ),
            (
                self.tr("&View"),
                (
                    *(self.fit, self.actual_size, self.zoom_in, self.zoom_out, None),
                    *(self.hud, self.full_screen, None, *panels),
                ),
            ),
            (self.tr("&Help"), (self.open_log, self.about)),
        )
        for title, entries in menus:
            menu = bar.addMenu(title)
            assert menu is not None
            for entry in entries:
                if entry is None:
                    menu.addSeparator()
                else:
                    menu.addAction(entry)

    def _action(
        self,
        text: str,
        keys: Sequence[str | QKeySequence.StandardKey] = (),
        picture: str = "",
        *,
        checkable: bool = False,
    ) -> QAction:
        action = QAction(text, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        # A key that is held a little too long, as on a busy computer, switches nothing back.
        action.setAutoRepeat(False)
        action.setCheckable(checkable)
        if picture:
            action.setIcon(icon(picture))
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        plain = text.replace("&", "").rstrip("…")
        action.setToolTip(f"{plain} ({key})" if key else plain)
        # Known to the window itself, so that the key works while the menu bar is hidden.
        self._window.addAction(action)
        return action
