"""A small RTSP server (RFC 2326): one H.264 film, over TCP where it is offered, else over UDP."""

import re
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction

from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from tests.media.synthesis import quadrants

FPS = 25
_DESCRIPTION = """v=0
o=- 0 0 IN IP4 127.0.0.1
s=film
c=IN IP4 0.0.0.0
t=0 0
m=video 0 RTP/AVP 96
a=rtpmap:96 H264/90000
a=fmtp:96 packetization-mode=1
a=control:track
""".replace("\n", "\r\n").encode()

Film = list[list[bytes]]
Send = Callable[[bytes], None]


def film(frames: int, size: tuple[int, int]) -> Film:
    """The H.264 units of each frame, parameter sets among those of the first."""
    encoder = VideoCodecContext.create("libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(1, FPS)
    encoder.options = {"tune": "zerolatency", "preset": "ultrafast"}
    picture = VideoFrame.from_ndarray(quadrants(*size), format="bgr24")
    packets = []
    for index in range(frames):
        picture.pts = index
        packets += [bytes(packet) for packet in encoder.encode(picture)]
    return [
        [unit for unit in re.split(rb"\x00\x00\x00?\x01", packet) if unit] for packet in packets
    ]


@contextmanager
def rtsp(film: Film, *, times: int, tcp: bool) -> Iterator[str]:
    """The address of a server that plays the film so often, then knows nothing of it any more."""
    with _Server(film, times, tcp) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"rtsp://127.0.0.1:{server.server_address[1]}/film"
        finally:
            server.shutdown()
            thread.join()


class _Server(socketserver.ThreadingTCPServer):
    def __init__(self, film: Film, times: int, tcp: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.film, self.times, self.tcp = film, times, tcp


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.bind(("127.0.0.1", 0))
            send: Send | None = None
            for method, headers in self._requests():
                answer, fields, body = "200 OK", {}, b""
                if method == "DESCRIBE" and not self.server.times:
                    answer = "404 Not Found"
                elif method == "DESCRIBE":
                    fields, body = {"Content-Type": "application/sdp"}, _DESCRIPTION
                elif method == "SETUP":
                    send, chosen = self._set_up(headers["transport"], datagrams)
                    answer = "200 OK" if send else "461 Unsupported Transport"
                    fields = {"Transport": chosen, "Session": "1"}
                self._answer(answer, {"CSeq": headers["cseq"], **fields}, body)
                if method == "PLAY" and send:
                    self.server.times -= 1
                    self._play(send)
                    return

    def _requests(self) -> Iterator[tuple[str, dict[str, str]]]:
        lines: list[str] = []
        for line in self.rfile:
            if text := line.decode().strip():
                lines.append(text)
            else:
                fields = (field.split(": ", 1) for field in lines[1:])
                yield lines[0].split()[0], {name.lower(): value for name, value in fields}
                lines.clear()

    def _answer(self, answer: str, fields: dict[str, str], body: bytes) -> None:
        lines = [f"RTSP/1.0 {answer}", *(f"{k}: {v}" for k, v in fields.items())]
        lines += [f"Content-Length: {len(body)}", "", ""]
        self.wfile.write("\r\n".join(lines).encode() + body)

    def _set_up(self, wish: str, datagrams: socket.socket) -> tuple[Send | None, str]:
        """How the pictures go, and what the answer says of it."""
        client = re.search(r"client_port=(\d+)", wish)
        if client:
            datagrams.connect(("127.0.0.1", int(client[1])))
            here = datagrams.getsockname()[1]
            return datagrams.sendall, f"{wish};server_port={here}-{here + 1}"
        return (self._interleave if self.server.tcp else None), wish

    def _interleave(self, packet: bytes) -> None:
        self.wfile.write(struct.pack("!cBH", b"$", 0, len(packet)) + packet)

    def _play(self, send: Send) -> None:
        """Each unit in a packet of its own (RFC 6184, single NAL unit mode), stamped (RFC 3550)."""
        sequence = 0
        for index, units in enumerate(self.server.film):
            for unit in units:
                marker = 0x80 if unit is units[-1] else 0
                stamp = 5000 + index * 90_000 // FPS
                send(struct.pack("!BBHII", 0x80, marker | 96, sequence, stamp, 7) + unit)
                sequence += 1
            time.sleep(0.005)
