"""The way of a frame with real networks, on the clip that is made for the demo."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import cv2
import numpy as np
import pytest
import torch

from gallery.gallery import Gallery
from tests.media.synthesis import names
from videorec import demo
from videorec.core.settings import (
    DetectorSettings,
    MatchingSettings,
    Mode,
    RecognitionSettings,
    TrackingSettings,
)
from videorec.core.types import Frame, FrameResult, Status, UInt8
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights
from videorec.pipeline.detector import Detector
from videorec.pipeline.embedder import Embedder
from videorec.pipeline.enrolment import Enroller
from videorec.pipeline.recognizer import Recognizer
from videorec.pipeline.scout import Scout
from videorec.pipeline.second_pass import Notes

CPU = torch.device("cpu")
FRAMES = 60


class Clip:
    """The demo's clip as a source; its cut is in the middle."""

    def frames(self) -> Iterator[Frame]:
        return (frame for frame, _ in demo.frames(FRAMES / demo.FPS))


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(DetectorSettings(), CPU)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(load_weights(resolve_weights("default")), CPU)


@pytest.fixture(scope="module")
def gallery(detector: Detector, embedder: Embedder) -> Iterator[Gallery]:
    with Gallery.in_memory(
        model_hash=embedder.model_hash, embedding_size=embedder.embedding_size
    ) as people:
        Enroller(detector, embedder, people).enrol_picture(
            demo.KNOWN, demo.eileen_collins().image, source="portrait"
        )
        yield people


def recognizer(detector: Detector, embedder: Embedder, gallery: Gallery, mode: Mode) -> Recognizer:
    settings = RecognitionSettings(
        mode=mode, matching=MatchingSettings(threshold=0.4), tracking=TrackingSettings()
    )
    return Recognizer(detector, embedder, gallery.snapshot(), settings)


@pytest.fixture(scope="module")
def realtime(detector: Detector, embedder: Embedder, gallery: Gallery) -> list[FrameResult]:
    return list(recognizer(detector, embedder, gallery, Mode.REALTIME).run(Clip()))


@pytest.fixture(scope="module")
def exact(detector: Detector, embedder: Embedder, gallery: Gallery) -> list[FrameResult]:
    frames = [frame for frame, _ in demo.frames(FRAMES / demo.FPS)][::10]

    class Some:
        def frames(self) -> Iterator[Frame]:
            return iter(frames)

    return list(recognizer(detector, embedder, gallery, Mode.EXACT).run(Some()))


def test_real_time_names_the_enrolled_and_nobody_else(realtime: list[FrameResult]) -> None:
    assert len(realtime) == FRAMES
    assert demo.KNOWN in names(realtime)
    assert names(realtime) <= {demo.KNOWN, None}


def test_exact_mode_detects_every_frame_and_follows_nothing(exact: list[FrameResult]) -> None:
    assert all(r.detected for r in exact)
    assert demo.KNOWN in names(exact)
    assert all("follow" not in r.timings_ms for r in exact)
    assert all(t.weight <= 1.0 for r in exact for t in r.tracks)


def test_real_time_detects_now_and_then_and_at_the_cut(realtime: list[FrameResult]) -> None:
    detected = [r.frame.index for r in realtime if r.detected]
    assert 0 < len(detected) < FRAMES / 3
    assert FRAMES // 2 in detected


