from pathlib import Path

import pytest
import yaml

from videorec.core.errors import WeightsError
from videorec.models.registry import (
    REGISTRY_FILE,
    find_public,
    load_registry,
    recognise,
    registry,
)


def test_the_shipped_registry_is_valid_and_honest() -> None:
    entries = registry()
    assert entries
    for entry in entries.values():
        known = entry.size is not None and entry.sha256 is not None
        assert known == (entry.stated_by is not None), f"{entry.name}: who says so?"


def test_weights_are_found_by_name_and_by_digest() -> None:
    entry = find_public("sphereface20-casia")
    assert entry.depth == 20
    assert entry.sha256 is not None
    assert recognise(entry.sha256) == entry
    assert recognise("0" * 64) is None
    other = find_public("edgeface-s")
    assert [recognise(digest) for digest in other.digests] == [other, other]
    with pytest.raises(WeightsError, match="known are: sphereface20-casia"):
        find_public("resnet")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sha256": "abc"}, "64 hexadecimal digits"),
        ({"also_sha256": ["abc"]}, "64 hexadecimal digits"),
        ({"depth": 5}, "depth 5"),
        ({"url": "file:///etc/passwd"}, "is no URL"),
        ({"file": "../../x"}, "is a path"),
        ({"size": 0}, "must be positive"),
        ({"colour": "red"}, r"unknown \['colour'\]"),
        ({"pixels": {"mean": 0.0, "scale": 1.0, "colour_order": "RGB"}}, "depth 20"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    content = yaml.safe_load(REGISTRY_FILE.read_text(encoding="utf-8"))
    content["weights"][0].update(change)
    path = tmp_path / "registry.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(WeightsError, match=words):
        load_registry(path)


def test_a_broken_registry_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "registry.yaml"
    for content, words in (("a: [", "cannot be read"), ("a: 1", "no `weights` key")):
        path.write_text(content)
        with pytest.raises(WeightsError, match=words):
            load_registry(path)
    content = yaml.safe_load(REGISTRY_FILE.read_text(encoding="utf-8"))
    content["weights"].append(content["weights"][0])
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(WeightsError, match="occurs twice"):
        load_registry(path)
