"""What goes wrong is said in words, and the rest goes on."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gallery.gallery import Gallery
from tests.gui.listener import Listener, controlled
from videorec import demo
from videorec.cli.demo import write_gallery
from videorec.config import AppSettings
from videorec.core.settings import TrackingSettings
from videorec.gui.controller import Controller
from videorec.gui.values import ExportRequest, OutputPaths
from videorec.pipeline.enrolment import Enroller


def test_sources_that_cannot_be_opened(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    broken = tmp_path / "cut.mp4"
    broken.write_bytes(clip.read_bytes()[:5000])
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        heard.until(lambda: heard.heard["engine_ready"])
        for spec, said in (
            (tmp_path / "none.mp4", "no such file"),
            (broken, "not a video"),
            (97, "cannot be opened; check that it is plugged in"),
            ("rtsp://127.0.0.1:9/live", "nobody answers there"),
        ):
            count = len(heard.problems)
            controller.open_source(spec)
            qtbot.waitUntil(lambda: len(heard.problems) > count, timeout=30_000)  # noqa: B023
            assert said in heard.problems[-1].text
            assert heard.problems[-1].title == "The source cannot be opened"
            assert heard.problems[-1].source == spec
        assert not heard.heard["source_opened"]
        controller.open_source(clip)
        heard.until(lambda: heard.indices)
        controller.open_source(tmp_path / "none.mp4")
        qtbot.waitUntil(lambda: len(heard.problems) == 5)
        shown = len(heard.indices)
        heard.until(lambda: len(heard.indices) > shown)  # what was open stays open
        heard.until(lambda: heard.last("busy_changed") == "")


def test_a_model_that_cannot_be_loaded_does_not_keep_films_from_playing(
    qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    settings = AppSettings(model=str(tmp_path / "none.safetensors"))
    with controlled(qtbot, tmp_path / "g.sqlite", settings) as (controller, heard):
        qtbot.waitUntil(lambda: bool(heard.problems), timeout=30_000)
        assert heard.problems[-1].title == "The model cannot be loaded"
        # The settings, where another one is chosen, know the devices all the same.
        assert heard.last("devices_found")[:2] == ("auto", "cpu")
        controller.open_source(clip)
        heard.until(lambda: heard.heard["transport_changed"] and heard.transport.ended)
        heard.until(lambda: heard.heard["people_unavailable"])
        controller.rename(1, "Ada")
        qtbot.waitUntil(lambda: len(heard.problems) == 2)
        assert "not loaded yet" in heard.problems[-1].text
        controller.use_settings(AppSettings())
        heard.until(lambda: heard.heard["engine_ready"])
        controller.seek(0.4)
        heard.until(lambda: controller.result and controller.result.tracks)


def test_settings_that_failed_are_not_those_in_use(qtbot: QtBot, tmp_path: Path) -> None:
    good = AppSettings()
    bad = replace(good, model=str(tmp_path / "none.safetensors"))
    with controlled(qtbot, tmp_path / "g.sqlite", good) as (controller, heard):
        heard.until(lambda: heard.heard["engine_ready"] and heard.last("busy_changed") == "")
        for count, settings in enumerate((bad, replace(bad, mode="exact")), start=1):
            assert controller.reopens_gallery(settings)
            controller.use_settings(settings)
            qtbot.waitUntil(lambda: len(heard.problems) == count, timeout=30_000)  # noqa: B023
            assert heard.problems[-1].title == "The model cannot be loaded"
            qtbot.waitUntil(lambda: heard.last("busy_changed") == "")
        # The networks before are still there, and so are the people.
        assert not heard.heard["people_unavailable"]
        assert not controller.reopens_gallery(replace(good, mode="exact"))
        controller.use_settings(replace(good, mode="exact"))
        controller.rename(1, "Ada")
        qtbot.waitUntil(lambda: len(heard.problems) == 3)
        assert "nobody has the number 1" in heard.problems[-1].text
        assert len(heard.heard["engine_ready"]) == 1


def test_other_networks_whose_gallery_cannot_be_opened_are_not_in_use(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    write_gallery(folder)
    with controlled(qtbot, folder) as (controller, heard):
        heard.until(lambda: heard.heard["engine_ready"] and heard.last("busy_changed") == "")
        folder.rename(tmp_path / "away")
        controller.use_settings(AppSettings(mirror="none"))
        qtbot.waitUntil(lambda: len(heard.problems) == 1, timeout=30_000)
        (tmp_path / "away").rename(folder)
        controller.use_settings(AppSettings(mirror="none"))
        heard.until(lambda: len(heard.heard["engine_ready"]) == 2)


def test_settings_do_not_lose_the_gallery_that_is_being_opened(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    write_gallery(folder)
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        heard.until(lambda: heard.heard["engine_ready"] and heard.last("busy_changed") == "")
        controller.use_gallery_path(folder)
        controller.use_settings(AppSettings(mirror="none"))
        heard.until(lambda: demo.KNOWN in heard.people)


def test_a_gallery_that_cannot_be_opened(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "g.sqlite"
    path.write_bytes(b"this is no data base at all, but it is long enough " * 20)
    content = path.read_bytes()
    with controlled(qtbot, path) as (controller, heard):
        qtbot.waitUntil(lambda: bool(heard.problems), timeout=30_000)
        assert "not a gallery" in heard.problems[-1].text
        heard.until(lambda: heard.heard["engine_ready"])
        assert any("nobody is kept" in text for text in heard.heard["told"])
        controller.use_gallery_path(tmp_path / "new.sqlite")
        qtbot.waitUntil((tmp_path / "new.sqlite").exists, timeout=30_000)
        controller.use_gallery_path(path)
        qtbot.waitUntil(lambda: len(heard.problems) == 2, timeout=30_000)
    assert path.read_bytes() == content


def test_pictures_of_a_folder_that_are_not_used_are_all_named(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "family"
    folder.mkdir()
    write_gallery(folder)
    (folder / "Bob.png").write_bytes(b"no picture")
    (folder / "Cem.png").write_bytes(b"no picture either")
    with controlled(qtbot, folder) as (_, heard):
        qtbot.waitUntil(lambda: bool(heard.problems), timeout=30_000)
        heard.until(lambda: heard.heard["engine_ready"])
    (problem,) = heard.problems
    assert problem.title == "Pictures that are not used: 2"
    assert "Bob.png" in problem.text
    assert "Bob.png" in problem.details
    assert "Cem.png" in problem.details


def enrol_ada(controller: Controller, heard: Listener, folder: Path) -> None:
    """Under that name, from a portrait that is written into the folder."""
    write_gallery(folder)
    heard.until(lambda: heard.heard["engine_ready"])
    controller.check_files(sorted(folder.iterdir()))
    heard.until(lambda: heard.heard["enrolment_checked"])
    (portrait,) = heard.last("enrolment_checked").pictures
    controller.enrol_face("Ada", portrait.original, portrait.faces[0].face, "portrait")
    heard.until(lambda: "Ada" in heard.people)


def test_people_of_another_model_are_embedded_anew(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "g.sqlite"
    with controlled(qtbot, path) as (controller, heard):
        enrol_ada(controller, heard, tmp_path / "people")
    with Gallery.open(path, model_hash="x") as gallery:
        space = next(iter(gallery.info().embeddings))
        with gallery.database.writing() as rows:
            rows.run("UPDATE embeddings SET space = 'another/512'")
    with controlled(qtbot, path) as (controller, heard):
        heard.until(lambda: heard.heard["job_changed"] and heard.job.done)
        assert heard.job.failed is None
        assert heard.job.text == "done"
    with Gallery.open(path, model_hash="x") as gallery:
        assert gallery.info().embeddings == {"another/512": 1, space: 1}


def test_who_comes_back_is_embedded_for_this_model(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "g.sqlite"
    with controlled(qtbot, path) as (controller, heard):
        enrol_ada(controller, heard, tmp_path / "people")
        ada = heard.people["Ada"].identity_id
        # As if she were removed before her turn came in the job that embeds everybody.
        with Gallery.open(path) as gallery, gallery.database.writing() as rows:
            rows.run("UPDATE embeddings SET space = 'another/512'")
        controller.remove(ada)
        heard.until(lambda: not heard.people)
        assert not heard.heard["job_changed"]
        controller.undo()
        heard.until(lambda: heard.heard["job_changed"] and heard.job.done)
        assert heard.job.failed is None
        heard.until(lambda: heard.people)
    with Gallery.open(path) as gallery:
        assert len(gallery.info().embeddings) == 2


def test_changes_by_another_program_are_seen(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "g.sqlite"
    with controlled(qtbot, path) as (controller, heard):
        enrol_ada(controller, heard, tmp_path / "people")
        with Gallery.open(path) as other:
            other.rename(heard.people["Ada"].identity_id, "Grace")
        heard.until(lambda: "Grace" in heard.people)


def test_an_export_that_cannot_be_written(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        heard.until(lambda: heard.heard["engine_ready"])
        controller.export(ExportRequest(paths=OutputPaths(video=tmp_path / "a.mp4")))
        qtbot.waitUntil(lambda: bool(heard.problems))
        assert "nothing is open" in heard.problems[-1].text
        controller.open_source(clip)
        heard.until(lambda: heard.indices)
        controller.export(ExportRequest(paths=OutputPaths(video=tmp_path / "no" / "a.mp4")))
        heard.until(lambda: heard.heard["job_changed"] and heard.job.done)
        assert heard.job.failed is not None
        assert "does not exist" in heard.job.failed.text
        controller.export(ExportRequest(paths=OutputPaths(video=clip)))
        heard.until(lambda: heard.job.job_id == 2 and heard.job.done)
        assert heard.job.failed is not None
        assert "is the source" in heard.job.failed.text


def test_an_error_that_nobody_expected_is_told_with_its_details(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*args: object, **rest: object) -> None:
        raise ZeroDivisionError("a mistake in the program")

    monkeypatch.setattr(Enroller, "check_picture", stumble)
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        heard.until(lambda: heard.heard["engine_ready"])
        controller.check_picture(np.zeros((10, 10, 3), np.uint8), "picture")
        qtbot.waitUntil(lambda: bool(heard.problems))
        problem = heard.problems[-1]
        assert "ZeroDivisionError: a mistake in the program" in problem.text
        assert "Traceback" in problem.details
        controller.images_of(5)
        qtbot.waitUntil(lambda: len(heard.problems) == 2)
        assert "nobody has the number 5" in heard.problems[-1].text


def test_other_settings_while_a_film_is_shown(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    write_gallery(folder)
    with controlled(qtbot, folder) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.indices)
        controller.pause()
        controller.seek(0.4)
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        controller.use_settings(
            AppSettings(mode="exact", tracking=TrackingSettings(detect_every_s=0.5))
        )
        heard.until(lambda: controller.result and "flow" not in controller.result.timings_ms)
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        ready = len(heard.heard["engine_ready"])
        controller.use_settings(AppSettings(mirror="none"))
        heard.until(lambda: len(heard.heard["engine_ready"]) > ready)
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        assert heard.indices[-1] == 10


def test_a_controller_that_never_started_ends_as_well(qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    controller = Controller()
    heard = Listener(controller, qtbot)
    controller.pause()
    controller.note_painted()
    controller.shutdown()
    assert set(threading.enumerate()) <= before
    assert not heard.problems
