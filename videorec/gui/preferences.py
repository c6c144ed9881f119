"""What a user chose in the settings, in one file of their own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import platformdirs
import yaml

from videorec.config import AppSettings
from videorec.core.errors import ConfigError
from videorec.media.pending import cannot_write, write_text
from videorec.typed_yaml import build, read_yaml

Language = Literal["system", "en", "de"]
Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Settings of the window and of the recognition.

    language, theme: "system" follows the desktop.
    hud: figures over the picture are shown from the start.
    camera: number of the camera that the start page offers first.
    """

    language: Language = "system"
    theme: Theme = "system"
    hud: bool = False
    camera: int = 0
    settings: AppSettings = field(default_factory=AppSettings)

    def __post_init__(self) -> None:
        if not 0 <= self.camera <= 99:
            raise ConfigError(f"camera must be a number from 0 to 99, not {self.camera}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The preferences to work with.

    complaint: in a sentence, why they are not those of the file, or empty. details: what the
    reader of the file said, when that is more.
    """

    preferences: Preferences
    complaint: str = ""
    details: str = ""


def preferences_path() -> Path:
    """Where this user's file is."""
    return platformdirs.user_config_path("videorec", appauthor=False) / "preferences.yaml"


def load_preferences(path: Path) -> Loaded:
    """What the file says; the defaults without one.

    A file that cannot be used is kept under its name with .bak behind it, so that nothing the user
    wrote is lost when the defaults are saved.
    """
    if not path.exists():
        return Loaded(preferences=Preferences())
    try:
        return Loaded(preferences=read_yaml(path, Preferences))
    except ConfigError as exc:
        details = str(exc)
        line = _broken_line(exc)
        complaint = details if line is None else f"{path}: line {line} is not valid YAML"
    kept = path.with_name(f"{path.name}.bak")
    try:
        path.replace(kept)
    except OSError:
        kept = path
    return Loaded(
        preferences=Preferences(),
        complaint=(
            f"{complaint}. The default settings are used; the file is kept as {kept}. "
            f"Correct it and name it {path.name} again, or choose the settings anew"
        ),
        details="" if complaint == details else details,
    )


def _broken_line(error: ConfigError) -> int | None:
    """Where the file is no YAML, from 1; None when something else is wrong with it."""
    cause = error.__cause__
    if isinstance(cause, yaml.MarkedYAMLError) and cause.problem_mark is not None:
        return cause.problem_mark.line + 1
    return None


def save_preferences(path: Path, preferences: Preferences) -> None:
    """Replace the file in one step. OutputError: it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise cannot_write(path, exc) from exc
    text = yaml.safe_dump(plain_values(preferences), sort_keys=False, allow_unicode=True)
    write_text(path, text)


def checked(values: Mapping[str, Any]) -> Preferences:
    """Preferences from plain values, by the rules of the file. ConfigError: one cannot be used."""
    return build(Preferences, values, "settings")


def plain_values(preferences: Preferences) -> dict[str, Any]:
    """What `checked` takes: nested dicts, lists, numbers and text."""
    values = _plain(asdict(preferences))
    assert isinstance(values, dict)
    return values


def _plain(value: Any) -> Any:
    """Tuples as lists: YAML knows no others."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
