import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
import psutil
import pytest

from tests.media.rtsp_server import film, rtsp
from tests.media.synthesis import UPRIGHT, Video, corner_colors, make_video, quadrants
from videorec.core.errors import SourceBrokenError, SourceError
from videorec.core.types import Frame
from videorec.media.files import FileSource
from videorec.media.sources import open_source
from videorec.media.streams import (
    StreamSettings,
    StreamSource,
    StreamState,
    open_stream,
    without_credentials,
)

QUICK = StreamSettings(timeout_s=2.0, first_wait_s=0.05, longest_wait_s=0.2, give_up_after_s=0.6)


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """A web server in a thread; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}"
        finally:
            http.shutdown()
            thread.join()


@contextmanager
def server(answers: Sequence[bytes | int | None]) -> Iterator[str]:
    """Serves one answer a request: live data without a length, an error code, or silence.

    Past the last answer it says 503.
    """
    count, left = threading.Lock(), list(answers)
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with count:
                answer = left.pop(0) if left else 503
            if answer is None:
                stop.wait(10)
                return
            if isinstance(answer, int):
                self.send_error(answer)
                return
            self.send_response(200)
            self.send_header("Content-Type", "video/mp2t")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with served(Handler) as host:
        try:
            yield f"{host}/live"
        finally:
            stop.set()


@pytest.fixture(scope="module")
def transport_stream(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    video = Video(size=(160, 120), start_s=5.0)
    return make_video(tmp_path_factory.mktemp("ts") / "a.ts", video).read_bytes()


def collect(source: StreamSource, into: list[Frame]) -> None:
    for frame in source.frames():
        into.append(frame)  # noqa: PERF402 - what came before an error counts


def test_a_stream_comes_back_after_breaks(transport_stream: bytes) -> None:
    states: list[tuple[StreamState, str]] = []
    frames: list[Frame] = []
    answers = (transport_stream, 503, transport_stream)
    with server(answers) as url:
        source = open_stream(url, settings=QUICK, on_state=lambda s, t: states.append((s, t)))
        assert isinstance(source, StreamSource)
        assert source.info.live
        assert (source.info.width, source.info.height) == (160, 120)
        with source, pytest.raises(SourceBrokenError, match=r"lost at .*after 50 frames.*0\.6 s"):
            collect(source, frames)
    assert [f.index for f in frames] == list(range(50))
    assert all(a.time_s < b.time_s for a, b in itertools.pairwise(frames))
    # Within a connection the stream's own clock counts, not the arrival.
    assert frames[0].time_s == 0.0
    assert frames[24].time_s == pytest.approx(24 / 25)
    assert frames[49].time_s - frames[25].time_s == pytest.approx(24 / 25)
    assert corner_colors(frames[-1].image) == UPRIGHT
    seen = [s for s, _ in states]
    assert seen[:2] == [StreamState.CONNECTING, StreamState.LIVE]
    assert seen.count(StreamState.LIVE) == 2
    assert source.state == seen[-1] == StreamState.ENDED
    waits = [text.split("attempt in ")[1] for s, text in states if s is StreamState.WAITING]
    # 0.05 s and doubled after the 503; from the start again after the good connection.
    assert waits[:5] == ["0.05 s", "0.10 s", "0.05 s", "0.10 s", "0.20 s"]


@pytest.mark.parametrize("tcp", [True, False], ids=["tcp", "udp alone"])
def test_a_camera_on_the_network_comes_back(tcp: bool) -> None:
    frames: list[Frame] = []
    with rtsp(film(25, (160, 120)), times=2, tcp=tcp) as url:
        source = open_stream(url, settings=QUICK)
        with source, pytest.raises(SourceBrokenError, match="after 50 frames"):
            assert isinstance(source, StreamSource)
            collect(source, frames)
    assert corner_colors(frames[-1].image) == UPRIGHT
    # The first picture of a connection has no stamp; those after it keep their distances.
    for connection in frames[:25], frames[25:]:
        times = [frame.time_s for frame in connection]
        assert times[0] < times[1]
        assert np.diff(times[1:]) == pytest.approx(1 / 25)


def test_a_camera_that_sends_pictures_without_times_has_those_of_their_arrival() -> None:
    picture = cv2.imencode(".jpg", quadrants(160, 120))[1].tobytes()
    part = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + picture + b"\r\n"

    class Camera(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(part)
                    time.sleep(0.1)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with served(Camera) as url, open_stream(url, settings=QUICK) as source:
        frames = list(itertools.islice(source.frames(), 11))
    assert corner_colors(frames[-1].image) == UPRIGHT
    # FFmpeg would have it that they come 25 times a second.
    assert frames[-1].time_s > 0.8


def test_a_broadcast_is_over_when_it_has_become_a_recording(
    tmp_path: Path, transport_stream: bytes
) -> None:
    recording = make_video(tmp_path / "a.mkv", Video()).read_bytes()
    states: list[StreamState] = []
    frames: list[Frame] = []
    with server([transport_stream, recording]) as url:
        source = StreamSource(url, name="s", settings=QUICK, on_state=lambda s, _: states.append(s))
        with source:
            collect(source, frames)
    assert len(frames) == 25
    assert states.count(StreamState.LIVE) == 2
    assert states[-1] == StreamState.ENDED


def test_the_first_connection_must_work() -> None:
    states: list[StreamState] = []
    with server([]) as url, pytest.raises(SourceError) as caught:
        StreamSource(url, name="s", settings=QUICK, on_state=lambda s, _: states.append(s))
    assert not isinstance(caught.value, SourceBrokenError)
    assert states == [StreamState.CONNECTING]


def test_close_ends_the_wait_for_a_new_connection(transport_stream: bytes) -> None:
    waiting = threading.Event()
    frames: list[Frame] = []

    def watch(state: StreamState, text: str) -> None:
        if state is StreamState.WAITING:
            waiting.set()

    settings = StreamSettings(first_wait_s=60.0, longest_wait_s=60.0, give_up_after_s=None)
    with server([transport_stream]) as url:
        source = StreamSource(url, name="s", settings=settings, on_state=watch)
        reader = threading.Thread(target=collect, args=(source, frames))
        reader.start()
        assert waiting.wait(10)
        start = time.monotonic()
        source.close()
        reader.join(10)
        assert not reader.is_alive()
    assert time.monotonic() - start < 5
    assert len(frames) == 25


def test_a_stream_that_was_never_read_hangs_up_when_closed(transport_stream: bytes) -> None:
    with server([transport_stream]) as url:
        port = urlsplit(url).port
        source = open_stream(url, settings=QUICK)
        assert _connections_to(port) == 1
        source.close()
        assert _connections_to(port) == 0
        source.close()
        assert list(source.frames()) == []


def _connections_to(port: int | None) -> int:
    return sum(
        bool(c.raddr) and c.raddr.port == port for c in psutil.Process().net_connections("tcp")
    )


def test_silence_times_out() -> None:
    settings = StreamSettings(timeout_s=0.5)
    with server([None, None]) as url:
        start = time.monotonic()
        with pytest.raises(SourceError, match="in time"):
            open_stream(url, settings=settings)
        assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (404, "no such address"),
        (401, "password"),
        (410, "check the URL"),
        (429, "wait a while"),
        (500, "try again later"),
        (503, "try again later"),
    ],
)
def test_refusals_in_words(code: int, word: str) -> None:
    with server([code]) as url, pytest.raises(SourceError, match=word):
        open_source(url)


def test_a_server_that_redirects_without_end_or_hangs_up_in_words() -> None:
    class Odd(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/loop":
                self.send_response(302)
                self.send_header("Location", self.path)
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with served(Odd) as host:
        with pytest.raises(SourceError, match="redirects without end"):
            open_source(f"{host}/loop")
        with pytest.raises(SourceError, match="hangs up"):
            open_source(f"{host}/silent")
        with pytest.raises(SourceError, match="another protocol"):
            open_source(host.replace("http:", "https:"))


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".invalid"])
def test_a_host_that_nobody_knows_in_words(host: str) -> None:
    with pytest.raises(SourceError, match=f"no host named {host}") as caught:
        open_source(f"http://me:secret@{host}/a.mp4")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("ranges", [True, False])
def test_a_video_whose_length_only_the_server_states_is_read_to_its_end(
    transport_stream: bytes, ranges: bool
) -> None:
    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            start = int(self.headers.get("Range", "bytes=0-")[6:].split("-")[0]) if ranges else 0
            self.send_response(206 if ranges else 200)
            length = len(transport_stream)
            if ranges:
                self.send_header("Content-Range", f"bytes {start}-{length - 1}/{length}")
            self.send_header("Content-Length", str(length - start))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(transport_stream[start:])

        def log_message(self, format: str, *args: object) -> None:
            pass

    with served(Files) as host, open_stream(f"{host}/a.ts", settings=QUICK) as source:
        assert isinstance(source, FileSource)
        frames = list(source.frames())
    assert [f.time_s for f in frames] == pytest.approx([i / 25 for i in range(25)])


def test_a_playlist_without_an_end_is_live_whatever_its_size(transport_stream: bytes) -> None:
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n" + b"#EXTINF:1,\na.ts\n" * 4

    class Broadcast(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = playlist if self.path.endswith(".m3u8") else transport_stream
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with served(Broadcast) as host, open_stream(f"{host}/a.m3u8", settings=QUICK) as source:
        assert source.info.live


def test_a_finite_video_on_a_server_is_read_to_its_end(tmp_path: Path) -> None:
    from functools import partial
    from http.server import SimpleHTTPRequestHandler

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    make_video(tmp_path / "a.mkv", Video(audio="aac"))
    with (
        served(partial(Quiet, directory=str(tmp_path))) as host,
        open_source(f"{host}/a.mkv") as source,
    ):
        assert isinstance(source, FileSource)
        assert not source.info.live
        assert len(list(source.frames())) == 25


def test_a_finite_video_whose_line_breaks_gives_what_came(tmp_path: Path) -> None:
    video = Video(times=[i / 25 for i in range(100)], noise=True)
    whole = make_video(tmp_path / "a.mkv", video).read_bytes()
    (tmp_path / "half.mkv").write_bytes(whole[: len(whole) // 2])
    expected = 0
    with open_source(tmp_path / "half.mkv") as local, pytest.raises(SourceBrokenError):
        for _ in local.frames():
            expected += 1

    class Cut(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            start = int(self.headers.get("Range", "bytes=0-")[6:].split("-")[0])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
            self.send_header("Content-Length", str(len(whole) - start))
            self.end_headers()
            self.wfile.write(whole[start : len(whole) // 2])

        def log_message(self, format: str, *args: object) -> None:
            pass

    frames = 0
    with served(Cut) as host:
        source = open_stream(f"{host}/a.mkv", settings=QUICK)
        assert isinstance(source, FileSource)
        with source, pytest.raises(SourceBrokenError):
            for _ in source.frames():
                frames += 1
    assert frames == expected


def test_passwords_are_never_shown() -> None:
    assert without_credentials("rtsp://me:secret@cam:554/a?key=1") == "rtsp://cam:554/a"
    with pytest.raises(SourceError) as caught:
        open_source("rtsp://me:secret@127.0.0.1:9/a")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["nope://x/y", "http://[::1", "http://127.0.0.1:9/x"])
def test_addresses_that_cannot_work(url: str) -> None:
    with pytest.raises(SourceError):
        open_source(url)
