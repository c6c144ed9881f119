"""Sentences of the engine in the window's language: all of them real, all of them translated."""

import ast
import re
import string
from dataclasses import replace

import pytest
from PyQt6.QtWidgets import QApplication

from tests.conftest import REPOSITORY
from tests.good_face import GOOD
from videorec.core.quality import EnrolmentGates
from videorec.core.types import Quality
from videorec.gui.engine_sentences import engine_sentences
from videorec.gui.engine_speech import translated
from videorec.gui.job_list import JobRow
from videorec.gui.translator import read_ts, ts_text
from videorec.gui.values import JobState
from videorec.pipeline.portraits import NO_FACE

TEMPLATES = engine_sentences(lambda context, sentence: sentence)
# What of a sentence must stand in the engine's own words; the rest may be put in by it.
LEAST_SHARE = 1 / 3


def literal(template: str) -> str:
    """A template without its gaps."""
    return "".join(text for text, _, _, _ in string.Formatter().parse(template))


def pieces(node: ast.AST) -> list[str | None]:
    """The texts of a string of the code, None for each value put in; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [str(v.value) if isinstance(v, ast.Constant) else None for v in node.values]
    return []


def without_place(parts: list[str | None]) -> list[str | None]:
    """The same without the file's or person's name in front."""
    if len(parts) > 1 and parts[0] is None and str(parts[1]).startswith(": "):
        return [str(parts[1])[2:], *parts[2:]]
    return parts


def spoken() -> list[tuple[re.Pattern[str], int]]:
    """Every string of the engine that can be a sentence: what it matches, and its letters."""
    own = {REPOSITORY / "videorec" / "gui" / f"{name}_sentences.py" for name in ("engine", "media")}
    found = []
    for room in ("videorec", "gallery"):
        for file in sorted((REPOSITORY / room).rglob("*.py")):
            if file in own:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                parts = without_place(pieces(node))
                pattern = "".join(".*" if p is None else re.escape(p) for p in parts)
                found.append((re.compile(pattern), sum(len(p or "") for p in parts)))
    return found


def test_the_engine_really_says_all_of_this() -> None:
    heard = spoken()
    never = [
        template
        for template in TEMPLATES
        if not any(
            letters >= LEAST_SHARE * len(literal(template)) and pattern.fullmatch(template)
            for pattern, letters in heard
        )
    ]
    assert never == [], "the engine says this no more; change it in the window as well"


def test_no_sentence_is_there_twice() -> None:
    assert len(set(TEMPLATES)) == len(TEMPLATES)


def test_every_sentence_has_a_german_one_with_the_same_gaps() -> None:
    texts = {source: text for (context, source), text in read_ts(ts_text("de")).items()
             if context == "Engine"}  # fmt: skip
    assert texts.keys() == set(TEMPLATES)
    for source, text in texts.items():
        assert gaps(source) == gaps(text)


def gaps(template: str) -> list[str]:
    return sorted(gap for _, gap, _, _ in string.Formatter().parse(template) if gap)


def test_every_sentence_is_recognised_with_its_values(german: QApplication) -> None:
    place = "/a b/c: d.mp4: "
    for template in TEMPLATES:
        values = {gap: f"<{gap}>" for gap in gaps(template)}
        said = translated(place + template.format(**values))
        assert said.startswith(place)
        # One word is the same in both languages.
        assert said != place + template.format(**values) or template == "live"
        assert all(value in said for value in values.values())


def quality(**changes: float) -> Quality:
    return replace(GOOD, **changes)


@pytest.mark.parametrize(
    ("face", "expected"),
    [
        (quality(size_px=12.0), "Das Gesicht ist zu klein: 12 Pixel"),
        (quality(sharpness=29.0), "Das Gesicht ist zu unscharf: Schärfe 29, nötig ist mindestens"),
        (quality(yaw=0.6), "Das Gesicht ist zu weit zur Seite gedreht: etwa 54 Grad"),
        (quality(pitch=0.6), "Das Gesicht ist zu weit nach oben gedreht: etwa 54 Grad"),
        (quality(pitch=-0.6), "Das Gesicht ist zu weit nach unten gedreht: etwa 54 Grad"),
        (quality(contrast=3.0), "Das Gesicht hat zu wenig Kontrast: 3 Graustufen"),
        (quality(inside=0.5), "Das Gesicht ist vom Bildrand abgeschnitten: 50 % davon sind"),
    ],
)
def test_why_a_face_is_not_good_enough(face: Quality, expected: str, german: QApplication) -> None:
    (reason,) = EnrolmentGates().reasons(face)
    assert expected in translated(reason)


def test_several_reasons_are_all_translated(german: QApplication) -> None:
    reasons = "; ".join(EnrolmentGates().reasons(quality(size_px=9.0, sharpness=3.0)))
    said = translated(f"C:\\a: b.jpg: {reasons}; use a better picture")
    assert said.startswith("C:\\a: b.jpg: Das Gesicht ist zu klein: 9 Pixel")
    assert "; Das Gesicht ist zu unscharf: Schärfe 3" in said
    assert said.endswith("; nehmen Sie ein besseres Bild")
    assert translated(f"wall.png: {NO_FACE}").startswith("wall.png: Kein Gesicht gefunden; nehmen")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "rtsp://h/live: nobody answers there; check host and port; next attempt in 0.50 s",
            "rtsp://h/live: Dort antwortet niemand; prüfen Sie Rechner und Port; "
            "nächster Versuch in 0,50 s",
        ),
        (
            "left out: /a.jpg: the file is empty; also b.jpg and 2 more",
            "Ausgelassen: /a.jpg: Die Datei ist leer; auch b.jpg und 2 weitere",
        ),
        (
            "/p: nobody could be enrolled; /p/a.jpg: there is no such file; check the path",
            "/p: Niemand konnte aufgenommen werden; /p/a.jpg: Diese Datei gibt es nicht; "
            "prüfen Sie den Pfad",
        ),
    ],
)
def test_sentences_inside_sentences(said: str, expected: str, german: QApplication) -> None:
    assert translated(said) == expected


@pytest.mark.parametrize(
    "said", ["", "Saved a: b; c", "the file is empty of sense", "{}; {x}", "; : " * 800]
)
def test_what_is_not_known_stays_as_it_is(said: str, german: QApplication) -> None:
    assert translated(said) == said


def test_stages_of_a_job_are_those_of_the_engine(german: QApplication) -> None:
    runtime = REPOSITORY / "videorec" / "runtime"
    code = [(runtime / f"{name}.py").read_text(encoding="utf-8") for name in ("export", "jobs")]
    row = JobRow(1)
    for stage in ("recognising", "looking", "writing", "done", "cancelled"):
        assert any(f'"{stage}"' in text for text in code)
        assert row._words(stage) != stage
    row.show_job(JobState(job_id=1, title="x", progress=None, text="recording, 3 s"))
    assert row._words("recording, 3 s") == "Aufnahme, 3 s"
    assert row._words("4 / 9") == "4 / 9"
    row.deleteLater()
