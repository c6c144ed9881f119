"""What is said to be going on while slow things begin side by side."""

import threading
import time

from videorec.gui.starters import Starters


def test_what_is_said_last_is_true() -> None:
    said: list[str] = []
    loaded, opened = threading.Event(), threading.Event()

    def busy(text: str) -> None:
        if threading.current_thread().name == "opening" and not loaded.is_set():
            loaded.set()  # just now the other one ends, too
            time.sleep(0.2)
        said.append(text)

    starters = Starters(busy)
    starters.start("loading", "loading the networks", lambda: _wait(loaded))
    starters.start("opening", "opening the source", lambda: _wait(opened))
    opened.set()
    assert starters.close(10.0)
    assert said == [
        "loading the networks",
        "opening the source",
        "loading the networks",
        "",
    ]


def test_who_hears_of_it_may_start_something() -> None:
    said: list[str] = []

    def busy(text: str) -> None:
        said.append(text)
        if said == ["first"]:
            starters.start("second", "second", lambda: None)

    starters = Starters(busy)
    starters.start("first", "first", lambda: None)
    assert starters.close(10.0)
    assert said[0] == "first"
    assert said[-1] == ""


def _wait(event: threading.Event) -> None:
    """Wait for it."""
    assert event.wait(10.0)
