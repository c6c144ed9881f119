"""What the engine says, in the language of the window."""

import re
import string
from functools import cache

from PyQt6.QtCore import QCoreApplication

from videorec.gui.engine_sentences import engine_sentences
from videorec.gui.number_text import with_decimal_sign

# The gap that holds a sentence of its own; in others lie names and numbers.
_SENTENCE = "reason"
# Gaps that hold seconds; others may hold versions and names, whose points stay.
_SECONDS = ("at", "duration", "patience", "silence", "wait")
# No sentence is longer; whatever is would take long to compare.
_LONGEST = 2000


def translated(said: str) -> str:
    """A sentence of the engine as the window says it; what is not known stays as it is.

    It may stand behind a place ("film.mp4: "), several may be joined by "; ".
    """
    if len(said) > _LONGEST:
        return said
    return _filled(said) or _behind_a_place(said) or _each(said) or said


def _filled(said: str) -> str:
    """The translation of the template that fits, with the same values; empty when none does."""
    for pattern, english in _patterns():
        found = pattern.fullmatch(said)
        if found is None:
            continue
        values = found.groupdict()
        if _SENTENCE in values:
            values[_SENTENCE] = translated(values[_SENTENCE])
        for gap in values.keys() & set(_SECONDS):
            values[gap] = with_decimal_sign(values[gap])
        return QCoreApplication.translate("Engine", english).format(**values)
    return ""


def _behind_a_place(said: str) -> str:
    """With a translated end behind one of the colons; empty when no end is known."""
    for colon in re.finditer(": ", said):
        if sentence := _filled(said[colon.end() :]):
            return said[: colon.end()] + sentence
    return ""


def _each(said: str) -> str:
    """Sentence by sentence; empty for a single one, which nobody knows."""
    first, semicolon, rest = said.partition("; ")
    return f"{translated(first)}; {translated(rest)}" if semicolon else ""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What finds the values of each template, with it; those that say most come first."""
    templates = engine_sentences(lambda context, sentence: sentence)
    ordered = sorted(templates, key=lambda text: -sum(len(part) for part, _ in _parts(text)))
    return tuple((_pattern(template), template) for template in ordered)


def _pattern(template: str) -> re.Pattern[str]:
    pieces = (
        re.escape(part) + ("" if gap is None else f"(?P<{gap}>.+?)")
        for part, gap in _parts(template)
    )
    return re.compile("".join(pieces), re.DOTALL)


def _parts(template: str) -> list[tuple[str, str | None]]:
    """Each text with the name of the gap behind it, None at the end."""
    return [(text, gap) for text, gap, _, _ in string.Formatter().parse(template)]
