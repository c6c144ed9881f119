"""What really goes wrong in the engine is told in the window's language."""

import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from PIL import Image
from PyQt6.QtWidgets import QApplication

from gallery import tables
from gallery.database import Database
from gallery.exports import export_gallery
from gallery.gallery import Gallery
from gallery.imports import import_file
from gallery.names import clean_name
from videorec.core.errors import VideorecError
from videorec.gui.engine_speech import translated
from videorec.gui.preferences import checked, load_preferences
from videorec.gui.problems import problem_of
from videorec.media.images import decode_image, read_image
from videorec.media.pending import write_text
from videorec.media.sources import open_source
from videorec.media.streams import open_stream
from videorec.models.precision import resolve_precision
from videorec.models.weight_files import resolve_weights
from videorec.pipeline.enrolment import people_of
from videorec.runtime.outputs import OutputPaths


def write_full_disk(folder: Path) -> None:
    with Gallery.open(folder / "g.sqlite", model_hash="x") as gallery:
        database = gallery.database
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL
        with database.writing():
            raise full


def rename_to_somebody(folder: Path) -> None:
    with Gallery.in_memory(model_hash="x") as gallery:
        with gallery.database.writing() as rows:
            ada = tables.insert_identity(rows, "Ada", created=tables.now())
            tables.insert_identity(rows, "Grace", created=tables.now())
        gallery.rename(ada, "Grace")


def save_damaged(folder: Path) -> bytes:
    path = folder / "whole.png"
    cv2.imwrite(str(path), np.random.default_rng(0).integers(0, 255, (50, 50, 3), np.uint8))
    return path.read_bytes()[:3000]


def busy(folder: Path) -> None:
    with Gallery.open(folder / "g.sqlite", model_hash="x") as gallery:
        locked = sqlite3.OperationalError("database is locked")
        locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
        with gallery.database.writing():
            raise locked


def not_a_gallery(folder: Path) -> None:
    path = folder / "text.sqlite"
    path.write_bytes(b"this is no data base, but long enough to be read as one. " * 20)
    Database(path)


def text_as_video(folder: Path) -> None:
    path = folder / "text.mp4"
    path.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n" * 20)
    open_source(path)


