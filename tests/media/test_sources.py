"""One door to every kind of source."""

import pytest

from videorec.core.errors import SourceError
from videorec.media.sources import open_source


def test_a_name_that_no_system_takes_is_refused_in_words() -> None:
    with pytest.raises(SourceError, match="too long"):
        open_source("x" * 300 + ".mp4")
