"""A gentle look at a web page: one GET, redirects followed only to hosts that the catalog names, little read."""

from collections.abc import Collection
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins
from pipeline.http.pages import REDIRECTS, FetchedPage, PageClient
from pipeline.http.policy import Trouble
from pipeline.sources.links.states import Look, title_says_not_found

_OURS: Final = frozenset({Trouble.BUDGET, Trouble.FORBIDDEN_ADDRESS, Trouble.LIMITED})


class LinkResponse(NamedTuple):
    """A look, with what the next one needs to be conditional, and the answer's date and body."""

    look: Look
    etag: str | None = None
    modified: str | None = None
    date: str | None = None
    body: bytes = b""
    enough: bool = False
    """The host asked us to slow down, is silent, or the budget is spent: no more of its links in this run."""


class LinkClient:
    """Looks at the links of one host."""

    def __init__(self, meter: Meter, origins: Origins, user_agent: str, hosts: Collection[str]) -> None:
        self.meter = meter
        headers = {"User-Agent": user_agent, "Accept": "text/html,*/*;q=0.5"}
        self._pages = PageClient(meter, origins, headers, hosts)

    def look(self, url: str, *, etag: str | None = None, modified: str | None = None) -> LinkResponse:
        """One look. Never raises: that nothing came is what was seen."""
        try:
            page = self._pages.look(url, etag=etag, modified=modified)
        except SourceTrouble as trouble:
            return _nothing(url, trouble)
        except ValueError as error:
            return LinkResponse(Look(url, None, url, reason=f"not an address that can be asked ({type(error).__name__})"))
        if page.unchanged:
            return LinkResponse(Look(url, 200, page.url, permanent=page.permanent), etag, modified, page.date)
        if page.status in REDIRECTS and page.headers.get("location"):
            return LinkResponse(self._led_away(url, page), date=page.date)
        missing = page.status == 200 and title_says_not_found(page.body)
        look = Look(url, page.status, page.url, permanent=page.permanent, not_found_title=missing)
        return LinkResponse(look, page.etag, page.headers.get("last-modified"), page.date, page.body)

    def _led_away(self, url: str, page: FetchedPage) -> Look:
        """A redirect that was not followed: its word is enough where it leads to a host that nobody named."""
        if urlsplit(page.url).scheme not in {"http", "https"}:
            return Look(url, None, page.url, reason="it redirects to what is no web address")
        if page.hops > self.meter.policy.max_hops:
            return Look(url, None, page.url, reason="it redirects without end")
        return Look(url, 200, page.url, permanent=page.permanent)


def _nothing(url: str, trouble: SourceTrouble) -> LinkResponse:
    """What it means for a link that no answer came."""
    here = trouble.url or url
    if trouble.trouble is Trouble.SERVER:
        return LinkResponse(Look(url, 500, here, reason=trouble.reason))
    ours = trouble.trouble in _OURS or trouble.reason.startswith("not asked")
    look = Look(url, None, here, reason=f"{trouble.trouble}: {trouble.reason}", said_nothing=ours)
    return LinkResponse(look, enough=ours and trouble.trouble is not Trouble.FORBIDDEN_ADDRESS)
