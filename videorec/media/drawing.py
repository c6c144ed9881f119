"""Boxes and names over a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from videorec.core.palette import UNKNOWN_COLOR, Color, color_of
from videorec.core.types import FrameResult, Status, Track, UInt8
from videorec.media.events import visible_tracks
from videorec.media.lettering import printable, text_mask

Rectangle = tuple[int, int, int, int]

NO_COLORS: Mapping[str, Color] = {}


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in pixels for a picture of some height.

    text: height of a line of text; line: of a box's edge; pad: around the text.
    """

    text: int
    line: int
    pad: int

    @classmethod
    def for_height(cls, height: int) -> "Style":
        return cls(
            text=max(11, round(height / 26)),
            line=max(1, round(height / 240)),
            pad=max(2, round(height / 180)),
        )


def draw(result: FrameResult, *, colors: Mapping[str, Color] = NO_COLORS) -> UInt8:
    """A copy of the frame with a box and a label per visible face.

    Known people in their colour with name and similarity, unknown faces in grey with their best
    similarity, faces that are not good enough to tell with a thin grey box. Labels stay inside the
    picture and out of the way of other faces. colors: of people by name; others get `color_of`.
    """
    image = result.frame.image.copy()
    height, width = image.shape[:2]
    style = Style.for_height(height)
    # Named faces come last, on top of the others, and choose the place of their label first.
    tracks = sorted(visible_tracks(result), key=lambda t: t.status is Status.KNOWN)
    boxes = [_box(t) for t in tracks]
    for track, box in zip(tracks, boxes, strict=True):
        thickness = 1 if track.status is Status.UNUSABLE else style.line
        _outline(image, box, _color(track, colors), thickness)
    placed: list[Rectangle] = []
    for index in reversed(range(len(tracks))):
        text, text_height = _label(tracks[index], style, width)
        plate = _plate(text, text_height, style.pad, _color(tracks[index], colors))
        size = (min(plate.shape[1], width), min(plate.shape[0], height))
        others = [*boxes[:index], *boxes[index + 1 :]]
        place = place_label(boxes[index], size, (width, height), others, placed)
        placed.append(place)
        x0, y0, x1, y1 = place
        image[y0:y1, x0:x1] = plate[: size[1], : size[0]]
    return image


def label_of(track: Track) -> str:
    """What is written at a face: "Joey 0.41", "? 0.18", or "unclear"."""
    if track.status is Status.UNUSABLE:
        return "unclear"
    name = track.match.name if track.status is Status.KNOWN else None
    text = "?" if name is None else printable(name)
    return text if track.match.similarity <= -1.0 else f"{text} {track.match.similarity:.2f}"


def place_label(
    box: Rectangle,
    size: tuple[int, int],
    picture: tuple[int, int],
    faces: Sequence[Rectangle],
    labels: Sequence[Rectangle],
) -> Rectangle:
    """Where a label of `size` (width, height) goes: above its box, below, beside, or inside.

    The first place that lies in `picture` (width, height) and covers least of other faces and
    labels. Rectangles are x0 y0 x1 y1, half-open. A label larger than the picture starts at 0.
    """
    x0, y0, x1, y1 = box
    wide, high = size
    corners = (
        (x0, y0 - high),
        (x1 - wide, y0 - high),
        (x0, y1),
        (x1 - wide, y1),
        (x1, y0),
        (x0 - wide, y0),
        (x0, y0),
        (x0, y1 - high),
    )
    best, least = (0, 0, wide, high), None
    for x, y in corners:
        inside_x = max(0, min(x, picture[0] - wide))
        inside_y = max(0, min(y, picture[1] - high))
        place = (inside_x, inside_y, inside_x + wide, inside_y + high)
        # A moved label may cover its own face; other faces and labels weigh more.
        cost = 4 * sum(_overlap(place, f) for f in faces) + 8 * sum(
            _overlap(place, r) for r in labels
        )
        cost += _overlap(place, box)
        if least is None or cost < least:
            best, least = place, cost
        if cost == 0:
            break
    return best


def _overlap(a: Rectangle, b: Rectangle) -> int:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0


def _box(track: Track) -> Rectangle:
    # Far outside values would overflow the drawing's integers.
    x0, y0, x1, y1 = np.clip(np.nan_to_num(track.face.box), -16384, 16384).round().astype(int)
    return int(x0), int(y0), int(x1), int(y1)


def _color(track: Track, colors: Mapping[str, Color]) -> Color:
    name = track.match.name
    if track.status is not Status.KNOWN or name is None:
        return UNKNOWN_COLOR
    return colors.get(name) or color_of(name)


def _label(track: Track, style: Style, width: int) -> tuple[str, int]:
    """Text and its height; a long name is cut so that the label takes about half the picture."""
    height = style.text if track.status is not Status.UNUSABLE else max(9, style.text * 3 // 4)
    text = label_of(track)
    room, wide = max(width // 2, 4 * height), text_mask(text, height).shape[1]
    if wide > room:
        name, _, number = text.rpartition(" ")
        keep = max(1, int(len(name) * room / wide) - len(number))
        text = f"{name[:keep].rstrip()}… {number}"
    return text, height


@lru_cache(maxsize=512)
def _plate(text: str, height: int, pad: int, color: Color) -> UInt8:
    """(height, W, 3) BGR: text in black or white, whichever reads better, on its colour."""
    mask = np.pad(text_mask(text, height), ((0, 0), (pad, pad)))
    ground = np.array(color[::-1], np.float32)
    # ITU-R BT.601 luma.
    ink = 0.0 if ground @ np.array((0.114, 0.587, 0.299), np.float32) > 128 else 255.0
    cover = mask[:, :, None].astype(np.float32) / 255.0
    plate: UInt8 = np.rint(ground + (ink - ground) * cover).astype(np.uint8)
    plate.setflags(write=False)
    return plate


def _outline(image: UInt8, box: Rectangle, color: Color, thickness: int) -> None:
    """A box with a dark rim, so that it shows on any ground."""
    x0, y0, x1, y1 = box
    bgr = color[::-1]
    if thickness > 1:
        cv2.rectangle(image, (x0, y0), (x1 - 1, y1 - 1), (0, 0, 0), thickness + 2)
    cv2.rectangle(image, (x0, y0), (x1 - 1, y1 - 1), bgr, thickness)
