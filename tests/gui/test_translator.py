"""Every string of the window is there in German, with the same gaps to fill."""

import string
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from PyQt6.lupdate.lupdate import lupdate
from PyQt6.QtCore import QCoreApplication, QLocale
from PyQt6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from tests.conftest import REPOSITORY
from tests.gui.wired import wired
from videorec.gui.preferences import Language, Preferences
from videorec.gui.start_page import StartPage
from videorec.gui.translator import (
    LANGUAGES,
    TsTranslator,
    chosen_language,
    read_ts,
    ts_text,
)
from videorec.runtime.values import TransportState

GUI = REPOSITORY / "videorec" / "gui"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """(context, string) of everything in the code that can be translated."""
    ts = tmp_path_factory.mktemp("strings") / "all.ts"
    lupdate(  # type: ignore[no-untyped-call]
        [str(p) for p in sorted(GUI.glob("*.py"))], [str(ts)], no_summary=True
    )
    text = ts.read_text(encoding="utf-8").replace('<translation type="unfinished" />', DONE)
    return set(read_ts(text))


DONE = "<translation>x</translation>"


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_no_string_lacks_a_translation(language: str, sources: set[tuple[str, str]]) -> None:
    assert len(sources) > 200
    missing = sorted(sources - read_ts(ts_text(language)).keys())
    assert missing == [], "run `make translations` and translate what is unfinished"


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_no_translation_is_left_over(language: str, sources: set[tuple[str, str]]) -> None:
    assert sorted(read_ts(ts_text(language)).keys() - sources) == [], "run `make translations`"


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_translations_have_the_same_gaps(language: str) -> None:
    for (context, source), translation in read_ts(ts_text(language)).items():
        assert _gaps(source) == _gaps(translation), (context, source)
        assert source.endswith("…") == translation.endswith("…"), (context, source)


def _gaps(text: str) -> set[tuple[str | None, str | None]]:
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name}


def test_the_window_speaks_german(german: QApplication, qtbot: QtBot) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    assert page.accessibleName() == "Start"
    assert QCoreApplication.translate("Overlay", "unknown face") == "unbekanntes Gesicht"
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
    assert cancel is not None
    assert cancel.text() == "Abbrechen"  # Qt's own word


def test_the_german_window_is_not_wider_than_a_small_screen(
    german: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with wired(qtbot, german, tmp_path, Preferences(theme="light")) as (window, _, _):
        window.show_player("friends.mp4", live=False)
        window.player.transport.show_state(
            TransportState(
                playing=False,
                live=False,
                seekable=True,
                position_s=14.9,
                duration_s=14.93,
                fps=30.0,
                speed=1.0,
                loop=False,
            )
        )
        QApplication.processEvents()
        assert window.minimumSizeHint().width() <= 800


def test_what_is_not_translated_stays_as_it_is(german: QApplication) -> None:
    assert QCoreApplication.translate("Overlay", "no such string") == "no such string"


def test_unfinished_entries_are_left_out() -> None:
    text = (
        "<TS><context><name>A</name>"
        "<message><source>one</source><translation>eins</translation></message>"
        '<message><source>two</source><translation type="unfinished">zwei</translation></message>'
        "<message><source>three</source><translation/></message>"
        "</context></TS>"
    )
    assert read_ts(text) == {("A", "one"): "eins"}
    assert TsTranslator({}).isEmpty()


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (["de-AT", "en-US"], "de"),
        (["fr-FR", "de-DE"], "de"),
        (["en-GB", "de-DE"], "en"),
        (["ja"], "en"),
        ([], "en"),
    ],
)
def test_the_system_s_language_is_followed(
    monkeypatch: pytest.MonkeyPatch, system: list[str], expected: str
) -> None:
    class Spoken:
        def uiLanguages(self) -> list[str]:  # noqa: N802 - as Qt calls it
            return system

    monkeypatch.setattr(QLocale, "system", Spoken)
    assert chosen_language("system") == expected
    assert chosen_language("de") == "de"
    assert chosen_language("xx") == "en"


def test_the_files_travel_with_the_package() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["videorec"]
    found = {p for pattern in patterns for p in (REPOSITORY / "videorec").glob(pattern)}
    assert {GUI / "translations" / f"{name}.ts" for name in LANGUAGES if name != "en"} <= found


def test_every_language_can_be_chosen() -> None:
    assert set(LANGUAGES) | {"system"} == set(get_args(Language))