def test_no_track_crosses_the_cut(realtime: list[FrameResult]) -> None:
    before = {t.track_id for r in realtime[: FRAMES // 2] for t in r.tracks}
    after = {t.track_id for r in realtime[FRAMES // 2 :] for t in r.tracks}
    assert before
    assert after
    assert before.isdisjoint(after)


def test_people_are_known_again_after_the_cut_and_not_in_another_source(
    detector: Detector, embedder: Embedder, gallery: Gallery, realtime: list[FrameResult]
) -> None:
    def known_again(results: list[FrameResult]) -> set[int]:
        return {
            t.track_id
            for r in results
            for t in r.tracks
            if not np.array_equal(t.evidence, t.embedding)
        }

    assert known_again(realtime[: FRAMES // 2]) == set()
    assert len(known_again(realtime[FRAMES // 2 :])) == 2
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    assert len(known_again(list(recogniser.run(Clip())))) == 2
    assert known_again(list(islice(recogniser.run(Clip()), FRAMES // 2))) == set()


def faces_at_one_place(*shown: UInt8 | None) -> list[Frame]:
    """Half a second of each picture, None of none, in the middle of one wall."""
    wall = np.random.default_rng(0).integers(90, 110, (360, 640, 3), np.uint8)
    frames: list[Frame] = []
    for picture in shown:
        image = wall.copy()
        if picture is not None:
            image[60:180, 220:340] = cv2.resize(picture, (120, 120), interpolation=cv2.INTER_AREA)
        for _ in range(demo.FPS // 2):
            frames.append(Frame(index=len(frames), time_s=len(frames) / demo.FPS, image=image))
    return frames


def test_whoever_appears_where_somebody_was_lost_is_not_taken_for_that_person(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    she, other = (
        demo.eileen_collins().image[:200, 120:320],
        demo.grace_hopper().image[:300, 100:400],
    )
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)

    def tracks(frames: list[Frame]) -> list[tuple[int, str | None]]:
        recogniser.reset()
        results = [recogniser.process(frame) for frame in frames]
        assert any(r.tracks for r in results[1:])
        return [(t.track_id, t.match.name) for r in results for t in r.tracks]

    back = tracks(faces_at_one_place(she, None, she))
    assert set(back) == {(1, demo.KNOWN)}
    somebody = tracks(faces_at_one_place(she, None, other))
    assert somebody[0] == (1, demo.KNOWN)
    assert somebody[-1][0] != 1
    assert (somebody[-1][0], demo.KNOWN) not in somebody
    assert (1, None) not in somebody


@pytest.mark.parametrize("measured", [True, False])
@pytest.mark.parametrize("pause_s", [0.5, 20.0])
def test_whoever_stands_there_after_a_pause_without_frames_is_not_taken_for_that_person(
    detector: Detector, gallery: Gallery, pause_s: float, measured: bool
) -> None:
    model = load_weights(resolve_weights("default"))
    if not measured:
        model = replace(model, card=replace(model.card, thresholds_far={}))
    recogniser = recognizer(detector, Embedder(model, CPU), gallery, Mode.REALTIME)
    frames = faces_at_one_place(
        demo.eileen_collins().image[:200, 120:320], demo.grace_hopper().image[:300, 100:400]
    )
    half = len(frames) // 2
    later = [replace(frame, time_s=frame.time_s + pause_s) for frame in frames[half:]]
    before = [recogniser.process(frame) for frame in frames[:half]]
    after = [recogniser.process(frame) for frame in later]
    assert names(before) == {demo.KNOWN}
    assert names(after) == {None}


def test_a_face_that_returns_too_blurred_to_tell_has_no_name(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    she = demo.eileen_collins().image[:200, 120:320]
    other = cv2.GaussianBlur(demo.grace_hopper().image[:300, 100:400], (0, 0), 18)
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    frames = faces_at_one_place(she, None, np.asarray(other, np.uint8))
    results = [recogniser.process(frame) for frame in frames]
    third = len(frames) // 3
    assert names(results[:third]) == {demo.KNOWN}
    returned = [t for r in results[2 * third :] for t in r.tracks]
    assert returned
    assert {(t.status, t.match.name) for t in returned} == {(Status.UNUSABLE, None)}


def test_exact_mode_numbers_no_face_across_a_cut_or_a_pause(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    recogniser = recognizer(detector, embedder, gallery, Mode.EXACT)
    frame = faces_at_one_place(demo.eileen_collins().image[:200, 120:320])[0]
    black = replace(frame, image=np.zeros_like(frame.image))
    numbers = [
        t.track_id
        for time_s, shown in ((0.0, frame), (0.04, frame), (0.08, black), (0.12, frame), (1, frame))
        for t in recogniser.process(replace(shown, time_s=float(time_s))).tracks
    ]
    assert numbers == [1, 1, 2, 3]


def test_a_name_is_at_most_once_in_a_frame(realtime: list[FrameResult]) -> None:
    for result in realtime:
        named = [t.match.name for t in result.tracks if t.match.name is not None]
        assert len(named) == len(set(named))


def test_in_exact_mode_a_prepared_frame_is_named_without_being_embedded_again(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    recognizer = Recognizer(
        detector, embedder, gallery.snapshot(), RecognitionSettings(mode=Mode.EXACT)
    )
    sighting = recognizer.scout.look(next(Clip().frames()))
    prepared = recognizer.prepare(sighting)
    assert sighting.embedded is None
    assert recognizer.prepare(prepared) is prepared
    assert {"detect", "align", "embed"} <= prepared.timings_ms.keys()
    ahead = recognizer.name(prepared)
    recognizer.reset()
    plain = recognizer.name(sighting)
    assert demo.KNOWN in names([ahead])
    assert [t.match for t in ahead.tracks] == [t.match for t in plain.tracks]
    assert [t.track_id for t in ahead.tracks] == [t.track_id for t in plain.tracks]


def test_status_and_match_agree(realtime: list[FrameResult], exact: list[FrameResult]) -> None:
    for track in (t for r in realtime + exact for t in r.tracks):
        assert (track.status is Status.KNOWN) == (track.match.name is not None)
        if track.status is Status.KNOWN:
            assert track.match.similarity >= track.match.threshold - 0.05


def test_embeddings_are_of_unit_length_or_absent(realtime: list[FrameResult]) -> None:
    for track in (t for r in realtime for t in r.tracks):
        length = float(np.linalg.norm(track.embedding))
        assert length == pytest.approx(1.0, abs=1e-4) if track.weight else length == 0.0
        decisive = float(np.linalg.norm(track.evidence))
        assert decisive == pytest.approx(1.0, abs=1e-4) if track.weight else decisive == 0.0


def test_a_new_threshold_decides_again_without_embedding(
    detector: Detector, embedder: Embedder, gallery: Gallery, realtime: list[FrameResult]
) -> None:
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    before = recogniser.revision
    recogniser.use_matching(MatchingSettings(threshold=1.0))
    assert recogniser.revision > before
    last = realtime[-1]
    assert all(t.status is not Status.KNOWN for t in recogniser.redecide(last.tracks))
    recogniser.use_matching(MatchingSettings(threshold=-1.0))
    assert any(t.status is Status.KNOWN for t in recogniser.redecide(last.tracks))


def test_an_emptied_gallery_names_nobody_from_the_next_frame_on(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    frames = [frame for frame, _ in islice(demo.frames(FRAMES / demo.FPS), 8)]
    first = [recogniser.process(frame) for frame in frames[:6]]
    assert demo.KNOWN in names(first)
    with Gallery.in_memory(
        model_hash=embedder.model_hash, embedding_size=embedder.embedding_size
    ) as nobody:
        recogniser.use_gallery(nobody.snapshot())
    after = [recogniser.process(frame) for frame in frames[6:]]
    assert names(after) == {None}


def test_the_threshold_follows_the_model_when_none_is_set(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    recogniser = Recognizer(detector, embedder, gallery.snapshot())
    assert recogniser.threshold == embedder.card.threshold(1)


def test_a_second_pass_names_whole_tracks_and_keeps_strangers_unknown(
    detector: Detector, embedder: Embedder, gallery: Gallery, realtime: list[FrameResult]
) -> None:
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    notes = Notes()
    for result in realtime:
        notes.take(result)
    named = notes.named(recogniser.index, recogniser.matching, same_person=0.6)
    assert sorted(named) == list(range(FRAMES))
    by_track: dict[int, set[str | None]] = {}
    for tracks in named.values():
        for track in tracks:
            by_track.setdefault(track.track_id, set()).add(track.match.name)
    assert all(len(found) == 1 for found in by_track.values())
    assert {demo.KNOWN} in by_track.values()
    assert all(found <= {demo.KNOWN, None} for found in by_track.values())


def test_results_wait_for_files_alone_and_only_where_tracks_are_remembered(
    detector: Detector, embedder: Embedder, gallery: Gallery, realtime: list[FrameResult]
) -> None:
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    assert list(recogniser.settled(realtime, live=True)) == realtime
    late = list(recogniser.settled(realtime, live=False))
    assert [r.frame for r in late] == [r.frame for r in realtime]
    alone = recognizer(detector, embedder, gallery, Mode.EXACT)
    assert list(alone.settled(realtime, live=False)) == realtime

    def taken_before_the_first(live: bool, delay_s: float | None) -> int:
        waiting = Recognizer(
            detector,
            embedder,
            gallery.snapshot(),
            RecognitionSettings(tracking=TrackingSettings(delay_s=delay_s)),
        )
        rest = iter(realtime)
        next(waiting.settled(rest, live=live))
        return FRAMES - len(list(rest))

    assert taken_before_the_first(live=True, delay_s=None) == 1
    assert taken_before_the_first(live=False, delay_s=None) == 2 * demo.FPS + 1
    assert taken_before_the_first(live=True, delay_s=1.0) == demo.FPS + 1
    assert taken_before_the_first(live=False, delay_s=0.0) == 1


def test_a_name_that_is_found_late_belongs_to_the_first_frames_as_well(
    detector: Detector, embedder: Embedder, gallery: Gallery, realtime: list[FrameResult]
) -> None:
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    recogniser.use_matching(MatchingSettings(threshold=1.0, hysteresis=0.0))
    undecided = [
        replace(r, tracks=recogniser.redecide(r.tracks)) if r.frame.index < 5 else r
        for r in realtime
    ]
    assert demo.KNOWN not in names(undecided[:5])
    recogniser.use_matching(MatchingSettings(threshold=0.4))
    late = list(recogniser.settled(undecided, live=False))
    assert all(demo.KNOWN in names([result]) for result in late[:5])


def test_blank_frames_and_odd_sizes_are_fine(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    for mode in Mode:
        recogniser = recognizer(detector, embedder, gallery, mode)
        for index, shape in enumerate([(1, 1, 3), (40, 3, 3), (359, 641, 3), (359, 641, 3)]):
            frame = Frame(index=index, time_s=index / 25, image=np.zeros(shape, np.uint8))
            assert recogniser.process(frame).tracks == ()


def test_a_scout_looks_less_often_at_larger_pictures(detector: Detector) -> None:
    def looks(height: int, width: int) -> int:
        scout = Scout(detector, 0.2)
        image = np.zeros((height, width, 3), np.uint8)
        frames = [Frame(index=i, time_s=i * 0.1, image=image) for i in range(9)]
        return sum(scout.look(frame).faces is not None for frame in frames)

    assert looks(90, 160) == 5
    assert looks(720, 1280) == 3


def test_a_source_without_times_that_grow_is_still_recognised(
    detector: Detector, embedder: Embedder, gallery: Gallery
) -> None:
    recogniser = recognizer(detector, embedder, gallery, Mode.REALTIME)
    frames = [frame for frame, _ in islice(demo.frames(FRAMES / demo.FPS), 3)]
    results = [recogniser.process(replace(frame, time_s=0.0)) for frame in frames]
    assert all(r.tracks for r in results)


@pytest.mark.parametrize("mode", list(Mode))
def test_embeddings_of_both_mirror_images_side_by_side_are_twice_as_long(
    detector: Detector, mode: Mode
) -> None:
    twice = Embedder(load_weights(resolve_weights("small")), CPU, mirror="concatenate")
    with Gallery.in_memory(
        model_hash=twice.model_hash, embedding_size=twice.embedding_size
    ) as people:
        Enroller(detector, twice, people).enrol_picture(
            demo.KNOWN, demo.eileen_collins().image, source="portrait"
        )
        recogniser = recognizer(detector, twice, people, mode)
        frames = [frame for frame, _ in islice(demo.frames(FRAMES / demo.FPS), 3)]
        tracks = [t for frame in frames for t in recogniser.process(frame).tracks]
    assert {t.embedding.shape for t in tracks} == {(1024,)}
    assert {t.evidence.shape for t in tracks} == {(1024,)}
    assert demo.KNOWN in {t.match.name for t in tracks}
