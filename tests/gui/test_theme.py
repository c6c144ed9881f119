"""Both looks can be read, and the system's is followed."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QIcon, QPalette
from PyQt6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from tests.gui.hands import keep
from videorec.gui.icons import icon
from videorec.gui.theme import Look, Theme, palette_of

Role = QPalette.ColorRole


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def luminance(color: QColor) -> float:
    """Relative luminance by WCAG."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(v) for v in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: QColor, b: QColor) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (Role.WindowText, Role.Window),
        (Role.Text, Role.Base),
        (Role.Text, Role.AlternateBase),
        (Role.ButtonText, Role.Button),
        (Role.HighlightedText, Role.Highlight),
        (Role.ToolTipText, Role.ToolTipBase),
        (Role.PlaceholderText, Role.Window),
        (Role.PlaceholderText, Role.Base),
        (Role.Link, Role.Window),
    ],
)
def test_text_can_be_read(dark: bool, ink: Role, ground: Role) -> None:
    """WCAG AA asks for 4.5."""
    palette = palette_of(dark=dark)
    assert contrast(palette.color(ink), palette.color(ground)) >= 4.5


def test_the_look_is_changed_at_once(application: QApplication) -> None:
    theme = Theme(application, "light")
    assert application.palette().color(Role.Window).lightness() > 200
    theme.use_look("dark")
    assert application.palette().color(Role.Window).lightness() < 60
    theme.setParent(None)


def test_the_system_is_followed(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = Theme(application, "system")
    hints = application.styleHints()
    assert hints is not None
    now_dark = hints.colorScheme() is Qt.ColorScheme.Dark
    assert theme.dark == now_dark
    theme.use_look("light" if now_dark else "dark")
    assert theme.dark != now_dark
    theme.setParent(None)


@pytest.mark.parametrize("dark", [False, True])
def test_icons_have_the_colour_of_text(application: QApplication, dark: bool) -> None:
    theme = Theme(application, "dark" if dark else "light")
    painted = icon("pause").pixmap(48, 48).toImage()
    assert painted.pixelColor(17, 24) == palette_of(dark=dark).color(Role.ButtonText)
    faint = icon("pause").pixmap(48, 48, QIcon.Mode.Disabled).toImage()
    assert faint.pixelColor(17, 24) != painted.pixelColor(17, 24)
    theme.setParent(None)


def test_every_icon_draws_something() -> None:
    for name in ("play", "pause", "step-forward", "step-back", "to-start", "loop", "file"):
        assert not _empty(icon(name))
    for name in ("camera", "stream", "close", "fit", "gauge", "snapshot"):
        assert not _empty(icon(name))
    with pytest.raises(KeyError):
        icon("nothing")


def _empty(drawn: QIcon) -> bool:
    image = drawn.pixmap(32, 32).toImage()
    return not any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("checked", [False, True])
def test_a_check_box_can_be_seen(
    application: QApplication, qtbot: QtBot, look: Look, checked: bool
) -> None:
    """WCAG asks for 3 between a control and what is around it."""
    theme = Theme(application, look)
    box = QCheckBox()
    keep(qtbot, box)
    box.setChecked(checked)
    box.show()
    image = box.grab().toImage()
    ground = application.palette().color(Role.Window)
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    seen = [color for color in pixels if contrast(color, ground) >= 3.0]
    assert len(seen) > 2 * box.iconSize().width()
    theme.setParent(None)
