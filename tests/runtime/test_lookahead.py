"""Recognition runs ahead of the picture on screen, wherever that goes."""

from threading import Condition

from hypothesis import example, given
from hypothesis import strategies as st

from tests.media.synthesis import result, track
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


def test_a_picture_is_shown_with_what_was_found_after_it() -> None:
    changed = Condition()
    reel = Reel(Film(10), 0.0, changed)
    with changed:
        ahead = Lookahead(reel)
        assert changed.wait_for(lambda: reel.newest == 9, 20.0)
        stranger, ada = track(1, box=(0, 0, 9, 9)), track(1, box=(40, 0, 49, 9), name="Ada")
        for position, tracks in ((2, (stranger,)), (3, ()), (4, (ada,)), (7, ())):
            ahead.keep((reel, position), result(position, position / 25, *tracks))

        def shown(position: int) -> list[tuple[str | None, float]]:
            known = ahead.known(position, unique=True)
            assert known is not None
            assert known.frame.index == position
            return [(t.match.name, float(t.face.box[0])) for t in known.tracks]

        assert shown(2) == [("Ada", 0.0)]
        assert shown(3) == [("Ada", 20.0)]
        assert shown(4) == [("Ada", 40.0)]
        assert shown(7) == []
        assert ahead.known(5, unique=True) is None
        nobody = {position: result(position, position / 25) for position in (4, 5)}
        ahead.replace(nobody)
        assert shown(4) == []
        assert ahead.known(5, unique=True) is None
        reel.leave()
    assert reel.join(20.0)
