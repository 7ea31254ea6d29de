"""Pages and files of leaderboards: requests, conditional, redirects followed only inside the catalog's hosts."""

from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urljoin

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins, origin
from pipeline.http.page_adapter import session
from pipeline.http.policy import Trouble


class Page(NamedTuple):
    """A file or page as it came. `unchanged` means the server said 304: there is no body."""

    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None
    date: str | None
    url: str
    unchanged: bool = False


class PageClient:
    """Fetches addresses that the catalog names."""

    def __init__(self, meter: Meter, origins: Origins, user_agent: str, hosts: Collection[str] = ()) -> None:
        self.meter = meter
        self._origins = origins
        self._allowed = frozenset(hosts)
        self._session = session(meter, origins)
        self._session.headers["User-Agent"] = user_agent

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Page:
        """One address, asked conditionally where an ETag or date is known.

        Raises:
            SourceTrouble: no usable answer, or a redirect to a host that the catalog does not name.
        """
        self.meter.ask()
        headers = {"Accept": "*/*"}
        if etag:
            headers["If-None-Match"] = etag
        elif last_modified:
            headers["If-Modified-Since"] = last_modified
        here = url
        for _hop in range(self.meter.policy.max_hops + 1):
            response = self._session.get(here, headers=headers, allow_redirects=False)
            status = response.status_code
            if status == 304:
                self.meter.count(not_modified=1)
                return Page(b"", None, etag, last_modified, response.headers.get("date"), here, unchanged=True)
            if status in {301, 302, 303, 307, 308}:
                target = urljoin(here, response.headers.get("location", ""))
                if origin(target) != origin(url) and origin(target) not in self._allowed:
                    raise SourceTrouble(Trouble.ELSEWHERE, f"it redirects to {origin(target)}", url)
                self.meter.count(hops=1)
                here = target
                continue
            if status != 200:
                kind = Trouble.NOT_FOUND if status in {404, 410} else Trouble.REFUSED if status < 500 else Trouble.SERVER
                raise SourceTrouble(kind, f"HTTP {status}", url)
            h = response.headers
            return Page(response.content, h.get("content-type"), h.get("etag"), h.get("last-modified"), h.get("date"), here)
        raise SourceTrouble(Trouble.ELSEWHERE, "it redirects without end", url)
