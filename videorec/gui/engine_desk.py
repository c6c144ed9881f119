"""The networks and the gallery that belong together, and what is made from both."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from gallery.connections import IN_MEMORY
from gallery.gallery import Gallery
from gallery.places import is_gallery_file
from videorec import app
from videorec.core.settings import MatchingSettings
from videorec.gui.engine_speech import translated
from videorec.gui.people_desk import PeopleDesk
from videorec.gui.values import EngineInfo, RunMode
from videorec.media.info import SourceInfo
from videorec.models.devices import available_cores, set_cpu_threads
from videorec.pipeline.calibration import calibrated, same_person_threshold
from videorec.pipeline.enrolment import Enroller
from videorec.pipeline.recognizer import Recognizer
from videorec.runtime.session import Session


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EngineDesk:
    """An engine with an open gallery.

    people: changes the gallery. enroller: embeds for it.
    """

    engine: app.Engine
    gallery: Gallery
    enroller: Enroller
    people: PeopleDesk

    @classmethod
    def of(cls, engine: app.Engine, gallery: Gallery) -> "EngineDesk":
        """With everything that is made from the two."""
        enroller = app.build_enroller(engine, gallery)
        return cls(
            engine=engine,
            gallery=gallery,
            enroller=enroller,
            people=PeopleDesk(gallery, enroller),
        )

    @property
    def info(self) -> EngineInfo:
        """For the user."""
        embedder = self.engine.embedder
        card = embedder.card
        unset = MatchingSettings()
        threshold = calibrated(unset, embedder, self.gallery.snapshot()).threshold
        assert threshold is not None
        precision = str(embedder.dtype).removeprefix("torch.")
        return EngineInfo(
            device=translated(self.engine.device),
            model=f"{card.name} ({card.network}, {precision})",
            model_name=self.engine.settings.model,
            calibrated_threshold=threshold,
            card=card,
        )

    @property
    def threads(self) -> int:
        """Cores for each of the two threads that recognise."""
        return max(1, (self.engine.settings.threads or available_cores()) // 2)

    def claim_threads(self) -> None:
        """Let the calling thread compute with as many."""
        set_cpu_threads(self.threads)

    def matching(self, wanted: MatchingSettings) -> MatchingSettings:
        """The same with a threshold: the model's for this gallery, if none is set."""
        return calibrated(wanted, self.engine.embedder, self.gallery.snapshot())

    def recognizer(self, wanted: MatchingSettings, mode: RunMode | None = None) -> Recognizer:
        """A new one. mode: another than that of the settings."""
        settings = replace(
            self.engine.settings, matching=wanted, mode=mode or self.engine.settings.mode
        )
        return app.build_recognizer(replace(self.engine, settings=settings), self.gallery)

    def session(self, info: SourceInfo) -> Session:
        """An empty one for a source."""
        tracking = self.engine.settings.tracking
        return Session(info, same_person=same_person_threshold(tracking, self.engine.embedder))

    def continues(self, other: "EngineDesk") -> bool:
        """Whether what was seen with another stays true: same people, comparable embeddings.

        Every gallery in memory has the same name, and numbers its people from 1.
        """
        mine, theirs = self.gallery, other.gallery
        same_file = mine.name == theirs.name != IN_MEMORY
        return mine is theirs or (same_file and mine.space == theirs.space)


def device_names() -> tuple[str, ...]:
    """What can compute here, as the settings write it; asks the driver, loads no network."""
    return ("auto", "cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count())))


def folder_of(gallery_path: Path | None) -> str:
    """The name of a folder whose people are in memory alone; empty for a file, which keeps them."""
    if gallery_path is None or is_gallery_file(gallery_path):
        return ""
    return gallery_path.resolve().name


def open_people(
    engine: app.Engine, gallery_path: Path | None, tell: Callable[[str], None]
) -> Gallery:
    """The gallery of that path for this engine. GalleryError: it cannot be opened."""
    if gallery_path is not None and folder_of(gallery_path):
        return app.gallery_of_folder(engine, gallery_path, tell)
    return app.open_gallery(engine, gallery_path)
