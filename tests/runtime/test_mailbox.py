"""Files lose nothing, live sources show the newest."""

from threading import Thread

import pytest

from videorec.runtime.mailbox import Lossless, Newest


def test_lossless_keeps_everything_in_order() -> None:
    box = Lossless[int](2)

    def give() -> None:
        for i in range(100):
            box.put(i)
        box.close()

    giver = Thread(target=give)
    giver.start()
    taken = []
    with pytest.raises(EOFError):
        while True:
            taken.append(box.take())
    giver.join()
    assert taken == list(range(100))
    assert box.dropped == 0


def test_lossless_waits_when_full() -> None:
    box = Lossless[int](1)
    assert box.put(1)
    giver = Thread(target=box.put, args=(2,))
    giver.start()
    giver.join(timeout=0.05)
    assert giver.is_alive()
    assert box.take() == 1
    giver.join()
    assert box.take() == 2


def test_newest_replaces_and_counts() -> None:
    box = Newest[int]()
    for i in range(5):
        assert box.put(i)
    assert box.take() == 4
    assert box.dropped == 4


def test_taking_from_an_empty_box_times_out() -> None:
    with pytest.raises(TimeoutError):
        Newest[int]().take(timeout_s=0.01)


@pytest.mark.parametrize("box", [Lossless[int](1), Newest[int]()])
def test_an_abandoned_box_turns_the_giver_away(box: Lossless[int] | Newest[int]) -> None:
    box.put(1)
    box.abandon()
    assert not box.put(2)
    with pytest.raises(EOFError):
        box.take()


def test_abandoning_frees_a_waiting_giver() -> None:
    box = Lossless[int](1)
    box.put(1)
    answers: list[bool] = []
    giver = Thread(target=lambda: answers.append(box.put(2)))
    giver.start()
    box.abandon()
    giver.join(timeout=2)
    assert answers == [False]
