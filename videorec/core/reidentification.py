"""People who were on screen before, by whom a new track is known sooner.

A track ends at every cut, and when its face is gone for long; the next one of the same person
starts from nothing, perhaps with a profile that resembles no portrait. So what ended tracks showed
of a person is kept, and a new track that is clearly the same person is decided on together with
it. The bar is high: a stranger who is taken for a known person gets that person's name. Nothing is
told by place; that ends at the cut.

The second pass over a file does the same with all tracks at once (core/tracklets.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from videorec.core.tracking import LiveTrack, best_pairs, unit_length
from videorec.core.types import Float32

MOST_PEOPLE = 64
# Above the similarity of two views of one person (false accept rate 1 in 10,000). Measured in
# docs/recognition.md.
LEAD = 0.05
HELD = 0.05


@dataclass(slots=True, eq=False)
class SeenPerson:
    """Somebody whose tracks ended.

    total: (D,) float32, sum of those of the tracks. track_ids: of the present shot.
    """

    total: Float32
    track_ids: set[int] = field(default_factory=set)


class SeenPeople:
    """Keeps the people of one source; mutable, and one thread owns it.

    Tracks that were in one frame are never one person, also while one of them is lost, or after it
    ended. The most similar pairs of track and person come first.

    same_person: similarity at which two views show one person at a false accept rate of 1e-4.
    """

    def __init__(self, *, same_person: float) -> None:
        self._bar = same_person + LEAD
        self._people: list[SeenPerson] = []  # the one who left last comes last
        self._beside: dict[int, set[int]] = {}  # by track: those it was in one frame with
        self._known: dict[int, SeenPerson] = {}  # whom tracks show that did not end
        self._asked: list[tuple[int, int]] | None = None
        self._answer: list[Float32] = []

    def evidence(
        self, live: Sequence[LiveTrack], remembered: Collection[int] = ()
    ) -> list[Float32]:
        """What each track of a frame is to be decided by: (D,) unit length, zeros without a view.

        A track that was recognised stays so at a somewhat lower similarity. remembered: numbers of
        the tracks that are lost and may return.
        """
        asked = [(track.track_id, track.views) for track in live]
        if asked == self._asked:
            return self._answer
        self._asked = asked
        together = {track.track_id for track in live}
        self._beside = {
            i: beside for i, beside in self._beside.items() if i in together or i in remembered
        }
        for track in live:
            self._beside.setdefault(track.track_id, set()).update(together)
        lost = {i: p for i, p in self._known.items() if i in remembered and i not in together}
        self._known = lost | self._recognised(live)
        self._answer = [
            unit_length(track.total + self._known[track.track_id].total)
            if track.track_id in self._known
            else track.embedding
            for track in live
        ]
        return self._answer

    def keep(self, ended: Sequence[LiveTrack]) -> None:
        """Remember what these tracks, which do not return, showed."""
        if not ended:
            return
        self._asked = None
        rest = [track for track in ended if track.views]
        while rest:
            # All at once, so that each person gets the most similar track; whoever is nobody yet
            # becomes a person whom the others may show as well.
            found = self._recognised(rest) or {rest[0].track_id: nobody_yet(rest[0])}
            for track in rest:
                if track.track_id in found:
                    self._join(track, found[track.track_id])
            rest = [track for track in rest if track.track_id not in found]
        for track in ended:
            self._known.pop(track.track_id, None)
            self._beside.pop(track.track_id, None)

    def cut(self) -> None:
        """A new shot: whoever was seen together was so in the last one."""
        self._asked = None
        self._beside.clear()
        self._known.clear()
        for person in self._people:
            person.track_ids.clear()

    def _join(self, track: LiveTrack, person: SeenPerson) -> None:
        person.total = person.total + track.total
        person.track_ids.add(track.track_id)
        others = [other for other in self._people if other is not person]
        self._people = [*others, person][-MOST_PEOPLE:]

    def _recognised(self, tracks: Sequence[LiveTrack]) -> dict[int, SeenPerson]:
        """Whom these tracks show, by their numbers; nobody twice."""
        seen = [track for track in tracks if track.views]
        if not seen or not self._people:
            return {}
        people = np.stack([unit_length(person.total) for person in self._people])
        # Not as a matrix product: BLAS would start threads for it (core/cohort.py).
        similarity = np.einsum("nd,sd->ns", np.stack([t.embedding for t in seen]), people)
        asked = {track.track_id for track in tracks}
        for column, person in enumerate(self._people):
            elsewhere = {i for i, p in self._known.items() if p is person and i not in asked}
            shown_by = person.track_ids | elsewhere
            for row, track in zip(similarity, seen, strict=True):
                if shown_by & self._beside.get(track.track_id, set()):
                    row[column] = -1.0
                elif self._known.get(track.track_id) is person:
                    row[column] += HELD
        pairs = best_pairs(similarity, self._bar)
        return {seen[i].track_id: self._people[j] for i, j in pairs}


def nobody_yet(track: LiveTrack) -> SeenPerson:
    """Somebody of whom nothing was kept, for a track of embeddings of that size."""
    return SeenPerson(total=np.zeros_like(track.total))
