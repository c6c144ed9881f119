"""Where the time of a run went."""

from collections.abc import Mapping

STAGES = (
    "decode",
    "shots",
    "flow",
    "detect",
    "follow",
    "track",
    "align",
    "embed",
    "match",
    "draw",
    "encode",
)


def profile_table(timings_ms: Mapping[str, float], frames: int) -> str:
    """One line per stage: milliseconds per frame, and its share of the sum over all threads.

    timings_ms: milliseconds per stage over the whole run.
    """
    spent = {name: timings_ms.get(name, 0.0) for name in (*STAGES, *timings_ms)}
    total = sum(spent.values()) or 1.0
    lines = [f"{'stage':10}{'ms/frame':>10}{'share':>8}"]
    lines += [
        f"{name:10}{value / max(1, frames):>10.2f}{value / total:>8.1%}"
        for name, value in spent.items()
        if value > 0.0
    ]
    return "\n".join([*lines, f"{'sum':10}{total / max(1, frames):>10.2f}{'':>8}"])
