"""Light and dark, as the system has it or as the user wants it."""

from typing import Literal

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import QApplication

from videorec.gui.style import Style

Look = Literal["system", "light", "dark"]
LOOKS: tuple[Look, ...] = ("system", "light", "dark")

_LIGHT = {
    QPalette.ColorRole.Window: "#f3f4f6",
    QPalette.ColorRole.WindowText: "#1b1e23",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#eceef1",
    QPalette.ColorRole.Text: "#1b1e23",
    QPalette.ColorRole.PlaceholderText: "#666d78",
    QPalette.ColorRole.Button: "#e9ebef",
    QPalette.ColorRole.ButtonText: "#1b1e23",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.ToolTipBase: "#1f2329",
    QPalette.ColorRole.ToolTipText: "#f2f4f7",
    QPalette.ColorRole.Highlight: "#2a66c8",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#1f5cc0",
    QPalette.ColorRole.LinkVisited: "#6a4bb0",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#e2e5ea",
    QPalette.ColorRole.Mid: "#c4c9d1",
    QPalette.ColorRole.Dark: "#9aa1ac",
    QPalette.ColorRole.Shadow: "#5b626d",
}
_DARK = {
    QPalette.ColorRole.Window: "#1f2227",
    QPalette.ColorRole.WindowText: "#e4e7ec",
    QPalette.ColorRole.Base: "#17191d",
    QPalette.ColorRole.AlternateBase: "#24272d",
    QPalette.ColorRole.Text: "#e4e7ec",
    QPalette.ColorRole.PlaceholderText: "#99a1ae",
    QPalette.ColorRole.Button: "#2b2f36",
    QPalette.ColorRole.ButtonText: "#e4e7ec",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.ToolTipBase: "#31363e",
    QPalette.ColorRole.ToolTipText: "#eef0f3",
    QPalette.ColorRole.Highlight: "#4b8bf0",
    QPalette.ColorRole.HighlightedText: "#0c1017",
    QPalette.ColorRole.Link: "#7fb0ff",
    QPalette.ColorRole.LinkVisited: "#b59cf0",
    QPalette.ColorRole.Light: "#3a3f48",
    QPalette.ColorRole.Midlight: "#343942",
    QPalette.ColorRole.Mid: "#40464f",
    QPalette.ColorRole.Dark: "#121418",
    QPalette.ColorRole.Shadow: "#0a0b0d",
}
_DISABLED_ROLES = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)
# Colours come from the palette alone, so that it looks right in both themes.
_SHEET = """
QMainWindow::separator { width: 5px; height: 5px; background: palette(window); }
QDockWidget { font-weight: 600; }
QDockWidget::title { padding: 7px 10px; background: palette(alternate-base); }
QDockWidget > QWidget { font-weight: 400; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    padding: 6px 14px; border: none; border-bottom: 2px solid transparent;
    background: palette(window); color: palette(placeholder-text);
}
QTabBar::tab:selected { border-bottom-color: palette(highlight); color: palette(window-text); }
QTabBar::tab:hover, QTabBar::tab:focus { background: palette(midlight); }
QToolTip {
    padding: 4px 6px; border: 1px solid palette(mid);
    background: palette(tool-tip-base); color: palette(tool-tip-text);
}
QStatusBar::item { border: none; }
QPushButton {
    padding: 5px 12px; border: 1px solid palette(mid); border-radius: 6px;
    background: palette(button);
}
QPushButton:hover { background: palette(midlight); }
QPushButton:pressed, QPushButton:checked { background: palette(mid); }
QPushButton:focus { border-color: palette(highlight); }
QPushButton:flat { border-color: transparent; background: transparent; color: palette(link); }
QPushButton:flat:disabled { color: palette(mid); }
QPushButton:flat:focus { border-color: palette(highlight); }
QPushButton#primary {
    background: palette(highlight); color: palette(highlighted-text);
    border-color: palette(highlight); font-weight: 600;
}
QPushButton#primary:focus { border: 2px solid palette(window-text); }
QPushButton#row { text-align: left; padding: 7px 10px; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: palette(midlight); }
QToolButton:pressed, QToolButton:checked { background: palette(mid); }
QToolButton:focus { border-color: palette(highlight); }
QScrollBar:vertical { width: 11px; border: none; background: transparent; }
QScrollBar:horizontal { height: 11px; border: none; background: transparent; }
QScrollBar::handle { margin: 2px; border-radius: 3px; background: palette(mid); }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: palette(placeholder-text); }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolButton::menu-indicator { subcontrol-position: right center; subcontrol-origin: padding; }
QToolButton[popupMode="2"] { padding-right: 14px; }
QLineEdit {
    padding: 4px 6px; border: 1px solid palette(mid); border-radius: 6px;
    background: palette(base);
}
QAbstractSpinBox QLineEdit { padding: 0; border: none; }
QLineEdit:focus { border-color: palette(highlight); }
QGroupBox {
    margin-top: 22px; padding: 6px 4px 4px 4px; border: 1px solid palette(mid); border-radius: 8px;
}
QGroupBox::title { subcontrol-origin: margin; left: 2px; top: 2px; font-weight: 600; }
UndoBar, JobRow { border: 1px solid palette(mid); border-radius: 8px; }
QPlainTextEdit { border: 1px solid palette(mid); border-radius: 6px; background: palette(base); }
QMenu { border: 1px solid palette(mid); background: palette(window); padding: 4px; }
QMenu::item { padding: 5px 22px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QMenu::item:disabled { color: palette(mid); background: transparent; }
QMenu::icon { margin-left: 5px; }
QMenu::icon:checked { background: palette(mid); border-radius: 4px; }
QMenu::indicator { left: 6px; }
QMenu::separator { height: 1px; margin: 4px 8px; background: palette(mid); }
QListWidget { border: 1px solid palette(mid); border-radius: 6px; padding: 2px; }
QListWidget::item { padding: 4px; border-radius: 4px; }
QListWidget::item:hover { background: palette(alternate-base); }
QListWidget::item:selected {
    background: palette(highlight); color: palette(highlighted-text);
}
#namePopup { border: 1px solid palette(mid); border-radius: 8px; background: palette(window); }
"""


def palette_of(*, dark: bool) -> QPalette:
    """All colours of one look."""
    palette = QPalette()
    for role, color in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(color))
    faint = QColor("#6b727d" if dark else "#9ba2ad")
    for role in _DISABLED_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    palette.setColor(
        QPalette.ColorGroup.Disabled,
        QPalette.ColorRole.Highlight,
        palette.color(QPalette.ColorRole.Mid),
    )
    return palette


class Theme(QObject):
    """Keeps the application in the wanted look, also when the system changes its own."""

    def __init__(self, application: QApplication, look: Look = "system") -> None:
        super().__init__(application)
        self._application = application
        self._look: Look = look
        application.setStyle(Style())
        hints = application.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._follow)
        self._follow()

    @property
    def look(self) -> Look:
        """What the user wants."""
        return self._look

    def use_look(self, look: Look) -> None:
        """Change it now."""
        self._look = look
        self._follow()

    @property
    def dark(self) -> bool:
        """Whether it is dark now."""
        if self._look != "system":
            return self._look == "dark"
        hints = self._application.styleHints()
        return hints is not None and hints.colorScheme() is Qt.ColorScheme.Dark

    def _follow(self) -> None:
        self._application.setPalette(palette_of(dark=self.dark))
        # A sheet looks colours up when it is set.
        self._application.setStyleSheet(_SHEET)
