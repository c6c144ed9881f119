"""Which sightings later decisions hold for."""

from hypothesis import given
from hypothesis import strategies as st

from tests.media.synthesis import track
from videorec.core.decided import decided
from videorec.core.tracking import LONG_AWAY_S
from videorec.core.types import Status

# Of one track: not in sight, seen but not decided on, decided on.
LOOKS = (None, Status.UNUSABLE, Status.UNKNOWN)


@given(looks=st.lists(st.sampled_from(LOOKS), max_size=30), steps=st.sampled_from([0.1, 0.25, 0.5]))
def test_it_is_the_plain_rule(looks: list[Status | None], steps: float) -> None:
    """A sighting counts if a chain of sightings, none far from the next, ends in a decision."""
    moments = [
        (i * steps, () if look is None else (track(1, status=look),))
        for i, look in enumerate(looks)
    ]
    sightings = [i for i, look in enumerate(looks) if look is not None]
    for i in sightings:
        reached, at = looks[i] is not Status.UNUSABLE, i
        for j in sightings:
            if j <= i or reached:
                continue
            if moments[j][0] - moments[at][0] > LONG_AWAY_S:
                break
            reached, at = looks[j] is not Status.UNUSABLE, j
        assert (1 in decided(moments)[i]) == reached


def test_tracks_do_not_speak_for_each_other() -> None:
    first, second = track(1, status=Status.UNUSABLE), track(2, status=Status.KNOWN)
    assert decided([(0.0, (first, second)), (0.1, (first,))]) == [{2}, set()]
    assert decided([]) == []
