"""The controller with the real engine on a short clip: playing, deciding, naming, exporting."""

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.gui.listener import controlled
from videorec import demo
from videorec.cli.demo import write_gallery
from videorec.config import AppSettings
from videorec.core.settings import MatchingSettings
from videorec.core.types import Status
from videorec.gui.stage import Performance
from videorec.gui.values import ExportRequest, OutputPaths
from videorec.media.sources import open_source
from videorec.pipeline.originals import KeptPicture
from videorec.pipeline.recognizer import Recognizer

FRAMES = 50


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A folder with the one portrait that is known."""
    folder = tmp_path / "people"
    folder.mkdir()
    write_gallery(folder)
    return folder


@pytest.fixture
def look_alike(people: Path) -> Path:
    """That folder with the portrait sheared: still the same person, but not the film's picture."""
    (file,) = people.iterdir()
    portrait = cv2.imread(str(file))
    assert portrait is not None
    shear = np.array([[1.0, 0.35, -52.5], [0.0, 1.0, 0.0]], np.float32)
    cv2.imwrite(str(file), cv2.warpAffine(portrait, shear, portrait.shape[1::-1]))
    return people


def test_a_film_is_played_with_names(qtbot: QtBot, clip: Path, people: Path) -> None:
    with controlled(qtbot, people) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.heard["transport_changed"] and heard.transport.ended)
        assert heard.last("source_opened").frame_count == FRAMES
        assert heard.last("engine_ready").calibrated_threshold > 0.0
        assert heard.indices == sorted(set(heard.indices))
        assert heard.indices[-1] == FRAMES - 1
        heard.until(lambda: heard.last("session_changed") and len(heard.session.lanes) == 2)
        known, unknown = heard.session.lanes
        assert (known.name, unknown.name) == (demo.KNOWN, "")
        on_screen = sum(b - a for a, b in known.intervals)
        assert 0.0 < on_screen <= 2.0
        heard.until(lambda: heard.people[demo.KNOWN].seconds_on_screen >= int(on_screen))
        assert heard.session.histogram.known.sum() >= 1
        assert heard.session.histogram.unknown.sum() >= 1
        assert not heard.problems


def test_the_transport(qtbot: QtBot, clip: Path, people: Path) -> None:
    with controlled(qtbot, people) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.indices)
        controller.pause()
        heard.until(lambda: not heard.transport.playing)
        controller.seek(1.2)
        heard.until(lambda: heard.indices[-1] == 30)
        heard.until(lambda: controller.result and controller.result.frame.index == 30)
        controller.step(1)
        heard.until(lambda: heard.indices[-1] == 31)
        controller.step(-2)
        heard.until(lambda: heard.indices[-1] == 29)
        heard.until(lambda: controller.result and controller.result.frame.index == 29)
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        controller.set_speed(2.0)
        controller.set_loop(True)
        controller.toggle()
        heard.until(lambda: heard.transport.playing and heard.transport.loop)
        assert heard.transport.speed == 2.0
        heard.until(lambda: 0 in heard.indices[heard.indices.index(29) :])
        controller.close_source()
        heard.until(lambda: heard.heard["source_closed"])
        assert controller.picture is None
        controller.play()  # with nothing open, verbs do nothing
        controller.step(1)


def test_the_threshold_decides_again_what_is_on_screen(
    qtbot: QtBot, clip: Path, look_alike: Path
) -> None:
    with controlled(qtbot, look_alike) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.indices)
        controller.pause()
        controller.seek(0.4)
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        calibrated = heard.last("matching_changed").threshold
        shown = len(heard.indices)
        controller.set_matching(MatchingSettings(threshold=0.99))
        heard.until(lambda: heard.names_on_screen() == {None})
        heard.until(lambda: heard.last("matching_changed").threshold == 0.99)
        heard.until(lambda: [lane.name for lane in heard.session.lanes] == [""])
        controller.reset_threshold()
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        heard.until(lambda: heard.last("matching_changed").threshold == calibrated)
        assert len(heard.indices) == shown
        controller.calibrate()
        heard.until(lambda: any("too little data" in text for text in heard.heard["told"]))
        heard.until(lambda: heard.names_on_screen() == {None})
        heard.until(lambda: heard.last("matching_changed").threshold > calibrated)


