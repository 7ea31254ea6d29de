"""What lies below both transports: connections to addresses that were judged, and reads that end in time.

The libraries' time-outs bound one read each. An upstream that sends a byte a second, of its headers
for instance, never meets them, so every read here also ends when its whole request is due. And a name
that is resolved once to be judged and once more to be connected to may lead elsewhere the second time,
so the connection goes to the judged addresses.
"""

import contextlib
import http.client
import io
import math
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import httpcore2
import httpx2
import urllib3
import urllib3.connection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

from pipeline.http.meter import SourceTrouble
from pipeline.http.origins import Origins
from pipeline.http.policy import Policy, Trouble


class _Sending(threading.local):
    """The request that this thread sends: when it is due (monotonic seconds), how much may come, where it may go."""

    due: float = math.inf
    room: int = 0
    origins: Origins = Origins()


_NOW: Final = _Sending()
_BESIDE: Final = 256 * 1024
"""Bytes of an answer that are not its body: status, headers, the sizes of chunks."""


@contextlib.contextmanager
def sending(due: float, most: int, origins: Origins) -> Iterator[None]:
    """Around one request on the wire: due at a time, at most so many bytes of body, to permitted addresses."""
    _NOW.due, _NOW.room, _NOW.origins = due, most + _BESIDE, origins
    try:
        yield
    finally:
        _NOW.due = math.inf


def _left(at_most: float | None) -> float:
    """Seconds that the next step may take.

    Raises:
        TimeoutError: the request is due.
    """
    left = _NOW.due - time.monotonic()
    if left <= 0:
        raise TimeoutError("not whole in time")
    return left if at_most is None else min(left, at_most)


def _spend(came: int) -> None:
    _NOW.room -= came
    if _NOW.room < 0:
        raise SourceTrouble(Trouble.TOO_LARGE, "more came than a body of the largest size needs")


def late(policy: Policy, due: float) -> str | None:
    """What to say of a request that was due and is not whole, or None where it was not due yet."""
    return f"not whole after {policy.total_timeout:.0f} s" if time.monotonic() >= due else None


# Under huggingface_hub: httpx2 stands on httpcore2, whose network is handed in.


class _Stream(httpcore2.NetworkStream):
    """A connection whose reads and writes end when the request is due."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        came = self._inner.read(max_bytes, _before_due(timeout, httpcore2.ReadTimeout))
        _spend(len(came))
        return came

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _before_due(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        most = _before_due(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, most))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  the library's signature
        return self._inner.get_extra_info(info)


def _before_due(timeout: float | None, otherwise: Callable[[str], Exception]) -> float:
    try:
        return _left(timeout)
    except TimeoutError as error:
        raise otherwise(str(error)) from error


class _Network(httpcore2.NetworkBackend):
    """Connects to judged addresses only."""

    def __init__(self) -> None:
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:  # fmt: skip
        failed: Exception = httpcore2.ConnectError(f"the name {host} has no address")
        for address in _NOW.origins.addresses(host, port):
            most = _before_due(timeout, httpcore2.ConnectTimeout)
            try:
                return _Stream(self._inner.connect_tcp(address, port, most, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed


class HubWire(httpx2.HTTPTransport):
    """httpx2's own transport on that network; it knows no proxy."""

    def __init__(self, trust: ssl.SSLContext, connections: int) -> None:
        super().__init__(verify=trust)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trust, max_connections=connections, keepalive_expiry=5.0, network_backend=_Network()
        )


# Under requests: urllib3 stands on http.client, whose answers read from the socket.


class _InTime(io.RawIOBase):
    """What a socket sends, until the request is due or more came than its body may have."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._most = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:  # noqa: ANN401  any writable buffer
        self._sock.settimeout(_left(self._most))
        came = self._raw.readinto(into)
        _spend(came or 0)
        return came

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that is read in time, its headers too."""

    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  handed on
        super().__init__(sock, *arguments, **named)
        self.fp.close()
        self.fp = io.BufferedReader(_InTime(sock))


class _Judged:
    """What both kinds of connection share: where they lead, unless a proxy that the environment names is in between."""

    response_class: Any = _Answer

    def _new_conn(self) -> socket.socket:
        here: Any = self
        if here.proxy is not None:
            proxied: socket.socket = super()._new_conn()  # type: ignore[misc]
            return proxied
        host = here.host.strip("[]")
        failed: OSError = OSError(f"the name {host} has no address")
        for address in _NOW.origins.addresses(host, here.port):
            try:
                return create_connection((address, here.port), _left(here.timeout), here.source_address, here.socket_options)
            except OSError as error:
                failed = error
        if isinstance(failed, TimeoutError):
            raise ConnectTimeoutError(here, "no connection in time") from failed
        raise NewConnectionError(here, str(failed)) from failed


class _Plain(_Judged, urllib3.connection.HTTPConnection):
    """Plain HTTP."""


class _Tls(_Judged, urllib3.connection.HTTPSConnection):
    """HTTP over TLS."""


class _PlainPool(HTTPConnectionPool):
    """Connections to one host."""

    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    """Connections over TLS to one host."""

    ConnectionCls = _Tls


def bind(manager: urllib3.PoolManager) -> None:
    """Let a manager of requests make these connections."""
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
