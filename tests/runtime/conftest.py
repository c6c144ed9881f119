"""Fixtures for recognition with the real engine."""

from collections.abc import Iterator

import pytest

from gallery.gallery import Gallery
from videorec import app, demo
from videorec.config import AppSettings
from videorec.pipeline.recognizer import Recognizer


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recognizer]:
    """It knows one person, who is in the clips of `videorec.demo`."""
    engine = app.build_engine(AppSettings(threads=2))
    gallery = Gallery.in_memory(
        model_hash=engine.embedder.model_hash, embedding_size=engine.embedder.embedding_size
    )
    with gallery:
        app.build_enroller(engine, gallery).enrol_picture(
            demo.KNOWN, demo.eileen_collins().image, source="portrait"
        )
        yield app.build_recognizer(engine, gallery)
