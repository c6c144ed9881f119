"""YAML into frozen dataclasses: every key known, every value of its field's type."""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import yaml

from videorec.core.errors import ConfigError

T = TypeVar("T")
# Of whole numbers; larger ones are no float, and cannot even be shown.
LARGEST_BITS = 63


def read_yaml(path: Path, cls: type[T]) -> T:
    """A file as an instance of `cls`. Raises ConfigError with file, key and what was expected."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path}: cannot be read ({exc}); check the path") from exc
    except yaml.YAMLError as exc:
        raise ConfigError(f"{path}: not valid YAML: {exc}") from exc
    except Exception as exc:  # PyYAML raises whatever it stumbles over in dates, numbers and depths
        raise ConfigError(f"{path}: holds what cannot be read ({exc}); correct it") from exc
    return build(cls, raw, str(path))


def build(cls: type[T], raw: Any, where: str) -> T:
    """A dataclass from a mapping, nested. Raises ConfigError."""
    assert is_dataclass(cls)
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{where}: expected keys and values, not {raw!r}")
    hints = typing.get_type_hints(cls)
    unknown = sorted(str(key) for key in raw.keys() - hints.keys())
    if unknown:
        raise ConfigError(f"{where}: unknown keys {unknown}; known are {sorted(hints)}")
    missing = [f.name for f in fields(cls) if f.name not in raw and _has_no_default(f)]
    if missing:
        raise ConfigError(f"{where}: missing keys {missing}")
    values = {key: _convert(value, hints[key], f"{where}: {key}") for key, value in raw.items()}
    try:
        return cls(**values)
    except ConfigError as exc:
        raise ConfigError(f"{where}: {exc}") from exc


def _has_no_default(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _convert(value: Any, hint: Any, where: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if type(value) is int and value.bit_length() > LARGEST_BITS:
        raise ConfigError(f"{where} is too large a number; choose a smaller one")
    if origin in (typing.Union, types.UnionType):
        if value is None and types.NoneType in arguments:
            return None
        return _convert(value, next(a for a in arguments if a is not types.NoneType), where)
    if is_dataclass(hint):
        return build(typing.cast("type[Any]", hint), value, where)
    if origin is Literal:
        # True == 1 in Python; a switch is no number.
        if isinstance(value, bool) or value not in arguments:
            raise ConfigError(f"{where} must be one of {list(arguments)}, not {value!r}")
        return value
    if origin is tuple and isinstance(value, list):
        return tuple(_convert(item, arguments[0], f"{where}[{i}]") for i, item in enumerate(value))
    if origin is Mapping and isinstance(value, Mapping):
        return {key: _convert(item, arguments[1], f"{where}: {key}") for key, item in value.items()}
    if hint is Path and isinstance(value, str):
        return Path(value)
    if hint is float and type(value) is int:
        return float(value)
    if hint in (bool, int, float, str) and type(value) is hint:
        return value
    raise ConfigError(f"{where} must be {_words(hint)}, not {value!r}")


def _words(hint: Any) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    if hint is Path:
        return "a path"
    return names.get(hint, "a list" if get_origin(hint) is tuple else "keys and values")