def test_a_threshold_that_moves_while_the_recognizer_is_replaced_holds(
    qtbot: QtBot, clip: Path, look_alike: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with controlled(qtbot, look_alike) as (controller, heard):
        replaced, asked = Performance.recognise, threading.Event()

        def recognise(self: Performance, recognizer: Recognizer, *, threads: int) -> None:
            asked.wait()
            controller.set_matching(MatchingSettings(threshold=0.99))
            replaced(self, recognizer, threads=threads)

        controller.open_source(clip)
        heard.until(lambda: heard.indices)
        controller.pause()
        controller.seek(0.4)
        heard.until(lambda: demo.KNOWN in heard.names_on_screen())
        monkeypatch.setattr(Performance, "recognise", recognise)
        controller.use_settings(AppSettings(mode="exact"))
        asked.set()
        heard.until(lambda: heard.last("matching_changed").threshold == 0.99)
        heard.until(lambda: heard.names_on_screen() == {None})


def test_a_stranger_is_named_and_unnamed(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.heard["transport_changed"] and heard.transport.ended)
        heard.until(lambda: heard.last("session_changed") and len(heard.session.strangers) >= 2)
        group = heard.session.strangers[0]
        controller.enrol_group("Somebody", group.group_id)
        heard.until(lambda: "Somebody" in heard.people)
        assert 1 <= heard.people["Somebody"].images <= 3
        crop = heard.people["Somebody"].crop
        assert crop is not None
        assert crop.shape == (112, 96, 3)
        heard.until(lambda: group.group_id not in {g.group_id for g in heard.session.strangers})
        heard.until(lambda: "Somebody" in {lane.name for lane in heard.session.lanes})
        heard.until(lambda: "Somebody" in (heard.last("undo_available") or ""))
        controller.undo()
        heard.until(lambda: not heard.people)
        heard.until(lambda: {lane.name for lane in heard.session.lanes} == {""})
        heard.until(lambda: not heard.last("undo_available"))


def test_a_face_on_screen_is_named_and_denied(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.indices)
        controller.pause()
        controller.seek(0.4)
        heard.until(lambda: controller.result and len(controller.result.tracks) == 2)
        assert controller.result is not None
        track = controller.result.tracks[0]
        controller.enrol_track("Ada", track.track_id)
        heard.until(lambda: "Ada" in heard.names_on_screen())
        heard.until(lambda: heard.people)
        (ada,) = heard.people.values()
        controller.reject_track(track.track_id, ada.identity_id)
        heard.until(lambda: heard.names_on_screen() == {None})
        controller.undo()
        heard.until(lambda: "Ada" in heard.names_on_screen())
        assert all(t.status is not Status.UNUSABLE for t in controller.result.tracks)


def test_what_was_said_of_faces_is_taken_back(qtbot: QtBot, clip: Path, people: Path) -> None:
    with controlled(qtbot, people) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.heard["transport_changed"] and heard.transport.ended)
        heard.until(lambda: heard.last("session_changed") and len(heard.session.lanes) == 2)
        heard.until(lambda: heard.session.strangers)
        known = heard.people[demo.KNOWN].identity_id
        (stranger,) = heard.session.strangers
        tracks = set(stranger.track_ids)

        def unnamed() -> set[int]:
            return {i for group in heard.session.strangers for i in group.track_ids}

        controller.enrol_group(demo.KNOWN, stranger.group_id)
        heard.until(lambda: not unnamed() & tracks)
        controller.undo()
        heard.until(lambda: unnamed() == tracks)
        # Where no likeness is enough for a name, there are only those that were given.
        controller.set_matching(MatchingSettings(threshold=1.0, hysteresis=0.0))
        heard.until(lambda: unnamed() > tracks)
        controller.enrol_group(demo.KNOWN, stranger.group_id)
        heard.until(lambda: not unnamed() & tracks)
        controller.reject_track(stranger.track_ids[0], known)
        heard.until(lambda: unnamed() & tracks == {stranger.track_ids[0]})
        controller.undo()
        heard.until(lambda: not unnamed() & tracks)
        assert len(tracks) > 1
        controller.reject_tracks(stranger.track_ids, known)
        heard.until(lambda: unnamed() > tracks)
        controller.undo()
        heard.until(lambda: not unnamed() & tracks)
        controller.undo()
        heard.until(lambda: unnamed() > tracks)


