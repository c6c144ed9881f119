"""From other threads into the window's: the newest arrives, the rest never queues up."""

import threading

import numpy as np
from pytestqt.qtbot import QtBot

from videorec.core.types import Frame, FrameResult
from videorec.gui.screen import Latest, Screen


def _frame(index: int) -> Frame:
    return Frame(index=index, time_s=index / 25, image=np.zeros((4, 4, 3), np.uint8))


def _elsewhere(*work: object) -> None:
    def run() -> None:
        for step in work:
            step()  # type: ignore[operator]

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_of_many_values_the_newest_arrives_once(qtbot: QtBot) -> None:
    latest = Latest()
    arrived: list[int] = []
    latest.arrived.connect(arrived.append)
    _elsewhere(*(lambda i=i: latest.put(i) for i in range(1, 1001)))
    qtbot.waitUntil(lambda: bool(arrived))
    qtbot.wait(20)
    assert arrived == [1000]
    _elsewhere(lambda: latest.put(7), latest.clear)
    qtbot.wait(20)
    assert arrived == [1000]


def test_a_picture_and_its_result_arrive_together(qtbot: QtBot) -> None:
    screen = Screen()
    seen: list[tuple[str, int, int]] = []

    def note(what: str) -> None:
        assert screen.result is not None
        seen.append(
            (what, screen.picture.index if screen.picture else -1, screen.result.frame.index)
        )

    screen.picture_ready.connect(lambda: note("picture"))
    screen.result_ready.connect(lambda: note("result"))
    pairs = [(_frame(i), FrameResult(frame=_frame(i), tracks=())) for i in range(50)]
    _elsewhere(*(lambda p=p, r=r: screen.show(p, r, 0.0) for p, r in pairs))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [("result", 49, 49), ("picture", 49, 49)]
    _elsewhere(lambda: screen.show(_frame(50), None, 0.0))
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen[-1] == ("picture", 50, 49)
    screen.note_painted()
    screen.note_painted()
    assert screen.painted_fps == 1
    assert screen.latency_ms > 0.0
    _elsewhere(
        lambda: screen.show(_frame(51), FrameResult(frame=_frame(51), tracks=()), 0.0),
        lambda: screen.show(_frame(52), None, 0.0),
    )
    qtbot.waitUntil(lambda: len(seen) == 5)
    assert seen[-2:] == [("result", 52, 51), ("picture", 52, 51)]
    _elsewhere(lambda: screen.show(_frame(53), None, 0.0))
    screen.clear()
    qtbot.wait(20)
    assert screen.picture is None
    assert screen.on_screen == (None, None)
    assert len(seen) == 5
