"""The upstream as tests hold it: where it is, what world it shows, what goes wrong, what was asked.

HTTP/1.1 with keep-alive, the world's date, faults on the wire.
"""

import contextlib
import socket
import struct
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import Any, Final, Self

from tests.upstream.faults import IN_HEADERS, Fault, FaultPlan, Kind, header_bytes, spoilt
from tests.upstream.hub import Conduct, Limits, hub, resolved_file, too_many
from tests.upstream.messages import Reply, Request
from tests.upstream.web import arxiv_query, github_repository, http_date, web_file
from tests.upstream.world import World

# Hosts that the catalog reads from or links to; a world may have files of more.
_ORIGINS: Final = frozenset({"raw.githubusercontent.com", "github.com", "api.github.com", "mmmu-benchmark.github.io"})
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


def answer(request: Request, world: World, conduct: Conduct) -> Reply:
    """The right answer to a request; the Hub's carry their rate limits."""
    path = request.path
    if path.startswith("/files/"):
        return web_file(request, world, path.removeprefix("/files/"))
    if path.startswith("/repos/"):
        return github_repository(world, path.removeprefix("/"))
    if path == "/arxiv/api/query":
        return arxiv_query(request, world)
    if path.startswith("/api/resolve-cache/"):  # the second hop of one logical request
        parts = path.removeprefix("/api/resolve-cache/models/").split("/")
        model_id, name = "/".join(parts[:2]), "/".join(parts[3:])
        return resolved_file(request, world, model_id, "main", name, accepted=conduct.accepted_tokens)
    within, rate = conduct.limits.take(request)
    return hub(request, world, conduct, path).adding(*rate) if within else too_many(rate)


class Upstream:
    """A stand-in for the Hub, arXiv and the hosts of leaderboards, for as long as the `with` block lasts.

    `latency` is slept before each answer (seconds).
    """

    def __init__(
        self, world: World, *, latency: float = 0.0, limits: Limits | None = None,
        accepted_tokens: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.world = world
        self.latency = latency
        self.conduct = Conduct(limits or Limits(), accepted_tokens=accepted_tokens)
        self.keeps_time = False  # its answers are of this moment, not of the world's day
        self.ahead = 0.0  # seconds by which its clock is, then
        self.log: list[Exchange] = []
        self.faults = FaultPlan()
        self._port = 0
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._server = Server(("127.0.0.1", self._port), self)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        """The origin, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def arxiv_url(self) -> str:
        """The address of the arXiv query API."""
        return f"{self.url}/arxiv/api/query"

    def environment(self) -> dict[str, str]:
        """The variables that send every client here instead of the web."""
        targets = {f"https://{host}": f"{self.url}/files/{host}" for host in _ORIGINS | self.world.origins()}
        targets["https://huggingface.co"] = self.url
        targets["https://arxiv.org"] = targets["https://export.arxiv.org"] = f"{self.url}/arxiv"
        pairs = ",".join(f"{origin}={target}" for origin, target in sorted(targets.items()))
        return {"HF_ENDPOINT": self.url, "ARXIV_API_URL": self.arxiv_url, "AWESOME_ORIGIN_MAP": pairs}

    def fault(self, path_glob: str, kind: Kind, times: int | None = 1, **details: Any) -> Fault:
        """Plan a fault for the next `times` requests whose path matches (None: for ever)."""
        return self.faults.add(Fault(path_glob, kind, times, **details))

    def requests(self, path_glob: str = "*") -> list[Exchange]:
        """The logged requests whose path matches."""
        return [one for one in list(self.log) if fnmatchcase(one.path, path_glob)]
