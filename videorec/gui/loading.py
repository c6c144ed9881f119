"""Networks and gallery: loaded beside the window, then put in place of those before."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication

from videorec.config import AppSettings
from videorec.core.errors import GalleryError
from videorec.runtime.jobs import Report, yield_to_others

if TYPE_CHECKING:
    from gallery.gallery import Gallery
    from videorec.gui.backstage import Backstage
    from videorec.gui.engine_desk import EngineDesk

translate = QCoreApplication.translate


class Loading:
    """Brings the backstage its desk. What is not marked otherwise runs in the errands' thread.

    gallery_path: as the controller's. failed: there will be no networks before other settings.
    """

    def __init__(self, backstage: "Backstage", gallery_path: Path | None) -> None:
        self._backstage = backstage
        self._gallery_path = gallery_path
        self._newest = self._ended = 0
        self._asked_path = gallery_path
        self._embedding: Gallery | None = None
        self.failed = False

    def load(self, *, gallery_path: Path | None = None) -> None:
        """GUI thread: load the networks that the settings name, and a gallery."""
        path = gallery_path or (self._asked_path if self._goes_on else self._gallery_path)
        self._asked_path = path
        self._newest += 1
        number = self._newest
        text = translate("Controller", "loading the networks")
        self._backstage.starters.start("loading", text, lambda: self._load(number, path))

    def use_settings(self, settings: AppSettings) -> None:
        """GUI thread."""
        anew = self._backstage.desk is None or self._goes_on or self.reopens_gallery(settings)
        self._backstage.settings = settings
        if anew:
            self.load()
        else:
            self._backstage.errands.do(lambda: self._use_same_networks(settings))
        self._backstage.use_matching(settings.matching)

    def reopens_gallery(self, settings: AppSettings) -> bool:
        """GUI thread: whether these settings take other networks than those that are loaded.

        What was wished for last does not count: it may have failed.
        """
        desk = self._backstage.desk
        before = self._backstage.settings if desk is None else desk.engine.settings
        return not before.needs_same_networks(settings)

    @property
    def _goes_on(self) -> bool:
        """Whether something is being loaded."""
        return self._ended != self._newest

    def forget(self) -> None:
        """GUI thread: what is being loaded is not wanted any more."""
        self._newest += 1

    def _load(self, number: int, path: Path | None) -> None:
        """In a thread of its own."""
        desk, settings = self._backstage.desk, self._backstage.settings
        try:
            # Only now, when the window has been painted: torch takes seconds to import.
            from videorec import app
            from videorec.gui.engine_desk import EngineDesk, device_names, folder_of, open_people

            self._tell_devices(device_names())
            if number != self._newest:
                return
            if desk is not None and desk.engine.settings.needs_same_networks(settings):
                engine = replace(desk.engine, settings=settings)
            else:
                engine = app.build_engine(settings)
            gallery, folder = None, ""
            refusals: list[str] = []
            try:
                folder = folder_of(path)
                gallery = open_people(engine, path, refusals.append)
                self._backstage.errands.do(lambda: self._tell_refusals(number, refusals))
            except GalleryError as error:
                self._backstage.fail(error)
                if desk is None:
                    gallery = app.empty_gallery(engine)
                    self._backstage.tell(
                        translate("Controller", "Without a gallery, nobody is kept.")
                    )
            if gallery is not None:
                loaded = EngineDesk.of(engine, gallery)
                if self._backstage.closed:
                    gallery.close()
                self._backstage.errands.do(lambda: self._install_desk(number, loaded, path, folder))
        except Exception as error:
            self._backstage.fail(error)
            self._backstage.errands.do(self._go_on_without)
        finally:
            self._backstage.errands.do(lambda: self._end(number))

    def _end(self, number: int) -> None:
        self._ended = max(self._ended, number)

    def _tell_devices(self, names: tuple[str, ...]) -> None:
        if not self._backstage.closed:
            self._backstage.signals.devices_found.emit(names)

    def _tell_refusals(self, number: int, refusals: Sequence[str]) -> None:
        if number == self._newest:
            self._backstage.fail_partly(refusals)

    def _install_desk(
        self, number: int, desk: "EngineDesk", path: Path | None, folder: str
    ) -> None:
        """folder: where the people come from, if it is one."""
        if number != self._newest:
            desk.gallery.close()
            return
        before, self._backstage.desk, self._gallery_path = self._backstage.desk, desk, path
        self._backstage.signals.folder_enrolled.emit(folder)
        desk.claim_threads()
        if self._backstage.stage is not None:
            if before is None or not desk.continues(before):
                self._backstage.stage.restart_session(desk.session(self._backstage.stage.info))
            self._backstage.recognise(self._backstage.stage)
            self._backstage.stage.player.begin()
        if before is not None:
            before.gallery.close()
        self._backstage.signals.engine_ready.emit(desk.info)
        self._backstage.bulletin.refresh()
        self.embed_missing()

    def embed_missing(self) -> None:
        """Embed the stored faces that came from another model, in the background, in one job."""
        desk = self._backstage.loaded
        if self._embedding is not desk.gallery and desk.gallery.missing():
            self._embedding = desk.gallery
            self._backstage.jobs.start(
                translate("Controller", "Embedding stored faces for this model"),
                lambda report, cancelled: self._reembed(desk, report, cancelled),
            )

    def _go_on_without(self) -> None:
        """The networks cannot be loaded: films can still be watched, with those before if any."""
        if self._backstage.desk is not None:
            return
        self.failed = True
        self._backstage.signals.people_unavailable.emit()
        if self._backstage.stage is not None:
            self._backstage.stage.player.begin()

    def _use_same_networks(self, settings: AppSettings) -> None:
        desk = self._backstage.loaded
        self._backstage.desk = replace(desk, engine=replace(desk.engine, settings=settings))
        if self._backstage.stage is not None:
            self._backstage.recognise(self._backstage.stage)

    def _reembed(
        self, desk: "EngineDesk", report: Report, cancelled: threading.Event
    ) -> tuple[Path, ...]:
        """In a job's thread."""
        yield_to_others()
        ended = False
        try:
            missing = desk.gallery.missing()
            for done in desk.enroller.reembed():
                report(min(1.0, done / max(1, missing)), f"{min(done, missing)} / {missing}")
                if cancelled.is_set():
                    return ()
            ended = True
        finally:
            self._backstage.errands.do(lambda: self._embedded(desk.gallery, everybody=ended))
        return ()

    def _embedded(self, gallery: "Gallery", *, everybody: bool) -> None:
        """everybody: who was there; somebody may have come back at the last moment."""
        if self._embedding is gallery:
            self._embedding = None
        self._backstage.bulletin.refresh()
        if everybody:
            self.embed_missing()
