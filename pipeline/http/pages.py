"""Pages and files of the web: asked conditionally, redirects followed only inside the hosts that the catalog names."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx2

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins, origin
from pipeline.http.policy import Trouble
from pipeline.http.transport import Asker, Inspect

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PERMANENT: Final = frozenset({301, 308})


class FetchedPage(NamedTuple):
    """An answer and where it came from. A `status` of REDIRECTS means that `url`, where it leads, was not asked."""

    status: int
    headers: httpx2.Headers
    body: bytes
    url: str
    hops: int
    permanent: bool
    """Whether it was reached by redirects for good alone."""

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


class PageClient:
    """Fetches addresses that the catalog names. `headers` go to the hosts that are allowed, and to no other."""

    def __init__(
        self, meter: Meter, origins: Origins, headers: Mapping[str, str], hosts: Collection[str] = (), inspect: Inspect = lambda _answer: None
    ) -> None:
        self.meter = meter
        self._allowed = frozenset(hosts)
        self._headers = dict(headers)
        self._asker = Asker(meter, origins, inspect)

    def close(self) -> None:
        """Close the connections."""
        self._asker.close()

    def look(
        self, url: str, *, etag: str | None = None, modified: str | None = None, kind: str = "logical"
    ) -> FetchedPage:
        """One address, whatever it answers; redirects are followed to where `hosts` allow. `kind` is how it is counted.

        Raises:
            SourceTrouble: no answer.
        """
        self.meter.ask(url, kind)
        headers = dict(self._headers)
        if etag and etag.isascii():  # it came with other signs, and cannot be sent
            headers["If-None-Match"] = etag
        elif modified and modified.isascii():
            headers["If-Modified-Since"] = modified
        here, hops, permanent = url, 0, True
        while True:
            status, head, body = self._asker.ask(here, headers.items())
            if status == 304 and not (etag or modified):
                raise SourceTrouble(Trouble.MALFORMED, "not modified, though all was asked for", here)
            if status == 304:
                self.meter.count(not_modified=1)
            if status not in REDIRECTS or not head.get("location"):
                return FetchedPage(status, head, body, here, hops, permanent=hops > 0 and permanent)
            permanent, hops = permanent and status in PERMANENT, hops + 1
            here = urljoin(here, head["location"]).partition("#")[0]
            if not self._may_follow(here, url) or hops > self.meter.policy.max_hops:
                return FetchedPage(status, head, b"", here, hops, permanent)
            self.meter.count(hops=1)

    def get(self, url: str, *, etag: str | None = None) -> FetchedPage:
        """One address that has what is asked for, or has not changed.

        Raises:
            SourceTrouble: no usable answer, or a redirect to a host that is not allowed.
        """
        return self.believed(self.look(url, etag=etag), url)

    def believed(self, page: FetchedPage, url: str, missing: Collection[int] = (404, 410)) -> FetchedPage:
        """The page, if it is what was asked for or has not changed.

        Raises:
            SourceTrouble: NOT_FOUND for a status of `missing`, ELSEWHERE for a redirect, else REFUSED or SERVER.
        """
        if page.status in REDIRECTS:
            end = not page.headers.get("location") or page.hops > self.meter.policy.max_hops
            raise SourceTrouble(Trouble.ELSEWHERE, "it redirects without end" if end else f"it redirects to {origin(page.url)}", url)
        if page.status not in {200, 304}:
            kind = Trouble.NOT_FOUND if page.status in missing else Trouble.REFUSED if page.status < 500 else Trouble.SERVER
            raise SourceTrouble(kind, f"HTTP {page.status}", url)
        return page

    def _may_follow(self, target: str, asked: str) -> bool:
        if urlsplit(target).scheme not in {"http", "https"}:
            return False
        try:
            return origin(target) in {origin(asked), *self._allowed}
        except ValueError:  # a port that is none
            return False
