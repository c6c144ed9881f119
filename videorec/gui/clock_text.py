"""Times of a file as the user reads them."""

import math

from videorec.gui.number_text import with_decimal_sign


def clock_text(seconds: float) -> str:
    """Seconds as h:mm:ss, such as 0:01:05; cut, not rounded, so that it never runs ahead."""
    whole = max(0, math.floor(seconds + 1e-6)) if math.isfinite(seconds) else 0
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def exact_clock_text(seconds: float) -> str:
    """Seconds as h:mm:ss.cc, for a picture that stands still."""
    value = max(0.0, seconds) if math.isfinite(seconds) else 0.0
    hundredths = math.floor(value * 100 + 1e-4) % 100
    return with_decimal_sign(f"{clock_text(value)}.{hundredths:02d}")
