"""Options of the command line that make no sense with a window are refused in words."""

from pathlib import Path

import pytest

from videorec.cli.main import build_parser, main
from videorec.cli.options import settings_of
from videorec.config import AppSettings


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked for, no window is opened."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--output", "out.mp4"],
        ["--events", "out.csv"],
        ["--subtitles", "out.srt"],
        ["--summary", "out.json"],
        ["--profile"],
        ["--max-frames", "3"],
    ],
)
def test_results_need_headless(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--video", "film.mp4", *arguments]) == 2
    said = capsys.readouterr().err
    assert arguments[0] in said
    assert "--headless" in said
    assert "Export" in said


@pytest.mark.parametrize("arguments", [[], ["--video", "film.mp4"], ["--camera", "0"]])
def test_without_a_screen_headless_is_named(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "no display" in said
    assert "--headless" in said


def test_two_sources_are_refused_before_anything_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--video", "film.mp4", "--camera", "0"]) == 2
    assert "one source" in capsys.readouterr().err


def test_a_gallery_that_is_not_there_is_refused_while_there_is_a_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main(["--gallery", str(tmp_path / "none.sqlite")]) == 6
    assert "no such gallery file" in capsys.readouterr().err
    assert main(["--gallery", str(tmp_path / "nope")]) == 6
    assert "nope: there is no such folder; check the path" in capsys.readouterr().err


def test_saved_settings_hold_unless_the_command_line_says_otherwise() -> None:
    parser = build_parser(["--video", "film.mp4"])
    saved = AppSettings(mode="exact", threads=3)
    settings = settings_of(parser.parse_args(["--threads", "1", "--threshold", "0.4"]), saved)
    assert settings.mode == "exact"
    assert settings.threads == 1
    assert settings.matching.threshold == 0.4
