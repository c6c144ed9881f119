"""When a run of two passes ends."""

import pytest

from tests.runtime.film import Film
from videorec import app
from videorec.cli.recognize import FIRST_PASS, two_passes
from videorec.config import AppSettings
from videorec.pipeline.recognizer import Recognizer

FRAMES = 12


@pytest.fixture(scope="module")
def recogniser() -> Recognizer:
    """It knows nobody."""
    engine = app.build_engine(AppSettings(model="small"))
    with app.empty_gallery(engine) as gallery:
        return app.build_recognizer(engine, gallery)


@pytest.mark.parametrize(("stop_at", "shown"), [(None, 12), (("first", 5), 5), (("second", 3), 3)])
@pytest.mark.parametrize("most", [None, FRAMES])
def test_a_stop_ends_the_pass_at_hand(
    recogniser: Recognizer, stop_at: tuple[str, int] | None, shown: int, most: int | None
) -> None:
    counts = {"first": 0, "second": 0}

    def enough(frames: int) -> bool:
        stopped = stop_at is not None and counts[stop_at[0]] >= stop_at[1]
        return stopped or frames == most

    for stage, _ in two_passes(Film(FRAMES), recogniser, enough):
        counts["first" if stage == FIRST_PASS else "second"] += 1
    assert counts["second"] == shown
