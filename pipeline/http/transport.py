"""The policy carried out: asked conditionally, bounded, redirected only inside the hosts that the catalog names.

Connections go only to addresses that were judged (a name that is resolved again may lead elsewhere), or through the
proxy that the environment names. The library's time-outs bound one read each, which an upstream that sends a byte a
second never meets: every read here also ends when its whole request is due.
"""

import functools
import math
import os
import ssl
import threading
import time
import urllib.request
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2

from pipeline.http.meter import Bucket, Meter
from pipeline.http.origins import PORTS, Origins, origin
from pipeline.http.policy import RETRIABLE, SourceTrouble, Trouble, pause_before_next, retry_after, room_left

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_NOT_WHOLE: Final = {203: "a body that a proxy changed", 206: "a part of the body, though all was asked for"}
_PUT_OFF: Final = 9
"""So often may a full window put one request off, while others are answered, without counting as an attempt."""


class _Sending(threading.local):
    """What this thread sends: when it is due (monotonic seconds), where it may go (None: anywhere)."""

    due: float = math.inf
    origins: Origins | None = None

    def left(self, timeout: float | None, otherwise: Callable[[str], Exception]) -> float:
        """Seconds that its next step may take."""
        left = self.due - time.monotonic()
        if left <= 0:
            raise otherwise("not whole in time")
        return left if timeout is None else min(left, timeout)


_NOW: Final = _Sending()


class _Stream(httpcore2.NetworkStream):
    """A connection whose reads and writes end when the request is due."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        self.close = inner.close  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _NOW.left(timeout, httpcore2.ReadTimeout))

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


def _connections(most: int, proxy: str | None) -> httpcore2.ConnectionPool:
    """At most so many connections, through a proxy where one is named, which may hold a password and is not repeated.

    Authorities come from REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE, else SSL_CERT_FILE, else from certifi.
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


def _proxy_for(url: str, origins: Origins) -> str | None:
    """The proxy that the environment names for an address (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY).

    Raises FORBIDDEN_ADDRESS where a proxy would have to connect to a private address, as far as we can know it.
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


class FetchedPage(NamedTuple):
    """An answer with its whole body, unpacked, and where it came from (`permanent`: by redirects for good alone).

    A `status` of REDIRECTS means that `url`, where it leads, was not asked.
    """

    status: int
    headers: httpx2.Headers
    body: bytes
    url: str = ""
    hops: int = 0
    permanent: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether the server says that what we have is still so: there is no body then."""
        return self.status == 304

    @property
    def etag(self) -> str | None:
        """The ETag."""
        return self.headers.get("etag")

    @property
    def date(self) -> str | None:
        """The server's own date of the answer."""
        return self.headers.get("date")


def joined(here: str, target: str) -> str:
    """Where a redirect or a next link leads; SourceTrouble where that is no address ("http://[", "//host:x")."""
    try:
        found = urljoin(here, target)
        origin(found)
    except ValueError as error:
        raise SourceTrouble(Trouble.MALFORMED, "it leads to what is no address", here) from error
    return found


