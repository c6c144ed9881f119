"""Every benchmark there is, one after the other: `python -m benchmarks`, or `make bench`.

Real clips are measured where they are: in the folder `data/clips` of VIDEOREC_SHARED (default:
../shared).
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLIPS = Path(os.environ.get("VIDEOREC_SHARED", HERE.parent.parent / "shared")) / "data" / "clips"
# Benchmarks that need arguments.
ARGUMENTS = {
    "clip_accuracy": [
        str(CLIPS / "friends" / "friends.mp4"),
        str(CLIPS / "friends" / "friends-wide.mp4"),
    ],
}


def main() -> int:
    """Run them all; 1 when one of them failed."""
    failed = []
    for name in runnable():
        arguments = ARGUMENTS.get(name, [])
        if missing := [a for a in arguments if not Path(a).exists()]:
            print(f"\n== {name}: left out, there is no {missing[0]}", flush=True)
            continue
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        if subprocess.run(command, cwd=HERE.parent).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def runnable() -> list[str]:
    """Modules of this package that are programs."""
    return [
        path.stem
        for path in sorted(HERE.glob("[!_]*.py"))
        if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    ]


if __name__ == "__main__":
    sys.exit(main())
