"""The policy as an httpx2 transport, plugged under huggingface_hub through `set_client_factory`."""

import functools
import ssl
import time
import zlib
from collections.abc import Callable, Iterator

import httpx2

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins
from pipeline.http.persistence import persist
from pipeline.http.policy import Trouble, room_left
from pipeline.http.wire import HubWire, late, sending

Inspect = Callable[[httpx2.Response], str | None]


@functools.lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The authorities that are trusted: read once, since reading them takes as long as many requests."""
    return httpx2.create_ssl_context()


class PolicyTransport(httpx2.BaseTransport):
    """Sends requests one policy's way; reads the whole body, bounded, before anyone sees the answer.

    `inspect` may name what is wrong with a 200 answer: it is then retried like any other failure.
    """

    def __init__(self, meter: Meter, origins: Origins, inspect: Inspect = lambda _response: None) -> None:
        self._meter = meter
        self._origins = origins
        self._inspect = inspect
        self._inner = HubWire(_trust(), max(meter.policy.concurrency, 1))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send, wait and send again as the policy says.

        Raises:
            SourceTrouble: nothing usable came.
        """
        policy = self._meter.policy
        request.extensions = {**request.extensions, "timeout": {
            "connect": policy.connect_timeout, "read": policy.read_timeout,
            "write": policy.read_timeout, "pool": policy.total_timeout,
        }}  # fmt: skip
        request.headers["Accept-Encoding"] = "gzip"

        def once() -> httpx2.Response:
            response = self._once(request)
            wrong = self._inspect(response) if response.status_code == 200 else None
            if wrong:
                raise SourceTrouble(Trouble.MALFORMED, wrong)
            return response

        response = persist(self._meter, str(request.url), once)
        self._heed(response)
        return response

    def _heed(self, response: httpx2.Response) -> None:
        room = room_left(response.headers)
        if room is not None and room[0] == 0 and response.status_code < 400:
            self._meter.hold(room[1] + 1.0, "the window's requests are used up")

    def _once(self, request: httpx2.Request) -> httpx2.Response:
        policy = self._meter.policy
        deadline = time.monotonic() + policy.total_timeout
        try:
            with sending(deadline, policy.max_bytes, self._origins):
                raw = self._inner.handle_request(request)
                try:
                    body = b"".join(self._bounded(raw, deadline))
                finally:
                    raw.close()
        except httpx2.TimeoutException as error:
            raise SourceTrouble(Trouble.TIMED_OUT, late(policy, deadline) or type(error).__name__) from error
        except httpx2.HTTPError as error:
            raise SourceTrouble(Trouble.UNREACHABLE, f"{type(error).__name__}: {error}") from error
        expected = raw.headers.get("content-length", "")
        if (
            request.method != "HEAD"
            and expected.isdigit()
            and raw.status_code not in {204, 304}
            and len(body) != int(expected)
        ):
            raise SourceTrouble(Trouble.UNREACHABLE, f"the body was cut: {len(body)} of {expected} bytes")
        decoded = self._decoded(body, raw.headers.get("content-encoding", "").strip().lower())
        self._meter.count(bytes=len(body))
        headers = [
            (k, v)
            for k, v in raw.headers.multi_items()
            if k.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
        ]
        return httpx2.Response(raw.status_code, headers=headers, content=decoded, request=request)

    def _bounded(self, response: httpx2.Response, deadline: float) -> Iterator[bytes]:
        size = 0
        for block in response.stream:  # type: ignore[union-attr]
            size += len(block)
            if size > self._meter.policy.max_bytes:
                raise SourceTrouble(Trouble.TOO_LARGE, f"more than {self._meter.policy.max_bytes} bytes")
            if time.monotonic() > deadline:
                raise SourceTrouble(Trouble.TIMED_OUT, f"not whole after {self._meter.policy.total_timeout:.0f} s")
            yield block

    def _decoded(self, body: bytes, encoding: str) -> bytes:
        if not body or encoding in {"", "identity"}:
            return body
        if encoding not in {"gzip", "x-gzip", "deflate"}:
            raise SourceTrouble(Trouble.MALFORMED, f"the encoding {encoding[:20]!r} was not asked for")
        machine = zlib.decompressobj(wbits=47 if "gzip" in encoding else zlib.MAX_WBITS)
        try:
            out = machine.decompress(body, self._meter.policy.max_bytes + 1)
        except zlib.error as error:
            raise SourceTrouble(Trouble.UNREACHABLE, f"the compressed body is broken ({error})") from error
        if len(out) > self._meter.policy.max_bytes or machine.unconsumed_tail:
            raise SourceTrouble(Trouble.TOO_LARGE, f"more than {self._meter.policy.max_bytes} bytes when unpacked")
        return out

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()
