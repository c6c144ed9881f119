"""Fixtures for all tests."""

import os
from pathlib import Path

# Before Qt is loaded: no test opens a window on anybody's screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is not a wrong result: no test fails by the clock.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("unhurried")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real faces and clips; skips where it is absent."""
    root = Path(os.environ.get("VIDEOREC_SHARED", REPOSITORY.parent / "shared"))
    data = root / "data"
    if not data.is_dir():
        pytest.skip(f"real faces and clips are not at {data}; set VIDEOREC_SHARED")
    return data
