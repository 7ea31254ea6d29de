"""A gentle look at a web page: one GET, redirects followed only to hosts that the catalog names, little read."""

from collections.abc import Collection
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from requests.exceptions import RequestException

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins, origin
from pipeline.http.page_adapter import session
from pipeline.http.policy import Trouble
from pipeline.sources.links.states import PERMANENT, Look, title_says_not_found

_OURS: Final = frozenset({Trouble.BUDGET, Trouble.FORBIDDEN_ADDRESS, Trouble.LIMITED})


class Looked(NamedTuple):
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
        self._allowed = frozenset(hosts)
        self._session = session(meter, origins)
        self._session.headers.update({"User-Agent": user_agent, "Accept": "text/html,*/*;q=0.5"})

    def look(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Looked:
        """One look. Never raises: that nothing came is what was seen."""
        headers = {"If-None-Match": etag} if etag else {"If-Modified-Since": modified} if modified else {}
        here, permanent, hops = url, True, 0
        try:
            self.meter.ask()
            while True:
                response = self._session.get(here, headers=headers, allow_redirects=False)
                status, head = response.status_code, response.headers
                if status == 304:
                    self.meter.count(not_modified=1)
                    return Looked(
                        Look(url, 200, here, permanent=hops > 0 and permanent), etag, modified, head.get("date")
                    )
                if status not in {301, 302, 303, 307, 308} or not head.get("location"):
                    break
                permanent, hops = permanent and status in PERMANENT, hops + 1
                target = urljoin(here, head["location"])
                if urlsplit(target).scheme not in {"http", "https"}:
                    return Looked(Look(url, None, here, reason="it redirects to what is no web address"))
                here = target.partition("#")[0]
                if origin(here) not in self._allowed:
                    # Its word is enough: a host that nobody named is not asked.
                    return Looked(Look(url, 200, here, permanent=permanent), date=head.get("date"))
                if hops > self.meter.policy.max_hops:
                    return Looked(Look(url, None, here, reason="it redirects without end"), date=head.get("date"))
                self.meter.count(hops=1)
        except SourceTrouble as trouble:
            if trouble.trouble is Trouble.TOO_LARGE:  # it is there, and long
                return Looked(Look(url, 200, here, permanent=hops > 0 and permanent))
            if trouble.trouble is Trouble.SERVER:
                return Looked(Look(url, 500, here, reason=trouble.reason))
            ours = trouble.trouble in _OURS or trouble.reason.startswith("not asked")
            look = Look(url, None, here, reason=f"{trouble.trouble}: {trouble.reason}", said_nothing=ours)
            return Looked(look, enough=ours and trouble.trouble is not Trouble.FORBIDDEN_ADDRESS)
        except (RequestException, ValueError) as error:
            return Looked(Look(url, None, here, reason=f"not an address that can be asked ({type(error).__name__})"))
        look = Look(
            url, response.status_code, here, permanent=hops > 0 and permanent,
            not_found_title=response.status_code == 200 and title_says_not_found(response.content),
        )  # fmt: skip
        return Looked(look, head.get("etag"), head.get("last-modified"), head.get("date"), response.content)
