"""Recognition after jumps, with the real engine: it keeps up, and counts nobody twice."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.media.synthesis import names
from tests.runtime.audience import Watcher
from videorec import demo
from videorec.cli.demo import write_clip
from videorec.core.types import Frame, FrameResult
from videorec.media.files import FileSource
from videorec.media.info import SourceInfo
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.scout import Sighting
from videorec.runtime.file_player import FilePlayer
from videorec.runtime.session_tracks import SeenTracks

SECONDS = 2.0
LOOPS = 5
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "demo.mp4"
    write_clip(path, SECONDS)
    return path


class Memory(Watcher):
    """Remembers the tracks of the session, as they were when each loop began.

    overlays_of: after each jump, those that show a face.
    """

    def __init__(self, info: SourceInfo, same_person: float) -> None:
        super().__init__()
        self.tracks = SeenTracks(info, same_person=same_person)
        self.tracks_at_start: list[int] = []
        self.overlays_of: list[list[FrameResult]] = [[]]

    def shown(self, picture: Frame | None, result: FrameResult | None, due_s: float) -> None:
        if picture is not None and self.pictures and picture.index < self.pictures[-1].index:
            self.tracks_at_start.append(len(self.tracks.by_id))
            self.overlays_of.append([])
        if result is not None and result.tracks:
            self.overlays_of[-1].append(result)
        super().shown(picture, result, due_s)

    def recognised(self, result: FrameResult) -> None:
        self.tracks.take(result)
        super().recognised(result)


@contextmanager
def played(clip: Path, recogniser: Recognizer) -> Iterator[tuple[FilePlayer, Memory]]:
    """A player that recognises, at the beginning of the clip."""
    with FileSource(clip) as source:
        watcher = Memory(source.info, recogniser.same_person)
        player = FilePlayer(source, watcher)
        player.use_recognizer(recogniser)
        player.start()
        try:
            yield player, watcher
        finally:
            assert player.close()
    assert not watcher.errors


def test_every_loop_shows_faces_and_counts_nobody_twice(clip: Path, recogniser: Recognizer) -> None:
    with played(clip, recogniser) as (player, watcher):
        player.set_loop(True)
        player.begin()
        watcher.wait(lambda: len(watcher.overlays_of) > LOOPS, timeout_s=PATIENCE_S)
    loops = watcher.overlays_of[:LOOPS]
    assert all(loops), f"overlays with faces in each loop: {[len(shown) for shown in loops]}"
    for shown in loops:
        assert demo.KNOWN in names(shown)
    assert watcher.tracks_at_start[0] > 0
    assert watcher.tracks_at_start[LOOPS - 1] == watcher.tracks_at_start[0], (
        f"tracks after each loop: {watcher.tracks_at_start}"
    )


def test_recognition_goes_on_where_a_seek_ends(clip: Path, recogniser: Recognizer) -> None:
    with played(clip, recogniser) as (player, watcher):
        player.begin()
        for target in (1.2, 0.1, 1.0, 0.3):
            player.seek(target)
            time.sleep(0.05)
        player.pause()
        watcher.wait(
            lambda: (
                bool(watcher.overlays)
                and bool(watcher.overlays[-1].timings_ms)
                and watcher.overlays[-1].frame.index == watcher.shown_index
                and len(watcher.overlays[-1].tracks) > 0
            ),
            timeout_s=PATIENCE_S,
        )
        assert abs(watcher.pictures[-1].time_s - 0.3) < 0.6


def test_a_paused_picture_has_no_boxes_of_another_moment(
    clip: Path, recogniser: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = recogniser.name

    def late(sighting: Sighting) -> FrameResult:
        time.sleep(0.3)
        return name(sighting)

    with played(clip, recogniser) as (player, watcher):
        monkeypatch.setattr(recogniser, "name", late)
        player.begin()
        watcher.wait(lambda: bool(watcher.overlays_of[-1]) and watcher.shown_index > 15)
        player.pause()
        assert watcher.overlays[-1].frame.index == watcher.shown_index
        watcher.wait(
            lambda: (
                len(watcher.overlays[-1].tracks) > 0
                and watcher.overlays[-1].frame.index == watcher.shown_index
            )
        )


def test_nothing_ordered_before_a_jump_is_named_after_it(
    clip: Path, recogniser: Recognizer
) -> None:
    with played(clip, recogniser) as (player, watcher):
        player.begin()
        watcher.wait(lambda: len(watcher.results) > 3, timeout_s=PATIENCE_S)
        player.pause()
        player.seek(1.6)
        before = len(watcher.results)
        watcher.wait(lambda: len(watcher.results) > before + 3, timeout_s=PATIENCE_S)
        after = [result.frame.time_s for result in watcher.results[before:]]
        # At most the one that was being named at the moment of the jump.
        assert sum(time_s < 1.5 for time_s in after) <= 1, after
