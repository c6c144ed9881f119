"""What holds for every panel and dialog: names to hear, keys to reach, room to shrink."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui.hands import keep
from tests.gui.plain_values import checked, face, person, stranger
from videorec.core.settings import MatchingSettings
from videorec.gui.enrol_dialog import EnrolDialog
from videorec.gui.export_dialog import ExportDialog
from videorec.gui.gallery_panel import GalleryPanel
from videorec.gui.job_list import JobList
from videorec.gui.preferences import Preferences
from videorec.gui.settings_dialog import SettingsDialog
from videorec.gui.theme import palette_of
from videorec.gui.threshold_panel import ThresholdPanel
from videorec.gui.unknown_panel import UnknownPanel
from videorec.gui.values import EngineInfo, EnrolmentCheck, JobState
from videorec.media.info import SourceInfo
from videorec.models.model_card import ModelCard

LONG = "Grace" + "brewstermurray" * 13  # one word of nearly 200 letters
MARKUP = "<b>Bob</b> & Söhne 🚀"
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QProgressBar,
)


def _gallery(count: int) -> GalleryPanel:
    panel = GalleryPanel()
    panel.show_people([person(n, f"{LONG}{n}") for n in range(count)])
    panel.show_undo(f"Removed {LONG} (2 pictures)")
    return panel


def _unknown(count: int) -> UnknownPanel:
    panel = UnknownPanel()
    panel.show_people([person(1, LONG)])
    panel.show_strangers([stranger(n, best=MARKUP if n % 2 else LONG) for n in range(count)])
    return panel


def _threshold() -> ThresholdPanel:
    panel = ThresholdPanel()
    card = ModelCard(name="m", depth=4)
    panel.show_engine(
        EngineInfo(device="CPU", model="m", model_name="m", calibrated_threshold=0.5, card=card)
    )
    panel.show_matching(MatchingSettings(threshold=0.5))
    return panel


def _jobs() -> JobList:
    jobs = JobList()
    jobs.show_job(JobState(job_id=1, title=LONG, progress=0.5, text=f"/{LONG}/a.mp4"))
    jobs.show_job(
        JobState(job_id=2, title=LONG, progress=1.0, text="", done=True, results=(Path("/a/b"),))
    )
    return jobs


def _enrol() -> EnrolDialog:
    dialog = EnrolDialog()
    pictures = (checked(LONG, face(20, "too dark"), face(90)), checked(MARKUP, refusal="no face"))
    dialog.show_check(EnrolmentCheck(pictures=pictures))
    return dialog


def _export() -> ExportDialog:
    dialog = ExportDialog()
    dialog.show_source(SourceInfo(name=LONG, width=1, height=1))
    return dialog


def _settings() -> SettingsDialog:
    dialog = SettingsDialog()
    dialog.show_preferences(Preferences())
    return dialog


PANELS: dict[str, Callable[[], QWidget]] = {
    "gallery, nobody": lambda: _gallery(0),
    "gallery, one": lambda: _gallery(1),
    "gallery, 500": lambda: _gallery(500),
    "unknown, nobody": lambda: _unknown(0),
    "unknown, one": lambda: _unknown(1),
    "unknown, 500": lambda: _unknown(500),
    "threshold": _threshold,
    "jobs": _jobs,
}
DIALOGS: dict[str, Callable[[], QWidget]] = {
    "enrol": _enrol,
    "export": _export,
    "settings": _settings,
}


def _is_part(control: QWidget) -> bool:
    """Whether it belongs to a control that has a name itself, such as a combo box's list."""
    whole = control.parentWidget()
    while whole is not None:
        if isinstance(whole, QAbstractSpinBox | QComboBox | QAbstractItemView | QLineEdit):
            return True
        whole = whole.parentWidget()
    return False


@pytest.mark.parametrize("name", [*PANELS, *DIALOGS])
def test_every_control_has_a_name_to_hear(qtbot: QtBot, name: str) -> None:
    widget = {**PANELS, **DIALOGS}[name]()
    keep(qtbot, widget)
    buddies = {label.buddy() for label in widget.findChildren(QLabel)}
    nameless = []
    for kind in CONTROLS:
        for control in widget.findChildren(kind):
            if isinstance(control, QScrollBar) or control.objectName().startswith("qt_"):
                continue  # Qt's own parts
            said = control.accessibleName() or (
                control.text() if isinstance(control, QAbstractButton) else ""
            )
            if not said and control not in buddies and not _is_part(control):
                nameless.append(f"{type(control).__name__} in {type(control.parent()).__name__}")
    assert nameless == []


@pytest.mark.parametrize("name", [*PANELS, *DIALOGS])
def test_the_keyboard_reaches_every_control(qtbot: QtBot, name: str) -> None:
    widget = {**PANELS, **DIALOGS}[name]()
    keep(qtbot, widget)
    widget.show()
    unreachable = [
        f"{type(control).__name__} {control.accessibleName() or control.toolTip()}"
        for kind in (QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)
        for control in widget.findChildren(kind)
        if control.isVisible()
        and not isinstance(control, QScrollBar)
        and not control.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _is_part(control)
    ]
    assert unreachable == []


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("width", [260, 400])
@pytest.mark.parametrize("dark", [False, True])
def test_panels_fit_whatever_the_names_are(
    qtbot: QtBot, qapp: QApplication, name: str, width: int, *, dark: bool
) -> None:
    before = qapp.palette()
    try:
        qapp.setPalette(palette_of(dark=dark))
        widget = PANELS[name]()
        keep(qtbot, widget)
        widget.resize(width, 520)
        widget.show()
        qapp.processEvents()
        assert widget.minimumSizeHint().width() <= 260
        assert widget.width() == width
        corner = widget.grab().toImage().pixelColor(1, 1).lightness()
        assert (corner < 128) == dark
    finally:
        qapp.setPalette(before)


def test_names_that_look_like_markup_are_written_as_they_are(qtbot: QtBot) -> None:
    panel = UnknownPanel()
    keep(qtbot, panel)
    panel.show_people([person(1, MARKUP)])
    panel.show_strangers([stranger(1, best=MARKUP)])
    buttons = [b for b in panel.findChildren(QAbstractButton) if "Bob" in b.accessibleName()]
    assert [b.accessibleName() for b in buttons] == [f"It is {MARKUP}", f"Not {MARKUP}"]
    assert all("&&" in b.text() for b in buttons)  # else the ampersand would mark a key
    for label in panel.findChildren(QLabel):
        if "Bob" in label.text():
            assert label.textFormat() is Qt.TextFormat.PlainText
