"""What the window is told about people, session and speed, when anything of it has changed."""

from typing import TYPE_CHECKING

from videorec.gui.values import SessionView, Statistics

if TYPE_CHECKING:
    from videorec.gui.backstage import Backstage


class Bulletin:
    """Tells what changed since it was told last. Runs in the errands' thread, but for `figures`."""

    def __init__(self, backstage: "Backstage") -> None:
        self._backstage = backstage
        self._revision = -1
        self._calibrated: float | None = None
        self._seen: SessionView | None = None
        self._seconds: dict[int, int] = {}

    def forget_session(self) -> None:
        """Another source: everything about it is news."""
        self._seen, self._seconds = None, {}

    def refresh(self) -> None:
        """The gallery may have changed: search it as it is now, and show it."""
        if (desk := self._backstage.desk) is None:
            return
        index = desk.gallery.snapshot()
        self._revision = index.revision
        if self._backstage.stage is not None:
            self._backstage.stage.player.use_gallery(index)
            self._backstage.stage.session.use_gallery(index, desk.people.colors())
        info = desk.info
        before, self._calibrated = self._calibrated, info.calibrated_threshold
        if before is not None and before != info.calibrated_threshold:
            self._backstage.signals.engine_ready.emit(info)
        self.spread_matching()
        self._show_people()
        self._backstage.signals.undo_available.emit(desk.people.undoable)

    def _show_people(self) -> None:
        seconds = (
            {}
            if self._backstage.stage is None
            else self._backstage.stage.session.seconds_on_screen()
        )
        self._seconds = {person: int(time_s) for person, time_s in seconds.items()}
        self._backstage.signals.people_changed.emit(self._backstage.people.people(seconds))

    def look_around(self) -> None:
        """See whether other programs changed the gallery, and what is new on screen."""
        desk, stage = self._backstage.desk, self._backstage.stage
        if desk is not None and desk.gallery.revision != self._revision:
            self.refresh()
            return
        if stage is None or desk is None:
            return
        view = stage.session.view()
        if view is not self._seen:
            self._seen = view
            self._backstage.signals.session_changed.emit(view)
            seconds = stage.session.seconds_on_screen()
            if {person: int(time_s) for person, time_s in seconds.items()} != self._seconds:
                self._show_people()

    def spread_matching(self) -> None:
        """Let the session and the window know how is decided now."""
        if self._backstage.desk is None:
            return
        wanted = self._backstage.wanted
        matching = self._backstage.desk.matching(wanted)
        if self._backstage.stage is not None:
            self._backstage.stage.session.use_matching(matching)
        self._backstage.tell_matching(wanted, matching)
        self.look_around()

    def figures(self) -> None:
        """GUI thread."""
        if (player := self._backstage.player) is not None:
            self._backstage.signals.statistics_changed.emit(
                Statistics(
                    source_fps=player.source_fps,
                    recognition_fps=player.recognition_fps,
                    painted_fps=self._backstage.screen.painted_fps,
                    latency_ms=self._backstage.screen.latency_ms,
                    dropped=player.dropped,
                    stages_ms=player.stages_ms,
                )
            )
