"""Names of people, and names of the folders their images are exported to."""

import re
import unicodedata

from videorec.core.errors import GalleryError

MAX_NAME_LENGTH = 200
# File systems take 255 bytes; a suffix such as "-12.jpg" must still fit.
_MAX_FOLDER_BYTES = 200
# Devices of Windows, and the list beside the folders (gallery.folders.LIST_NAME).
_RESERVED = re.compile(r"(?i)^((con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?|gallery\.json)$")
_UNSAFE = frozenset('/\\:*?"<>|%')
# Blanks of any width; tabs and line breaks stay, so that they are refused.
_BLANKS = re.compile(r"[^\S\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ESCAPED = re.compile(r"%([0-9A-F]{2})")


def clean_name(raw: str) -> str:
    """The name as it is stored: in Unicode's composed form (NFC), one blank between words.

    GalleryError: nothing is left, it is longer than 200 characters, or it holds control characters
    or line breaks.
    """
    # A name from a file system may hold bytes that are no text; they arrive as surrogates, which
    # neither the data base nor a terminal takes.
    name = " ".join(_BLANKS.split(unicodedata.normalize("NFC", raw).strip()))
    if not name:
        raise GalleryError("a name must not be empty; give at least one visible character")
    if len(name) > MAX_NAME_LENGTH:
        raise GalleryError(
            f"the name {name[:20]!r}... has {len(name)} characters; "
            f"at most {MAX_NAME_LENGTH} are allowed"
        )
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name):
        raise GalleryError(f"the name {name!r} holds control characters; leave them out")
    if not any(unicodedata.category(c)[0] in "LNPSM" for c in name):
        raise GalleryError("a name must not be empty; give at least one visible character")
    return name


def readable(text: str) -> str:
    """A text that can be stored and shown: \\udcXX replaces bytes of a path that are no text.

    Paths that differ still differ afterwards.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def name_key(name: str) -> str:
    """What two names share when they mean the same person: letters count without their case."""
    return unicodedata.normalize("NFC", clean_name(name).casefold())


def folder_name(name: str) -> str:
    """A name that every file system takes: %XX, as in URLs, replaces what some of them refuse.

    `name_of_folder` turns it back, unless it was too long for a file system and had to be cut.
    """
    escaped = "".join(_escape(c) if c in _UNSAFE else c for c in name)
    if _RESERVED.match(escaped) or escaped.startswith("."):
        escaped = _escape(escaped[0]) + escaped[1:]
    if escaped.endswith((".", " ")):
        escaped = escaped[:-1] + _escape(escaped[-1])
    kept = escaped.encode("utf-8")[:_MAX_FOLDER_BYTES].decode("utf-8", "ignore")
    return escaped if kept == escaped else re.sub(r"%[0-9A-F]?$", "", kept).rstrip(". ")


def name_of_folder(folder: str) -> str:
    """The name that `folder_name` made this of; any other folder is its own name."""
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), folder)
    return plain if folder_name(plain) == folder else folder


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8"))
