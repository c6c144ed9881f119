"""A small HTTP server with byte ranges that can be told to misbehave."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Site:
    """What the server serves, how it fails, and what it was asked.

    length: what it states instead of the length; moved_to: where it sends those who ask.
    break_after: for each request in turn, the bytes after which the connection is cut (None: not).
    statuses: for each request in turn, an error status to answer with (None: none).
    """

    content: bytes = b""
    ranges: bool = True
    states_length: bool = True
    length: str | None = None
    moved_to: str | None = None
    break_after: list[int | None] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve on a free port of 127.0.0.1 until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, site)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        site.url = f"http://127.0.0.1:{server.server_address[1]}/model.bin"
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(request: BaseHTTPRequestHandler, site: Site) -> None:
    asked = request.headers.get("Range")
    site.asked.append(asked)
    status = site.statuses.pop(0) if site.statuses else None
    if status is not None:
        request.send_error(status)
        return
    if site.moved_to is not None:
        request.send_response(302)
        request.send_header("Location", site.moved_to)
        request.end_headers()
        return
    start = 0
    if asked and site.ranges:
        match = re.fullmatch(r"bytes=(\d+)-", asked)
        assert match
        start = int(match[1])
        if start >= len(site.content):
            request.send_response(416)
            request.send_header("Content-Range", f"bytes */{len(site.content)}")
            request.end_headers()
            return
        request.send_response(206)
        last = len(site.content) - 1
        request.send_header("Content-Range", f"bytes {start}-{last}/{len(site.content)}")
    else:
        request.send_response(200)
    body = site.content[start:]
    if site.states_length:
        request.send_header("Content-Length", site.length or str(len(body)))
    request.end_headers()
    cut = site.break_after.pop(0) if site.break_after else None
    request.wfile.write(body if cut is None else body[:cut])
    request.close_connection = True
