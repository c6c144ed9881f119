"""Fixtures for recognition with the real engine."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gallery.gallery import Gallery
from videorec import app, demo
from videorec.config import AppSettings
from videorec.pipeline.recognizer import Recognizer


@pytest.fixture(scope="module")
def engine() -> app.Engine:
    return app.build_engine(AppSettings(threads=2))


@pytest.fixture(scope="module")
def people(engine: app.Engine) -> Iterator[Gallery]:
    """One person, who is in the clips of `videorec.demo`."""
    gallery = Gallery.in_memory(
        model_hash=engine.embedder.model_hash, embedding_size=engine.embedder.embedding_size
    )
    with gallery:
        app.build_enroller(engine, gallery).enrol_picture(
            demo.KNOWN, demo.eileen_collins().image, source="portrait"
        )
        yield gallery


@pytest.fixture(scope="module")
def recogniser(engine: app.Engine, people: Gallery) -> Recognizer:
    """It knows one person, who is in the clips of `videorec.demo`."""
    return app.build_recognizer(engine, people)


@pytest.fixture(scope="module")
def exact_recogniser(engine: app.Engine, people: Gallery) -> Recognizer:
    """The same, looking at every frame alone."""
    settings = replace(engine.settings, mode="exact")
    return app.build_recognizer(replace(engine, settings=settings), people)
