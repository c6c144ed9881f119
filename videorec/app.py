"""Composition root: settings in, wired objects out. The only place that knows everybody.

Everything here loads or opens something, so it is called when it is needed, not before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from gallery.gallery import Gallery
from videorec.config import AppSettings
from videorec.core.errors import GalleryError
from videorec.core.settings import Mode, RecognitionSettings
from videorec.models.devices import describe_device, resolve_device, set_cpu_threads
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import load_weights
from videorec.pipeline.detector import Detector
from videorec.pipeline.embedder import Embedder
from videorec.pipeline.enrolment import Enroller
from videorec.pipeline.recognizer import Recognizer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Engine:
    """The networks on their device, with the settings they were made from.

    device: in words, with the number of threads.
    """

    settings: AppSettings
    device: str
    detector: Detector
    embedder: Embedder

    def describe(self) -> str:
        """Device and model in use, for the user."""
        card = self.embedder.card
        precision = str(self.embedder.dtype).removeprefix("torch.")
        if card.depth is None and self.embedder.device.type != "cpu":
            precision += " on the CPU"
        return f"device: {self.device}; model: {card.name} ({card.network}, {precision})"


def build_engine(settings: AppSettings) -> Engine:
    """Load the networks. DeviceError or WeightsError say what is missing.

    The detector spreads a picture over all threads. Everything else runs beside it, on later or
    earlier frames, and gets half of them: operations that are split over threads wait for the
    slowest, and with more threads than cores that costs more than splitting saves.
    """
    threads = set_cpu_threads(settings.threads)
    device = resolve_device(settings.device)
    described = describe_device(device)
    detector = Detector(settings.detector, device)
    set_cpu_threads(max(1, threads // 2))
    model = load_weights(resolve_weights(settings.model))
    return Engine(
        settings=settings,
        device=described,
        detector=detector,
        embedder=Embedder(model, device, mirror=settings.mirror, precision=settings.precision),
    )


def default_gallery_path() -> Path:
    """Where the user's own gallery lives."""
    return platformdirs.user_data_path("videorec", appauthor=False) / "gallery.sqlite"


def open_gallery(engine: Engine, path: Path | None = None) -> Gallery:
    """The gallery file at `path`, or the user's own; made when it does not exist."""
    return Gallery.open(
        path or default_gallery_path(),
        model_hash=engine.embedder.model_hash,
        embedding_size=engine.embedder.embedding_size,
        cohort=engine.embedder.cohort,
    )


def empty_gallery(engine: Engine) -> Gallery:
    """A gallery of nobody, gone when the program ends."""
    return Gallery.in_memory(
        model_hash=engine.embedder.model_hash,
        embedding_size=engine.embedder.embedding_size,
        cohort=engine.embedder.cohort,
    )


def gallery_of_folder(
    engine: Engine, folder: Path, tell: Callable[[str], None] = lambda line: None
) -> Gallery:
    """A gallery in memory with everybody in a folder of pictures.

    tell: hears about every picture that could not be used. GalleryError: nobody could be enrolled.
    """
    gallery = empty_gallery(engine)
    refusals = []
    try:
        for outcome in build_enroller(engine, gallery).enrol(folder):
            if outcome.added is None:
                refusals.append(outcome.refusal)
                tell(outcome.refusal)
        if not gallery.identities():
            raise GalleryError(f"{folder}: nobody could be enrolled; {refusals[0]}")
    except BaseException:
        gallery.close()
        raise
    return gallery


def build_enroller(engine: Engine, gallery: Gallery) -> Enroller:
    """What puts people into `gallery`."""
    return Enroller(engine.detector, engine.embedder, gallery)


def build_recognizer(engine: Engine, gallery: Gallery) -> Recognizer:
    """What names the faces of a source by `gallery` as it is now."""
    settings = engine.settings
    return Recognizer(
        engine.detector,
        engine.embedder,
        gallery.snapshot(),
        RecognitionSettings(
            mode=Mode.EXACT if settings.mode == "exact" else Mode.REALTIME,
            matching=settings.matching,
            tracking=settings.tracking,
        ),
    )
