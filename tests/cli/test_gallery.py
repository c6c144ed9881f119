"""`videorec gallery`, driven through the command line's own entry."""

from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
import torch

from tests.models.portraits import astronaut, grace_hopper
from videorec.cli.main import main
from videorec.models.model_card import ModelCard
from videorec.models.sphereface import SphereFace
from videorec.models.weights import save_weights

Command = Callable[..., str]
# Longer than file systems take; the system says so at the first question.
LONG_NAME = "x" * 300


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained network: it tells pictures apart, if not people."""
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("weights") / "test.safetensors"
    save_weights(path, SphereFace(4).state_dict(), ModelCard(name="untrained", depth=4))
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    cv2.imwrite(str(folder / "Eileen.png"), astronaut())
    cv2.imwrite(str(folder / "Grace.png"), grace_hopper())
    return folder


@pytest.fixture
def command(tmp_path: Path, weights: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `videorec gallery WORDS` on a gallery of its own; gives what was printed."""

    def call(*words: str | Path, code: int = 0) -> str:
        arguments = ["gallery", "--gallery", str(tmp_path / "g.sqlite"), *map(str, words)]
        if words[0] in ("enrol", "reembed", "import"):
            arguments += ["--model", str(weights), "--device", "cpu"]
        capsys.readouterr()
        assert main(arguments) == code
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return out + err

    return call


def test_from_the_first_person_to_the_last(command: Command, pictures: Path) -> None:
    assert "nobody is enrolled" in command("list")
    assert "enrolled as 'Eileen'" in command("enrol", pictures)
    assert "nothing was changed" in command("enrol", pictures / "Grace.png")
    listed = command("list")
    assert "Eileen  (1 image, since 2" in listed
    assert "Grace  (1 image" in listed
    assert "Eileen.png" in command("list", "eileen")
    assert "people:    2" in command("info")
    assert "called Eileen Collins now" in command("rename", "Eileen", "Eileen Collins")
    assert "who has 2 images" in command("merge", "grace", "Eileen Collins")
    assert "removed 1 image with its aligned face, 1 embedding" in command(
        "remove", "Eileen Collins", "--image", "2"
    )
    assert "Eileen Collins: removed 1 image" in command("remove", "eileen collins")
    assert "nobody is enrolled" in command("list")


def test_there_and_back(command: Command, pictures: Path, tmp_path: Path) -> None:
    command("enrol", pictures)
    assert "2 people written" in command("export", tmp_path / "all.zip")
    assert "2 people written" in command("export", tmp_path / "tree")
    command("remove", "Grace")
    assert "1 new people, 1 new images, 1 were there" in command("import", tmp_path / "all.zip")
    command("remove", "Grace")
    assert "enrolled as 'Grace'" in command("import", tmp_path / "tree")


def test_people_without_images_are_not_counted_in_a_folder(
    command: Command, pictures: Path, tmp_path: Path
) -> None:
    command("enrol", pictures)
    command("remove", "Grace", "--image", "1")
    assert "2 people written" in command("export", tmp_path / "all.zip")
    said = command("export", tmp_path / "tree")
    assert f"1 people written to {tmp_path / 'tree'}; 1 without images left out" in said
    assert [p.name for p in (tmp_path / "tree").iterdir() if p.is_dir()] == ["Eileen"]


def test_faces_are_embedded_anew(command: Command, pictures: Path) -> None:
    command("enrol", pictures)
    assert "nothing to do" in command("reembed")
    assert "2 faces embedded by untrained" in command("reembed", "--all")


def test_one_name_for_all_pictures(command: Command, pictures: Path) -> None:
    printed = command("enrol", pictures / "Grace.png", pictures / "Eileen.png", "--name", "Both")
    assert "image 2 of 'Both'" in printed


def test_refused_pictures_are_told_and_the_others_taken(command: Command, pictures: Path) -> None:
    (pictures / "Nobody.jpg").write_bytes(b"no picture")
    printed = command("enrol", pictures, code=6)
    assert "1 of 3 pictures were not enrolled" in printed
    assert "Nobody.jpg" in printed
    assert "Grace" in command("list")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("remove", "Nobody"), 6, "nobody is called 'Nobody'"),
        (("rename", "Nobody", "X"), 6, "nobody is called"),
        (("merge", "Nobody", "X"), 6, "nobody is called"),
        (("list", ""), 6, "must not be empty"),
        (("import", "/no/such.zip"), 6, "no such file"),
        (("export", "/no/such/folder.zip"), 5, "cannot be exported"),
        (("enrol", "/no/such.jpg"), 6, "no such file"),
        (("enrol", LONG_NAME), 6, "cannot be looked at"),
        (("import", LONG_NAME), 6, "cannot be looked at"),
        (("export", LONG_NAME), 5, "cannot be exported"),
        (("--gallery", LONG_NAME, "list"), 6, "cannot be looked at"),
    ],
)
def test_what_cannot_be_done_is_told(
    command: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    assert said in command(*words, code=code)


def test_a_person_may_not_take_anothers_name(command: Command, pictures: Path) -> None:
    command("enrol", pictures)
    assert "merge 'Grace' into that person" in command("rename", "Grace", "EILEEN", code=6)
    assert "has the images 1 to 1" in command("remove", "Grace", "--image", "2", code=2)