def test_portraits_are_checked_before_they_are_enrolled(
    qtbot: QtBot, people: Path, tmp_path: Path
) -> None:
    portrait = next(people.iterdir())
    blurred, empty, broken = (tmp_path / name for name in ("blur.png", "wall.png", "broken.jpg"))
    image = cv2.GaussianBlur(demo.grace_hopper().image, (0, 0), 9)
    cv2.imwrite(str(blurred), image)
    cv2.imwrite(str(empty), np.full((200, 200, 3), 90, np.uint8))
    broken.write_bytes(b"nothing")
    with controlled(qtbot, tmp_path / "g.sqlite") as (controller, heard):
        heard.until(lambda: heard.heard["engine_ready"])
        controller.check_files([portrait, blurred, empty, broken])
        heard.until(lambda: heard.heard["enrolment_checked"])
        good, bad, wall, unreadable = heard.last("enrolment_checked").pictures
        assert good.suggested_name == demo.KNOWN
        assert not good.refusal
        assert not good.faces[0].reasons
        assert any("too blurred" in reason for reason in bad.faces[0].reasons)
        assert "no face was found" in wall.refusal
        assert "not a picture" in unreadable.refusal
        controller.enrol_face(good.suggested_name, good.original, good.faces[0].face, good.source)
        heard.until(lambda: demo.KNOWN in heard.people)
        controller.enrol_face("Grace", bad.original, bad.faces[0].face, bad.source)
        qtbot.waitUntil(lambda: bool(heard.problems))
        assert "too blurred" in heard.problems[-1].text
        assert "--" not in heard.problems[-1].text
        controller.enrol_face("Grace", bad.original, bad.faces[0].face, bad.source, True)
        heard.until(lambda: "Grace" in heard.people)
        controller.check_picture(demo.grace_hopper().image, "clipboard")
        heard.until(lambda: len(heard.heard["enrolment_checked"]) == 2)
        (pasted,) = heard.last("enrolment_checked").pictures
        assert (pasted.source, len(pasted.faces)) == ("clipboard", 1)


