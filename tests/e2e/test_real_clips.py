"""The main job on real clips: few false names, none among strangers."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.clip_score import ClipScore, ShownFace, load_truth, score
from tests.e2e.conftest import Program
from videorec.cli.demo import read_events

pytestmark = [pytest.mark.shared, pytest.mark.slow]

FRAMES = 90


def scored(events: Path, truth: Path) -> ClipScore:
    """The first FRAMES frames of a run against the truth."""
    said = read_events(events)
    shown = (
        (
            index,
            [
                ShownFace(track_id=e["track"], box=np.array(e["box"], np.float32), name=e["name"])
                for e in said.get(index, [])
            ],
        )
        for index in range(FRAMES)
    )
    return score(shown, load_truth(truth))


@pytest.mark.parametrize("mode", [[], ["--exact"], ["--two-pass"]])
def test_friends_get_their_own_names(
    program: Program, shared: Path, tmp_path: Path, mode: list[str]
) -> None:
    folder, events = shared / "clips" / "friends", tmp_path / "out.jsonl"
    outcome = program(
        *("--video", folder / "friends.mp4", "--gallery", folder / "gallery", "--headless"),
        *("--events", events, "--output", tmp_path / "out.mp4"),
        *("--max-frames", str(FRAMES), *mode),
    )
    assert outcome.code == 0, outcome.err
    assert "gallery: 6 people" in outcome.out
    result = scored(events, folder / "friends.truth.json")
    assert result.found > 0.7 * result.named_truth > 0
    assert result.false_names <= 0.02


def test_nobody_in_a_crowd_gets_a_name(program: Program, shared: Path, tmp_path: Path) -> None:
    clips, events = shared / "clips", tmp_path / "out.jsonl"
    outcome = program(
        *("--video", clips / "crowd-1080p.mp4", "--gallery", clips / "friends" / "gallery"),
        *("--headless", "--events", events, "--max-frames", "40"),
    )
    assert outcome.code == 0, outcome.err
    said = [e for faces in read_events(events).values() for e in faces]
    assert said
    assert {e["name"] for e in said} == {None}
