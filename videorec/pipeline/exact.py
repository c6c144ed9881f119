"""Every frame, every face, no memory: the way of the SphereFace authors' demo."""

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from gallery.index import GalleryIndex
from videorec.core.matching import assign
from videorec.core.quality import ProbeGates
from videorec.core.settings import MatchingSettings
from videorec.core.tracking import LONG_AWAY_S, Tracker
from videorec.core.types import Track, TrackState
from videorec.pipeline.redecide import status_of
from videorec.pipeline.scout import Sighting
from videorec.pipeline.timing import StageClock
from videorec.pipeline.views import embed_usable, look

if TYPE_CHECKING:
    from videorec.pipeline.embedder import Embedder


class ExactMode:
    """Detects and embeds everything; tracks only number the faces and decide nothing."""

    def __init__(self, embedder: "Embedder", *, first_id: int = 1) -> None:
        self._embedder = embedder
        self._gates = ProbeGates()
        self._named_s = -inf
        self._numbers = Tracker(max_lost_s=0.0, same_person=1.0, first_id=first_id)

    def prepare(self, sighting: Sighting) -> Sighting:
        """Align and embed its faces, unless that is done; in any thread, frames in any order."""
        if sighting.embedded is not None:
            return sighting
        assert sighting.faces is not None
        clock = StageClock()
        with clock.stage("align"):
            views = look(sighting.frame.image, sighting.faces, self._gates)
        with clock.stage("embed"):
            embedded = embed_usable(views, self._embedder)
        timings_ms = {**sighting.timings_ms, **clock.timings_ms}
        return replace(sighting, embedded=embedded, timings_ms=timings_ms)

    def name(
        self, sighting: Sighting, index: GalleryIndex, matching: MatchingSettings, clock: StageClock
    ) -> tuple[Track, ...]:
        """The faces of one frame that was prepared."""
        assert matching.threshold is not None
        assert sighting.faces is not None
        assert sighting.embedded is not None
        views, embeddings = sighting.embedded.views, sighting.embedded.embeddings
        with clock.stage("track"):
            pause_s = sighting.frame.time_s - self._named_s
            self._named_s = sighting.frame.time_s
            if sighting.starts_shot or pause_s > LONG_AWAY_S:
                self._numbers.cut()
            self._numbers.update(sighting.faces, sighting.frame.time_s)
            self._numbers.take_ended()  # nobody is known again here
            numbers = {id(track.face): track.track_id for track in self._numbers.live}
        with clock.stage("match"):
            usable = [i for i, view in enumerate(views) if view.usable]
            found = index.search(embeddings[usable]) if usable else []
            ranked = dict(zip(usable, found, strict=True))
            matches = assign(
                [ranked.get(i, ()) for i in range(len(views))],
                threshold=matching.threshold,
                margin=matching.margin,
                unique=matching.unique,
            )
        tracks = [
            Track(
                track_id=numbers[id(view.face)],
                state=TrackState.CONFIRMED,
                face=view.face,
                status=status_of(match, usable=view.usable),
                match=match,
                quality=view.quality,
                embedding=embedding,
                weight=view.quality.score if view.usable else 0.0,
                evidence=embedding,
            )
            for view, embedding, match in zip(views, embeddings, matches, strict=True)
        ]
        return tuple(sorted(tracks, key=lambda track: track.track_id))
