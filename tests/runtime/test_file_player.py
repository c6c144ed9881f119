"""Playing files: every verb, at any moment, without leaving a thread."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from gallery.gallery import Gallery
from gallery.index import GalleryIndex
from tests.media.synthesis import Video, make_pictures, make_video, names
from tests.runtime.audience import Watcher
from tests.runtime.film import Film, black
from tests.runtime.waiting import no_thread_left, wait_until
from videorec import app
from videorec.cli.demo import write_clip
from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.matching import outlier
from videorec.core.types import Candidate, Float32, Frame, FrameResult, Status
from videorec.demo import KNOWN
from videorec.media.files import FileSource
from videorec.media.images import ImagesSource
from videorec.media.info import SeekableSource, Source, SourceInfo
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.scout import Sighting
from videorec.runtime import reel
from videorec.runtime.file_player import FilePlayer

FRAMES = 75
REORDERED = (("preset", "ultrafast"), ("g", "12"), ("bf", "2"))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds at 25 frames a second."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    return make_video(path, Video(times=tuple(i / 25 for i in range(FRAMES)), options=REORDERED))


@contextmanager
def playing(source: Source, *, playing: bool = True) -> Iterator[tuple[FilePlayer, Watcher]]:
    """A started player; checks that it ends all its threads."""
    with no_thread_left():
        watcher = Watcher()
        player = FilePlayer(source, watcher, playing=playing)
        player.start()
        player.begin()
        try:
            yield player, watcher
        finally:
            assert player.close()


def test_a_film_plays_in_its_own_time_and_stays_at_its_end(film: Path) -> None:
    with playing(FileSource(film)) as (_, watcher):
        watcher.wait(lambda: watcher.states[-1:] != [] and watcher.state.ended)
        assert not watcher.state.playing
        assert watcher.shown_index == FRAMES - 1
        indices = [picture.index for picture in watcher.pictures]
        assert indices == sorted(set(indices))
        assert len(indices) > FRAMES // 2
        film_s = watcher.pictures[-1].time_s - watcher.pictures[0].time_s
        assert watcher.painted_at[-1] - watcher.painted_at[0] == pytest.approx(film_s, abs=0.3)
        assert all(
            at >= due - 0.002 for at, due in zip(watcher.painted_at, watcher.due, strict=True)
        )


def test_the_first_picture_stands_until_everything_is_ready(film: Path) -> None:
    watcher = Watcher()
    player = FilePlayer(FileSource(film), watcher)
    player.start()
    watcher.wait(lambda: watcher.shown_index == 0)
    with pytest.raises(AssertionError):
        watcher.wait(lambda: watcher.shown_index > 0, timeout_s=0.2)
    assert watcher.state.playing
    player.begin()
    watcher.wait(lambda: watcher.shown_index > 0)
    assert player.close()


def test_playing_again_at_the_end_starts_anew(film: Path) -> None:
    with playing(FileSource(film)) as (player, watcher):
        player.seek(2.9)
        watcher.wait(lambda: bool(watcher.states) and watcher.state.ended)
        shown = len(watcher.pictures)
        player.play()
        watcher.wait(lambda: len(watcher.pictures) > shown + 1)
        assert watcher.pictures[shown].index == 0
        assert watcher.state.playing


def test_pause_holds_the_picture_and_play_goes_on_with_the_next(film: Path) -> None:
    with playing(FileSource(film)) as (player, watcher):
        watcher.wait(lambda: watcher.shown_index >= 5)
        player.pause()
        watcher.wait(lambda: not watcher.state.playing)
        held = watcher.shown_index
        with pytest.raises(AssertionError):
            watcher.wait(lambda: watcher.shown_index != held, timeout_s=0.2)
        player.toggle()
        watcher.wait(lambda: watcher.shown_index > held)
        following = watcher.pictures[[p.index for p in watcher.pictures].index(held) + 1]
        assert following.index <= held + 2


@pytest.mark.parametrize("start", [0, 3, 40, FRAMES - 1])
def test_steps_show_the_very_next_picture(film: Path, start: int) -> None:
    with playing(FileSource(film), playing=False) as (player, watcher):
        if start:  # or the first picture would be shown twice
            player.seek(start / 25)
        watcher.wait(lambda: watcher.shown_index == start)
        position = start
        for frames in (1, 1, 1, -1, -1, -1, -1, -1, 5, -7, 2):
            position, shown = min(max(position + frames, 0), FRAMES - 1), len(watcher.pictures)
            player.step(frames)
            watcher.wait(lambda count=shown: len(watcher.pictures) > count)  # type: ignore[misc]
            assert watcher.shown_index == position
            assert not watcher.state.playing
            assert watcher.state.position_s == pytest.approx(position / 25)


def test_stepping_back_goes_further_than_memory(film: Path) -> None:
    with playing(FileSource(film), playing=False) as (player, watcher):
        player.seek(2.8)
        watcher.wait(lambda: watcher.shown_index == 70)
        for index in range(69, 20, -1):
            player.step(-1)
            watcher.wait(lambda wanted=index: watcher.shown_index == wanted)  # type: ignore[misc]
        indices = [picture.index for picture in watcher.pictures]
        assert indices[-50:] == list(range(70, 20, -1))


def test_one_step_back_may_go_further_than_memory(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reel, "BYTES_EACH_WAY", 1)
    with playing(FileSource(film), playing=False) as (player, watcher):
        player.seek(2.8)
        watcher.wait(lambda: watcher.shown_index == 70)
        player.step(-60)
        watcher.wait(lambda: watcher.shown_index == 10)
        player.step(-60)
        watcher.wait(lambda: watcher.shown_index == 0)


def test_steps_that_come_faster_than_pictures_add_up(film: Path) -> None:
    with playing(FileSource(film), playing=False) as (player, watcher):
        player.seek(1.0)
        watcher.wait(lambda: watcher.shown_index == 25)
        for _ in range(9):
            player.step(-1)
        watcher.wait(lambda: watcher.shown_index == 16)
        for _ in range(20):
            player.step(1)
        watcher.wait(lambda: watcher.shown_index == 36)


def test_steps_go_beyond_what_is_read_ahead(film: Path) -> None:
    with playing(FileSource(film), playing=False) as (player, watcher):
        watcher.wait(lambda: watcher.shown_index == 0)
        player.step(60)
        watcher.wait(lambda: watcher.shown_index == 60)
        player.step(FRAMES)
        watcher.wait(lambda: watcher.shown_index == FRAMES - 1)
        player.step(-1)
        watcher.wait(lambda: watcher.shown_index == FRAMES - 2)


def test_steps_in_a_film_with_uneven_pictures(tmp_path: Path) -> None:
    times = (0, 0.04, 0.1, 0.3, 0.34, 0.5, 0.9, 1.0, 1.04, 1.2, 1.4, 2.0, 2.6, 2.64, 2.7)
    path = make_video(tmp_path / "uneven.mp4", Video(times=times))
    with playing(FileSource(path), playing=False) as (player, watcher):
        player.seek(2.65)
        watcher.wait(lambda: watcher.shown_index == 13)
        for index in range(12, -1, -1):
            player.step(-1)
            watcher.wait(lambda wanted=index: watcher.shown_index == wanted)  # type: ignore[misc]
            assert watcher.pictures[-1].time_s == pytest.approx(times[index], abs=1e-3)


def test_steps_back_from_a_slow_part_into_a_fast_one(tmp_path: Path) -> None:
    times = tuple(i / 100 for i in range(500)) + tuple(5.0 + i for i in range(15))
    path = make_video(tmp_path / "slower.mp4", Video(times=times, options=REORDERED))
    with playing(FileSource(path), playing=False) as (player, watcher):
        player.seek(6.0)
        watcher.wait(lambda: watcher.shown_index == 501)
        player.step(-60)
        watcher.wait(lambda: watcher.shown_index == 441)
        assert watcher.pictures[-1].time_s == pytest.approx(4.41, abs=1e-3)


def test_a_seek_shows_that_moment_whether_playing_or_not(film: Path) -> None:
    with playing(FileSource(film)) as (player, watcher):
        player.seek(1.99)
        watcher.wait(lambda: watcher.shown_index >= 50)
        assert 49 in [picture.index for picture in watcher.pictures]
        player.pause()
        for moment, index in [(0.0, 0), (1.01, 25), (99.0, FRAMES - 1), (-5.0, 0)]:
            player.seek(moment)
            watcher.wait(lambda wanted=index: watcher.shown_index == wanted)  # type: ignore[misc]
        assert not watcher.state.playing


def test_many_seeks_in_a_row_end_at_the_last(film: Path) -> None:
    with playing(FileSource(film), playing=False) as (player, watcher):
        for step in range(60):
            player.seek(step / 25)
        watcher.wait(lambda: watcher.shown_index == 59)


def test_speed_changes_how_fast_time_goes(film: Path) -> None:
    with playing(FileSource(film)) as (player, watcher):
        player.set_speed(4.0)
        watcher.wait(lambda: watcher.state.ended)
        took = watcher.painted_at[-1] - watcher.painted_at[1]
        film_s = watcher.pictures[-1].time_s - watcher.pictures[1].time_s
        assert took == pytest.approx(film_s / 4, abs=0.3)
        player.set_speed(100.0)
        assert watcher.state.speed == 4.0
        player.set_speed(0.0)
        assert watcher.state.speed == 0.25


def test_a_loop_begins_again(film: Path) -> None:
    with playing(FileSource(film)) as (player, watcher):
        player.set_loop(True)
        player.seek(2.8)
        watcher.wait(lambda: any(b.index < a.index for a, b in pairwise(watcher.pictures[2:])))
        assert watcher.state.playing


def test_pictures_of_a_folder_are_played_too(tmp_path: Path) -> None:
    paths = make_pictures(tmp_path, [(8 + i, 8) for i in range(4)])
    source = ImagesSource(paths, name="pictures", seconds_each=0.1)
    with playing(source) as (_, watcher):
        watcher.wait(lambda: bool(watcher.states) and watcher.state.ended)
        assert [p.image.shape[1] for p in watcher.pictures] == [8, 9, 10, 11]


@pytest.mark.parametrize("frames", [0, 1, 10])
def test_a_broken_file_says_so_after_what_could_be_read(frames: int) -> None:
    film = Film(frames, fps=100.0, error=SourceBrokenError("film: breaks off at 0.1 s"))
    with playing(film) as (player, watcher):
        player.set_loop(frames == 1)
        watcher.wait(lambda: bool(watcher.errors))
        assert watcher.shown_index == frames - 1
        player.set_loop(False)
        watcher.wait(lambda: watcher.state.ended)
        assert [str(e) for e in watcher.errors] == ["film: breaks off at 0.1 s"]


@pytest.mark.parametrize("after", [0, 1, 7, 30])
def test_it_can_be_closed_at_any_moment(film: Path, after: int) -> None:
    with playing(FileSource(film)) as (player, watcher):
        player.set_speed(4.0)
        watcher.wait(lambda: watcher.shown_index >= after - 1)
        player.seek(1.0)
    before = len(watcher.pictures)
    player.play()
    player.seek(0.0)
    player.close()
    assert len(watcher.pictures) == before


class Unreachable(SeekableSource):
    """A film on a drive that is away for the first reading."""

    def __init__(self) -> None:
        self._away = True

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(name="film", width=64, height=48, fps=100.0, seekable=True)

    def frames(self, start_s: float = 0.0) -> Iterator[Frame]:
        if self._away:
            self._away = False
            raise SourceError("film: there is no such file")
        yield black(0, 0.0)


def test_a_film_that_gave_nothing_can_be_tried_again_by_a_seek() -> None:
    with playing(Unreachable()) as (player, watcher):
        watcher.wait(lambda: bool(watcher.states) and watcher.state.ended)
        player.seek(0.0)
        watcher.wait(lambda: watcher.shown_index == 0, timeout_s=5.0)


class Slow(SeekableSource):
    """Whoever reads it waits until `go`."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.readings: list[float] = []

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(name="slow", width=64, height=48, fps=100.0, seekable=True)

    def frames(self, start_s: float = 0.0) -> Iterator[Frame]:
        self.readings.append(start_s)
        assert self.go.wait(20.0)
        yield black(round(start_s * 100), start_s)


