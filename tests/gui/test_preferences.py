"""A user's settings: kept whole, checked, and never lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.config import AppSettings
from videorec.core.errors import ConfigError, OutputError
from videorec.core.settings import DetectorSettings, MatchingSettings
from videorec.gui.preferences import (
    Preferences,
    checked,
    load_preferences,
    plain_values,
    preferences_path,
    save_preferences,
)

CHOSEN = Preferences(
    language="de",
    theme="dark",
    hud=True,
    camera=2,
    settings=AppSettings(
        mode="two-pass",
        model="/home/zoë/modell 1.safetensors",
        threads=3,
        detector=DetectorSettings(min_face=40),
        matching=MatchingSettings(threshold=0.5, unique=False),
    ),
)


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "preferences.yaml"
    save_preferences(path, CHOSEN)
    loaded = load_preferences(path)
    assert loaded.preferences == CHOSEN
    assert loaded.complaint == ""


def test_without_a_file_the_defaults_hold_without_complaint(tmp_path: Path) -> None:
    loaded = load_preferences(tmp_path / "preferences.yaml")
    assert loaded.preferences == Preferences()
    assert loaded.complaint == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"theme: [", "not valid YAML"),
        (b"", "expected keys and values"),
        (b"colour: red\n", "unknown keys ['colour']"),
        (b"theme: pink\n", "theme must be one of"),
        (b"camera: -1\n", "camera must be a number from 0 to 99"),
        (b"settings: {detector: {min_face: 3}}\n", "min_face must be at least 12"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_broken_file_gives_the_defaults_and_is_kept(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "preferences.yaml"
    path.write_bytes(content)
    loaded = load_preferences(path)
    assert loaded.preferences == Preferences()
    assert said in loaded.complaint
    kept = tmp_path / "preferences.yaml.bak"
    assert str(kept) in loaded.complaint
    assert kept.read_bytes() == content
    assert not path.exists()
    assert load_preferences(path).complaint == ""


def test_a_file_that_is_no_yaml_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "preferences.yaml"
    path.write_text("hud: true\ntheme: 'dark\n", encoding="utf-8")
    loaded = load_preferences(path)
    assert loaded.complaint.startswith(f"{path}: line 3 is not valid YAML. ")
    assert "\n" not in loaded.complaint
    assert "name it preferences.yaml again" in loaded.complaint
    assert "while scanning a quoted scalar" in loaded.details


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        save_preferences(tmp_path / "file" / "preferences.yaml", Preferences())


def test_saving_leaves_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "preferences.yaml"
    for camera in range(3):
        save_preferences(path, Preferences(camera=camera))
    assert [p.name for p in tmp_path.iterdir()] == ["preferences.yaml"]
    assert load_preferences(path).preferences.camera == 2


def test_the_file_is_the_users_own() -> None:
    assert preferences_path().name == "preferences.yaml"
    assert "videorec" in preferences_path().parts[-2]


@given(st.integers(-5, 200), st.integers(-5, 200))
def test_values_are_checked_by_the_rules_of_the_file(camera: int, min_face: int) -> None:
    values = plain_values(Preferences())
    values["camera"] = camera
    values["settings"]["detector"]["min_face"] = min_face
    if 0 <= camera <= 99 and min_face >= 12:
        assert checked(values).camera == camera
    else:
        with pytest.raises(ConfigError, match=r"camera|min_face"):
            checked(values)
