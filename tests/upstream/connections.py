"""The listening socket and its connections: HTTP/1.1 with keep-alive, the world's date, faults on the wire."""

import contextlib
import socket
import struct
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

from tests.upstream.faults import IN_HEADERS, Fault, header_bytes, spoilt
from tests.upstream.messages import Reply, Request
from tests.upstream.router import answer
from tests.upstream.web_files import http_date

if TYPE_CHECKING:
    from tests.upstream.server import Upstream

_LOGGED: Final = ("authorization", "if-none-match", "if-modified-since", "user-agent", "accept-encoding", "range")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request in the log. Status 0: the connection was closed without an answer."""

    path: str
    query: str
    status: int
    headers: Mapping[str, str]
    at: float


class Server(ThreadingHTTPServer):
    """The listening socket, and the connections that are open on it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], upstream: "Upstream") -> None:
        self.upstream = upstream
        self.connections: set[socket.socket] = set()
        super().__init__(address, Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember a connection, so that closing the server closes it too."""
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection and close it."""
        self.connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop listening and end the connections that clients kept alive."""
        super().server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no error of a test; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "upstream", ""
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer a request."""
        self._serve()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815 - http.server's names

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Noon of the world's day, not now: a run must not see the day on which the test runs, unless it asks for it."""
        if self.server.upstream.keeps_time:
            return super().date_time_string((timestamp or time.time()) + self.server.upstream.ahead)
        return http_date(self.server.upstream.world.date, hour=12)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Nothing on the terminal: the log is a list."""

    def _serve(self) -> None:
        upstream = self.server.upstream
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        named = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, named, body, upstream.url)
        at = monotonic()
        if upstream.latency:
            sleep(upstream.latency)
        fault = upstream.faults.take(request)
        if fault is not None and fault.kind in {"refuse", "reset"}:
            self._log(request, 0, at)
            self._hang_up(reset=fault.kind == "reset")
            return
        if fault is not None and fault.kind == "slow":
            sleep(fault.seconds)
        reply = answer(request, upstream.world, upstream.conduct)
        reply = reply if fault is None else spoilt(fault, reply)
        # Logged before it is sent: a test that has the answer must find it in the log.
        self._log(request, reply.status, at)
        self._send(reply, fault)

    def _send(self, reply: Reply, fault: Fault | None) -> None:
        if fault is not None and fault.kind in IN_HEADERS:
            self.close_connection = True
            for piece in header_bytes(fault):
                self.wfile.write(piece)
            self.wfile.write(b"Content-Length: %d\r\n\r\n%s" % (len(reply.body), reply.body))
            return
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        length = len(reply.body) if reply.length is None else reply.length
        if reply.status != 304:
            self.send_header("Content-Length", str(length))
        if fault is not None and fault.kind == "truncated":
            self.close_connection = True
            reply = replace(reply, body=reply.body[: length // 2], stream=None)
        self.end_headers()
        if self.command != "HEAD" and reply.status != 304:
            self._send_body(reply, fault)

    def _send_body(self, reply: Reply, fault: Fault | None) -> None:
        if fault is not None and fault.kind == "drip":
            step = max(1, len(reply.body) // 20)
            for start in range(0, len(reply.body), step):
                self.wfile.write(reply.body[start : start + step])
                sleep(fault.seconds)
            return
        for chunk in reply.stream if reply.stream is not None else (reply.body,):
            self.wfile.write(chunk)

    def _hang_up(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            # Lingering for zero seconds makes close() send RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.server.connections.discard(self.connection)
            self.rfile.close()
            self.connection.close()

    def _log(self, request: Request, status: int, at: float) -> None:
        kept = {name: request.headers[name] for name in _LOGGED if name in request.headers}
        self.server.upstream.log.append(Exchange(request.path, request.raw_query, status, kept, at))
