"""`python main.py` as a user starts it: the whole way from a video to its results."""

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.conftest import REPOSITORY
from tests.e2e.conftest import Outcome, Program, Scene, finish, read_video, start
from videorec.cli.demo import compare, complaints, read_events
from videorec.demo import HEIGHT, KNOWN, WIDTH

pytestmark = pytest.mark.slow

PROMISED = (
    *("frame", "time_s", "track", "box", "score"),
    *("status", "name", "similarity", "runner_up"),
)


@pytest.fixture(scope="module")
def job(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    """One run with every output there is."""
    folder = tmp_path_factory.mktemp("job")
    outcome = finish(
        start(
            *("--video", scene.clip, "--gallery", scene.people, "--headless", "--profile"),
            *("--output", "out.mp4", "--events", "out.jsonl", "--events", "out.csv"),
            *("--subtitles", "out.vtt", "--subtitles", "out.srt", "--summary", "out.json"),
            *("--log-file", "out.log", "--device", "cpu"),
            folder=folder,
        )
    )
    return outcome, folder


def events_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_it_ends_well(job: tuple[Outcome, Path]) -> None:
    outcome, _ = job
    assert outcome.code == 0, outcome.err
    assert outcome.err == ""


def test_device_model_and_threshold_are_named(job: tuple[Outcome, Path]) -> None:
    out = job[0].out
    assert "device: CPU" in out
    assert "model: " in out
    assert "gallery: 1 person; threshold: 0." in out


def test_nothing_but_results_is_left(job: tuple[Outcome, Path]) -> None:
    names = {path.name for path in job[1].iterdir()}
    kinds = ("mp4", "jsonl", "csv", "vtt", "srt", "json", "log")
    assert names == {f"out.{kind}" for kind in kinds}


def test_the_right_people_are_named(job: tuple[Outcome, Path], scene: Scene) -> None:
    tally = compare(read_events(job[1] / "out.jsonl"), scene.truth)
    assert complaints(tally) == []


def test_events_have_the_promised_keys(job: tuple[Outcome, Path], scene: Scene) -> None:
    events = events_of(job[1] / "out.jsonl")
    assert events
    for event in events:
        assert tuple(event)[: len(PROMISED)] == PROMISED
        assert 0 <= event["frame"] < len(scene.truth)
        assert event["time_s"] == pytest.approx(event["frame"] / 25, abs=1e-3)
        assert event["status"] in ("known", "unknown", "unusable")
        assert event["name"] == (KNOWN if event["status"] == "known" else None)
        x0, y0, x1, y1 = event["box"]
        assert -WIDTH < x0 < x1 < 2 * WIDTH
        assert -HEIGHT < y0 < y1 < 2 * HEIGHT
        assert 0.0 < event["score"] <= 1.0


def test_a_name_stands_once_in_a_frame(job: tuple[Outcome, Path]) -> None:
    named = [e["frame"] for e in events_of(job[1] / "out.jsonl") if e["name"]]
    assert len(named) == len(set(named))


def test_csv_says_the_same(job: tuple[Outcome, Path]) -> None:
    with (job[1] / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    events = events_of(job[1] / "out.jsonl")
    said = [(int(r["frame"]), int(r["track"]), r["name"] or None) for r in rows]
    assert said == [(e["frame"], e["track"], e["name"]) for e in events]


def test_the_video_keeps_times_and_sound(job: tuple[Outcome, Path], scene: Scene) -> None:
    times, pictures = read_video(job[1] / "out.mp4")
    original_times, originals = read_video(scene.clip)
    assert times == pytest.approx(original_times, abs=1e-4)
    with av.open(str(job[1] / "out.mp4")) as written, av.open(str(scene.clip)) as source:
        assert written.streams.video[0].codec_context.name == "h264"
        assert written.streams.audio[0].codec_context.name == "aac"
        sound = [bytes(p) for p in source.demux(audio=0) if p.size]
        kept = [bytes(p) for p in written.demux(audio=0) if p.size]
    assert kept == sound[: len(kept)]
    assert len(kept) >= len(sound) - 3
    # The picture is the original with something drawn on it.
    changed = np.abs(pictures[5].astype(int) - originals[5].astype(int)).max(axis=2) > 60
    assert 0.001 < changed.mean() < 0.1


def test_subtitles_and_summary_name_her(job: tuple[Outcome, Path]) -> None:
    folder = job[1]
    assert (folder / "out.vtt").read_text(encoding="utf-8").startswith("WEBVTT")
    assert KNOWN in (folder / "out.vtt").read_text(encoding="utf-8")
    assert KNOWN in (folder / "out.srt").read_text(encoding="utf-8")
    summary = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    (person,) = summary["people"]
    assert person["name"] == KNOWN
    assert person["seconds"] > 1.5
    assert KNOWN in job[0].out


def test_the_profile_names_the_stages(job: tuple[Outcome, Path]) -> None:
    for stage in ("decode", "detect", "track", "align", "embed", "match", "draw", "encode"):
        assert f"\n{stage} " in job[0].out
    assert "frames/s" in job[0].out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_finishes_the_files(scene: Scene, tmp_path: Path, number: signal.Signals) -> None:
    process = start(
        *("--video", scene.clip, "--gallery", scene.people, "--headless", "--exact"),
        *("--output", "out.mp4", "--events", "out.jsonl", "--subtitles", "out.vtt"),
        *("--threads", "1"),
        folder=tmp_path,
    )
    wait_for_line(tmp_path / "out.jsonl", process)
    process.send_signal(number)
    outcome = finish(process)
    assert outcome.code == 130, outcome.err
    assert "stopped at" in outcome.err
    assert "Traceback" not in outcome.err
    times, _ = read_video(tmp_path / "out.mp4")
    frames = {e["frame"] for e in events_of(tmp_path / "out.jsonl")}
    assert max(frames) == len(times) - 1 < len(scene.truth) - 1
    assert f"after {len(times)} frames" in outcome.err
    assert (tmp_path / "out.vtt").read_text(encoding="utf-8").startswith("WEBVTT")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_people_are_enrolled_leaves_no_files(
    scene: Scene, tmp_path: Path, number: signal.Signals
) -> None:
    (portrait,) = scene.people.iterdir()
    many = tmp_path / "people"
    many.mkdir()
    for person in range(300):
        (many / f"{person}{portrait.suffix}").symlink_to(portrait)
    process = start(
        *("--video", scene.clip, "--gallery", many, "--headless", "--events", "out.jsonl"),
        folder=tmp_path,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("device: ")  # enrolment comes next
    process.send_signal(number)
    outcome = finish(process)
    assert outcome.code == 130, outcome.err
    assert outcome.err.splitlines()[-1] == "interrupted"
    assert not (tmp_path / "out.jsonl").exists()


def wait_for_line(path: Path, process: "subprocess.Popen[str]") -> None:
    for _ in range(6000):
        if path.exists() and b"\n" in path.read_bytes():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    raise AssertionError("no event within two minutes")


def test_exact_mode_names_her_on_each_frame(program: Program, scene: Scene, tmp_path: Path) -> None:
    events = tmp_path / "out.jsonl"
    outcome = program(
        *("--video", scene.clip, "--gallery", scene.people, "--headless", "--exact"),
        *("--events", events, "--quiet", "--threads", "1"),
    )
    assert outcome.code == 0, outcome.err
    assert "device: " in outcome.out
    assert KNOWN not in outcome.out
    assert complaints(compare(read_events(events), scene.truth)) == []


def test_two_passes_show_every_frame_once(program: Program, scene: Scene, tmp_path: Path) -> None:
    events, video = tmp_path / "out.jsonl", tmp_path / "out.mp4"
    outcome = program(
        *("--video", scene.clip, "--gallery", scene.people, "--headless", "--two-pass"),
        *("--events", events, "--output", video, "--threads", "1"),
    )
    assert outcome.code == 0, outcome.err
    assert len(read_video(video)[0]) == len(scene.truth)
    assert complaints(compare(read_events(events), scene.truth)) == []


def test_the_demo_says_what_it_saw(program: Program, tmp_path: Path) -> None:
    outcome = program("demo", "--output", tmp_path / "demo.mp4", "--seconds", "2")
    assert outcome.code == 0, outcome.err
    assert f"{KNOWN} (enrolled)" in outcome.out
    assert len(read_video(tmp_path / "demo.mp4")[0]) == 50


def test_start_up_imports_only_what_it_needs() -> None:
    heavy = ("torchvision", "facenet_pytorch", "matplotlib", "skimage", "PyQt6", "tensorboard")
    code = (
        "import sys, videorec.cli.recognize, gallery.index;"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
