"""Everything a user can get wrong: an exit code, a clear sentence, nothing lost, no traceback."""

import json
import os
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tests.e2e.conftest import Outcome, Program, Scene, read_video
from tests.media.synthesis import Video, make_video
from videorec import app
from videorec.config import AppSettings
from videorec.demo import KNOWN, eileen_collins


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """A short video without faces."""
    return make_video(tmp_path / "video.mp4")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture of Eileen Collins."""
    return written(tmp_path / "picture.png", eileen_collins().image)


def written(path: Path, image: np.ndarray) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())
    return path


def refused(outcome: Outcome, code: int, *words: str) -> None:
    """The run ended with `code` and one sentence that holds `words`."""
    assert outcome.code == code, outcome
    assert "Traceback" not in outcome.err + outcome.out
    last = outcome.err.strip().splitlines()[-1]
    for word in words:
        assert word in last


# Sources


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.mp4", None, "no such file"),
        ("empty.mp4", b"", "empty"),
        ("text.mp4", b"This is no video.\n" * 50, "text.mp4"),
        ("text.jpg", b"This is no picture.\n" * 50, "text.jpg"),
    ],
)
def test_a_file_that_is_no_video(
    program: Program, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    refused(program("--video", path, "--headless"), 3, words)


def test_a_video_that_was_cut_off(program: Program, tmp_path: Path, scene: Scene) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(scene.clip.read_bytes()[:20_000])  # an mp4 keeps its index at the end
    refused(program("--video", cut, "--headless"), 3, "cut.mp4")


def test_a_source_that_breaks_keeps_what_was_read(
    program: Program, tmp_path: Path, picture: Path
) -> None:
    whole = make_video(tmp_path / "whole.mp4", Video(times=[i / 25 for i in range(60)], noise=True))
    data = bytearray(whole.read_bytes())
    middle = len(data) // 2
    data[middle:-4000] = bytes(len(data) - 4000 - middle)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    out, events = tmp_path / "out.mp4", tmp_path / "out.jsonl"
    outcome = program(
        *("--video", broken, "--gallery", people_with(picture), "--headless"),
        *("--output", out, "--events", events),
    )
    refused(outcome, 4, "broken.mp4")
    times, _ = read_video(out)
    assert 10 <= len(times) < 60
    assert f"{len(times)} frames in" in outcome.out


def test_a_missing_camera(program: Program) -> None:
    refused(program("--camera", "63", "--headless"), 3, "camera 63")


def test_a_folder_without_pictures(program: Program, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(program("--video", empty, "--headless"), 3, str(empty))


def test_a_single_picture_gives_a_picture(program: Program, tmp_path: Path, picture: Path) -> None:
    out = tmp_path / "named.png"
    outcome = program(
        *("--video", picture, "--gallery", people_with(picture), "--headless", "--output", out)
    )
    assert outcome.code == 0, outcome.err
    shown = cv2.imread(str(out))
    assert shown is not None
    assert shown.shape == eileen_collins().image.shape


# Arguments


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--headless"], "--video"),
        (["--headless", "--video", "{video}", "--camera", "0"], "one source"),
        (["--headless", "--camera", "-1"], "numbered from 0"),
        (["--headless", "--camera", "9999999999"], "no camera"),
        (["--headless", "--video", "{video}", "--max-frames", "0"], "at least one"),
        (["--headless", "--video", "{video}", "--threshold", "1.5"], "between -1 and 1"),
        (["--headless", "--video", "{video}", "--min-face", "2"], "min_face"),
        (["--headless", "--video", "{video}", "--min-face", "1000000000"], "at most 10000"),
        (["--headless", "--video", "{video}", "--thresholds", "1", "1", "1"], "less than 1"),
        (["--headless", "--video", "{video}", "--factor", "2"], "factor"),
        (["--headless", "--video", "{video}", "--factor", "0.9999"], "at most 0.95"),
        (["--headless", "--video", "{video}", "--threads", "0"], "threads"),
        (["--headless", "--video", "{video}", "--threads", "100000"], "at most 1024"),
        (["--headless", "--video", "{video}", "--delay", "-1"], "delay_s"),
        (["--headless", "--video", "{video}", "--delay", "nan"], "delay_s"),
        (["--headless", "--video", "{video}", "--exact", "--two-pass"], "not allowed with"),
        (["--headless", "--video", "{video}", "--no-such-option"], "--no-such-option"),
        (["galery", "list"], "gallery, weights, demo"),
        (["--headless", "--video", "{video}", "--config", "{folder}/none.yaml"], "none.yaml"),
        (["--headless", "--video", "{video}", "--output", "{video}"], "is the source"),
        (
            [
                *("--headless", "--video", "{video}"),
                *("--events", "{folder}/a.csv", "--events", "{folder}/a.csv"),
            ],
            "two outputs",
        ),
    ],
)
def test_arguments_that_do_not_fit(
    program: Program, video: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    before = video.read_bytes()
    filled = [a.format(video=video, folder=tmp_path) for a in arguments]
    refused(program(*filled), 2, words)
    assert video.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["video.mp4"]


def test_an_unknown_key_in_the_configuration(program: Program, video: Path, tmp_path: Path) -> None:
    config = tmp_path / "my.yaml"
    config.write_text("matching: {treshold: 0.4}\n", encoding="utf-8")
    outcome = program("--video", video, "--headless", "--config", config)
    refused(outcome, 2, "my.yaml", "treshold")


def test_a_demo_that_cannot_be(program: Program, tmp_path: Path) -> None:
    refused(program("demo", "--seconds", "0", "--output", tmp_path / "demo.mp4"), 2, "--seconds")
    refused(program("demo", "--output", tmp_path / "nowhere" / "demo.mp4"), 5, "does not exist")


def test_help_names_commands_and_exit_codes(program: Program) -> None:
    outcome = program("--help")
    assert outcome.code == 0
    for word in ("gallery", "weights", "demo", "130", "--two-pass", "--log-file"):
        assert word in outcome.out


def test_version(program: Program) -> None:
    outcome = program("--version")
    assert outcome.code == 0
    assert outcome.out.startswith("videorec ")


def test_debug_shows_the_traceback_and_keeps_the_code(program: Program, tmp_path: Path) -> None:
    outcome = program("--video", tmp_path / "missing.mp4", "--headless", "--debug")
    assert outcome.code == 3
    assert "Traceback" in outcome.err


# Outputs


@pytest.mark.parametrize(
    ("option", "target", "words"),
    [
        ("--output", "nowhere/out.mp4", "does not exist"),
        ("--output", "folder.mp4", "is a folder"),
        ("--output", "out.avi", ".mp4"),
        ("--output", "out.png", "picture"),
        ("--events", "nowhere/out.jsonl", "does not exist"),
        ("--events", "out.txt", ".jsonl"),
        ("--subtitles", "out.ass", ".vtt"),
        ("--summary", "nowhere/out.json", "does not exist"),
    ],
)
def test_an_output_that_cannot_be_written(
    program: Program, scene: Scene, tmp_path: Path, option: str, target: str, words: str
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    outcome = program(
        *("--video", scene.clip, "--gallery", scene.people, "--headless"),
        *(option, tmp_path / target),
    )
    refused(outcome, 5, words)
    assert [p.name for p in tmp_path.iterdir()] == ["folder.mp4"]


@pytest.mark.parametrize(
    ("option", "target", "words"),
    [
        ("--summary", "g.sqlite", "is the gallery"),
        ("--summary", "g.sqlite-wal", "is the gallery"),
        ("--summary", "link.sqlite", "is the gallery"),
        ("--summary", "my.yaml", "is the configuration"),
        ("--summary", "my.safetensors", "is the model"),
        ("--summary", "twin.safetensors", "is the model"),
        ("--log-file", "video.mp4", "is used for something else"),
        ("--log-file", "g.sqlite", "is used for something else"),
        ("--log-file", "my.yaml", "is used for something else"),
        ("--log-file", "my.safetensors", "is used for something else"),
        ("--log-file", "out.jsonl", "is used for something else"),
        ("--log-file", "./new.jsonl", "is used for something else"),
    ],
)
def test_what_is_read_is_never_written(
    program: Program, video: Path, tmp_path: Path, option: str, target: str, words: str
) -> None:
    for name in ("g.sqlite", "my.yaml", "my.safetensors", "out.jsonl"):
        (tmp_path / name).write_text("mode: exact", encoding="utf-8")
    (tmp_path / "link.sqlite").symlink_to(tmp_path / "g.sqlite")
    (tmp_path / "twin.safetensors").hardlink_to(tmp_path / "my.safetensors")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    outcome = program(
        *("--video", video, "--headless", "--gallery", tmp_path / "g.sqlite"),
        *("--config", tmp_path / "my.yaml", "--model", tmp_path / "my.safetensors"),
        *("--events", tmp_path / "out.jsonl", "--events", tmp_path / "new.jsonl"),
        *(option, tmp_path / target),
    )
    refused(outcome, 2, words)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("option", ["--output", "--log-file"])
@pytest.mark.parametrize("name", ["Ada.png", "Grace/1.png"])
def test_a_picture_of_the_gallery_is_never_written(
    program: Program, picture: Path, option: str, name: str
) -> None:
    folder = people_with(picture, "Ada")
    (folder / "Grace").mkdir()
    (folder / "Grace" / "1.png").write_bytes(picture.read_bytes())
    run = ("--video", picture, "--headless", "--gallery", folder)
    refused(program(*run, option, folder / name), 2, str(folder / name))
    assert (folder / name).read_bytes() == picture.read_bytes()


def test_a_picture_of_the_source_is_never_written(program: Program, picture: Path) -> None:
    folder = people_with(picture, "a", "b")
    run = ("--video", folder, "--headless", "--gallery", folder.parent)
    refused(program(*run, "--summary", folder / "b.png"), 2, "is a picture of the source")
    assert (folder / "b.png").read_bytes() == picture.read_bytes()


def test_a_run_that_cannot_start_leaves_old_results(
    program: Program, video: Path, tmp_path: Path
) -> None:
    out, events = tmp_path / "out.mp4", tmp_path / "out.jsonl"
    out.write_bytes(b"an old result")
    events.write_text('{"an": "old result"}\n', encoding="utf-8")
    outcome = program(
        *("--video", video, "--gallery", tmp_path / "nowhere", "--headless"),
        *("--output", out, "--events", events),
    )
    refused(outcome, 6, "nowhere")
    assert out.read_bytes() == b"an old result"
    assert json.loads(events.read_text(encoding="utf-8")) == {"an": "old result"}


# Gallery


def people_with(picture: Path, *names: str) -> Path:
    """A gallery folder beside `picture` with it under each name."""
    folder = picture.parent / "people"
    folder.mkdir()
    for name in names or (KNOWN,):
        (folder / f"{name}.png").write_bytes(picture.read_bytes())
    return folder


def test_a_gallery_folder_without_pictures(program: Program, video: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(program("--video", video, "--gallery", empty, "--headless"), 6, "holds no pictures")


def test_a_gallery_without_faces(program: Program, video: Path, tmp_path: Path) -> None:
    folder = written(tmp_path / "people" / "Wall.png", np.full((200, 200, 3), 90, np.uint8)).parent
    outcome = program("--video", video, "--gallery", folder, "--headless")
    refused(outcome, 6, "nobody could be enrolled", "no face was found")


def test_a_picture_that_cannot_be_used_is_said_and_left_out(
    program: Program, video: Path, picture: Path
) -> None:
    folder = people_with(picture)
    (folder / "Broken.jpg").write_bytes(b"no picture")
    outcome = program("--video", video, "--gallery", folder, "--headless")
    assert outcome.code == 0, outcome.err
    assert "Broken.jpg" in outcome.err
    assert "gallery: 1 person" in outcome.out


@pytest.mark.parametrize("name", ["=1+1", "Zoë 🦊 張偉", "x" * 200, "a, b; 'c'", "-rf"])
def test_odd_names_reach_every_file(
    program: Program, tmp_path: Path, picture: Path, name: str
) -> None:
    folder = people_with(picture, name)
    names = ("out.jsonl", "out.csv", "out.vtt", "out.srt", "out.json", "out.mp4")
    events, table, vtt, srt, summary, video = (tmp_path / n for n in names)
    outcome = program(
        *("--video", picture, "--gallery", folder, "--headless", "--output", video),
        *("--events", events, "--events", table, "--subtitles", vtt, "--subtitles", srt),
        *("--summary", summary),
    )
    assert outcome.code == 0, outcome.err
    assert json.loads(events.read_text(encoding="utf-8"))["name"] == name
    assert json.loads(summary.read_text(encoding="utf-8"))["people"][0]["name"] == name
    for path in (table, vtt, srt):
        assert name[:20] in path.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the names of files are text")
def test_a_picture_whose_name_is_no_text_is_enrolled(
    program: Program, tmp_path: Path, picture: Path
) -> None:
    name = os.fsdecode(b"R\xff")
    events, stored = tmp_path / os.fsdecode(b"\xff.jsonl"), tmp_path / "g.sqlite"
    folder = people_with(picture, name)
    outcome = program(*("--video", picture, "--gallery", folder, "--headless", "--events", events))
    assert outcome.code == 0, outcome.err
    assert json.loads(events.read_text(encoding="utf-8"))["name"] == "R\\udcff"
    assert "R\\udcff" in outcome.out
    assert program("gallery", "--gallery", stored, "enrol", folder).code == 0
    assert "R\\udcff" in program("gallery", "--gallery", stored, "list").out


def test_a_gallery_file_that_is_missing(program: Program, video: Path, tmp_path: Path) -> None:
    missing = tmp_path / "people.sqlite"
    refused(program("--video", video, "--gallery", missing, "--headless"), 6, "no such gallery")
    assert not missing.exists()


def test_an_empty_file_is_no_gallery(
    program: Program, video: Path, picture: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "people.sqlite"
    empty.touch()
    refused(program("--video", video, "--gallery", empty, "--headless"), 6, "is empty")
    refused(program("gallery", "--gallery", empty, "enrol", picture), 6, "is empty")
    assert empty.read_bytes() == b""


def test_a_file_that_is_no_gallery(program: Program, video: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "people.sqlite"
    wrong.write_bytes(b"This is no database." * 100)
    refused(program("--video", video, "--gallery", wrong, "--headless"), 6, "people.sqlite")
    refused(program("--video", video, "--gallery", video, "--headless"), 6, "video.mp4")


@pytest.fixture
def stored(tmp_path: Path, picture: Path) -> Path:
    """A gallery file with Eileen Collins in it, whose embeddings are of no use any more."""
    path = tmp_path / "people.sqlite"
    engine = app.build_engine(AppSettings(device="cpu"))
    with app.open_gallery(engine, path) as gallery:
        app.build_enroller(engine, gallery).enrol_file(KNOWN, picture)
        gallery.forget_embeddings()
    return path


def test_a_gallery_of_another_model_is_embedded_anew(
    program: Program, stored: Path, picture: Path, tmp_path: Path
) -> None:
    events = tmp_path / "out.jsonl"
    outcome = program(*("--video", picture, "--gallery", stored, "--headless", "--events", events))
    assert outcome.code == 0, outcome.err
    assert "embedding 1 stored face" in outcome.out
    assert json.loads(events.read_text(encoding="utf-8"))["name"] == KNOWN


def test_an_empty_own_gallery_makes_everybody_unknown(
    program: Program, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    events = tmp_path / "out.jsonl"
    outcome = program("--video", picture, "--headless", "--events", events)
    assert outcome.code == 0, outcome.err
    assert "nobody is enrolled" in outcome.err
    event = json.loads(events.read_text(encoding="utf-8"))
    assert event["status"] == "unknown"
    assert event["similarity"] is None


# Model and device


def test_weights_that_are_missing_or_broken(program: Program, video: Path, tmp_path: Path) -> None:
    refused(program("--video", video, "--headless", "--model", "no-such-model"), 7, "no-such-model")
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\x10\0\0\0\0\0\0\0{}")
    outcome = program("--video", video, "--headless", "--model", broken)
    refused(outcome, 7, "broken.safetensors")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_cuda_where_there_is_none(program: Program, video: Path) -> None:
    refused(program("--video", video, "--headless", "--device", "cuda"), 8, "--device cpu")


@pytest.mark.parametrize("device", ["gpu", "cuda:x", "cpu:3"])
def test_a_device_that_does_not_exist(program: Program, video: Path, device: str) -> None:
    assert program("--video", video, "--headless", "--device", device).code in (2, 8)
