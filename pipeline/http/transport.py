"""The policy carried out: one way to ask, which an adapter also puts under libraries that stand on requests."""

import io
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpcore2
import httpx2
import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from pipeline.http.meter import Bucket, Meter, SourceTrouble
from pipeline.http.network import connections, proxy_for, sending
from pipeline.http.origins import Origins
from pipeline.http.policy import RETRIABLE, Trouble, pause_before_next, retry_after, room_left

_UNWRAPPED: Final = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
"""Headers that speak of the body as it was sent: an answer has it unpacked."""
_NOT_WHOLE: Final = {203: "a body that a proxy changed", 206: "a part of the body, though all was asked for"}


class HttpResponse(NamedTuple):
    """One answer with its whole body, unpacked."""

    status_code: int
    headers: httpx2.Headers
    content: bytes


Inspect = Callable[[HttpResponse], str | None]
MOST_REFUSALS: Final = 12
"""So often may a full window put one request off, while others are answered."""


class Asker:
    """Asks one policy's way; reads the whole body, bounded, before anyone sees the answer.

    `inspect` may name what is wrong with a 200 answer (HTML instead of a feed, other bytes than those of
    its ETag): it is then retried like any other failure.
    """

    def __init__(self, meter: Meter, origins: Origins, inspect: Inspect = lambda _answer: None) -> None:
        self._meter = meter
        self._origins = origins
        self._inspect = inspect
        self._pools: dict[str | None, httpcore2.ConnectionPool] = {}

    def ask(self, url: str, headers: Iterable[tuple[str, str]] = (), method: str = "GET", content: bytes = b"") -> HttpResponse:
        """The first answer that the policy takes: send, wait and send again as it says.

        Raises:
            SourceTrouble: nothing usable came, in the attempts and the waiting that the policy allows.
        """
        meter, bucket = self._meter, self._meter.bucket(url)
        request = self._request(url, headers, method, content)
        attempt, refusals, seen = 0, 0, -1
        while True:
            probes = meter.admit(bucket)
            attempt += 1
            answer = self._sent(url, request, bucket)
            if isinstance(answer, HttpResponse):
                return answer
            refused = answer.trouble is Trouble.LIMITED
            if refused and bucket.answered > seen and refusals < MOST_REFUSALS:
                attempt = 1  # others were answered since: the window is full, and this one's turn comes
            refusals, seen = refusals + refused, bucket.answered
            if refused:
                attempt = max(attempt, probes + 1)  # the wait is the bucket's, and so are the attempts to see it end
            # Another request failed, retries and all, and none was answered since: this one is the second opinion, and brief.
            policy = replace(meter.policy, attempts=1) if bucket.failures and not refused else meter.policy
            pause = pause_before_next(policy, answer.trouble, attempt=attempt, jitter=meter.chance(), asked=answer.asked)
            if pause is None:
                tries = f" (after {attempt} attempts)" if attempt > 1 else ""
                given_up = SourceTrouble(answer.trouble, f"{answer.reason}{tries}", url)
                meter.failed(bucket, given_up)
                raise given_up
            try:
                if refused:
                    meter.close(bucket, pause, answer.reason)
                else:
                    meter.wait(pause, answer.reason, answer.trouble)
            except SourceTrouble as too_long:
                meter.failed(bucket, too_long)
                raise
            meter.count(retries=1)

    def _sent(self, url: str, request: httpx2.Request, bucket: Bucket) -> HttpResponse | SourceTrouble:
        """Send once: an answer to take, or why there is none; the bucket learns of it."""
        room, good, refused = None, False, False
        try:
            with self._meter.turn(url):
                answer = self._once(request)
            status, room = answer.status_code, room_left(answer.headers)
            if status in RETRIABLE:
                trouble = Trouble.LIMITED if status == 429 else Trouble.SERVER
                return SourceTrouble(trouble, f"HTTP {status}", asked=retry_after(answer.headers, datetime.now(UTC)))
            good, refused = True, status >= 400 and "x-error-code" not in answer.headers
        except SourceTrouble as trouble:
            return trouble
        finally:
            self._meter.came(bucket, room, good=good, refused=refused)
        return answer

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.close()

    def _request(self, url: str, headers: Iterable[tuple[str, str]], method: str, content: bytes) -> httpx2.Request:
        target = self._origins.target(url)
        try:
            request = httpx2.Request(method, target, headers=list(headers), content=content or None)
        except (httpx2.InvalidURL, ValueError) as error:
            raise SourceTrouble(Trouble.FORBIDDEN_ADDRESS, f"no address that can be asked ({error})", url) from error
        request.headers["Accept-Encoding"] = "gzip"
        if target != url:
            request.headers["Host"] = request.url.netloc.decode("ascii")
        policy = self._meter.policy
        request.extensions = {**request.extensions, "timeout": {
            "connect": policy.connect_timeout, "read": policy.read_timeout,
            "write": policy.read_timeout, "pool": policy.total_timeout,
        }}  # fmt: skip
        return request

    def _once(self, request: httpx2.Request) -> HttpResponse:
        policy = self._meter.policy
        due = time.monotonic() + policy.total_timeout
        proxy = proxy_for(str(request.url))
        if proxy is not None:
            self._judge(str(request.url))
        try:
            with sending(due, policy.max_bytes, self._origins if proxy is None else None):
                answer = self._received(request, due, proxy)
        except httpcore2.TimeoutException as error:
            late = f"not whole after {policy.total_timeout:.0f} s"
            reason = late if time.monotonic() >= due else type(error).__name__
            raise SourceTrouble(Trouble.TIMED_OUT, reason) from error
        except httpcore2.LocalProtocolError as error:  # its text quotes our own headers
            raise SourceTrouble(Trouble.REFUSED, "not sent: HTTP allows no such header") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError, httpcore2.UnsupportedProtocol) as error:
            raise SourceTrouble(Trouble.UNREACHABLE, f"{type(error).__name__}: {error}"[:200]) from error
        wrong = self._inspect(answer) if answer.status_code == 200 else _NOT_WHOLE.get(answer.status_code) if policy.whole else None
        if wrong:
            raise SourceTrouble(Trouble.MALFORMED, wrong)
        return answer

    def _judge(self, url: str) -> None:
        """Refuse a private address before a proxy is asked to connect to it, as far as we can know it."""
        parts = urlsplit(url)
        try:
            self._origins.addresses(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        except SourceTrouble as trouble:
            if trouble.trouble is not Trouble.UNREACHABLE:  # some networks leave all names to their proxy
                raise

    def _received(self, request: httpx2.Request, due: float, proxy: str | None) -> HttpResponse:
        if proxy not in self._pools:
            self._pools.setdefault(proxy, connections(self._meter.policy.concurrency, proxy))
        sent = httpcore2.Request(
            request.method, str(request.url), headers=request.headers.raw, content=request.read(), extensions=request.extensions
        )
        raw = self._pools[proxy].handle_request(sent)
        try:
            body = self._bounded(raw, due)
        except (httpcore2.RemoteProtocolError, httpcore2.ReadError) as error:  # it answers: its host is not down
            raise SourceTrouble(Trouble.MALFORMED, f"the body was cut ({type(error).__name__})") from error
        finally:
            raw.close()
        headers = httpx2.Headers(raw.headers)
        expected = headers.get("content-length", "")
        unbound = request.method == "HEAD" or raw.status in {204, 304} or not self._meter.policy.whole
        if expected.isdigit() and not unbound and len(body) != int(expected):
            raise SourceTrouble(Trouble.MALFORMED, f"the body was cut: {len(body)} of {expected} bytes")
        self._meter.count(bytes=len(body))
        content = self._unpacked(body, headers.get("content-encoding", "").strip().lower())
        kept = [(k, v) for k, v in raw.headers if k.lower() not in _UNWRAPPED]
        return HttpResponse(raw.status, httpx2.Headers(kept), content)

    def _bounded(self, raw: httpcore2.Response, due: float) -> bytes:
        most, body = self._meter.policy.max_bytes, bytearray()
        for block in raw.iter_stream():
            body += block
            if len(body) > most and not self._meter.policy.whole:
                break
            if len(body) > most:
                raise SourceTrouble(Trouble.TOO_LARGE, f"more than {most} bytes")
            if time.monotonic() > due:
                raise SourceTrouble(Trouble.TIMED_OUT, f"not whole after {self._meter.policy.total_timeout:.0f} s")
        return bytes(body)

    def _unpacked(self, body: bytes, encoding: str) -> bytes:
        most = self._meter.policy.max_bytes
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
            if self._meter.policy.whole and not machine.eof and len(out) <= most:
                raise SourceTrouble(Trouble.MALFORMED, "the compressed body was cut")
            rest = machine.unused_data
        if self._meter.policy.whole and len(out) > most:
            raise SourceTrouble(Trouble.TOO_LARGE, f"more than {most} bytes when unpacked")
        return out


class RequestsAdapter(BaseAdapter):
    """The policy under requests, for libraries that stand on it."""

    def __init__(self, meter: Meter, origins: Origins, inspect: Inspect = lambda _answer: None) -> None:
        super().__init__()
        self._asker = Asker(meter, origins, inspect)

    def send(self, request: requests.PreparedRequest, *_given: Any, **_more: Any) -> requests.Response:  # noqa: ANN401  the policy's own limits hold
        """Ask as the policy says.

        Raises:
            SourceTrouble: nothing usable came.
        """
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = [(k, v if isinstance(v, str) else v.decode("latin-1")) for k, v in request.headers.items()]
        answer = self._asker.ask(request.url or "", headers, request.method or "GET", body)
        response = requests.Response()
        response.status_code = answer.status_code
        answer.headers.encoding = "latin-1"  # as requests reads them
        response.headers = CaseInsensitiveDict(answer.headers.items())
        response.raw = io.BytesIO(answer.content)
        response.url, response.request = request.url or "", request
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._asker.close()


def session(meter: Meter, origins: Origins, inspect: Inspect = lambda _answer: None) -> requests.Session:
    """A requests session under the policy."""
    made = requests.Session()
    made.mount("https://", adapter := RequestsAdapter(meter, origins, inspect))
    made.mount("http://", adapter)
    made.trust_env = False  # no credentials from ~/.netrc; proxies are the policy's own
    return made