class PageClient:
    """Fetches addresses that the catalog names. `headers` go to the hosts that are allowed, and to no other.

    `inspect` may name what is wrong with a 200 answer, which is then retried like any other failure.
    """

    def __init__(
        self, meter: Meter, origins: Origins, headers: Mapping[str, str], hosts: Collection[str] = (),
        inspect: Callable[[FetchedPage], str | None] = lambda _page: None,
    ) -> None:  # fmt: skip
        self.meter = meter
        self._origins, self._headers, self._allowed, self._inspect = origins, dict(headers), frozenset(hosts), inspect
        self._pools: dict[str | None, httpcore2.ConnectionPool] = {}

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.close()

    def look(self, url: str, *, etag: str | None = None, modified: str | None = None, kind: str = "logical") -> FetchedPage:
        """One address, whatever it answers; redirects lead to allowed hosts only. `kind` is how it is counted."""
        self.meter.ask(url, kind)
        headers = dict(self._headers)
        if etag and etag.isascii():  # it came with other signs, and cannot be sent
            headers["If-None-Match"] = etag
        elif modified and modified.isascii():
            headers["If-Modified-Since"] = modified
        here, hops, permanent = url, 0, True
        while True:
            page = self._taken(here, headers)
            if page.unchanged and not (etag or modified):
                raise SourceTrouble(Trouble.MALFORMED, "not modified, though all was asked for", here)
            if page.unchanged:
                self.meter.count(not_modified=1)
            if page.status not in REDIRECTS or not page.headers.get("location"):
                return page._replace(url=here, hops=hops, permanent=hops > 0 and permanent)
            permanent, hops = permanent and page.status in _PERMANENT, hops + 1
            here = joined(here, page.headers["location"]).partition("#")[0]
            if origin(here) not in {origin(url), *self._allowed} or hops > self.meter.policy.max_hops:
                return page._replace(body=b"", url=here, hops=hops, permanent=permanent)
            self.meter.count(hops=1)

    def get(self, url: str, *, etag: str | None = None) -> FetchedPage:
        """One address that has what is asked for, or has not changed; SourceTrouble for any other answer."""
        return self.believed(self.look(url, etag=etag), url)

    def believed(self, page: FetchedPage, url: str, missing: Collection[int] = (404, 410)) -> FetchedPage:
        """The page, if it is what was asked for or has not changed; else NOT_FOUND, ELSEWHERE, REFUSED or SERVER."""
        if page.status in REDIRECTS:
            end = not page.headers.get("location") or page.hops > self.meter.policy.max_hops
            where = "without end" if end else f"to {origin(page.url)}"
            raise SourceTrouble(Trouble.ELSEWHERE, f"it redirects {where}", url)
        if page.status not in {200, 304}:
            kind = Trouble.NOT_FOUND if page.status in missing else Trouble.REFUSED if page.status < 500 else Trouble.SERVER
            raise SourceTrouble(kind, f"HTTP {page.status}", url)
        return page

    def _taken(self, url: str, headers: Mapping[str, str]) -> FetchedPage:
        """The first answer that the policy takes: send, wait and send again as it says."""
        meter, bucket, request = self.meter, self.meter.bucket(url), self._request(url, headers)
        refusals, failures = 0, 0
        while True:
            meter.admit(bucket)
            try:
                return self._sent(url, request, bucket)
            except SourceTrouble as trouble:
                ended, refused = trouble, trouble.trouble is Trouble.LIMITED
            refusals, failures = refusals + refused, failures + (not refused)
            # A refusal's wait is the bucket's, and so are the attempts to see it end.
            attempt = max(bucket.waits + 1, refusals - _PUT_OFF) if refused else failures
            # Another request failed, retries and all, and none was answered since: a second opinion, and brief.
            policy = replace(meter.policy, attempts=1) if bucket.failures and not refused else meter.policy
            pause = pause_before_next(policy, ended.trouble, attempt=attempt, jitter=meter.chance(), asked=ended.asked)
            try:
                if pause is not None and refused:
                    meter.close(bucket, pause, ended.reason)
                elif pause is not None:
                    meter.wait(pause, ended.reason, ended.trouble)
            except SourceTrouble as too_long:
                ended, pause = too_long, None
            if pause is None:
                tries = f" (after {attempt} attempts)" if attempt > 1 else ""
                given_up = SourceTrouble(ended.trouble, f"{ended.reason}{tries}", url)
                meter.failed(bucket, given_up)
                raise given_up
            meter.count(retries=1)

    def _sent(self, url: str, request: httpx2.Request, bucket: Bucket) -> FetchedPage:
        """Send once: an answer to take; the bucket learns of it, and of why there is none."""
        room, good, refused = None, False, False
        try:
            with self.meter.turn(url):
                answer = self._once(request)
            room = room_left(answer.headers)
            if answer.status in RETRIABLE:
                trouble = Trouble.LIMITED if answer.status == 429 else Trouble.SERVER
                raise SourceTrouble(trouble, f"HTTP {answer.status}", asked=retry_after(answer.headers, datetime.now(UTC)))
            good, refused = True, answer.status >= 400 and "x-error-code" not in answer.headers
            return answer
        finally:
            self.meter.came(bucket, room, good=good, refused=refused)

    def _request(self, url: str, headers: Mapping[str, str]) -> httpx2.Request:
        asked, policy = {**headers, "Accept-Encoding": "gzip"}, self.meter.policy
        times = httpx2.Timeout(policy.read_timeout, connect=policy.connect_timeout, pool=policy.total_timeout).as_dict()
        try:
            return httpx2.Request("GET", self._origins.target(url), headers=asked, extensions={"timeout": times})
        except (httpx2.InvalidURL, ValueError) as error:
            raise SourceTrouble(Trouble.FORBIDDEN_ADDRESS, f"no address that can be asked ({error})", url) from error

    def _once(self, request: httpx2.Request) -> FetchedPage:
        policy, proxy = self.meter.policy, _proxy_for(str(request.url), self._origins)
        _NOW.due, _NOW.origins = time.monotonic() + policy.total_timeout, self._origins if proxy is None else None
        try:
            answer = self._received(request, proxy)
        except httpcore2.TimeoutException as error:
            late = f"not whole after {policy.total_timeout:.0f} s"
            reason = late if time.monotonic() >= _NOW.due else type(error).__name__
            raise SourceTrouble(Trouble.TIMED_OUT, reason) from error
        except httpcore2.LocalProtocolError as error:  # its text quotes our own headers
            raise SourceTrouble(Trouble.REFUSED, "not sent: HTTP allows no such header") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError, httpcore2.UnsupportedProtocol) as error:
            raise SourceTrouble(Trouble.UNREACHABLE, f"{type(error).__name__}: {error}"[:200]) from error
        wrong = self._inspect(answer) if answer.status == 200 else _NOT_WHOLE.get(answer.status) if policy.whole else None
        if wrong:
            raise SourceTrouble(Trouble.MALFORMED, wrong)
        return answer

    def _received(self, request: httpx2.Request, proxy: str | None) -> FetchedPage:
        policy = self.meter.policy
        if proxy not in self._pools:
            self._pools.setdefault(proxy, _connections(policy.concurrency, proxy))
        sent = httpcore2.Request(request.method, str(request.url), headers=request.headers.raw, extensions=request.extensions)
        raw, body = self._pools[proxy].handle_request(sent), bytearray()
        try:
            for block in raw.iter_stream():
                body += block
                if len(body) > policy.max_bytes:
                    break
        except (httpcore2.RemoteProtocolError, httpcore2.ReadError) as error:  # it answers: its host is not down
            raise SourceTrouble(Trouble.MALFORMED, f"the body was cut ({type(error).__name__})") from error
        finally:
            raw.close()
        headers = httpx2.Headers(raw.headers)
        if policy.whole and len(body) > policy.max_bytes:
            raise SourceTrouble(Trouble.TOO_LARGE, f"more than {policy.max_bytes} bytes")
        self.meter.count(bytes=len(body))
        packed = headers.pop("content-encoding", "").strip().lower()
        return FetchedPage(raw.status, headers, _unpacked(bytes(body), packed, policy.max_bytes, whole=policy.whole))


def _unpacked(body: bytes, encoding: str, most: int, *, whole: bool) -> bytes:
    """A body as it was before it was packed; of one that need not be `whole` about the first `most` bytes."""
    if not body or encoding in {"", "identity"}:
        return body
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise SourceTrouble(Trouble.MALFORMED, f"the encoding {encoding[:20]!r} was not asked for")
    out, rest = b"", body
    while rest and len(out) <= most:  # a body may be packed in several members, one after the other
        machine = zlib.decompressobj(wbits=47 if "gzip" in encoding else zlib.MAX_WBITS)
        try:
            out += machine.decompress(rest, most + 1 - len(out))
        except zlib.error as error:
            raise SourceTrouble(Trouble.MALFORMED, f"the compressed body is broken ({error})") from error
        if whole and not machine.eof and len(out) <= most:
            raise SourceTrouble(Trouble.MALFORMED, "the compressed body was cut")
        rest = machine.unused_data
    if whole and len(out) > most:
        raise SourceTrouble(Trouble.TOO_LARGE, f"more than {most} bytes when unpacked")
    return out
