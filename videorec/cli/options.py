"""Arguments of the main command, and the settings they make."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from gallery import places
from videorec.config import AppSettings, read_settings
from videorec.core.errors import GalleryError, UsageError
from videorec.core.settings import DetectorSettings, Mirror, Precision
from videorec.runtime.outputs import OutputPaths

# OpenCV takes no larger number.
LAST_CAMERA = 2**31 - 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Every option of `videorec --video ...`."""
    source = parser.add_argument_group("source (one of)")
    source.add_argument(
        "--video", "--source", dest="video", metavar="SOURCE",
        help="video, picture, folder of pictures, or an RTSP or HTTP address",
    )  # fmt: skip
    source.add_argument("--camera", type=int, metavar="N", help="camera number N, from 0")
    source.add_argument("--max-frames", type=int, metavar="N", help="stop after N frames")

    people = parser.add_argument_group("people")
    people.add_argument(
        "--gallery", type=Path, metavar="PATH",
        help="folder with a picture per person (NAME.jpg, or NAME/*.jpg), or a gallery file "
        "(default: your own gallery)",
    )  # fmt: skip
    people.add_argument("--threshold", type=float, help="cosine similarity a name needs")
    people.add_argument("--margin", type=float, help="lead over the runner-up that a name needs")
    people.add_argument(
        "--same-name-twice", action="store_true",
        help="let a name appear more than once in a frame (mirrors, screens)",
    )  # fmt: skip

    result = parser.add_argument_group("results")
    result.add_argument(
        "--headless", action="store_true", help="no window; all other options here need it"
    )
    result.add_argument(
        "--output", type=Path, metavar="FILE",
        help="annotated video (.mp4), or a picture (.png, .jpg) for a picture",
    )  # fmt: skip
    result.add_argument(
        "--events", type=Path, metavar="FILE", action="append", default=[],
        help="a line per frame and face: .jsonl or .csv; may be repeated",
    )  # fmt: skip
    result.add_argument(
        "--subtitles", type=Path, metavar="FILE", action="append", default=[],
        help="who is on screen: .vtt or .srt; may be repeated",
    )  # fmt: skip
    result.add_argument("--summary", type=Path, metavar="FILE", help="per person, as JSON")
    result.add_argument("--profile", action="store_true", help="print where the time went")
    result.add_argument(
        "--quiet",
        action="store_true",
        help="no progress bar, no summary; device, model and threshold are still named",
    )

    way = parser.add_argument_group("recognition")
    mode = way.add_mutually_exclusive_group()
    mode.add_argument(
        "--exact", dest="mode", action="store_const", const="exact",
        help="every frame, every face, no memory",
    )  # fmt: skip
    mode.add_argument(
        "--two-pass", dest="mode", action="store_const", const="two-pass",
        help="read a file twice: recognise it whole, name its tracks together, then show it",
    )  # fmt: skip
    way.add_argument(
        "--delay", type=float, metavar="S",
        help="in real time: seconds that results wait for what is learned meanwhile "
        "(files: 2, live: 0)",
    )  # fmt: skip
    way.add_argument("--config", type=Path, metavar="FILE", help="settings in YAML")
    way.add_argument("--device", help="auto, cpu, cuda or cuda:N")
    way.add_argument("--model", help="a name of `videorec weights list`, or a weights file")
    way.add_argument("--precision", choices=get_args(Precision))
    way.add_argument("--mirror", choices=get_args(Mirror))
    way.add_argument("--threads", type=int, metavar="N", help="processor cores to use")
    way.add_argument(
        "--detector-preset", choices=("default", "sphereface"), help="MTCNN settings to start from"
    )
    way.add_argument("--min-face", type=int, metavar="PX", help="smallest face to look for")
    way.add_argument(
        "--factor", type=float, help="step of the detector's image pyramid, at most 0.95"
    )
    way.add_argument(
        "--thresholds", type=float, nargs=3, metavar=("P", "R", "O"),
        help="least scores of the detector's three networks",
    )  # fmt: skip


def settings_of(args: argparse.Namespace, saved: AppSettings | None = None) -> AppSettings:
    """The configuration file, with what the command line says on top. ConfigError.

    saved: what holds without a configuration file; None are the defaults.
    """
    settings = read_settings(args.config) if args.config or saved is None else saved
    detector = settings.detector
    if args.detector_preset is not None:
        detector = DetectorSettings.preset(args.detector_preset)
    detector = replace(
        detector,
        **_given(
            min_face=args.min_face,
            factor=args.factor,
            thresholds=tuple(args.thresholds) if args.thresholds else None,
        ),
    )
    matching = replace(
        settings.matching,
        **_given(
            threshold=args.threshold,
            margin=args.margin,
            unique=False if args.same_name_twice else None,
        ),
    )
    return replace(
        settings,
        detector=detector,
        matching=matching,
        tracking=replace(settings.tracking, **_given(delay_s=args.delay)),
        **_given(
            mode=args.mode,
            device=args.device,
            model=args.model,
            precision=args.precision,
            mirror=args.mirror,
            threads=args.threads,
        ),
    )


def outputs_of(args: argparse.Namespace) -> OutputPaths:
    """Where to write what."""
    return OutputPaths(
        video=args.output,
        events=tuple(args.events),
        subtitles=tuple(args.subtitles),
        summary=args.summary,
    )


def source_of(args: argparse.Namespace) -> str | int:
    """The one source that was named. UsageError when there is none, or two."""
    if args.video is not None and args.camera is not None:
        raise UsageError("--video and --camera do not go together; name one source")
    if args.camera is not None:
        if args.camera < 0:
            raise UsageError(f"--camera {args.camera}: cameras are numbered from 0")
        if args.camera > LAST_CAMERA:
            raise UsageError(f"--camera {args.camera}: no camera has such a number")
        return int(args.camera)
    if args.video is None:
        raise UsageError("no source: name one with --video FILE or --camera N")
    return str(args.video)


def _given(**values: Any) -> dict[str, Any]:
    """Those that were given."""
    return {name: value for name, value in values.items() if value is not None}


def is_gallery_file(where: Path) -> bool:
    """Whether it is a gallery file that exists, rather than a folder of pictures. GalleryError."""
    if not places.is_gallery_file(where):
        return False
    if not where.exists():
        raise GalleryError(
            f"{where}: there is no such gallery file; make one with "
            f"`videorec gallery --gallery {where} enrol PICTURE`"
        )
    return True
