"""Verbs about what was seen: naming and rejecting faces of the film, calibrating, exporting.

And about whole galleries that are written elsewhere or read from there.
"""

import threading
import weakref
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from gallery.exports import export_gallery
from videorec.core.errors import EnrolmentError, UsageError
from videorec.core.types import FrameResult
from videorec.gui.backstage import Backstage
from videorec.gui.engine_speech import translated
from videorec.gui.import_report import what_came_in
from videorec.gui.number_text import number_text
from videorec.gui.people_desk import Undo
from videorec.gui.values import ChosenFace, ExportRequest
from videorec.media.sources import open_source
from videorec.pipeline.calibration import ENOUGH_STRANGERS, threshold_above
from videorec.runtime.export import Recording, export_file, save_picture
from videorec.runtime.jobs import Report, yield_to_others
from videorec.runtime.session import Session, Told

translate = QCoreApplication.translate


class _StoppedError(Exception):
    """The user does not want to wait for it."""


class Tasks:
    """Works on the open source and its session. Every method runs in the errands' thread."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage

    def enrol_faces(self, faces: Sequence[ChosenFace]) -> None:
        """Store faces of pictures that were checked; each that is not stored is told."""
        backstage = self._backstage
        wanted = takewhile(lambda _: not backstage.closed, faces)
        try:
            backstage.people.enrol_faces(wanted, backstage.fail)
        finally:
            backstage.bulletin.refresh()

    def enrol_group(self, name: str, group_id: int) -> None:
        """Name all tracks of a group of strangers."""
        track_ids = self._backstage.opened.session.group(group_id)
        if not track_ids:
            raise UsageError("this group has changed meanwhile; choose it again")
        self.enrol_tracks(name, track_ids)

    def enrol_tracks(self, name: str, track_ids: tuple[int, ...]) -> None:
        """Store the best views of these tracks under a name."""
        stage, people = self._backstage.opened, self._backstage.people
        session = stage.session
        views = session.best_views(track_ids)
        if not views:
            raise EnrolmentError(
                "this face was not yet seen well enough to be told; try another moment"
            )
        try:
            person, reasons = people.enrol_views(
                name,
                views,
                stage.info.name,
                lambda identity_id: _retelling(session, session.tell(track_ids, identity_id)),
            )
        finally:
            self._backstage.bulletin.refresh()
        if reasons:
            self._backstage.tell(
                translate("Controller", "{name} was enrolled, but {reasons}.").format(
                    name=person.name, reasons=translated("; ".join(reasons))
                )
            )

    def reject_tracks(self, track_ids: Sequence[int], identity_id: int) -> None:
        """Remember that these tracks, all of one person, are not that person."""
        session = self._backstage.opened.session
        faces = [face for i in track_ids if (face := session.face_of(i)) is not None]
        if not faces:
            raise UsageError("this face was not yet seen well enough to be told from others")

        def deny() -> Undo:
            before: Told = {}
            for track_id in track_ids:
                # Two numbers may mean one track by now; what was said first counts.
                before = {**session.deny(track_id, identity_id), **before}
            return _retelling(session, before)

        try:
            self._backstage.people.reject(identity_id, faces, deny)
        finally:
            self._backstage.bulletin.refresh()

    def undo(self) -> None:
        """Take the last change of the gallery back.

        Who comes back may have been away while the others were embedded for this model.
        """
        try:
            self._backstage.people.undo()
        finally:
            self._backstage.bulletin.refresh()
        self._backstage.loading.embed_missing()

    def remove_image(self, image_id: int) -> None:
        """Delete one image and list what is left."""
        try:
            owner = self._backstage.people.remove_image(image_id)
        finally:
            self._backstage.bulletin.refresh()
        self.list_images(owner)

    def list_images(self, identity_id: int) -> None:
        """Tell the images of a person."""
        images = self._backstage.people.images(identity_id)
        self._backstage.signals.images_listed.emit(identity_id, images)

    def calibrate(self) -> None:
        """Set the threshold above everybody who was seen: they are all strangers."""
        similarities = self._backstage.opened.session.best_similarities()
        if not similarities:
            self._backstage.tell(
                translate(
                    "Controller",
                    "Too little data: nobody was seen yet who could be compared with the gallery.",
                )
            )
            return
        desk = self._backstage.loaded
        count, model = len(similarities), desk.info.calibrated_threshold
        threshold = threshold_above(similarities, model)
        self._backstage.use_matching(replace(self._backstage.wanted, threshold=threshold))
        text = translate(
            "Controller",
            "The threshold is {threshold}: none of the {count} faces seen here reaches it, and "
            "about one of {next} such strangers may still get a name.",
        ).format(threshold=number_text(threshold, 2), count=count, next=count + 1)
        if count < ENOUGH_STRANGERS:
            little = translate(
                "Controller",
                "That is too little data to lower it below the model's {model}; "
                "let at least {enough} faces be seen.",
            ).format(model=number_text(model, 2), enough=ENOUGH_STRANGERS)
            text = f"{text} {little}"
        self._backstage.tell(text)

    def save_snapshot(self, path: Path) -> None:
        """Write the picture on screen with its boxes."""
        picture, result = self._backstage.screen.on_screen
        if picture is None:
            raise UsageError("there is no picture on screen; open a source first")
        result = result or FrameResult(frame=picture, tracks=())
        save_picture(path, replace(result, frame=picture), colors=self._colors())
        self._backstage.tell(translate("Controller", "Saved {path}").format(path=path))

    def export(self, request: ExportRequest) -> None:
        """Write the open file, recognised anew; or record the live source from now on."""
        stage, desk = self._backstage.opened, self._backstage.loaded
        colors = self._colors()
        if stage.info.live:
            recording = Recording(stage.info, request)

            def record(report: Report, cancelled: threading.Event) -> tuple[Path, ...]:
                stage.record(recording, cancelled)
                try:
                    return recording.run(colors=colors, report=report, cancelled=cancelled)
                finally:
                    stage.stop_recording(recording)

            title = translate("Controller", "Recording of {name}")
            self._backstage.jobs.start(title.format(name=stage.info.name), record)
            return
        recognizer = desk.recognizer(self._backstage.wanted, request.mode)

        def write(report: Report, cancelled: threading.Event) -> tuple[Path, ...]:
            yield_to_others()
            with open_source(stage.spec) as source:
                return export_file(
                    source,
                    recognizer,
                    request,
                    colors=colors,
                    report=report,
                    cancelled=cancelled,
                )

        title = translate("Controller", "Export of {name}")
        self._backstage.jobs.start(title.format(name=stage.info.name), write)

    def export_gallery(self, target: Path) -> None:
        """Write everybody to a file or a folder."""
        gallery = self._backstage.loaded.gallery

        def write(report: Report, cancelled: threading.Event) -> tuple[Path, ...]:
            def go_on(share: float) -> None:
                if cancelled.is_set():
                    raise _StoppedError
                report(share, "writing")

            yield_to_others()
            try:
                export_gallery(gallery, target, go_on)
            except _StoppedError:
                return ()
            text = translate("Controller", "Exported the gallery to {path}")
            self._backstage.tell(text.format(path=target))
            return (target,)

        self._backstage.jobs.start(translate("Controller", "Export of the gallery"), write)

    def import_gallery(self, origin: Path) -> None:
        """Add everybody of an exported file, and say who came in."""
        backstage = self._backstage

        def go_on(share: float) -> None:
            if backstage.closed:
                raise _StoppedError

        text = translate("Controller", "Importing {name}…")
        backstage.tell(text.format(name=origin.name))
        try:
            imported = backstage.people.import_file(origin, go_on)
        except Exception:
            # Not what was told at the beginning: the reason is shown on top.
            backstage.tell("")
            raise
        finally:
            backstage.bulletin.refresh()
        backstage.tell(what_came_in(imported, origin.name))
        backstage.fail_partly(imported.left_out)
        backstage.loading.embed_missing()

    def _colors(self) -> dict[str, tuple[int, int, int]]:
        desk = self._backstage.desk
        return {} if desk is None else desk.people.colors()


def _retelling(session: Session, told: Told) -> Undo:
    """Makes what the user had said hold again, unless the session is over by then."""
    remembered = weakref.ref(session)  # its pictures shall not be kept for this

    def retell() -> None:
        if (present := remembered()) is not None:
            present.retell(told)

    return retell
