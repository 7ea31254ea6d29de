"""Connections: only to addresses that were judged, or through the proxy that the environment names; reads end in time.

The library's time-outs bound one read each. An upstream that sends a byte a second, of its headers
for instance, never meets them, so every read here also ends when its whole request is due. And a name
that is resolved once to be judged and once more to be connected to may lead elsewhere the second time,
so the connection goes to the judged addresses.
"""

import contextlib
import functools
import math
import os
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore2
import httpx2

from pipeline.http.origins import PORTS, Origins
from pipeline.http.policy import SourceTrouble, Trouble


class _Sending(threading.local):
    """The request that this thread sends: when it is due (monotonic seconds), how much may come, where it may go."""

    due: float = math.inf
    room: int = 0
    origins: Origins | None = None

    def left(self, timeout: float | None, otherwise: Callable[[str], Exception]) -> float:
        """Seconds that its next step may take."""
        left = self.due - time.monotonic()
        if left <= 0:
            raise otherwise("not whole in time")
        return left if timeout is None else min(left, timeout)


_NOW: Final = _Sending()
_BESIDE: Final = 256 * 1024
"""Bytes of an answer that are not its body: status, headers, the sizes of chunks."""


@contextlib.contextmanager
def sending(due: float, most: int, origins: Origins | None) -> Iterator[None]:
    """Around one request on the wire: due at a time, so many bytes of body at most, to permitted addresses (None: any)."""
    _NOW.due, _NOW.room, _NOW.origins = due, most + _BESIDE, origins
    try:
        yield
    finally:
        _NOW.due = math.inf


class _Stream(httpcore2.NetworkStream):
    """A connection whose reads and writes end when the request is due."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        self.close = inner.close  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        came = self._inner.read(max_bytes, _NOW.left(timeout, httpcore2.ReadTimeout))
        _NOW.room -= len(came)
        if _NOW.room < 0:
            raise SourceTrouble(Trouble.TOO_LARGE, "more came than a body of the largest size needs")
        return came

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _NOW.left(timeout, httpcore2.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _NOW.left(timeout, httpcore2.ConnectTimeout)))


class _Network(httpcore2.NetworkBackend):
    """Connects to judged addresses only."""

    _inner = httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:  # fmt: skip
        failed: Exception = httpcore2.ConnectError(f"the name {host} has no address")
        for address in [host] if _NOW.origins is None else _NOW.origins.addresses(host, port):
            most = _NOW.left(timeout, httpcore2.ConnectTimeout)
            try:
                return _Stream(self._inner.connect_tcp(address, port, most, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed


@functools.lru_cache(maxsize=4)
def _trust(bundle: str) -> ssl.SSLContext:
    """The authorities that are trusted: read once, since reading them takes as long as many requests."""
    if not bundle:
        return httpx2.create_ssl_context()
    folder = Path(bundle).is_dir()
    return ssl.create_default_context(cafile=None if folder else bundle, capath=bundle if folder else None)


def connections(most: int, proxy: str | None) -> httpcore2.ConnectionPool:
    """At most so many connections on that network, through a proxy where one is named.

    Authorities come from REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE, else SSL_CERT_FILE, else from certifi.

    Raises:
        SourceTrouble: UNREACHABLE, the proxy does not speak HTTP; its address may hold a password and is not repeated.
    """
    trust = _trust(os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or "")
    shared: dict[str, Any] = {
        "ssl_context": trust, "max_connections": max(most, 1), "keepalive_expiry": 5.0, "network_backend": _Network(),
    }  # fmt: skip
    if proxy is None:
        return httpcore2.ConnectionPool(**shared)
    try:
        named = httpx2.Proxy(proxy)
    except (ValueError, httpx2.InvalidURL) as error:
        raise SourceTrouble(Trouble.UNREACHABLE, "the environment names a proxy that is no address") from error
    if named.url.scheme not in PORTS:
        raise SourceTrouble(Trouble.UNREACHABLE, f"the environment names a proxy that is not HTTP ({named.url.scheme})")
    return httpcore2.HTTPProxy(str(named.url), proxy_auth=named.raw_auth, **shared)


def proxy_for(url: str, origins: Origins) -> str | None:
    """The proxy that the environment names for an address (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY).

    Raises:
        SourceTrouble: FORBIDDEN_ADDRESS, a proxy would have to connect to a private address, as far as we can know it.
    """
    parts, named = urlsplit(url), urllib.request.getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    try:
        origins.addresses(parts.hostname or "", parts.port or PORTS[parts.scheme])
    except SourceTrouble as trouble:
        if trouble.trouble is not Trouble.UNREACHABLE:  # some networks leave all names to their proxy
            raise
    return proxy if "://" in proxy else f"http://{proxy}"
