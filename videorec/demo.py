"""A short clip with a known truth, synthesised from public-domain portraits.

Two astronaut and navy portraits that installed packages carry move, turn, shrink, blur and change
their light over a textured background; a shot cut in the middle swaps their places. Nothing is
downloaded and no file of the user's is needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from math import cos, pi, sin
from pathlib import Path

import cv2
import numpy as np

from videorec.core.errors import SourceError
from videorec.core.types import Array, Float32, Float64, Frame, UInt8

WIDTH, HEIGHT, FPS = 854, 480, 25

KNOWN = "Eileen Collins"
STRANGER = "Grace Hopper"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portrait:
    """A person cut out of a photograph.

    image: (H, W, 3) uint8 BGR, the whole photograph.
    alpha: (H, W) float32 in [0, 1], 1 on the person.
    face: x0 y0 x1 y1 of the face in the photograph, pixels.
    """

    name: str
    image: UInt8
    alpha: Float32
    face: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How a portrait stands in one frame.

    x: of the face centre, px; face_height: px; lift: px the portrait's foot stands below the frame.
    angle: degrees; squeeze: width over natural width, as a slight turn of the head does;
    gain: factor on brightness; blur: standard deviation in px.
    """

    x: float
    face_height: float
    lift: float
    angle: float
    squeeze: float
    gain: float
    blur: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Who is where in a synthesised frame: the truth. box: x0 y0 x1 y1, px."""

    name: str
    box: tuple[float, float, float, float]


def eileen_collins() -> Portrait:
    """NASA's portrait of 1993, public domain, from scikit-image."""
    from skimage.data import astronaut

    image = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR)
    outline = (
        (155, 60), (175, 28), (225, 14), (275, 30), (302, 75), (298, 115), (274, 138), (264, 165),
        (300, 212), (310, 250), (345, 270), (362, 310), (362, 345), (305, 395), (280, 450),
        (278, 520), (18, 520), (22, 400), (45, 268), (112, 212), (118, 172), (160, 150), (185, 150),
        (182, 125), (162, 105),
    )  # fmt: skip
    return Portrait(name=KNOWN, image=image, alpha=_mask(image, outline), face=(180, 61, 268, 172))


def grace_hopper() -> Portrait:
    """The US Navy's portrait of 1984, public domain, from matplotlib's sample data."""
    package = find_spec("matplotlib")  # its path alone: importing it takes half a second
    root = Path(package.origin).parent if package and package.origin else Path()
    path = root / "mpl-data" / "sample_data" / "grace_hopper.jpg"
    image = cv2.imread(str(path))
    if image is None:
        raise SourceError(f"{path}: the demo portrait is missing; reinstall matplotlib")
    outline = (
        (148, 98), (160, 75), (185, 45), (230, 26), (275, 24), (325, 45), (350, 75), (370, 95),
        (373, 130), (362, 170), (375, 200), (372, 245), (355, 290), (332, 318), (400, 345),
        (480, 385), (512, 450), (512, 610), (0, 610), (30, 440), (60, 385), (198, 322), (196, 290),
        (165, 265), (155, 220), (158, 180), (148, 140),
    )  # fmt: skip
    bgr = np.asarray(image, dtype=np.uint8)
    return Portrait(name=STRANGER, image=bgr, alpha=_mask(bgr, outline), face=(164, 106, 348, 344))


def frames(seconds: float = 8.0) -> Iterator[tuple[Frame, tuple[Appearance, ...]]]:
    """The clip, frame by frame, each with its truth. 854 x 480, 25 frames a second."""
    portraits = {p.name: p for p in (eileen_collins(), grace_hopper())}
    count = round(seconds * FPS)
    grain = _Grain(seed=20)
    for index in range(count):
        progress = index / count
        image = _background(progress)
        truth = []
        for name, pose in _poses(progress).items():
            portrait = portraits[name]
            placing = _placing(portrait, pose)
            image = _composed(image, portrait, pose, placing)
            truth.append(Appearance(name=name, box=_moved(portrait.face, placing)))
        picture = np.clip(image + grain.next(), 0, 255).astype(np.uint8)
        yield Frame(index=index, time_s=index / FPS, image=picture), tuple(truth)


