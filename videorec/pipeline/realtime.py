"""Detect every few frames, follow in between, embed new, better and due faces, decide on tracks."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gallery.index import GalleryIndex
from videorec.core.flow import Flow
from videorec.core.matching import assign
from videorec.core.quality import ProbeGates
from videorec.core.reidentification import SeenPeople
from videorec.core.settings import MatchingSettings, TrackingSettings
from videorec.core.tracking import LiveTrack, Tracker, boxes_of
from videorec.core.types import Candidate, Float32, Track
from videorec.pipeline.calibration import returning_threshold, same_person_threshold
from videorec.pipeline.redecide import afresh, status_of
from videorec.pipeline.scout import Sighting
from videorec.pipeline.timing import StageClock
from videorec.pipeline.views import View, embed, look

if TYPE_CHECKING:
    from videorec.pipeline.detector import Detector
    from videorec.pipeline.embedder import Embedder

BETTER = 1.25
UNSEARCHED: tuple[Float32, tuple[Candidate, ...]] = (np.zeros(0, np.float32), ())


class RealtimeMode:
    """Remembers tracks; a face costs a full detection and an embedding only now and then."""

    def __init__(
        self,
        detector: "Detector",
        embedder: "Embedder",
        settings: TrackingSettings,
        *,
        first_id: int = 1,
    ) -> None:
        self._detector = detector
        self._embedder = embedder
        self._settings = settings
        self._gates = ProbeGates()
        self._flow = Flow()
        self._tracker = Tracker(
            max_lost_s=settings.max_lost_s,
            same_person=same_person_threshold(settings, embedder),
            first_id=first_id,
            embedding_size=embedder.embedding_size,
        )
        self._returning = returning_threshold(settings, embedder)
        self._people = SeenPeople(same_person=same_person_threshold(settings, embedder))
        self._searched: GalleryIndex | None = None
        self._decided_by: MatchingSettings | None = None
        self._ranked: dict[int, tuple[Float32, tuple[Candidate, ...]]] = {}

    def prepare(self, sighting: Sighting) -> Sighting:
        """Nothing: which faces are embedded depends on the frames before."""
        return sighting

    def name(
        self, sighting: Sighting, index: GalleryIndex, matching: MatchingSettings, clock: StageClock
    ) -> tuple[Track, ...]:
        """The faces of one frame, found by the scout or followed from the frame before."""
        with clock.stage("flow"):
            self._flow.look(sighting.frame.image)
            if sighting.starts_shot:
                self._tracker.cut()
                self._people.keep(self._tracker.take_ended())
                self._people.cut()
            self._tracker.drift(self._flow.motion(boxes_of([t.face for t in self._tracker.tracks])))
        self._locate(sighting, clock)
        with clock.stage("align"):
            views = self._choose_views(sighting)
        with clock.stage("embed"):
            embeddings = embed(list(views.values()), self._embedder)
        with clock.stage("track"):
            self._remember(views, embeddings, sighting.frame.time_s)
            self._people.keep(self._tracker.take_ended())
        with clock.stage("match"):
            return self._decide(index, matching)

    def _locate(self, sighting: Sighting, clock: StageClock) -> None:
        """Move the tracks to where their faces are now."""
        frame = sighting.frame
        if sighting.faces is not None:
            with clock.stage("track"):
                self._tracker.update(sighting.faces, frame.time_s)
        else:
            with clock.stage("follow"):
                faces = [t.face for t in self._tracker.tracks]
                self._tracker.follow(self._detector.follow(frame.image, faces), frame.time_s)

    def _choose_views(self, sighting: Sighting) -> dict[LiveTrack, View]:
        """The tracks to embed in this frame, with their views; the neediest first."""
        now, detected = sighting.frame.time_s, sighting.faces is not None
        asked = [
            t
            for t in self._tracker.live
            if detected or not t.views or t.was_away or self._is_due(t, now)
        ]
        views = look(sighting.frame.image, [t.face for t in asked], self._gates)
        needs = [(self._need(t, v, now), t, v) for t, v in zip(asked, views, strict=True)]
        chosen = sorted((n for n in needs if n[0] > 0.0), key=lambda n: -n[0])
        return {t: v for _, t, v in chosen[: self._settings.max_embeddings]}

    def _is_due(self, track: LiveTrack, now: float) -> bool:
        return now - track.embedded_s >= self._settings.embed_every_s

    def _need(self, track: LiveTrack, view: View, now: float) -> float:
        """How much a track gains from this view: new or back, better, due; 0 is nothing."""
        if not view.usable:
            return 0.0
        if track.best is None or track.was_away:
            return 3.0
        if view.quality.score > BETTER * track.best.score:
            return 2.0
        return 1.0 if self._is_due(track, now) else 0.0

    def _remember(self, views: dict[LiveTrack, View], embeddings: Float32, now: float) -> None:
        """Fuse each embedding into its track, or into the lost or new track it belongs to."""
        for (track, view), embedding in zip(views.items(), embeddings, strict=True):
            started = track.views == 0
            least = self._returning if track.was_away else self._settings.split
            if not started and float(track.embedding @ embedding) < least:
                track = self._tracker.split(track)
            track.remember(embedding, view.quality, now)
            if started:
                self._tracker.revive(track)

    def _decide(self, index: GalleryIndex, matching: MatchingSettings) -> tuple[Track, ...]:
        if matching is not self._decided_by:
            self._decided_by, matching = matching, afresh(matching)
        assert matching.threshold is not None
        live = self._tracker.live
        remembered = {t.track_id for t in self._tracker.tracks}
        evidence = self._people.evidence(live, remembered)
        matches = assign(
            self._candidates(live, evidence, remembered, index),
            threshold=matching.threshold,
            margin=matching.margin,
            hysteresis=matching.hysteresis,
            held=[None if t.was_away else t.identity_id for t in live],
            unique=matching.unique,
        )
        for track, match in zip(live, matches, strict=True):
            if not track.was_away:
                track.identity_id = match.identity_id
        return tuple(
            Track(
                track_id=t.track_id,
                state=t.state,
                face=t.face,
                status=status_of(match, usable=t.views > 0 and not t.was_away),
                match=match,
                quality=t.best,
                embedding=t.embedding,
                weight=t.weight,
                evidence=shown,
            )
            for t, match, shown in zip(live, matches, evidence, strict=True)
        )

    def _candidates(
        self,
        live: Sequence[LiveTrack],
        evidence: Sequence[Float32],
        remembered: Collection[int],
        index: GalleryIndex,
    ) -> list[tuple[Candidate, ...]]:
        """Ranked identities per track; only evidence that changed is searched again."""
        if index is not self._searched:
            self._searched, self._ranked = index, {}
        self._ranked = {i: found for i, found in self._ranked.items() if i in remembered}
        changed = {}
        for track, shown in zip(live, evidence, strict=True):
            searched, _ = self._ranked.get(track.track_id, UNSEARCHED)
            if track.views and not np.array_equal(shown, searched):
                changed[track.track_id] = shown
        if changed:
            found = index.search(np.stack(list(changed.values())))
            self._ranked |= {
                track_id: (shown, candidates)
                for (track_id, shown), candidates in zip(changed.items(), found, strict=True)
            }
        # Whoever may be somebody else has no name until the face was looked at.
        return [
            () if track.was_away else self._ranked.get(track.track_id, UNSEARCHED)[1]
            for track in live
        ]
