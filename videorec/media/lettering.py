"""Letters of any script as small bitmaps, drawn once and kept."""

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from videorec.core.types import UInt8

# Fonts that systems bring for the scripts that DejaVu Sans lacks (Chinese, Japanese, Korean, ...).
SYSTEM_FONTS = {
    "linux": (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    ),
    "darwin": (
        "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
        "/Library/Fonts/Arial Unicode.ttf",
        "/System/Library/Fonts/PingFang.ttc",
        "/System/Library/Fonts/AppleSDGothicNeo.ttc",
    ),
    "win32": (
        "C:/Windows/Fonts/msyh.ttc",
        "C:/Windows/Fonts/malgun.ttf",
        "C:/Windows/Fonts/YuGothR.ttc",
    ),
}
NOT_A_CHARACTER = "\uffff"


def printable(name: str, longest: int = 64) -> str:
    """A name on one line without control characters, cut with an ellipsis."""
    text = "".join(c if c.isprintable() else " " for c in name)
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


@lru_cache(maxsize=1024)
def text_mask(text: str, height: int) -> UInt8:
    """(height, W) coverage 0..255 of one line of text; lines of one height share their base line.

    Letters that no font at hand has appear as empty boxes.
    """
    font = _font_for(text, height)
    width = max(1, round(font.getlength(text)))
    picture = Image.new("L", (width, height))
    ascent, descent = font.getmetrics()
    top = (height - ascent - descent) // 2
    ImageDraw.Draw(picture).text((0, top), text, fill=255, font=font)
    mask = np.array(picture, np.uint8)
    mask.setflags(write=False)
    return mask


def _font_for(text: str, height: int) -> ImageFont.FreeTypeFont:
    """The first font with the most of the letters; DejaVu Sans is before all others."""
    letters = set(text)
    best = max(font_files(), key=lambda file: sum(_has(file, letter) for letter in letters))
    return _load(best, height)


@lru_cache(maxsize=1)
def font_files() -> tuple[str, ...]:
    """DejaVu Sans, and what this system has of the others."""
    # Its file is found without importing matplotlib, which takes a tenth of a second.
    package = importlib.util.find_spec("matplotlib")
    assert package is not None
    assert package.origin is not None
    ours = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
    others = (f for f in SYSTEM_FONTS.get(sys.platform, ()) if Path(f).is_file())
    return (str(ours), *others)


@lru_cache(maxsize=64)
def _load(file: str, height: int) -> ImageFont.FreeTypeFont:
    """The font at the size whose lines are about `height` pixels high."""
    return ImageFont.truetype(file, max(6, round(height * 0.84)))


@lru_cache(maxsize=4096)
def _has(file: str, letter: str) -> bool:
    """A letter that a font lacks looks like one that does not exist at all."""
    if letter.isspace():
        return True
    font = _load(file, 24)
    return bytes(font.getmask(letter)) != bytes(font.getmask(NOT_A_CHARACTER))