Failing = Callable[[Path], object]
FAILURES: list[tuple[Failing, str]] = [
    (lambda _: resolve_precision("fp16", torch.device("cpu")), "precision fp16 braucht eine GPU"),
    (lambda _: resolve_precision("int8", torch.device("cuda")), "int8 ist für Prozessoren"),
    (lambda f: read_image(f / "a.jpg"), "a.jpg: Diese Datei gibt es nicht; prüfen Sie den Pfad"),
    (lambda f: read_image(f), "kann nicht gelesen werden ("),
    (lambda f: decode_image(b"", name="a.jpg"), "a.jpg: Die Datei ist leer"),
    (lambda f: decode_image(b"nothing", name="a.jpg"), "a.jpg: ist kein lesbares Bild"),
    (lambda f: decode_image(save_damaged(f), name="a.png"), "Das Bild ist beschädigt ("),
    (lambda f: too_large(f), "30 x 20 Pixel sind zu viele; verkleinern Sie es"),
    (lambda f: open_source(f / "a.mp4"), "a.mp4: Diese Datei gibt es nicht"),
    (text_as_video, "text.mp4: "),
    (lambda f: open_source(f), "enthält keine Bilder ("),
    (lambda f: open_source(97), "kann nicht geöffnet werden; prüfen Sie, ob sie angeschlossen"),
    (lambda f: open_stream("rtsp://127.0.0.1:9/live"), "live: Dort antwortet niemand; prüfen"),
    (lambda f: open_stream("ftpx://127.0.0.1/a"), "Diese Art von Adresse wird nicht unterstützt"),
    (lambda f: people_of(f / "none"), "none: Diesen Ordner gibt es nicht"),
    (lambda f: people_of(f), "enthält keine Bilder; legen Sie NAME.jpg"),
    (lambda f: clean_name("  "), "Ein Name darf nicht leer sein"),
    (lambda f: clean_name("a\x07b"), "enthält Steuerzeichen; lassen Sie sie weg"),
    (lambda f: clean_name("a" * 300), "hat 300 Zeichen; erlaubt sind höchstens 200"),
    (rename_to_somebody, "'Grace' gibt es schon; führen Sie 'Ada' mit dieser Person zusammen"),
    (write_full_disk, "Der Datenträger ist voll; von diesem Schritt wurde nichts geschrieben"),
    (busy, "Ein anderes Programm schreibt seit"),
    (not_a_gallery, "text.sqlite: ist keine Galerie; wählen Sie eine andere Datei"),
    (lambda f: Database(f), "ist ein Ordner; eine Galerie ist eine Datei"),
    (lambda f: export_nobody(f / "no" / "a.zip"), "Die Galerie kann nicht exportiert werden ("),
    (lambda f: export_nobody(filled(f)), "ist nicht leer; wählen Sie einen neuen Ordner"),
    (lambda f: import_from(f / "no.zip"), "no.zip: Diese Datei gibt es nicht; prüfen Sie den Pfad"),
    (lambda f: import_from(archive_of(f, "a.txt", "")), "ist keine exportierte Galerie; wählen"),
    (lambda f: import_from(f), "kann nicht gelesen werden ("),
    (
        lambda f: import_from(archive_of(f, "manifest.json", "{")),
        "a.zip: Der Teil 'manifest.json' darin ist beschädigt (",
    ),
    (
        lambda f: import_from(archive_of(f, "manifest.json", '{"program": "videorec gallery"}')),
        "a.zip: hat das Format None, bekannt ist 1; aktualisieren Sie das Programm",
    ),
    (lambda f: write_text(f, "x"), "ist ein Ordner; nennen Sie eine Datei darin"),
    (lambda f: write_text(f / "no" / "a.txt", "x"), "no gibt es nicht; legen Sie ihn an"),
    (lambda f: OutputPaths(video=f / "a.xyz").check(None), "lassen Sie den Namen enden auf .jpeg"),
    (lambda f: OutputPaths(video=f / "a.mp4").check(f / "a.mp4"), "ist die Quelle; schreiben"),
    (lambda f: two_in_one(f / "a.vtt"), "ist für zwei Ausgaben genannt"),
    (lambda f: resolve_weights("nothing"), "Gewichte mit diesem Namen gibt es nicht; verfügbar"),
    (lambda f: checked({"camera": 100}), "camera muss eine Zahl von 0 bis 99 sein, nicht 100"),
    (
        lambda f: checked({"settings": {"detector": {"min_face": 5}}}),
        "min_face muss mindestens 12 Pixel sein, nicht 5",
    ),
]


def too_large(folder: Path) -> None:
    path = folder / "large.png"
    Image.new("RGB", (30, 20)).save(path)
    read_image(path, max_pixels=500)


def export_nobody(target: Path) -> None:
    with Gallery.in_memory(model_hash="x") as gallery:
        export_gallery(gallery, target)


def import_from(path: Path) -> None:
    with Gallery.in_memory(model_hash="x") as gallery:
        import_file(gallery, path)


def archive_of(folder: Path, name: str, text: str) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, text)
    return path


def filled(folder: Path) -> Path:
    (folder / "something.txt").touch()
    return folder


def two_in_one(path: Path) -> None:
    OutputPaths(subtitles=(path, path)).check(None)


@pytest.mark.parametrize(("fail", "expected"), FAILURES)
def test_what_really_goes_wrong_is_said_in_german(
    fail: Failing, expected: str, german: QApplication, tmp_path: Path
) -> None:
    with pytest.raises(VideorecError) as caught:
        fail(tmp_path)
    problem = problem_of(caught.value)
    assert expected in problem.text
    assert problem.text != str(caught.value)


@pytest.mark.parametrize(("fail", "expected"), FAILURES)
def test_in_english_everything_stays_as_it_was_said(
    fail: Failing, expected: str, qapp: QApplication, tmp_path: Path
) -> None:
    with pytest.raises(VideorecError) as caught:
        fail(tmp_path)
    assert translated(str(caught.value)) == str(caught.value)


def test_settings_that_cannot_be_read_are_told_in_german(
    german: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "preferences.yaml"
    path.write_text("camera: 100\n")
    said = translated(load_preferences(path).complaint)
    assert "camera muss eine Zahl von 0 bis 99 sein, nicht 100. Die Voreinstellungen" in said
    assert (
        "preferences.yaml.bak. Verbessern Sie sie und nennen Sie sie wieder preferences.yaml"
        in said
    )
    path.write_text("theme: [")
    assert "Zeile 1 ist kein gültiges YAML. Die" in translated(load_preferences(path).complaint)
