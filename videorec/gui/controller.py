"""Between the window and the engine: verbs in, signals out.

controller = Controller(settings)
controller.result_ready.connect(...)
controller.start()
controller.open_source("film.mp4")

Verbs return at once; the work happens in threads, and what comes of it arrives as signals in the
window's thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from videorec.config import AppSettings
from videorec.core.settings import MatchingSettings
from videorec.core.types import Face, Frame, FrameResult, UInt8
from videorec.gui.backstage import Backstage
from videorec.gui.tasks import Tasks
from videorec.gui.values import ChosenFace, Color, ExportRequest
from videorec.pipeline.originals import Original

TICK_MS = 500


class Controller(QObject):
    """All that the window can ask for, and all that it hears.

    settings: how to recognise. gallery_path: a gallery file, or a folder of pictures that is
    enrolled into memory; None is the user's own. log_path: named in problems.
    """

    devices_found = pyqtSignal(object)  # tuple[str, ...], as the settings write them
    engine_ready = pyqtSignal(object)  # EngineInfo
    busy_changed = pyqtSignal(str)  # "" is idle
    source_opened = pyqtSignal(object)  # SourceInfo
    source_closed = pyqtSignal()
    transport_changed = pyqtSignal(object)  # TransportState
    picture_ready = pyqtSignal()
    result_ready = pyqtSignal()
    statistics_changed = pyqtSignal(object)  # Statistics
    session_changed = pyqtSignal(object)  # SessionView
    # Other people are to come, of a folder of this name, which keeps no changes; "": of a file.
    folder_enrolled = pyqtSignal(str)
    people_unavailable = pyqtSignal()  # the networks could not be loaded
    people_changed = pyqtSignal(object)  # tuple[Person, ...]
    # MatchingSettings, with its threshold: what was asked for last, never what was before that.
    matching_changed = pyqtSignal(object)
    failed = pyqtSignal(object)  # Problem
    told = pyqtSignal(str)
    undo_available = pyqtSignal(str)  # what was done and can be undone; "" is nothing
    job_changed = pyqtSignal(object)  # JobState
    enrolment_checked = pyqtSignal(object)  # EnrolmentCheck
    images_listed = pyqtSignal(int, object)  # identity_id, tuple[GalleryImage, ...]

    def __init__(
        self,
        settings: AppSettings | None = None,
        *,
        gallery_path: Path | None = None,
        log_path: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._backstage = Backstage(self, settings or AppSettings(), gallery_path, log_path)
        self._tasks = Tasks(self._backstage)
        screen = self._backstage.screen
        screen.picture_ready.connect(self.picture_ready)
        screen.result_ready.connect(self.result_ready)
        self._ticker = QTimer(self)
        self._ticker.timeout.connect(self._tick)

    @property
    def picture(self) -> Frame | None:
        """The newest; None when nothing is shown."""
        return self._backstage.screen.picture

    @property
    def result(self) -> FrameResult | None:
        """The newest overlay, perhaps of an earlier picture; None when there is none."""
        return self._backstage.screen.result

    def start(self) -> None:
        """Load the networks and the gallery."""
        self._ticker.start(TICK_MS)
        self._backstage.loading.load()

    def shutdown(self) -> None:
        """End all threads; returns when they have ended, within seconds. May be called twice."""
        self._ticker.stop()
        self._backstage.close()

    # The source

    def open_source(self, spec: str | int | Path) -> None:
        """Show a video, picture, folder, camera number or address, in place of what is open."""
        self._backstage.open_source(spec)

    def close_source(self) -> None:
        """Show nothing."""
        self._backstage.close_source()

    def play(self) -> None:
        if (player := self._backstage.player) is not None:
            player.play()

    def pause(self) -> None:
        if (player := self._backstage.player) is not None:
            player.pause()

    def toggle(self) -> None:
        """Play when paused, else pause."""
        if (player := self._backstage.player) is not None:
            player.toggle()

    def step(self, frames: int) -> None:
        """Pause, and show the picture so many later, or earlier when negative."""
        if (player := self._backstage.player) is not None:
            player.step(frames)

    def seek(self, time_s: float) -> None:
        """Show the picture of that moment."""
        if (player := self._backstage.player) is not None:
            player.seek(time_s)

    def set_speed(self, speed: float) -> None:
        """0.25 to 4."""
        if (player := self._backstage.player) is not None:
            player.set_speed(speed)

    def set_loop(self, loop: bool) -> None:
        """Start again at the end."""
        if (player := self._backstage.player) is not None:
            player.set_loop(loop)

    def note_painted(self) -> None:
        """The live view has painted `picture`; for the statistics."""
        self._backstage.screen.note_painted()

    # The decision

    def set_matching(self, matching: MatchingSettings) -> None:
        """Decide by these from now on; what is on screen is decided again."""
        self._backstage.use_matching(matching)

    def reset_threshold(self) -> None:
        """Back to the model's threshold for this gallery."""
        self._backstage.use_matching(replace(self._backstage.wanted, threshold=None))

    def calibrate(self) -> None:
        """ "Nobody in this clip is enrolled": set the threshold above all that was seen."""
        self._do(self._tasks.calibrate)

    # People

    def check_files(self, paths: Sequence[Path]) -> None:
        """Look for faces in picture files; answered by `enrolment_checked`."""
        self._backstage.examine(lambda people: people.check_files([Path(p) for p in paths]))

    def check_picture(self, image: UInt8, source: str) -> None:
        """Look for faces in a picture (H, W, 3) BGR; answered by `enrolment_checked`."""
        self._backstage.examine(lambda people: people.check_picture(image, source))

    def enrol_face(
        self, name: str, original: Original, face: Face, source: str, force: bool = False
    ) -> None:
        """Store a face of a picture that was checked; force: although it is not good enough."""
        chosen = ChosenFace(name=name, original=original, face=face, source=source, force=force)
        self.enrol_faces((chosen,))

    def enrol_faces(self, faces: Sequence[ChosenFace]) -> None:
        """Store faces of pictures that were checked; they are taken back together."""
        self._do(lambda: self._tasks.enrol_faces(faces))

    def enrol_track(self, name: str, track_id: int) -> None:
        """Store the best views of a face of the film."""
        self._do(lambda: self._tasks.enrol_tracks(name, (track_id,)))

    def enrol_group(self, name: str, group_id: int) -> None:
        """Store the best views of a group of strangers, at most three."""
        self._do(lambda: self._tasks.enrol_group(name, group_id))

    def reject_track(self, track_id: int, identity_id: int) -> None:
        """Remember that this face is not that person."""
        self.reject_tracks((track_id,), identity_id)

    def reject_tracks(self, track_ids: Sequence[int], identity_id: int) -> None:
        """Remember that these faces, all of one stranger, are not that person."""
        self._do(lambda: self._tasks.reject_tracks(track_ids, identity_id))

    def rename(self, identity_id: int, name: str) -> None:
        self._backstage.change(lambda people: people.rename(identity_id, name))

    def recolor(self, identity_id: int, rgb: Color | None) -> None:
        """None leaves the colour to the application."""
        self._backstage.change(lambda people: people.recolor(identity_id, rgb))

    def merge(self, source_id: int, into_id: int) -> None:
        """Two people are one; the second keeps the name."""
        self._backstage.change(lambda people: people.merge(source_id, into_id))

    def remove(self, identity_id: int) -> None:
        self._backstage.change(lambda people: people.remove(identity_id))

    def remove_image(self, image_id: int) -> None:
        """`images_listed` follows."""
        self._do(lambda: self._tasks.remove_image(image_id))

    def undo(self) -> None:
        """Take the last change of the gallery back."""
        self._do(self._tasks.undo)

    def images_of(self, identity_id: int) -> None:
        """Answered by `images_listed`."""
        self._do(lambda: self._tasks.list_images(identity_id))

    # Files, settings

    def export(self, request: ExportRequest) -> None:
        """Recognise the open file again in the background and write it; see `job_changed`.

        A live source is recorded from now on, until the job is cancelled or the source closed.
        """
        self._do(lambda: self._tasks.export(request))

    def cancel_job(self, job_id: int) -> None:
        """Stop it; an export leaves no file then, a recording all up to there."""
        self._backstage.jobs.cancel(job_id)

    def save_snapshot(self, path: Path) -> None:
        """Write the picture on screen, with its boxes."""
        self._do(lambda: self._tasks.save_snapshot(Path(path)))

    def export_gallery(self, target: Path) -> None:
        """Write everybody to FILE.zip or to a folder in the background; see `job_changed`."""
        self._do(lambda: self._tasks.export_gallery(Path(target)))

    def import_gallery(self, origin: Path) -> None:
        """Add everybody of an exported file to the gallery; `told` says who came in."""
        self._do(lambda: self._tasks.import_gallery(Path(origin)))

    def use_settings(self, settings: AppSettings) -> None:
        """Build the engine anew in the background if need be; gallery and source stay.

        With other networks the gallery is opened anew: what only memory held is gone.
        """
        self._backstage.loading.use_settings(settings)

    def reopens_gallery(self, settings: AppSettings) -> bool:
        """Whether `use_settings` would open the gallery anew."""
        return self._backstage.loading.reopens_gallery(settings)

    def use_gallery_path(self, path: Path) -> None:
        """Open another gallery; the present one stays when that fails."""
        self._backstage.loading.load(gallery_path=Path(path))

    def _do(self, errand: Callable[[], None]) -> None:
        self._backstage.errands.do(errand)

    def _tick(self) -> None:
        bulletin = self._backstage.bulletin
        bulletin.figures()
        self._backstage.errands.do(bulletin.look_around, instead_of="look around")
