"""A short clip with sound and a known truth, and ways to run the program."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.conftest import REPOSITORY
from tests.media.synthesis import tone
from videorec import demo
from videorec.cli.demo import write_gallery
from videorec.cli.main import main
from videorec.demo import Appearance

SECONDS = 2.4


@dataclass(frozen=True, kw_only=True)
class Scene:
    """clip: mp4 with sound; people: folder with one picture; truth: per frame, who is where."""

    clip: Path
    people: Path
    truth: Sequence[Sequence[Appearance]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run of the program left."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    root = tmp_path_factory.mktemp("scene")
    clip, people = root / "clip.mp4", root / "people"
    write_gallery(people)
    return Scene(clip=clip, people=people, truth=write_clip_with_sound(clip))


def write_clip_with_sound(path: Path) -> list[tuple[Appearance, ...]]:
    truth = []
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream("libx264", rate=demo.FPS, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = demo.WIDTH, demo.HEIGHT, "yuv420p"
        sound: Any = container.add_stream("aac", rate=44100)
        sound.codec_context.layout = "stereo"
        for frame, appearances in demo.frames(SECONDS):
            container.mux(video.encode(av.VideoFrame.from_ndarray(frame.image, format="bgr24")))
            truth.append(appearances)
        container.mux(video.encode(None))
        for piece in tone(SECONDS, "fltp"):
            container.mux(sound.encode(piece))
        container.mux(sound.encode(None))
    return truth


class Program:
    """The program, in this process: fast, for everything but signals and the entry point."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Outcome:
        self._capsys.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as exit_request:  # argparse leaves this way
            code = int(exit_request.code or 0)
        out, err = self._capsys.readouterr()
        return Outcome(code=code, out=out, err=err)


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    # No test may touch the galleries of whoever runs it.
    monkeypatch.setenv("XDG_DATA_HOME", os.devnull)
    return Program(capsys)


def start(*arguments: str | Path, folder: Path) -> "subprocess.Popen[str]":
    """The program in a process of its own, as a user starts it."""
    return subprocess.Popen(
        [sys.executable, str(REPOSITORY / "main.py"), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "XDG_DATA_HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> Outcome:
    """Wait for the end."""
    out, err = process.communicate(timeout=300)
    return Outcome(code=process.returncode, out=out, err=err)


def read_video(path: Path) -> tuple[list[float], list[np.ndarray[Any, Any]]]:
    """Presentation times and (H, W, 3) BGR pictures."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    return [float(f.time or 0.0) for f in frames], [f.to_ndarray(format="bgr24") for f in frames]
