"""Speed of the detector against facenet-pytorch's at equal settings, and what its work costs.

    python -m benchmarks.detection [--video CLIP --frame 10] [--sizes 1280x720 640x360 1920x1080]

Each line is measured side by side in this process, turn by turn, and says in the same run whether
both found the same faces; when they did not, the exit code is 1. Without a video the picture is
made of two public-domain portraits.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from matplotlib.cbook import get_sample_data
from skimage import data

from benchmarks.baseline import BaselineDetector, disagreement
from benchmarks.measure import Comparison, compare_milliseconds, take_turns
from videorec.core.settings import DetectorSettings
from videorec.core.types import Face, UInt8
from videorec.media.sources import open_source
from videorec.models.devices import describe_device, resolve_device, set_cpu_threads
from videorec.pipeline.detector import Detector


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each picture size and smallest face; 1 when faces differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection")
    parser.add_argument("--video", type=Path, help="take the picture from this clip")
    parser.add_argument("--frame", type=int, default=0, help="which frame of it, from 0")
    parser.add_argument("--sizes", nargs="+", default=["1280x720"], help="WIDTHxHEIGHT")
    parser.add_argument("--min-face", type=int, nargs="+", default=[20, 40])
    parser.add_argument("--factor", type=float, default=0.709)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, help="CPU threads (default: all)")
    parser.add_argument("--seconds", type=float, default=6.0, help="for each line")
    args = parser.parse_args(arguments)
    set_cpu_threads(args.threads)
    device = resolve_device(args.device)
    print(describe_device(device))
    picture = frame_of(args.video, args.frame) if args.video else portraits()
    same = True
    for size in args.sizes:
        width, height = (int(number) for number in size.split("x"))
        image = np.asarray(cv2.resize(picture, (width, height)), dtype=np.uint8)
        for min_face in args.min_face:
            settings = DetectorSettings(min_face=min_face, factor=args.factor)
            detector = Detector(settings, device)
            baseline = BaselineDetector(settings, device)
            faces = detector.detect([image])[0]
            wrong = disagreement(faces, baseline.detect(image))
            same = same and wrong is None
            name = f"detect {size}, min face {min_face}, {len(faces)} faces"
            print(
                compare_milliseconds(
                    f"{name} ({wrong or 'the same as the baseline'})",
                    partial(detector.detect, [image]),
                    partial(baseline.detect, image),
                    args.seconds,
                ),
                flush=True,
            )
            if faces:
                print(following(detector, image, faces, size), flush=True)
    return 0 if same else 1


def following(detector: Detector, image: UInt8, faces: tuple[Face, ...], size: str) -> Comparison:
    """What a look at the known faces costs instead of a full detection."""
    taken = take_turns(
        [partial(detector.follow, image, faces), partial(detector.detect, [image])], 2
    )
    value, baseline = np.median(taken, axis=0) * 1e3
    return Comparison(
        name=f"follow {len(faces)} faces on {size} (baseline: detect again)",
        value=float(value),
        baseline=float(baseline),
        ratio=float(np.median(taken[:, 1] / taken[:, 0])),
        unit="ms",
    )


def frame_of(path: Path, index: int) -> UInt8:
    """One frame of a clip."""
    with open_source(path) as source:
        for frame in islice(source.frames(), index, None):
            return frame.image
    raise SystemExit(f"{path}: there is no frame {index}; pass a smaller --frame")


def portraits() -> UInt8:
    """720 x 1280 BGR: two public-domain portraits, one of them in three sizes."""
    astronaut = np.ascontiguousarray(data.astronaut()[:, :, ::-1])
    file = str(get_sample_data("grace_hopper.jpg", asfileobj=False))
    picture = np.asarray(cv2.resize(astronaut, (1280, 720)), dtype=np.uint8) // 2
    picture[:, :720] = cv2.resize(astronaut, (720, 720))
    picture[60:660, 740:1252] = np.asarray(cv2.imread(file), dtype=np.uint8)
    for y, x in ((0, 0), (540, 1100)):
        picture[y : y + 180, x : x + 180] = cv2.resize(astronaut, (180, 180))
    return picture


if __name__ == "__main__":
    sys.exit(main())
