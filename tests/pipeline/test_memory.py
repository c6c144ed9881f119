"""What was freed goes back to the system."""

import sys

import psutil
import pytest

from videorec.pipeline.memory import release_free_memory


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what was freed")
def test_freed_memory_goes_back_to_the_system() -> None:
    process = psutil.Process()
    release_free_memory()
    # Blocks too small to be mapped one by one; the last keeps the heap from shrinking by itself.
    blocks = [bytes(100_000) for _ in range(1_000)]
    before = process.memory_info().rss
    last = blocks.pop()
    blocks.clear()
    release_free_memory()
    assert process.memory_info().rss < before - 50e6
    assert len(last) == 100_000
