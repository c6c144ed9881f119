"""The window in the user's language, from Qt's own .ts files, without a compiler for them."""

import logging
from importlib.resources import files
from xml.etree import ElementTree

from PyQt6.QtCore import QLibraryInfo, QLocale, QTranslator
from PyQt6.QtWidgets import QApplication

log = logging.getLogger("videorec.gui")

# The strings in the code are English.
LANGUAGES = ("en", "de")


class TsTranslator(QTranslator):
    """Looks up what `read_ts` found."""

    def __init__(self, messages: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self._messages = messages

    def translate(  # type: ignore[override]  # the stubs forget that None is an answer
        self,
        context: str | None,
        sourceText: str | None,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        # None means "not here": Qt asks the next translator, and shows the source in the end.
        return self._messages.get((context or "", sourceText or ""))

    def isEmpty(self) -> bool:
        return not self._messages


def read_ts(text: str) -> dict[tuple[str, str], str]:
    """(context, source) -> translation of a .ts file; unfinished entries are left out."""
    messages = {}
    for context in ElementTree.fromstring(text).iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            source, found = message.findtext("source", ""), message.find("translation")
            if found is not None and found.text and found.get("type") != "unfinished":
                messages[name, source] = found.text
    return messages


def ts_text(language: str) -> str:
    """The .ts file of a language that is not English."""
    return (files("videorec.gui") / "translations" / f"{language}.ts").read_text(encoding="utf-8")


def chosen_language(wanted: str) -> str:
    """One of LANGUAGES. wanted: "system" takes the first of the system's that there is."""
    if wanted != "system":
        return wanted if wanted in LANGUAGES else "en"
    for tag in QLocale.system().uiLanguages():
        language = tag.split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


def install_language(application: QApplication, wanted: str) -> tuple[QTranslator, ...]:
    """Speak a language from now on; call it before widgets are made. Returns what must be kept."""
    language = chosen_language(wanted)
    # Numbers follow the words, not the system; widgets take the locale over when they are made.
    QLocale.setDefault(QLocale(language))
    if language == "en":
        return ()
    ours = TsTranslator(read_ts(ts_text(language)))
    # Qt's own words: the buttons of its dialogs, the menus of its text fields.
    qts = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not qts.load(f"qtbase_{language}", folder):
        log.info("Qt's own words are not there in %s", language)
    for translator in (qts, ours):
        application.installTranslator(translator)
    return (qts, ours)
