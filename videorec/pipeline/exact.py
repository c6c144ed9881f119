"""Every frame, every face, no memory: the way of the SphereFace authors' demo."""

from typing import TYPE_CHECKING

import numpy as np

from gallery.index import GalleryIndex
from videorec.core.matching import assign
from videorec.core.quality import ProbeGates
from videorec.core.settings import MatchingSettings
from videorec.core.tracking import Tracker
from videorec.core.types import Float32, Track, TrackState
from videorec.pipeline.redecide import status_of
from videorec.pipeline.scout import Sighting
from videorec.pipeline.timing import StageClock
from videorec.pipeline.views import embed, look

if TYPE_CHECKING:
    from videorec.pipeline.embedder import Embedder


class ExactMode:
    """Detects and embeds everything; tracks only number the faces and decide nothing."""

    def __init__(self, embedder: "Embedder", *, first_id: int = 1) -> None:
        self._embedder = embedder
        self._gates = ProbeGates()
        self._no_embedding: Float32 = np.zeros(embedder.embedding_size, np.float32)
        self._numbers = Tracker(max_lost_s=0.0, same_person=1.0, first_id=first_id)

    def name(
        self, sighting: Sighting, index: GalleryIndex, matching: MatchingSettings, clock: StageClock
    ) -> tuple[Track, ...]:
        """The faces of one frame that the scout has looked at."""
        assert matching.threshold is not None
        assert sighting.faces is not None
        frame = sighting.frame
        with clock.stage("track"):
            self._numbers.update(sighting.faces, frame.time_s)
            self._numbers.take_ended()  # nobody is known again here
            live = self._numbers.live
        with clock.stage("align"):
            views = look(frame.image, [t.face for t in live], self._gates)
            usable = [i for i, view in enumerate(views) if view.usable]
        with clock.stage("embed"):
            embeddings = dict(
                zip(usable, embed([views[i] for i in usable], self._embedder), strict=True)
            )
        with clock.stage("match"):
            found = index.search(np.stack(list(embeddings.values()))) if embeddings else []
            ranked = dict(zip(usable, found, strict=True))
            matches = assign(
                [ranked.get(i, ()) for i in range(len(views))],
                threshold=matching.threshold,
                margin=matching.margin,
                unique=matching.unique,
            )
        return tuple(
            Track(
                track_id=number.track_id,
                state=TrackState.CONFIRMED,
                face=view.face,
                status=status_of(match, usable=view.usable),
                match=match,
                quality=view.quality,
                embedding=embeddings.get(i, self._no_embedding),
                weight=view.quality.score if view.usable else 0.0,
                evidence=embeddings.get(i, self._no_embedding),
            )
            for i, (number, view, match) in enumerate(zip(live, views, matches, strict=True))
        )
