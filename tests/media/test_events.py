import csv
import json
from pathlib import Path

import pytest

from tests.media.synthesis import result, track
from videorec.core.errors import OutputError
from videorec.core.types import Status, TrackState
from videorec.media.events import CsvWriter, JsonLinesWriter

KEYS = [
    "frame",
    "time_s",
    "track",
    "box",
    "score",
    "status",
    "name",
    "similarity",
    "runner_up",
]


def test_a_json_line_per_frame_and_face(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    with JsonLinesWriter(path) as writer:
        writer.write(result(12, 0.4, track(3, name="Joey"), track(4, box=(1.234, -2, 3, 4))))
        writer.write(result(13, 0.44))
        lines = path.read_text(encoding="utf-8").splitlines()  # before it is closed
    assert len(lines) == 2
    first, second = map(json.loads, lines)
    assert list(first)[: len(KEYS)] == KEYS
    assert {k: first[k] for k in KEYS} == {
        "frame": 12,
        "time_s": 0.4,
        "track": 3,
        "box": [10, 10, 40, 50],
        "score": 0.9877,
        "status": "known",
        "name": "Joey",
        "similarity": 0.41,
        "runner_up": 0.18,
    }
    assert (second["status"], second["name"]) == ("unknown", None)
    assert second["box"] == [1.23, -2, 3, 4]


def test_nothing_to_compare_is_null(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    with JsonLinesWriter(path) as writer:
        writer.write(
            result(0, 0.0, track(status=Status.UNUSABLE, similarity=-1.0, runner_up=float("nan")))
        )
    event = json.loads(path.read_text())
    assert (event["status"], event["similarity"], event["runner_up"]) == ("unusable", None, None)


def test_lost_tracks_are_not_in_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    with JsonLinesWriter(path) as writer:
        writer.write(result(0, 0.0, track(1, state=TrackState.LOST), track(2)))
    assert [json.loads(x)["track"] for x in path.read_text().splitlines()] == [2]


def test_awkward_names_stay_on_their_line(tmp_path: Path) -> None:
    names = ['a "b", c', "line\nbreak", "Zoë 王 😀", "x" * 500, "=HYPERLINK(1)"]
    with JsonLinesWriter(tmp_path / "e.jsonl") as lines, CsvWriter(tmp_path / "e.csv") as table:
        for i, name in enumerate(names):
            lines.write(result(i, i / 25, track(name=name)))
            table.write(result(i, i / 25, track(name=name)))
    read = (tmp_path / "e.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(x)["name"] for x in read if x] == names
    with (tmp_path / "e.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["name"] for r in rows] == [*names[:4], "'=HYPERLINK(1)"]


def test_csv_has_a_header_and_plain_numbers(tmp_path: Path) -> None:
    with CsvWriter(tmp_path / "e.csv") as writer:
        writer.write(result(2, 0.08, track(5, similarity=-1.0)))
    assert (tmp_path / "e.csv").read_text().splitlines() == [
        "frame,time_s,track,x0,y0,x1,y1,score,status,name,similarity,runner_up",
        "2,0.08,5,10.0,10.0,40.0,50.0,0.9877,unknown,,,0.18",
    ]


@pytest.mark.parametrize("kind", [JsonLinesWriter, CsvWriter])
def test_places_that_cannot_be_written(tmp_path: Path, kind: type[JsonLinesWriter]) -> None:
    for target in (tmp_path, tmp_path / "none" / "e", tmp_path / ("x" * 300)):
        with pytest.raises(OutputError):
            kind(target)
    writer = kind(tmp_path / "e")
    writer.close()
    writer.close()
    with pytest.raises(OutputError, match="closed"):
        writer.write(result(0, 0.0, track()))
    writer.close()


def test_a_full_disk_is_told() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full, which only Linux has")
    writer = JsonLinesWriter(full)
    with pytest.raises(OutputError, match="No space left"):
        writer.write(result(0, 0.0, track()))
    writer.close()