def test_seeks_that_were_overtaken_read_nothing() -> None:
    source = Slow()
    with playing(source, playing=False) as (player, watcher):
        wait_until(lambda: source.readings == [0.0])
        for index in range(1, 20):
            player.seek(index / 100)
        source.go.set()
        watcher.wait(lambda: watcher.shown_index == 19)
    assert source.readings == [0.0, 0.19]


def test_nothing_is_read_after_closing(film: Path) -> None:
    with no_thread_left():
        player = FilePlayer(FileSource(film), Watcher())
        player.start()
        assert player.close()
        player.seek(1.0)
        player.play()


def test_a_picture_that_stands_still_gets_the_names_that_are_found_later(
    tmp_path: Path, recogniser: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = recogniser.name

    def undecided_at_first(sighting: Sighting) -> FrameResult:
        result = name(sighting)
        if sighting.frame.index >= 5:
            return result
        nobody = tuple(
            replace(track, match=outlier((), 0.5), status=Status.UNKNOWN) for track in result.tracks
        )
        return replace(result, tracks=nobody)

    monkeypatch.setattr(recogniser, "name", undecided_at_first)
    write_clip(tmp_path / "demo.mp4", 1.0)
    with playing(FileSource(tmp_path / "demo.mp4"), playing=False) as (player, watcher):
        player.use_recognizer(recogniser)
        watcher.wait(lambda: KNOWN in names(watcher.overlays))
        assert {result.frame.index for result in watcher.overlays} == {0}
        assert watcher.shown_index == 0
        assert KNOWN not in names([r for r in watcher.results if r.frame.index < 5])


def test_a_picture_that_stands_still_loses_the_name_when_the_last_person_is_removed(
    tmp_path: Path, engine: app.Engine, people: Gallery
) -> None:
    write_clip(tmp_path / "demo.mp4", 0.2)
    with playing(FileSource(tmp_path / "demo.mp4"), playing=False) as (player, watcher):
        player.use_recognizer(app.build_recognizer(engine, people))
        watcher.wait(lambda: KNOWN in names(watcher.overlays))
        watcher.wait(lambda: len(watcher.results) == round(0.2 * 25))
        player.use_gallery(GalleryIndex.empty())
        watcher.wait(lambda: KNOWN not in names(watcher.overlays[-1:]), timeout_s=5.0)


class Crowd(GalleryIndex):
    """So many people that a search takes a while."""

    def search(self, embeddings: Float32, k: int = 5) -> list[tuple[Candidate, ...]]:
        time.sleep(0.05)
        return super().search(embeddings, k)


def test_nobody_waits_while_a_large_gallery_is_searched_again(
    tmp_path: Path, engine: app.Engine, people: Gallery
) -> None:
    write_clip(tmp_path / "demo.mp4", 1.0)
    with playing(FileSource(tmp_path / "demo.mp4"), playing=False) as (player, watcher):
        player.use_recognizer(app.build_recognizer(engine, people))
        watcher.wait(lambda: len(watcher.results) > 20)
        player.use_gallery(Crowd.empty())
        waits_s: list[float] = []

        def names_are_gone() -> bool:
            started = time.monotonic()
            player.set_speed(1.0)
            waits_s.append(time.monotonic() - started)
            return KNOWN not in names(watcher.overlays[-1:])

        wait_until(names_are_gone)
        player.step(1)
        wait_until(lambda: names_are_gone() and watcher.shown_index == 1)
        assert max(waits_s) < 0.5
