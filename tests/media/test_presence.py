import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.synthesis import result, track
from videorec.core.errors import OutputError
from videorec.core.types import Status
from videorec.media.info import SourceInfo
from videorec.media.presence import PresenceLog, bridge
from videorec.media.subtitles import SubtitleWriter, cues, to_srt, to_webvtt
from videorec.media.summary import Summary

INFO = SourceInfo(name="x", width=96, height=64, fps=10.0)


def filled() -> Summary:
    """Joey 0.0 to 1.0 and 2.0 to 2.5 s; one unknown in 0.5 to 1.0; another turns into Ross."""
    summary = Summary(info=INFO)
    summary.add(result(0, 0.0, track(1, name="Joey"), track(7)))
    summary.add(result(1, 0.5, track(1, name="Joey", similarity=0.6), track(2)))
    summary.add(result(2, 1.0, track(7, name="Ross")))
    summary.add(result(3, 2.0, track(3, name="Joey")))
    summary.add(result(4, 2.5, track(9, status=Status.UNUSABLE)))
    summary.add(result(5, 3.0, track(1, name="Ross")))
    summary.finish()
    return summary


def test_seconds_come_from_presentation_times() -> None:
    summary = filled()
    people = {r.name: r for r in summary.people}
    assert people["Joey"].seconds == pytest.approx(1.5)
    assert (people["Joey"].first_s, people["Joey"].last_s) == (0.0, 2.5)
    assert (people["Joey"].frames, people["Joey"].best_similarity) == (3, 0.6)
    # The last frame counts one frame of the source's rate, not nothing.
    assert people["Ross"].seconds == pytest.approx(1.1)
    assert people["Ross"].last_s == pytest.approx(3.1)


def test_unknown_people_count_as_tracks_unless_named_later() -> None:
    unknown = filled().unknown
    assert [(r.track, r.seconds) for r in unknown] == [(2, 0.5)]


def test_whoever_loses_the_name_again_is_unknown() -> None:
    summary = Summary()
    names = [None, "Joey", None, None]
    for index, name in enumerate(names):
        summary.add(result(index, float(index), track(1, name=name)))
    summary.finish()
    assert [(r.track, r.first_s, r.frames) for r in summary.unknown] == [(1, 2.0, 2)]
    assert [(r.name, r.frames) for r in summary.people] == [("Joey", 1)]


def test_the_table_and_the_json(tmp_path: Path) -> None:
    summary = filled()
    assert summary.table().splitlines() == [
        "name               first seen  last seen  seconds",
        "Joey                   0:00.0     0:02.5      1.5",
        "Ross                   0:01.0     0:03.1      1.1",
        "unknown (1 track)      0:00.5     0:01.0      0.5",
    ]
    summary.write_json(tmp_path / "s.json")
    written = json.loads((tmp_path / "s.json").read_text())
    assert written["frames"] == 6
    assert written["people"][0] == {
        "name": "Joey",
        "first_s": 0.0,
        "last_s": 2.5,
        "seconds": 1.5,
        "frames": 3,
        "best_similarity": 0.6,
    }
    assert written["unknown"][0]["track"] == 2
    with pytest.raises(OutputError):
        summary.write_json(tmp_path / "none" / "s.json")


def test_nobody() -> None:
    summary = Summary()
    summary.finish()
    assert summary.table() == "nobody was seen"
    assert summary.to_json() == {"frames": 0, "people": [], "unknown": []}


def test_hours_and_long_names_fit_the_table() -> None:
    summary = Summary()
    summary.add(result(0, 3661.25, track(name="x" * 500)))
    summary.add(result(1, 3661.5))
    summary.finish()
    line = summary.table().splitlines()[1]
    assert "1:01:01.2" in line
    assert len(line) < 90


def test_a_silent_live_stream_does_not_count() -> None:
    live = SourceInfo(name="x", width=1, height=1, live=True)
    log = PresenceLog.for_source(live)
    log.add(result(0, 0.0, track(name="Joey")))
    log.add(result(1, 100.0))
    log.finish()
    assert log.people["Joey"].seconds == 1.0


