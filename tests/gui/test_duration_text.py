"""How long somebody was seen, in words."""

import pytest

from videorec.gui.duration_text import duration_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0.0 s"), (0.84, "0.8 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"),
     (60.0, "0:01:00"), (3725.9, "1:02:05")],
)  # fmt: skip
def test_short_times_in_seconds_and_long_ones_as_a_clock(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
