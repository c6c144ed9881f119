"""Everything that is done to people of the gallery, and how it is taken back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from gallery.gallery import Gallery
from gallery.imports import import_file, take_out
from gallery.names import clean_name
from gallery.progress import Progress
from gallery.records import Added, Identity, Imported
from videorec.core.errors import EnrolmentError, GalleryError, SourceError
from videorec.core.palette import assign_colors
from videorec.core.types import Float32, UInt8
from videorec.gui.import_report import what_came_in
from videorec.gui.values import (
    CheckedPicture,
    ChosenFace,
    Color,
    EnrolmentCheck,
    GalleryImage,
    Person,
)
from videorec.pipeline.enrolment import Enroller, people_of
from videorec.pipeline.portraits import no_picture, suggested_name
from videorec.runtime.face_views import FaceView

translate = QCoreApplication.translate

MOST_UNDONE = 20

# Takes back what was done.
Undo = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """Something that was done. text: what; undo: takes it back."""

    text: str
    undo: Undo


class PeopleDesk:
    """Changes one gallery; used by one thread. GalleryErrors say what cannot be done.

    What was deleted is kept in memory alone until it can be taken back no more.
    """

    def __init__(self, gallery: Gallery, enroller: Enroller) -> None:
        self.gallery = gallery
        self._enroller = enroller
        self._steps: list[Step] = []
        self._listed: tuple[int, tuple[Person, ...]] | None = None
        self._crop = lru_cache(maxsize=2000)(gallery.crop)

    @property
    def undoable(self) -> str:
        """What `undo` would take back, in words; empty for nothing."""
        return self._steps[-1].text if self._steps else ""

    def undo(self) -> None:
        """Take the last step back. When that is impossible, the reason is raised once."""
        if self._steps:
            self._steps.pop().undo()

    def colors(self) -> dict[str, Color]:
        """Of everybody, by name."""
        people = self.gallery.identities()
        chosen = assign_colors(person.name for person in people)
        return chosen | {p.name: p.color for p in people if p.color is not None}

    def people(self, seconds: Mapping[int, float]) -> tuple[Person, ...]:
        """Everybody. seconds: on screen, by identity."""
        revision = self.gallery.revision
        if self._listed is None or self._listed[0] != revision:
            self._listed = revision, self._list()
        return tuple(
            replace(person, seconds_on_screen=seconds.get(person.identity_id, 0.0))
            for person in self._listed[1]
        )

    def _list(self) -> tuple[Person, ...]:
        colors = self.colors()
        return tuple(
            self._person(identity, colors[identity.name]) for identity in self.gallery.identities()
        )

    def _person(self, identity: Identity, color: Color) -> Person:
        image_ids = tuple(i.image_id for i in self.gallery.images(identity.identity_id))
        return Person(
            identity_id=identity.identity_id,
            name=identity.name,
            color=color,
            image_ids=image_ids,
            seconds_on_screen=0.0,
            crop=self._crop(image_ids[-1]) if image_ids else None,
            own_color=identity.color is not None,
        )

    def images(self, identity_id: int) -> tuple[GalleryImage, ...]:
        """The images of a person, oldest first."""
        return tuple(
            GalleryImage(image.image_id, self._crop(image.image_id), image.source, image.added)
            for image in self.gallery.images(identity_id)
        )

    def check_files(self, paths: Sequence[Path]) -> EnrolmentCheck:
        """The faces of picture files, and of those in folders, whose names mean people.

        One that cannot be read is a refusal, and so is a folder.
        """
        checked: list[CheckedPicture] = []
        for path in paths:
            try:
                people = people_of(path) if path.is_dir() else [(suggested_name(path), path)]
            except (GalleryError, SourceError) as error:
                checked.append(no_picture(str(path), str(error)))
            else:
                checked += [self._checked(file, name) for name, file in people]
        return EnrolmentCheck(pictures=tuple(checked))

    def check_picture(self, picture: UInt8, source: str) -> EnrolmentCheck:
        """The faces of one picture."""
        checked = self._enroller.check_picture(picture, source=source)
        return EnrolmentCheck(pictures=(checked,))

    def enrol_faces(
        self, faces: Iterable[ChosenFace], refused: Callable[[EnrolmentError], None]
    ) -> None:
        """Store faces of pictures that were checked; one change, whatever becomes of each.

        refused: hears why one is not stored: it is not good enough, with every reason, or the
        picture is gone, or it is somebody else's.
        """
        added: list[Added] = []
        undo = ExitStack()
        try:
            for face in faces:
                try:
                    added.append(self._enrol(face))
                except EnrolmentError as error:
                    refused(error)
                else:
                    undo.callback(self._take_back, added[-1])
        finally:
            if any(one.new_image for one in added):
                self._did(_what_was_added(added), undo.close)

    def _enrol(self, chosen: ChosenFace) -> Added:
        try:
            picture = chosen.original.read()
        except SourceError as error:
            raise EnrolmentError(str(error)) from error
        face, source = chosen.face, chosen.source
        if not chosen.force and (reasons := self._enroller.reasons(picture, face)):
            raise EnrolmentError(f"{source}: {'; '.join(reasons)}; use a better picture")
        return self._enroller.enrol_face(chosen.name, picture, face, source=source, force=True)

    def enrol_views(
        self,
        name: str,
        views: Sequence[FaceView],
        source: str,
        named: Callable[[int], Undo],
    ) -> tuple[Identity, tuple[str, ...]]:
        """Store views of a film: those that are good enough, or else the best.

        named: hears who it is, and returns what takes that back.
        Returns who it is, and why the view is not good, if none was. On an error none is stored.
        """
        clean_name(name)
        parts = [(view, view.part()) for view in views]
        reasons = [self._enroller.reasons(part, view.face) for view, part in parts]
        good = [pair for pair, why in zip(parts, reasons, strict=True) if not why]
        added: list[Added] = []
        with ExitStack() as undo:
            for view, part in good or parts[:1]:
                where = f"{source}, {view.time_s:.2f} s"
                one = self._enroller.enrol_face(name, part, view.face, source=where, force=True)
                undo.callback(self._take_back, one)
                added.append(one)
            undo.callback(named(added[0].identity.identity_id))
            self._did(_what_was_added(added), undo.pop_all().close)
        return added[-1].identity, () if good else reasons[0]

    def reject(
        self,
        identity_id: int,
        faces: Sequence[tuple[Float32, UInt8]],
        denied: Callable[[], Undo],
    ) -> None:
        """Remember that these faces are not that person: embedding and crop of each.

        denied: hears when all are remembered, and returns what takes that back.
        """
        name = self.gallery.person(identity_id).name
        with ExitStack() as undo:
            for embedding, crop in faces:
                rejection_id = self.gallery.reject(identity_id, embedding=embedding, crop=crop)
                undo.callback(self.gallery.allow, rejection_id)
            undo.callback(denied())
            self._did(
                translate("PeopleDesk", "Remembered that this is not {name}.").format(name=name),
                undo.pop_all().close,
            )

    def rename(self, identity_id: int, name: str) -> None:
        before = self.gallery.person(identity_id).name
        after = self.gallery.rename(identity_id, name).name
        if after != before:
            self._did(
                translate("PeopleDesk", "Renamed {before} to {after}.").format(
                    before=before, after=after
                ),
                lambda: self.gallery.rename(identity_id, before),
            )

    def recolor(self, identity_id: int, color: Color | None) -> None:
        before = self.gallery.person(identity_id)
        self.gallery.recolor(identity_id, color)
        self._did(
            translate("PeopleDesk", "Changed the colour of {name}.").format(name=before.name),
            lambda: self.gallery.recolor(identity_id, before.color),
        )

    def merge(self, source_id: int, into_id: int) -> None:
        kept = self.gallery.keep_person(source_id)
        into = self.gallery.merge(source_id, into_id)
        self._did(
            translate("PeopleDesk", "Merged {source} into {into}.").format(
                source=kept.name, into=into.name
            ),
            lambda: self.gallery.put_back(kept),
        )

    def remove(self, identity_id: int) -> None:
        kept = self.gallery.keep_person(identity_id)
        self.gallery.remove(identity_id)
        self._did(
            translate("PeopleDesk", "Removed {name} with all images and embeddings.").format(
                name=kept.name
            ),
            lambda: self.gallery.put_back(kept),
        )

    def remove_image(self, image_id: int) -> int:
        """Returns whose it was."""
        kept = self.gallery.keep_image(image_id)
        self.gallery.remove_image(image_id)
        self._did(
            translate("PeopleDesk", "Removed an image of {name}.").format(name=kept.name),
            lambda: self.gallery.put_back(kept),
        )
        return kept.identity_id

    def import_file(self, path: Path, progress: Progress) -> Imported:
        """Add everybody of an exported file, or on an error nobody."""
        imported = import_file(self.gallery, path, progress)
        if imported.changed:
            self._did(what_came_in(imported, path.name), lambda: take_out(self.gallery, imported))
        return imported

    def _checked(self, path: Path, name: str) -> CheckedPicture:
        try:
            return self._enroller.check_file(path, name=name)
        except SourceError as error:
            return no_picture(str(path), str(error))

    def _take_back(self, added: Added) -> None:
        if added.new_person:
            self.gallery.remove(added.identity.identity_id)
        elif added.new_image:
            self.gallery.remove_image(added.image_id)

    def _did(self, text: str, undo: Undo) -> None:
        self._steps = [*self._steps[1 - MOST_UNDONE :], Step(text=text, undo=undo)]


def _what_was_added(added: Sequence[Added]) -> str:
    new = [one for one in added if one.new_image]
    first = (new or added)[0]
    if len({one.identity.identity_id for one in new}) > 1:
        return translate("PeopleDesk", "Added {count} pictures.").format(count=len(new))
    if first.new_person:
        text = translate("PeopleDesk", "Enrolled {name}.")
    elif first.new_image:
        text = translate("PeopleDesk", "Added to the images of {name}.")
    else:
        text = translate("PeopleDesk", "Named a face {name}.")
    return text.format(name=first.identity.name)
