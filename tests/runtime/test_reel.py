"""A reel keeps no more than what is near the picture on screen, or the one that is sought."""

from threading import Condition

from tests.runtime.film import Film
from videorec.runtime.reel import MOST_AHEAD, MOST_BEHIND, Reel

FRAMES, SOUGHT = 400, 300


def test_on_the_way_to_a_picture_those_before_are_let_go() -> None:
    changed = Condition()
    reel = Reel(Film(FRAMES), 0.0, changed, is_sought=lambda picture: picture.position >= SOUGHT)
    most = 0

    def is_full() -> bool:
        nonlocal most
        most = max(most, reel.newest - reel.oldest + 1)
        return reel.is_full

    with changed:
        assert changed.wait_for(is_full, 20.0)
        assert (reel.oldest, reel.newest) == (SOUGHT - MOST_BEHIND, SOUGHT + MOST_AHEAD)
        assert most <= MOST_BEHIND + 1 + MOST_AHEAD
        reel.show(SOUGHT - 10)
        assert reel.oldest == SOUGHT - MOST_BEHIND
        reel.show(SOUGHT + 10)
        assert reel.oldest == SOUGHT + 10 - MOST_BEHIND
        reel.leave()
    assert reel.join(20.0)
