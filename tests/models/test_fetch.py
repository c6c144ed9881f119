"""Downloads against a real server on this machine."""

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.models.file_server import Site, serving
from videorec.core.errors import WeightsError
from videorec.models import fetch
from videorec.models.fetch import ATTEMPTS, UnconfirmedDigestError, download, obtain, part_of
from videorec.models.registry import PublicWeights

CONTENT = np.random.default_rng(0).bytes(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SIZE = len(CONTENT)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "*")  # the server is on this machine
    with serving(Site(content=CONTENT)) as site:
        yield site


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "downloads" / "model.bin"


def fetched(site: Site, target: Path, size: int | None = SIZE, sha256: str | None = SHA256) -> None:
    download(site.url, target, size=size, sha256=sha256, first_pause_s=0)
    assert target.read_bytes() == CONTENT
    assert not part_of(target).exists()


def test_a_file_arrives_with_its_progress(site: Site, target: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    download(
        site.url,
        target,
        size=SIZE,
        sha256=SHA256,
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert target.read_bytes() == CONTENT
    assert site.asked == [None]
    assert seen[-1] == (SIZE, SIZE)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert len(seen) > 3


def test_a_broken_connection_goes_on_where_it_stopped(site: Site, target: Path) -> None:
    site.break_after = [100_000, 50_000, None]
    fetched(site, target)
    assert site.asked == [None, "bytes=100000-", "bytes=150000-"]


@pytest.mark.parametrize("size", [SIZE, None])
def test_a_later_call_resumes_what_was_left(site: Site, target: Path, size: int | None) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(CONTENT[:123_456])
    fetched(site, target, size=size)
    assert site.asked == ["bytes=123456-"]


@pytest.mark.parametrize("size", [SIZE, None])
def test_a_part_that_is_already_whole_is_used(site: Site, target: Path, size: int | None) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(CONTENT)
    fetched(site, target, size=size)
    assert site.asked == ([] if size else [f"bytes={SIZE}-"])


def test_a_server_without_ranges_begins_anew(site: Site, target: Path) -> None:
    site.ranges = False
    site.break_after = [200_000, None]
    fetched(site, target)
    assert site.asked == [None, "bytes=200000-"]


def test_a_server_that_states_no_length_is_read_to_the_end(site: Site, target: Path) -> None:
    site.states_length = False
    fetched(site, target, size=None)


def test_passing_server_errors_are_retried(site: Site, target: Path) -> None:
    site.statuses = [503, 429, None]
    fetched(site, target)
    assert len(site.asked) == 3


def test_it_gives_up_after_breaks_without_progress_and_keeps_the_part(
    site: Site, target: Path
) -> None:
    site.break_after = [70_000, *[0] * 10]
    with pytest.raises(WeightsError, match=r"failed 4 times in a row.*70,000 bytes are kept"):
        download(site.url, target, size=SIZE, sha256=SHA256, first_pause_s=0)
    assert len(site.asked) == ATTEMPTS
    assert part_of(target).read_bytes() == CONTENT[:70_000]
    site.break_after = []
    fetched(site, target)
    assert site.asked[-1] == "bytes=70000-"


def test_breaks_with_progress_never_give_up(site: Site, target: Path) -> None:
    site.break_after = [30_000] * 9
    fetched(site, target)
    assert len(site.asked) == 10


def test_a_final_answer_is_not_retried(site: Site, target: Path) -> None:
    site.statuses = [404]
    with pytest.raises(WeightsError, match="HTTP 404"):
        download(site.url, target, first_pause_s=0)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "content",
    [CONTENT[:-1] + b"x", b"<html>log in first</html>", CONTENT + b"more"],
    ids=["one byte", "a page", "too long"],
)
def test_another_file_is_refused_and_removed(site: Site, target: Path, content: bytes) -> None:
    site.content = content
    with pytest.raises(WeightsError, match="not the expected file and was removed"):
        download(site.url, target, size=None, sha256=SHA256, first_pause_s=0)
    assert list(target.parent.iterdir()) == []
    if len(content) > SIZE:
        with pytest.raises(WeightsError, match="bytes instead of 300,000"):
            download(site.url, target, size=SIZE, sha256=SHA256, first_pause_s=0)
        assert list(target.parent.iterdir()) == []


def test_a_stale_part_of_another_file_is_refused_once_and_then_replaced(
    site: Site, target: Path
) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(b"x" * 1000)
    with pytest.raises(WeightsError, match="not the expected file"):
        download(site.url, target, size=SIZE, sha256=SHA256, first_pause_s=0)
    fetched(site, target)


def test_a_refusing_server_and_a_missing_network_are_told_apart(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(WeightsError, match=r"failed 4 times in a row.*refused"):
        download(f"http://127.0.0.1:{port}/x", target, first_pause_s=0)

    def unresolved(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    with pytest.raises(WeightsError, match="there is no network, or no such server"):
        download("http://weights.invalid/x", target, first_pause_s=0)


def test_a_server_that_falls_silent_is_given_up(
    site: Site, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts and says nothing
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        with pytest.raises(WeightsError, match="timed out"):
            download(url, target, first_pause_s=0)


def test_an_unwritable_target_is_an_error_in_words(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WeightsError, match="cannot be written"):
        download(site.url, tmp_path / "file" / "model.bin", size=SIZE, sha256=SHA256)


def entry(site: Site, sha256: str | None, size: int | None = SIZE) -> PublicWeights:
    return PublicWeights(
        name="public-20",
        file="model.bin",
        depth=20,
        url=site.url,
        page="https://example.org/weights",
        size=size,
        sha256=sha256,
        stated_by=None,
        training_data="data",
        terms="terms",
        notes="",
    )


def test_an_unpublished_digest_must_be_confirmed(site: Site, tmp_path: Path) -> None:
    public = entry(site, sha256=None, size=None)
    with pytest.raises(UnconfirmedDigestError) as asked:
        obtain(public, tmp_path)
    assert asked.value.digest == SHA256
    assert SHA256 in str(asked.value)
    assert not (tmp_path / "model.bin").exists()  # nothing can take it for checked

    with pytest.raises(WeightsError, match="not the expected file and was removed"):
        obtain(public, tmp_path, accept_sha256="0" * 64)
    assert obtain(public, tmp_path, accept_sha256=SHA256.upper()).read_bytes() == CONTENT


def test_a_published_digest_cannot_be_overruled(site: Site, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="another one is not accepted"):
        obtain(entry(site, SHA256), tmp_path, accept_sha256="0" * 64)
    assert site.asked == []


def test_without_a_network_it_says_which_file_to_put_where(site: Site, tmp_path: Path) -> None:
    site.statuses = [403] * 4
    public = entry(site, SHA256)
    with pytest.raises(WeightsError) as refused:
        obtain(public, tmp_path)
    words = str(refused.value)
    wanted = (site.url, public.page, SHA256, "300,000 bytes", str(tmp_path / "model.bin"))
    assert [text for text in wanted if text not in words] == []
    assert "videorec weights fetch public-20" in words

    (tmp_path / "model.bin").write_bytes(CONTENT)  # the user does as told
    assert obtain(public, tmp_path) == tmp_path / "model.bin"
    assert len(site.asked) == 1


def test_a_wrong_file_put_there_by_hand_is_refused_and_kept(site: Site, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(CONTENT[:-1] + b"x")
    with pytest.raises(WeightsError, match=r"has the SHA-256 .* instead of"):
        obtain(entry(site, SHA256), tmp_path)
    assert (tmp_path / "model.bin").exists()


@pytest.mark.parametrize("length", ["abc", "-5", "9" * 5000])
def test_a_length_that_is_no_number_is_told(site: Site, tmp_path: Path, length: str) -> None:
    site.length = length
    with pytest.raises(WeightsError, match=r"states no number as the file's length(?s:.*)By hand"):
        obtain(entry(site, SHA256), tmp_path)
    assert len(site.asked) == 1


def test_a_redirect_to_nowhere_is_told(site: Site, tmp_path: Path) -> None:
    site.moved_to = "http://["
    with pytest.raises(WeightsError, match=r"an address that is none(?s:.*)By hand"):
        obtain(entry(site, SHA256), tmp_path)
    assert len(site.asked) == 1
