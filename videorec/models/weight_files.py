"""Where weights lie, and their names; without torch, as the window asks before it is there."""

import os
from contextlib import suppress
from pathlib import Path

import platformdirs

from videorec.core.errors import WeightsError, looking_at

SUFFIX = ".safetensors"
PRETRAINED = Path(__file__).with_name("pretrained")


def user_weights_folder() -> Path:
    """Where imported and fetched weights live; VIDEOREC_WEIGHTS_DIR overrides it."""
    override = os.environ.get("VIDEOREC_WEIGHTS_DIR")
    if override:
        with looking_at(override, WeightsError):
            return Path(override).expanduser()
    return platformdirs.user_data_path("videorec", appauthor=False) / "weights"


def available_weights() -> dict[str, Path]:
    """Names that resolve_weights knows, with their files; the user's own come last and win."""
    found: dict[str, Path] = {}
    for folder in (PRETRAINED, user_weights_folder()):
        with suppress(OSError):
            found.update({path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))})
    return found


def resolve_weights(name_or_path: str | Path) -> Path:
    """The file behind "default", "small", a name of `videorec weights list`, or a path."""
    text = str(name_or_path)
    available = available_weights()
    if isinstance(name_or_path, str) and text in available:
        return available[text]
    with looking_at(text, WeightsError):
        path = Path(text).expanduser()
        if path.is_file():
            return path
    names = ", ".join(sorted(available)) or "none"
    looks_like_path = path.suffix != "" or path.name != text
    what = "no such weights file" if looks_like_path else "no weights of this name"
    raise WeightsError(
        f"{text}: {what}; available are: {names}. Give the path of a {SUFFIX} file, "
        "or convert public weights with `videorec weights import`"
    )
