import argparse
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.models import caffe_files
from tests.models.file_server import Site, serving
from tests.models.onnx_files import projection, write_network
from videorec.cli import weights
from videorec.core.errors import UsageError, WeightsError
from videorec.models import fetch, foreign
from videorec.models.registry import find_public
from videorec.models.sphereface import SphereFace
from videorec.models.weights import load_weights, read_card

Command = Callable[..., int]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `videorec weights ...` with an empty folder of the user's."""
    monkeypatch.setenv("VIDEOREC_WEIGHTS_DIR", str(tmp_path / "mine"))
    monkeypatch.setenv("no_proxy", "*")  # the server is on this machine
    parser = argparse.ArgumentParser(prog="videorec")
    weights.add_parser(parser.add_subparsers())

    def call(*arguments: str | Path) -> int:
        args = parser.parse_args(["weights", *map(str, arguments)])
        code: int = args.handler(args)
        return code

    return call


@pytest.fixture(scope="module")
def caffe_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("caffe") / "authors.caffemodel"
    state = SphereFace(4).state_dict()
    path.write_bytes(caffe_files.network(state, residual_biases=False, class_head=True))
    return path


def test_imported_weights_are_listed_shown_and_verified(
    command: Command, caffe_model: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert command("import", caffe_model, "--name", "mine-4") == 0
    assert str(tmp_path / "mine" / "mine-4.safetensors") in capsys.readouterr().out

    assert command("list") == 0
    rows = capsys.readouterr().out.splitlines()
    assert any(row.split()[:2] == ["mine-4", "SphereFace-4"] and "(a guess)" in row for row in rows)
    assert any("`videorec weights fetch sphereface20-casia`" in row for row in rows)

    assert command("info", "mine-4") == 0
    shown = capsys.readouterr().out
    assert "SphereFace-4, 512 values" in shown
    assert "0.500 (a guess)" in shown
    assert command("info", "mine-4", "--json") == 0
    assert json.loads(capsys.readouterr().out)["depth"] == 4

    path = tmp_path / "mine" / "mine-4.safetensors"
    assert command("verify", "mine-4") == 0
    assert load_weights(path).sha256 in capsys.readouterr().out

    with pytest.raises(WeightsError, match="exists already"):
        command("import", caffe_model, "--name", "mine-4")
    with pytest.raises(WeightsError, match="has a model card already"):
        command("import", path, "--name", "again")


def test_a_network_in_onnx_is_taken_in_with_the_input_it_needs(
    command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = write_network(tmp_path / "theirs.onnx", projection(32))
    assert command("import", path) == 0
    assert "ONNX written to" in capsys.readouterr().out
    assert command("import", path, "--name", "raw", "--mean", "0", "--scale", "1") == 0
    card = read_card(tmp_path / "mine" / "raw.safetensors")
    assert (card.mean, card.scale, card.colour_order) == (0.0, 1.0, "RGB")
    assert card.command.endswith("theirs.onnx --name raw --mean 0.0 --scale 1.0")
    capsys.readouterr()

    assert command("list") == 0
    rows = [row.split() for row in capsys.readouterr().out.splitlines()]
    assert ["theirs", "ONNX", "not", "measured", "0.500", "(a", "guess)"] in [r[:7] for r in rows]
    assert ["sface", "ONNX"] in [row[:2] for row in rows]
    assert command("info", "raw") == 0
    assert "RGB, edges repeated to 112 x 112, (x - 0.0) * 1.0" in capsys.readouterr().out
    assert command("verify", "raw") == 0


def test_what_a_sphereface_sees_is_not_for_choosing(command: Command, caffe_model: Path) -> None:
    with pytest.raises(UsageError, match=r"are for \.onnx files alone"):
        command("import", caffe_model, "--scale", "1")


def test_verify_looks_at_every_file_and_fails_in_the_end(
    command: Command, caffe_model: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command("import", caffe_model, "--name", "good", "--threshold", "0.4")
    broken = tmp_path / "mine" / "broken.safetensors"
    broken.write_bytes((tmp_path / "mine" / "good.safetensors").read_bytes()[:-1])
    assert read_card(tmp_path / "mine" / "good.safetensors").default_threshold == 0.4
    with pytest.raises(WeightsError, match="1 of 2 weights files cannot be used"):
        command("verify", broken, "good")
    out = capsys.readouterr().out
    assert "BROKEN" in out
    assert "good.safetensors  SphereFace-4" in out
    assert command("list") == 0
    assert "cannot be used" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a/b", "../x", ".hidden", "x" * 81, "über all"])
def test_names_that_are_no_file_names_are_refused(
    command: Command, caffe_model: Path, name: str
) -> None:
    with pytest.raises(UsageError, match="cannot name weights"):
        command("import", caffe_model, "--name", name)


def test_an_output_of_another_kind_is_refused(command: Command, caffe_model: Path) -> None:
    with pytest.raises(UsageError, match=r"must end in \.safetensors"):
        command("import", caffe_model, "--output", "x.pth")


def test_fetched_weights_are_checked_converted_and_carry_their_terms(
    command: Command,
    caffe_model: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    content = caffe_model.read_bytes()
    with serving(Site(content=content)) as site:
        entry = replace(
            find_public("sphereface20-casia"),
            name="public-4",
            url=site.url,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        monkeypatch.setattr(weights, "find_public", lambda name: entry)
        monkeypatch.setattr(foreign, "recognise", lambda sha256: entry)
        assert command("fetch", "public-4") == 0
        assert "--model public-4" in capsys.readouterr().out
        assert command("fetch", "public-4") == 0
        assert "already here" in capsys.readouterr().out
        assert len(site.asked) == 1
    card = read_card(tmp_path / "mine" / "public-4.safetensors")
    assert (card.depth, card.terms) == (4, entry.terms)
    assert "98.83 %" in card.notes
    assert card.lfw_accuracy is None


def test_an_archive_without_a_published_digest_takes_two_steps(
    command: Command,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = b"7z\xbc\xaf\x27\x1c" + bytes(1000)
    digest = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(fetch, "FIRST_PAUSE_S", 0)
    with serving(Site(content=content)) as site:
        entry = replace(find_public("sphere20a-casia"), url=site.url)
        monkeypatch.setattr(weights, "find_public", lambda name: entry)
        with pytest.raises(WeightsError, match=f"--accept-sha256 {digest}"):
            command("fetch", "sphere20a-casia")
        assert command("fetch", "sphere20a-casia", "--accept-sha256", digest) == 0
    assert "unpack it (`7z x`)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("info", "x" * 300 + ".safetensors"),
        ("verify", "~nosuchuser/own.safetensors"),
        ("import", "x" * 300 + ".pth", "--name", "own"),
        ("import", "own.pth", "--name", "own", "--output", "x" * 300 + ".safetensors"),
    ],
)
def test_paths_that_no_file_system_takes_are_told(command: Command, words: tuple[str, ...]) -> None:
    with pytest.raises(WeightsError, match="cannot be looked at"):
        command(*words)


def test_a_folder_of_weights_that_no_file_system_takes_is_told(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("~nosuchuser/weights", "x" * 300):
        monkeypatch.setenv("VIDEOREC_WEIGHTS_DIR", folder)
        with pytest.raises(WeightsError, match="cannot be looked at"):
            command("fetch", "sface")
