"""A server on loopback with one function behind it: a stand-in for one address of the web."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def body_of(request: BaseHTTPRequestHandler) -> bytes:
    """A request's body, of a stated length or in chunks."""
    if request.headers.get("Transfer-Encoding") != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length") or 0))
    parts = []
    while size := int(request.rfile.readline().strip() or b"0", 16):
        parts.append(request.rfile.read(size))
        request.rfile.readline()
    request.rfile.readline()
    return b"".join(parts)


@contextmanager
def answered(answer: Callable[[bytes], bytes], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server that gives 200 and what `answer` makes of a request's body; over TLS with a context."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(body_of(self))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815  http.server's name

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()
