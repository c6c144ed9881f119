"""The README says what is true: its options exist, its code runs, its links lead somewhere."""

import argparse
import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from videorec.cli import options
from videorec.cli.demo import write_clip, write_gallery
from videorec.cli.main import common_options
from videorec.demo import KNOWN

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def known_options() -> set[str]:
    parser = argparse.ArgumentParser(parents=[common_options()])
    options.add_arguments(parser)
    return {name for action in parser._actions for name in action.option_strings if "--" in name}


def test_every_option_is_listed() -> None:
    section = README.split("## Options")[1].split("## As a library")[0]
    listed = set(re.findall(r"--[a-z][a-z-]*", section))
    assert listed - {"--force", "--version"} == known_options()


def test_the_library_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_clip(tmp_path / "friends.mp4", seconds=0.4)
    write_gallery(tmp_path / "people")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert KNOWN in capsys.readouterr().out


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (REPOSITORY / target).exists(), target
