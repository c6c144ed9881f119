"""Engine, gallery and source behind the controller, each changed in one thread alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication

from videorec.config import AppSettings
from videorec.core.errors import GalleryError, UsageError
from videorec.core.settings import MatchingSettings
from videorec.gui.bulletin import Bulletin
from videorec.gui.engine_speech import translated
from videorec.gui.loading import Loading
from videorec.gui.people_desk import PeopleDesk
from videorec.gui.problems import problem_of, problem_of_refusals
from videorec.gui.screen import Latest, Screen
from videorec.gui.stage import Performance, Spec, open_reporting
from videorec.gui.starters import Starters
from videorec.gui.values import EnrolmentCheck, Problem
from videorec.media.info import Source
from videorec.runtime.errands import Errands
from videorec.runtime.jobs import Jobs
from videorec.runtime.playing import Player
from videorec.runtime.session import Session
from videorec.runtime.values import TransportState

if TYPE_CHECKING:
    from videorec.gui.controller import Controller
    from videorec.gui.engine_desk import EngineDesk

translate = QCoreApplication.translate

PATIENCE_S = 5.0
# What is only being loaded or opened loses nothing when nobody waits for it.
BRIEFLY_S = 0.2
# Until an engine says how alike two views of one person are, nobody is like anybody.
NEVER_ALIKE = 1.0


class Backstage:
    """State of the controller. What is not marked otherwise runs in `errands`.

    errands: the thread that changes engine, gallery and source. desk: engine and gallery, None
    until `loading` has brought them. stage: what is open. wanted: how to decide; its threshold may
    be None.
    """

    def __init__(
        self,
        signals: "Controller",
        settings: AppSettings,
        gallery_path: Path | None,
        log_path: Path | None,
    ) -> None:
        self.signals = signals
        self.screen = Screen(signals)
        self.desk: EngineDesk | None = None
        self.stage: Performance | None = None
        self.settings = settings
        self.wanted = settings.matching
        self.errands = Errands(self.fail)
        self.jobs = Jobs(self._tell_job, self._explain)
        self._examiner = Errands(self.fail, name="examiner")
        self._log_path = log_path
        self._transport = Latest(signals)
        self._transport.arrived.connect(signals.transport_changed)
        self._matching = Latest(signals)
        self._matching.arrived.connect(self._tell_matching)
        self.closed = False
        self.bulletin = Bulletin(self)
        self.starters = Starters(self._tell_busy)
        self.loading = Loading(self, gallery_path)
        self._opening = 0

    @property
    def player(self) -> Player | None:
        """Any thread."""
        return None if (stage := self.stage) is None else stage.player

    @property
    def people(self) -> PeopleDesk:
        """GalleryError while there is no gallery."""
        return self.loaded.people

    @property
    def loaded(self) -> "EngineDesk":
        """GalleryError before the engine is there."""
        if self.desk is None:
            raise GalleryError("the networks are not loaded yet; wait a moment and try again")
        return self.desk

    @property
    def opened(self) -> Performance:
        """UsageError when nothing is open."""
        if self.stage is None:
            raise UsageError("nothing is open; open a video, picture, camera or stream first")
        return self.stage

    def fail(self, error: Exception) -> None:
        """Any thread: the user hears of it."""
        if not self.closed:
            self.signals.failed.emit(self._explain(error))

    def fail_partly(self, refusals: Sequence[str]) -> None:
        """Any thread: the user hears which pictures are not used, if there are any."""
        if refusals and not self.closed:
            self.signals.failed.emit(problem_of_refusals(refusals, self._log_path))

    def tell(self, text: str) -> None:
        """Any thread: a sentence of the window, or one of the engine."""
        if not self.closed:
            self.signals.told.emit(translated(text))

    # The source

    def recognise(self, stage: Performance) -> None:
        """With what is loaded now."""
        desk, matching = self.loaded, self.wanted
        stage.recognise(desk.recognizer(matching), threads=desk.threads)
        # What was wanted while the recognizer before ended was told to that one alone.
        while matching is not self.wanted:
            matching = self.wanted
            stage.player.use_matching(matching)

    def open_source(self, spec: Spec) -> None:
        """GUI thread."""
        self._opening += 1
        number = self._opening
        text = translate("Controller", "opening the source")
        self.starters.start("opening", text, lambda: self._open(number, spec))

    def close_source(self) -> None:
        """GUI thread."""
        self._opening += 1
        self.errands.do(self._close_stage)

    def _open(self, number: int, spec: Spec) -> None:
        """In a thread of its own."""
        try:
            source = open_reporting(spec, self.tell)
        except Exception as error:
            if number == self._opening and not self.closed:
                self.signals.failed.emit(replace(self._explain(error), source=spec))
            return
        if self.closed:
            source.close()
        self.errands.do(lambda: self._install_source(number, spec, source))

    def _install_source(self, number: int, spec: Spec, source: Source) -> None:
        if number != self._opening or self.closed:
            source.close()
            return
        self._leave_stage()
        desk = self.desk
        session = (
            Session(source.info, same_person=NEVER_ALIKE)
            if desk is None
            else desk.session(source.info)
        )
        stage = Performance(source, spec, session, self)
        self.signals.source_opened.emit(source.info)
        self.stage = stage
        if desk is not None:
            self.recognise(stage)
            self.bulletin.refresh()
        stage.start()
        if desk is not None or self.loading.failed:
            stage.player.begin()

    def _close_stage(self) -> None:
        self._leave_stage()
        self.signals.source_closed.emit()

    def _leave_stage(self) -> None:
        stage, self.stage = self.stage, None
        if stage is not None:
            stage.close()
        self._transport.clear()
        self.screen.clear()
        self.bulletin.forget_session()

    # What the player says, in its threads

    def show(self, picture: object, result: object, due_s: float) -> None:
        self.screen.show(picture, result, due_s)  # type: ignore[arg-type]

    def moved(self, state: TransportState) -> None:
        self._transport.put(state)

    def broken(self, error: Exception) -> None:
        self.fail(error)

    def told(self, text: str) -> None:
        self.tell(text)

    # The decision

    def use_matching(self, matching: MatchingSettings) -> None:
        """GUI thread: the overlay follows at once, the rest a moment later."""
        self.wanted = matching
        if (player := self.player) is not None:
            player.use_matching(matching)
        self.errands.do(self.bulletin.spread_matching, instead_of="matching")

    def tell_matching(self, wanted: MatchingSettings, matching: MatchingSettings) -> None:
        """Any thread: what was wanted is decided by now, with this threshold."""
        self._matching.put((wanted, matching))

    def _tell_matching(self, told: tuple[MatchingSettings, MatchingSettings]) -> None:
        """GUI thread. When something else is wanted by now, news of that is on its way."""
        wanted, matching = told
        if wanted is self.wanted and not self.closed:
            self.signals.matching_changed.emit(matching)

    # People

    def change(self, work: Callable[[PeopleDesk], object]) -> None:
        """GUI thread: change the gallery and show it, whatever becomes of it."""

        def errand() -> None:
            try:
                work(self.people)
            finally:
                self.bulletin.refresh()

        self.errands.do(errand)

    def examine(self, look: Callable[[PeopleDesk], EnrolmentCheck]) -> None:
        """GUI thread: look for faces; many pictures take long, so nobody else waits."""
        self._examiner.do(lambda: self.signals.enrolment_checked.emit(look(self.people)))

    def close(self) -> None:
        """GUI thread: end everything: at once, but for what is being written, within seconds.

        A library or camera that is being loaded or opened does not hear; its thread ends by itself.
        """
        if self.closed:
            return
        self.closed = True
        self._opening += 1
        self.loading.forget()
        self.jobs.cancel_all()
        self.errands.close(PATIENCE_S)
        self._examiner.close(PATIENCE_S)
        if self.stage is not None:
            self.stage.close()
        self.jobs.close(2 * PATIENCE_S)
        self.starters.close(BRIEFLY_S)
        if self.desk is not None:
            self.desk.gallery.close()

    def _tell_busy(self, text: str) -> None:
        if not self.closed:
            self.signals.busy_changed.emit(text)

    def _tell_job(self, state: object) -> None:
        if not self.closed:
            self.signals.job_changed.emit(state)

    def _explain(self, error: Exception) -> Problem:
        return problem_of(error, self._log_path)