def test_people_are_changed_and_changed_back(qtbot: QtBot, people: Path, tmp_path: Path) -> None:
    picture = demo.grace_hopper().image
    with controlled(qtbot, people) as (controller, heard):
        heard.until(lambda: demo.KNOWN in heard.people)
        known = heard.people[demo.KNOWN].identity_id
        controller.check_picture(picture, "portrait")
        heard.until(lambda: heard.heard["enrolment_checked"])
        face = heard.last("enrolment_checked").pictures[0].faces[0].face
        controller.enrol_face("Grace", KeptPicture(picture=picture), face, "portrait", True)
        heard.until(lambda: "Grace" in heard.people)
        grace = heard.people["Grace"].identity_id

        controller.rename(known, "Eileen")
        heard.until(lambda: "Eileen" in heard.people)
        controller.recolor(known, (1, 2, 3))
        heard.until(lambda: heard.people["Eileen"].color == (1, 2, 3))
        controller.merge(grace, known)
        heard.until(lambda: set(heard.people) == {"Eileen"})
        assert heard.people["Eileen"].images == 2
        controller.images_of(known)
        heard.until(lambda: heard.images)
        person, images = heard.images[-1]
        assert person == known
        assert images[1].source == "portrait"
        controller.remove_image(images[1].image_id)
        heard.until(lambda: len(heard.images) == 2)
        assert len(heard.images[-1][1]) == 1
        controller.remove(known)
        heard.until(lambda: not heard.people)
        for expected in (
            {"Eileen": 1},
            {"Eileen": 2},
            {"Eileen": 1, "Grace": 1},
        ):
            controller.undo()
            heard.until(lambda: {n: p.images for n, p in heard.people.items()} == expected)  # noqa: B023
        controller.undo()
        heard.until(lambda: heard.people["Eileen"].color != (1, 2, 3))
        controller.undo()
        heard.until(lambda: set(heard.people) == {demo.KNOWN, "Grace"})

        controller.rename(grace, demo.KNOWN)
        qtbot.waitUntil(lambda: bool(heard.problems))
        assert "is somebody already" in heard.problems[-1].text


def test_an_export_while_the_film_plays(
    qtbot: QtBot, clip: Path, people: Path, tmp_path: Path
) -> None:
    paths = OutputPaths(
        video=tmp_path / "out.mp4",
        events=(tmp_path / "out.jsonl",),
        subtitles=(tmp_path / "out.vtt",),
        summary=tmp_path / "out.json",
    )
    with controlled(qtbot, people) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.indices and heard.heard["engine_ready"])
        controller.export(ExportRequest(paths=paths, mode="two-pass"))
        heard.until(lambda: heard.heard["job_changed"] and heard.job.done)
        assert heard.job.failed is None
        assert heard.job.results == paths.all()
        assert demo.KNOWN in (tmp_path / "out.vtt").read_text()
        with open_source(tmp_path / "out.mp4") as written:
            assert len(list(written.frames())) == FRAMES
        controller.save_snapshot(tmp_path / "shot.png")
        heard.until(lambda: (tmp_path / "shot.png").exists())
        picture = cv2.imread(str(tmp_path / "shot.png"))
        assert picture is not None
        assert picture.shape[:2] == (demo.HEIGHT, demo.WIDTH)


def test_a_cancelled_export_leaves_the_files_of_one_before(
    qtbot: QtBot, clip: Path, people: Path, tmp_path: Path
) -> None:
    paths = OutputPaths(video=tmp_path / "out.mp4", summary=tmp_path / "out.json")
    (tmp_path / "out.mp4").write_text("precious")
    with controlled(qtbot, people) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: heard.indices and heard.heard["engine_ready"])
        controller.export(ExportRequest(paths=paths, mode="exact"))
        heard.until(lambda: heard.heard["job_changed"] and (heard.job.progress or 0.0) > 0.0)
        controller.cancel_job(heard.job.job_id)
        heard.until(lambda: heard.job.done)
        assert heard.job.text == "cancelled"
        assert heard.job.results == ()
    assert (tmp_path / "out.mp4").read_text() == "precious"
    assert {path.name for path in tmp_path.iterdir()} == {"out.mp4", "people"}


def test_shutting_down_in_the_middle_of_everything(
    qtbot: QtBot, clip: Path, people: Path, tmp_path: Path
) -> None:
    before = threading.active_count()
    with controlled(qtbot, people) as (controller, heard):
        controller.open_source(clip)
        heard.until(lambda: len(heard.indices) > 3)
        paths = OutputPaths(video=tmp_path / "out.mp4")
        controller.export(ExportRequest(paths=paths))
        controller.seek(1.0)
        controller.check_picture(demo.grace_hopper().image, "portrait")
        controller.open_source(clip)
    left = [t.name for t in threading.enumerate() if not t.name.startswith("compute")]
    assert len(left) <= before
    controller.shutdown()
