"""The policy as a requests adapter: for pages and boards, and inside `arxiv.Client`."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins
from pipeline.http.persistence import persist
from pipeline.http.policy import Trouble
from pipeline.http.wire import bind, late, sending

Inspect = Callable[[requests.Response], str | None]


class PolicyAdapter(HTTPAdapter):
    """Sends requests one policy's way.

    `inspect` may name what is wrong with a 200 answer (HTML instead of a feed, a cut body): it is
    then retried like any other failure. The body is read whole, bounded, before anyone sees it.
    """

    def __init__(self, meter: Meter, origins: Origins, inspect: Inspect = lambda _response: None) -> None:
        super().__init__(max_retries=0, pool_connections=8, pool_maxsize=8)
        self._meter = meter
        self._origins = origins
        self._inspect = inspect

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:  # noqa: ANN401, FBT001, FBT002
        """Connections that go to judged addresses, and answers that come in time."""
        super().init_poolmanager(connections, maxsize, block, **more)
        bind(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:  # noqa: ANN401  the library's signature
        """The same through a proxy, which resolves names itself."""
        manager = super().proxy_manager_for(proxy, **more)
        bind(manager)
        return manager

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002
        timeout: Any = None,  # noqa: ANN401, ARG002
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: Any = None,  # noqa: ANN401
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send, wait and send again as the policy says.

        Raises:
            SourceTrouble: nothing usable came.
        """
        asked = request.url or ""
        request.url = self._origins.target(asked)

        def once() -> requests.Response:
            response = self._once(request, verify, cert, proxies)
            wrong = self._inspect(response) if response.status_code == 200 else None
            if wrong:
                raise SourceTrouble(Trouble.MALFORMED, wrong)
            return response

        response = persist(self._meter, asked, once)
        response.url = asked
        return response

    def _once(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any, proxies: Mapping[str, str] | None  # noqa: ANN401, FBT001
    ) -> requests.Response:
        policy = self._meter.policy
        deadline = time.monotonic() + policy.total_timeout
        try:
            if requests.utils.select_proxy(request.url or "", dict(proxies or {})):
                self._judge(request.url or "")
            with sending(deadline, policy.max_bytes, self._origins):
                response, body = self._read(request, deadline, verify, cert, proxies)
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError) as error:
            raise SourceTrouble(Trouble.TIMED_OUT, late(policy, deadline) or type(error).__name__) from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise SourceTrouble(Trouble.UNREACHABLE, _short(error)) from error
        response._content = bytes(body)  # noqa: SLF001  what `response.content` would set after reading
        response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001
        self._meter.count(bytes=len(body))
        return response


    def _judge(self, url: str) -> None:
        """Refuse a private address before a proxy is asked to connect to it, as far as we can know it."""
        parts = urlsplit(url)
        try:
            self._origins.addresses(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        except SourceTrouble as trouble:
            if trouble.trouble is not Trouble.UNREACHABLE:  # some networks leave all names to their proxy
                raise

    def _read(
        self, request: requests.PreparedRequest, deadline: float, verify: bool | str, cert: Any, proxies: Mapping[str, str] | None  # noqa: ANN401, FBT001
    ) -> tuple[requests.Response, bytearray]:
        policy = self._meter.policy
        response = super().send(request, stream=True, timeout=(policy.connect_timeout, policy.read_timeout),
                                verify=verify, cert=cert, proxies=proxies)  # fmt: skip
        body = bytearray()
        try:
            # `iter_content` waits until a block is full: a slow drip would never reach the deadline.
            while block := response.raw.read1(65536, decode_content=True):
                body += block
                if len(body) > policy.max_bytes:
                    raise SourceTrouble(Trouble.TOO_LARGE, f"more than {policy.max_bytes} bytes")
                if time.monotonic() > deadline:
                    raise SourceTrouble(Trouble.TIMED_OUT, f"not whole after {policy.total_timeout:.0f} s")
        finally:
            response.close()
        return response, body


def _short(error: Exception) -> str:
    """The last words of a nested network error: requests wraps urllib3 wraps the cause."""
    cause: BaseException = error
    while (under := cause.__cause__ or cause.__context__) is not None and under is not cause:
        cause = under
    return f"{type(error).__name__}: {cause}"[:200]


def session(meter: Meter, origins: Origins, inspect: Inspect = lambda _response: None) -> requests.Session:
    """A requests session under the policy, with an honest name and no redirects of its own."""
    made = requests.Session()
    adapter = PolicyAdapter(meter, origins, inspect)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    made.trust_env = True
    made.auth = _nobody
    return made


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No credentials: without this, requests takes those that ~/.netrc has for the host."""
    return request
