"""A colour for every person, the same in every run."""

import hashlib
import unicodedata
from collections.abc import Iterable

Color = tuple[int, int, int]

# Box colours of the SphereFace authors' video demo.
DEMO_COLORS: dict[str, Color] = {
    "rachel": (255, 0, 0),
    "monica": (255, 255, 0),
    "phoebe": (255, 128, 255),
    "joey": (0, 255, 255),
    "chandler": (0, 0, 255),
    "ross": (0, 255, 0),
}
UNKNOWN_COLOR: Color = (160, 160, 160)


# Each the furthest from all before it, from the demo's colours, grey, black and white, by
# CIEDE2000 over a grid of saturated colours; any two differ by more than 15.
PALETTE: tuple[Color, ...] = (
    (0, 119, 0),
    (187, 0, 102),
    (153, 102, 0),
    (0, 136, 255),
    (255, 187, 102),
    (0, 153, 136),
    (255, 153, 153),
    (153, 170, 68),
    (136, 102, 170),
    (85, 204, 255),
    (136, 221, 170),
    (170, 170, 255),
    (255, 68, 153),
    (255, 119, 0),
    (102, 102, 17),
    (204, 0, 255),
    (34, 170, 85),
    (187, 85, 85),
    (170, 68, 0),
    (68, 102, 170),
)


def color_of(name: str) -> Color:
    """(red, green, blue), 0..255, of a person; depends on nothing but the name.

    Upper and lower case and the ways Unicode spells a letter make no difference. Of many people
    two may share a colour; `assign_colors` avoids that for a known group.
    """
    key = _key(name)
    return DEMO_COLORS.get(key) or PALETTE[_slot(key)]


def assign_colors(names: Iterable[str]) -> dict[str, Color]:
    """A colour for each of a group; all different while the palette lasts.

    The same group gets the same colours in whatever order it comes; whoever needs no other colour
    keeps that of `color_of`.
    """
    colors: dict[str, Color] = {}
    taken: set[Color] = set()
    for name in sorted(set(names), key=lambda n: (_key(n) not in DEMO_COLORS, _key(n), n)):
        color = color_of(name)
        start = _slot(_key(name))
        if color in taken:
            ring = (*PALETTE[start:], *PALETTE[:start])
            color = next((c for c in ring if c not in taken), color)
        colors[name] = color
        taken.add(color)
    return colors


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _slot(key: str) -> int:
    # Python's own hash of text changes from run to run.
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % len(PALETTE)
