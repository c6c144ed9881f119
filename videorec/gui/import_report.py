"""What an import did, in words."""

from collections.abc import Mapping

from PyQt6.QtCore import QCoreApplication

from gallery.records import Imported

translate = QCoreApplication.translate

# More names would push the rest of the sentence off the line.
_MOST_NAMES = 5


def what_came_in(imported: Imported, name: str) -> str:
    """One sentence. name: of the file."""
    if imported.changed:
        text = translate("Import", "Imported from {name}: {parts}.")
        parts = [*_added(imported), *_joined(imported.joined), *_not_added(imported)]
        return text.format(name=name, parts="; ".join(parts))
    if not (imported.known_images or imported.left_out):
        return translate("Import", "Nothing was imported: {name} holds nobody new.").format(
            name=name
        )
    text = translate("Import", "Nothing new in {name}: {parts}.")
    return text.format(name=name, parts="; ".join(_not_added(imported)))


def _added(imported: Imported) -> list[str]:
    """How much of what; nothing of which there is none."""
    people, images, rejections = (
        len(added) for added in (imported.people, imported.images, imported.rejections)
    )
    counted = (
        (people, translate("Import", "1 person"), translate("Import", "{count} people")),
        (images, translate("Import", "1 picture"), translate("Import", "{count} pictures")),
        (
            rejections,
            translate("Import", "1 rejected face"),
            translate("Import", "{count} rejected faces"),
        ),
    )
    parts = [
        one if count == 1 else many.format(count=count) for count, one, many in counted if count
    ]
    return [", ".join(parts)]


def _joined(joined: Mapping[str, str]) -> list[str]:
    """Who has more images now, and under which name, if it is written differently here."""
    if not joined:
        return []
    respelled = translate("Import", "{name} (here {other})")
    names = [
        name if name == other else respelled.format(name=name, other=other)
        for name, other in joined.items()
    ]
    shown = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        more = translate("Import", "{names} and {count} more")
        shown = more.format(names=shown, count=len(names) - _MOST_NAMES)
    return [translate("Import", "joined with people of the same name: {names}").format(names=shown)]


def _not_added(imported: Imported) -> list[str]:
    counted = (
        (imported.known_images, translate("Import", "pictures that were there already: {count}")),
        (
            len(imported.left_out),
            translate("Import", "pictures left out, enrolled under another name: {count}"),
        ),
    )
    return [text.format(count=count) for count, text in counted if count]
