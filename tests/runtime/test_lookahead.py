"""Recognition runs ahead of the picture on screen, wherever that goes."""

from threading import Condition

from hypothesis import example, given
from hypothesis import strategies as st

from tests.runtime.film import Film
from videorec.runtime.lookahead import Lookahead
from videorec.runtime.reel import Reel

FRAMES = 200


@given(
    jumps=st.lists(st.tuples(st.integers(-60, 90), st.booleans(), st.integers(0, 30)), max_size=12)
)
@example(jumps=[(1, False, 22), (0, False, 30), (-1, False, 1), (52, False, 1)])
def test_every_order_is_a_picture_in_memory_wherever_one_steps(
    jumps: list[tuple[int, bool, int]],
) -> None:
    changed = Condition()
    reel = Reel(Film(FRAMES), 0.0, changed)
    with changed:
        ahead = Lookahead(reel)
        assert changed.wait_for(lambda: reel.newest >= 0, 20.0)
        reel.show(0)
        for frames, playing, orders in jumps:
            assert reel.shown is not None
            room = min(reel.shown + 24, FRAMES - 1)
            assert changed.wait_for(lambda newest=room: reel.newest >= newest, 20.0)  # type: ignore[misc]
            reel.show(min(max(reel.shown + frames, reel.oldest), reel.newest))
            ahead.trim()
            for _ in range(orders):
                if (order := ahead.next_order(playing=playing)) is None:
                    break
                assert reel.at(order.tag[1]) is not None
        reel.leave()
    assert reel.join(20.0)
