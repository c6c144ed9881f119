"""Settings files: documented defaults, unknown keys, wrong values."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY
from videorec.config import AppSettings, read_settings
from videorec.core.errors import ConfigError

DEFAULTS = REPOSITORY / "configs" / "default.yaml"


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def keys(settings: Any) -> Any:
    """The tree of a settings object's keys."""
    return {
        f.name: keys(value) if is_dataclass(value := getattr(settings, f.name)) else None
        for f in fields(settings)
    }


def keys_of_yaml(raw: Any) -> Any:
    return {k: keys_of_yaml(v) if isinstance(v, dict) else None for k, v in raw.items()}


def test_the_documented_defaults_are_those_of_the_code() -> None:
    assert read_settings(DEFAULTS) == AppSettings()


def test_every_setting_is_documented() -> None:
    raw = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))
    assert keys_of_yaml(raw) == keys(AppSettings())


def test_no_file_gives_the_defaults() -> None:
    assert read_settings(None) == AppSettings()


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, "mode: exact\nmatching: {threshold: 0.5}\n"))
    assert settings.mode == "exact"
    assert settings.matching.threshold == 0.5
    assert settings.matching.margin == AppSettings().matching.margin
    assert settings.detector == AppSettings().detector


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("treshold: 0.5\n", "treshold"),
        ("matching: {treshold: 0.5}\n", "treshold"),
        ("mode: fast\n", "realtime"),
        ("matching: {threshold: high}\n", "threshold"),
        ("matching: {threshold: 2.0}\n", "between -1 and 1"),
        ("matching: {unique: 1}\n", "unique"),
        ("detector: {min_face: 3}\n", "min_face"),
        ("detector: {min_face: 24.5}\n", "min_face"),
        ("detector: {min_face: 10001}\n", "min_face must be at most 10000 pixels"),
        ("detector: {thresholds: [0.6, 0.7]}\n", "thresholds"),
        ("detector: {thresholds: [0.6, 0.7, 1.0]}\n", "less than 1"),
        ("detector: {factor: 1.0}\n", "factor"),
        ("detector: {factor: 0.0}\n", "factor"),
        ("detector: {factor: 0.99999}\n", "factor must be above 0 and at most 0.95"),
        ("tracking: {max_embeddings: 0}\n", "max_embeddings"),
        ("tracking: 3\n", "tracking"),
        ("threads: true\n", "threads"),
        ("threads: 100000\n", "at most 1024"),
        ("detector: {max_candidates: 10000001}\n", "max_candidates must be at most"),
        ("detector: {max_candidates: 99999999999999999999999}\n", "too large"),
        (f"matching: {{threshold: {'9' * 400}}}\n", "too large"),
        (f"threads: 0x{'f' * 5001}\n", "too large"),
        (f"threads: {'9' * 5001}\n", "holds what cannot be read"),
        ("mode: 2024-02-30\n", "holds what cannot be read"),
        ("mode: !!timestamp soon\n", "holds what cannot be read"),
        ("[" * 3000, "holds what cannot be read"),
        ("- mode\n", "keys"),
        ("mode: [exact\n", "YAML"),
        ("", "keys"),
    ],
)
def test_a_wrong_file_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError, match=words) as caught:
        read_settings(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        read_settings(tmp_path / "nowhere.yaml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_settings(path)