def test_one_name_twice_in_a_frame_counts_once() -> None:
    log = PresenceLog(1.0)
    log.add(result(0, 0.0, track(1, name="Joey"), track(2, name="Joey", similarity=0.9)))
    log.finish()
    joey = log.people["Joey"]
    assert (joey.seconds, joey.frames, joey.best_similarity) == (1.0, 1, 0.9)


@given(
    steps=st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=1, max_size=40),
)
def test_seconds_are_the_sum_of_the_frames(steps: list[tuple[int, bool]]) -> None:
    log = PresenceLog(0.5)
    time, expected = 0.0, 0.0
    for index, (step, seen) in enumerate(steps):
        log.add(result(index, time, *([track(name="A")] if seen else [])))
        length = step / 8 if index < len(steps) - 1 else 0.5
        expected += length if seen else 0.0
        time += step / 8
    log.finish()
    found = log.people["A"].seconds if "A" in log.people else 0.0
    assert found == pytest.approx(expected)
    if "A" in log.people:
        intervals = log.people["A"].intervals
        assert all(a[1] < b[0] for a, b in itertools.pairwise(intervals))


spans = st.lists(
    st.tuples(st.integers(0, 100), st.integers(1, 20)).map(lambda t: (t[0] / 4, (t[0] + t[1]) / 4)),
    max_size=8,
)


@given(intervals=spans, gap=st.floats(0, 3))
def test_bridging_loses_nothing(intervals: list[tuple[float, float]], gap: float) -> None:
    joined = bridge(intervals, gap)
    for start, end in intervals:
        assert any(a <= start and end <= b for a, b in joined)
    assert all(b[0] - a[1] > gap for a, b in itertools.pairwise(joined))


@given(presence=st.dictionaries(st.sampled_from("ABCD"), spans))
def test_cues_say_who_is_there(presence: dict[str, list[tuple[float, float]]]) -> None:
    found = cues(presence, gap_s=0.0, shortest_s=0.0)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    for quarter in range(0, 130):
        time = quarter / 4 + 0.125
        here = {n for n, spans in presence.items() if any(a <= time < b for a, b in spans)}
        said = [set(names) for start, end, names in found if start <= time < end]
        assert said == ([here] if here else [])


def test_short_pauses_are_bridged_and_flashes_left_out() -> None:
    presence = {"A": [(0.0, 1.0), (1.5, 3.0)], "B": [(2.0, 2.05)], "C": [(2.5, 4.0)]}
    assert cues(presence) == [(0.0, 2.5, ("A",)), (2.5, 3.0, ("A", "C")), (3.0, 4.0, ("C",))]


def test_both_formats() -> None:
    found = [(0.0, 1.5, ("A & <B>", "C\nD")), (3661.0004, 3662.9996, ("E",))]
    assert to_webvtt(found) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.500\nA &amp; &lt;B&gt;, C D\n\n"
        "01:01:01.000 --> 01:01:03.000\nE\n"
    )
    assert to_srt(found) == (
        "1\n00:00:00,000 --> 00:00:01,500\nA & (B), C D\n\n2\n01:01:01,000 --> 01:01:03,000\nE\n"
    )


@pytest.mark.parametrize("suffix", [".vtt", ".srt"])
def test_subtitles_appear_when_the_run_ends(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"s{suffix}"
    with SubtitleWriter(path, info=INFO) as writer:
        for i in range(10):
            writer.write(result(i, i / 10, track(name="Joey"), track(2)))
        assert not path.exists()
    text = path.read_text(encoding="utf-8")
    assert text.count("-->") == 1
    assert "00:00:01" in text
    assert "Joey" in text
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_subtitles_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.vtt or \.srt"):
        SubtitleWriter(tmp_path / "s.txt")
    with pytest.raises(OutputError):
        SubtitleWriter(tmp_path / "none" / "s.vtt")
