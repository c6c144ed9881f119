"""Who hears whom: the window's wishes go to the controller, its answers go to the window."""

from pathlib import Path

from PyQt6.QtCore import QObject

from videorec.gui.actions import SEEK_S
from videorec.gui.camera_search import CameraSearch
from videorec.gui.controller import Controller
from videorec.gui.dialogs import Dialogs
from videorec.gui.main_window import MainWindow
from videorec.gui.preferences import Preferences
from videorec.gui.theme import Theme
from videorec.gui.transport_bar import SPEEDS
from videorec.gui.values import (
    EngineInfo,
    Person,
    Problem,
    SessionView,
    TransportState,
)
from videorec.media.info import SourceInfo


class Wiring(QObject):
    """Connects a window and a controller for as long as both live.

    It holds what lies between the two and belongs to neither: which source was asked for, and the
    state of the transport that a key such as "faster" refers to.
    """

    def __init__(
        self,
        window: MainWindow,
        controller: Controller,
        preferences: Preferences,
        theme: Theme,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._asked_for: str | int | Path | None = None
        self._wants_camera = False
        self._transport: TransportState | None = None
        self._dialogs = Dialogs(window, controller, preferences, theme)
        self._dialogs.open_source.connect(self.open)
        self._cameras = CameraSearch(self)
        self._connect_sources()
        self._connect_transport()
        self._connect_picture()
        self._connect_gallery()
        self._connect_strangers()
        self._connect_decision()
        self._connect_messages()
        window.commands.hud.setChecked(preferences.hud)
        window.start_page.prefer_camera(preferences.camera)
        window.closing.connect(self._close)

    def open(self, spec: str | int | Path) -> None:
        """Show a source, and remember it when it opens."""
        self._asked_for = spec
        self._controller.open_source(spec)

    def look_for_cameras(self) -> None:
        """In the background; the start page shows them."""
        self._window.start_page.show_searching()
        self._cameras.start()

    def _connect_sources(self) -> None:
        window, start = self._window, self._window.start_page
        start.open_source.connect(self.open)
        start.forget.connect(self._forget)
        start.look_for_cameras.connect(self.look_for_cameras)
        window.open_source.connect(self.open)
        window.commands.open_camera.triggered.connect(self._ask_camera)
        window.commands.close_source.triggered.connect(self._controller.close_source)
        self._cameras.found.connect(start.show_cameras)
        self._controller.source_opened.connect(self._opened)
        self._controller.source_closed.connect(self._closed)

    def _connect_transport(self) -> None:
        commands, controller = self._window.commands, self._controller
        transport, timeline = self._window.player.transport, self._window.player.timeline
        commands.play.triggered.connect(controller.toggle)
        commands.step_forward.triggered.connect(lambda: controller.step(1))
        commands.step_back.triggered.connect(lambda: controller.step(-1))
        commands.seek_forward.triggered.connect(lambda: self._seek_by(SEEK_S))
        commands.seek_back.triggered.connect(lambda: self._seek_by(-SEEK_S))
        commands.to_start.triggered.connect(lambda: controller.seek(0.0))
        commands.to_end.triggered.connect(self._seek_to_end)
        commands.faster.triggered.connect(lambda: self._change_speed(1))
        commands.slower.triggered.connect(lambda: self._change_speed(-1))
        # By the user alone: what the player tells must not be told back to it.
        commands.loop.triggered.connect(controller.set_loop)
        transport.set_speed.connect(controller.set_speed)
        timeline.seek.connect(controller.seek)
        controller.transport_changed.connect(self._show_transport)

    def _connect_picture(self) -> None:
        view, controller = self._window.player.view, self._controller
        controller.picture_ready.connect(self._show_picture)
        controller.result_ready.connect(self._show_result)
        controller.statistics_changed.connect(self._window.player.hud.show_statistics)
        view.painted.connect(lambda _: controller.note_painted())
        view.enrol_track.connect(controller.enrol_track)
        view.reject_track.connect(controller.reject_track)

    def _connect_gallery(self) -> None:
        gallery, controller = self._window.gallery, self._controller
        gallery.rename.connect(controller.rename)
        gallery.recolor.connect(controller.recolor)
        gallery.merge.connect(controller.merge)
        gallery.remove.connect(controller.remove)
        gallery.remove_image.connect(controller.remove_image)
        gallery.images_of.connect(controller.images_of)
        gallery.undo.connect(controller.undo)
        gallery.check_files.connect(controller.check_files)
        gallery.check_picture.connect(controller.check_picture)
        gallery.take_picture.connect(self._take_picture)
        controller.people_changed.connect(self._show_people)
        controller.folder_enrolled.connect(gallery.show_folder)
        controller.people_unavailable.connect(gallery.show_unavailable)
        controller.images_listed.connect(gallery.show_images)
        controller.undo_available.connect(self._show_undo)
        self._window.commands.undo.triggered.connect(controller.undo)
        self._window.commands.undo.setEnabled(False)
        self._window.commands.export_gallery.setEnabled(False)
        self._window.commands.import_gallery.setEnabled(False)
        self._window.commands.paste.triggered.connect(gallery.paste)

    def _connect_strangers(self) -> None:
        unknown, controller = self._window.unknown, self._controller
        unknown.enrol_group.connect(controller.enrol_group)
        unknown.reject_tracks.connect(controller.reject_tracks)
        unknown.seek.connect(controller.seek)

    def _connect_decision(self) -> None:
        threshold, controller = self._window.threshold, self._controller
        threshold.set_matching.connect(controller.set_matching)
        threshold.reset_threshold.connect(controller.reset_threshold)
        threshold.calibrate.connect(controller.calibrate)
        controller.matching_changed.connect(threshold.show_matching)
        controller.told.connect(threshold.show_told)
        controller.session_changed.connect(self._show_session)

    def _connect_messages(self) -> None:
        window, controller = self._window, self._controller
        controller.busy_changed.connect(window.status.show_busy)
        controller.told.connect(window.status.show_told)
        controller.failed.connect(self.show_problem)
        controller.engine_ready.connect(self._show_engine)
        controller.job_changed.connect(window.jobs.show_job)
        window.jobs.cancel_job.connect(controller.cancel_job)

    def _opened(self, info: SourceInfo) -> None:
        if self._asked_for is not None:
            self._window.recent.add(_remembered(self._asked_for))
            self._window.errors.settle(self._asked_for)
        self._dialogs.show_source(info)
        self._window.player.clear()
        self._window.show_player(info.name, live=info.live)
        self._window.player.timeline.show_span(info.duration_s, seekable=not info.live)
        self._window.gallery.show_source(available=True)

    def _closed(self) -> None:
        self._transport = None
        self._window.gallery.show_source(available=False)
        self._window.show_start()
        if self._wants_camera:
            self._ask_camera()

    def _ask_camera(self) -> None:
        """On the start page, which is shown when what is open has been closed."""
        self._wants_camera = self._window.plays
        if self._wants_camera:
            self._controller.close_source()
        else:
            self._window.start_page.focus_cameras()

    def _forget(self, source: str) -> None:
        self._window.recent.remove(source)
        self._window.start_page.show_recent(self._window.recent.all())

    def _show_transport(self, state: TransportState) -> None:
        self._transport = state
        player = self._window.player
        player.transport.show_state(state)
        player.timeline.show_span(state.duration_s, seekable=state.seekable)
        player.timeline.show_position(state.position_s)
        self._window.show_playing(playing=state.playing)
        self._window.commands.loop.setChecked(state.loop)

    def _show_picture(self) -> None:
        if self._controller.picture is not None and self._window.plays:
            self._window.player.view.show_picture(self._controller.picture)

    def _show_result(self) -> None:
        if self._controller.result is not None and self._window.plays:
            self._window.player.view.show_result(self._controller.result)

    def _show_people(self, people: tuple[Person, ...]) -> None:
        self._dialogs.show_people(people)
        self._window.commands.export_gallery.setEnabled(bool(people))
        self._window.commands.import_gallery.setEnabled(True)
        self._window.gallery.show_people(people)
        self._window.unknown.show_people(people)
        self._window.threshold.show_people(len(people))
        self._window.player.view.show_people({p.name: p.color for p in people})

    def _show_session(self, session: SessionView) -> None:
        self._window.player.timeline.show_lanes(session.lanes)
        self._window.unknown.show_strangers(session.strangers)
        self._window.threshold.show_histogram(session.histogram)

    def _show_undo(self, what: str) -> None:
        self._window.gallery.show_undo(what)
        self._window.commands.undo.setEnabled(bool(what))

    def _show_engine(self, engine: EngineInfo) -> None:
        self._dialogs.show_engine(engine)
        self._window.status.show_engine(engine)
        self._window.player.hud.show_engine(engine)
        self._window.threshold.show_engine(engine)

    def show_problem(self, problem: Problem) -> None:
        """On top of the window."""
        self._window.errors.show_problem(problem)

    def _take_picture(self) -> None:
        if (frame := self._controller.picture) is not None:
            source = (
                f"{self._window.windowTitle().removesuffix(' - videorec')} {frame.time_s:.2f} s"
            )
            self._controller.check_picture(frame.image, source)

    def _seek_by(self, seconds: float) -> None:
        if self._transport is not None:
            self._controller.seek(max(0.0, self._transport.position_s + seconds))

    def _seek_to_end(self) -> None:
        if self._transport is not None and self._transport.duration_s is not None:
            self._controller.seek(self._transport.duration_s)

    def _change_speed(self, step: int) -> None:
        if self._transport is not None:
            nearest = min(SPEEDS, key=lambda s: abs(s - self._transport_speed()))
            at = SPEEDS.index(nearest) + step
            self._controller.set_speed(SPEEDS[max(0, min(at, len(SPEEDS) - 1))])

    def _transport_speed(self) -> float:
        return 1.0 if self._transport is None else self._transport.speed

    def _close(self) -> None:
        self._cameras.close()
        self._controller.shutdown()


def _remembered(spec: str | int | Path) -> str:
    """As it stands in the list of recent sources: paths in full, so that they hold anywhere."""
    text = str(spec)
    if isinstance(spec, int) or "://" in text or (text.isdecimal() and not Path(text).exists()):
        return text
    return str(Path(text).absolute())