class _Grain:
    """Sensor noise: windows at random places of one sheet, cheaper than fresh noise."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        sheet = self._random.standard_normal((HEIGHT + 128, WIDTH + 128, 3), dtype=np.float32)
        self._sheet = 3.0 * sheet

    def next(self) -> Float32:
        """(480, 854, 3) float32, standard deviation 3 grey levels."""
        y, x = self._random.integers(0, 128, size=2)
        return self._sheet[y : y + HEIGHT, x : x + WIDTH]


def _poses(progress: float) -> dict[str, Pose]:
    """progress: 0 .. 1 over the clip. The first half is one shot, the second another."""
    return _first_shot(progress * 2) if progress < 0.5 else _second_shot(progress * 2 - 1)


def _first_shot(t: float) -> dict[str, Pose]:
    """Both sway; she comes nearer and turns, the light rises and falls."""
    wave = sin(2 * pi * t)
    return {
        STRANGER: Pose(
            x=610 + 30 * cos(2 * pi * t), face_height=120 + 10 * wave, lift=20 + 8 * wave,
            angle=4 * sin(4 * pi * t), squeeze=1.0, gain=1.0 - 0.25 * sin(pi * t), blur=0.6,
        ),
        KNOWN: Pose(
            x=230 + 60 * wave, face_height=82 + 50 * t, lift=60 + 10 * cos(4 * pi * t),
            angle=7 * wave, squeeze=1.0 - 0.12 * sin(pi * t), gain=0.75 + 0.45 * sin(pi * t),
            blur=0.5 + 1.3 * max(0.0, wave),
        ),
    }  # fmt: skip


def _second_shot(t: float) -> dict[str, Pose]:
    """Places swapped, smaller; the stranger blurs, she walks out of the picture at the end."""
    wave = sin(2 * pi * t)
    leaving = max(0.0, t - 0.7) / 0.3
    return {
        KNOWN: Pose(
            x=600 - 50 * t + 560 * leaving**2, face_height=96 - 12 * wave, lift=90.0,
            angle=-6 * wave, squeeze=1.0, gain=0.9 + 0.2 * cos(6 * pi * t), blur=0.7,
        ),
        STRANGER: Pose(
            x=230 + 45 * wave, face_height=90 + 30 * t, lift=30.0, angle=-5 + 5 * wave,
            squeeze=1.0 - 0.1 * sin(pi * t), gain=1.05, blur=0.6 + 1.5 * max(0.0, -wave),
        ),
    }  # fmt: skip


def _placing(portrait: Portrait, pose: Pose) -> Float64:
    """(2, 3) affine from photograph to frame: turned about the face, its foot below the edge."""
    x0, y0, x1, y1 = portrait.face
    scale = pose.face_height / (y1 - y0)
    center_x, center_y = (x0 + x1) / 2, (y0 + y1) / 2
    height = portrait.image.shape[0]
    foot = HEIGHT + pose.lift
    target = np.array([pose.x, foot - scale * (height - center_y)])
    angle = np.deg2rad(pose.angle)
    turn = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
    linear = turn @ np.diag([scale * pose.squeeze, scale])
    offset = target - linear @ np.array([center_x, center_y])
    return np.hstack([linear, offset[:, None]])


def _composed(image: Float32, portrait: Portrait, pose: Pose, placing: Float64) -> Float32:
    """The portrait laid over (H, W, 3) float32 `image`; only the window it covers is computed."""
    height, width = portrait.alpha.shape
    left, top, right, bottom = _moved((0, 0, width, height), placing)
    x0, y0 = max(int(left) - 8, 0), max(int(top) - 8, 0)
    x1, y1 = min(int(right) + 8, WIDTH), min(int(bottom) + 8, HEIGHT)
    if x1 <= x0 or y1 <= y0:
        return image
    window = placing - np.array([[0, 0, x0], [0, 0, y0]])
    # INTER_AREA does not exist for warps: blur first, or a shrunk face shows stairs.
    shrink = float(np.sqrt(abs(np.linalg.det(placing[:, :2]))))
    source = cv2.GaussianBlur(portrait.image, (0, 0), max(0.3 / shrink, 0.05))
    person = cv2.warpAffine(source, window, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    alpha = cv2.warpAffine(portrait.alpha, window, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    lit = cv2.GaussianBlur(person, (0, 0), pose.blur).astype(np.float32) * np.float32(pose.gain)
    soft = cv2.GaussianBlur(alpha, (0, 0), pose.blur + 0.6)[:, :, None]
    result = image.copy()
    under = result[y0:y1, x0:x1]
    under += soft * (lit - under)
    return result


def _moved(box: tuple[int, int, int, int], placing: Float64) -> tuple[float, float, float, float]:
    """The upright box around a box moved by a (2, 3) affine."""
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]], dtype=np.float64)
    moved = corners @ placing.T
    left, top = moved.min(axis=0)
    right, bottom = moved.max(axis=0)
    return (float(left), float(top), float(right), float(bottom))


def _background(progress: float) -> Float32:
    """(480, 854, 3) float32: a wall that drifts slowly, another one in each shot."""
    wall = _wall(0) if progress < 0.5 else _wall(1)
    shift = round(60 * progress)
    return wall[:HEIGHT, shift : shift + WIDTH]


@cache
def _wall(shot: int) -> Float32:
    from skimage import data

    name, tint = (("brick", (150, 140, 120)), ("grass", (105, 150, 130)))[shot]
    texture = np.asarray(getattr(data, name)(), dtype=np.float32)
    grey = cv2.resize(texture, (940, 940), interpolation=cv2.INTER_CUBIC)
    contrast = cv2.GaussianBlur(grey, (0, 0), 2.0) / 128.0
    light = np.linspace(1.15, 0.7, 940, dtype=np.float32)[None, :]
    colour = np.array(tint, dtype=np.float32)
    return np.asarray((0.6 + 0.4 * contrast * light)[:, :, None] * colour, dtype=np.float32)


def _mask(image: Array, outline: tuple[tuple[int, int], ...]) -> Float32:
    """1 inside the outline, soft at its edge."""
    mask = np.zeros(image.shape[:2], dtype=np.float32)
    cv2.fillPoly(mask, [np.array(outline, dtype=np.int32)], 1.0)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 2.0), dtype=np.float32)
