"""A gentle look at a web page: one GET, redirects followed only to hosts that the catalog names, little read."""

from typing import Final
from urllib.parse import urlsplit

from pipeline.http.meter import SourceTrouble
from pipeline.http.pages import REDIRECTS, PageClient
from pipeline.http.policy import Trouble
from pipeline.sources.links.states import LinkCheck, is_not_found_title

_OURS: Final = frozenset({Trouble.BUDGET, Trouble.FORBIDDEN_ADDRESS, Trouble.LIMITED})


def check_link(url: str, pages: PageClient, *, etag: str | None = None, modified: str | None = None) -> LinkCheck:
    """One look. Never raises: that nothing came is what was seen."""
    try:
        page = pages.look(url, etag=etag, modified=modified)
    except SourceTrouble as trouble:
        return _nothing(url, trouble)
    except ValueError as error:
        return LinkCheck(url, None, url, reason=f"not an address that can be asked ({type(error).__name__})")
    if page.unchanged:
        return LinkCheck(url, 200, page.url, page.permanent, etag=etag, modified=modified, date=page.date)
    if page.status not in REDIRECTS or not page.headers.get("location"):
        missing = page.status == 200 and is_not_found_title(page.body)
        return LinkCheck(url, page.status, page.url, page.permanent, missing, etag=page.etag,
                    modified=page.headers.get("last-modified"), date=page.date, body=page.body)  # fmt: skip
    # It was not followed: its word is enough where it leads to a host that nobody named.
    if urlsplit(page.url).scheme not in {"http", "https"}:
        return LinkCheck(url, None, page.url, reason="it redirects to what is no web address", date=page.date)
    if page.hops > pages.meter.policy.max_hops:
        return LinkCheck(url, None, page.url, reason="it redirects without end", date=page.date)
    return LinkCheck(url, 200, page.url, page.permanent, date=page.date)


def _nothing(url: str, trouble: SourceTrouble) -> LinkCheck:
    """What it means for a link that no answer came."""
    here = trouble.url or url
    if trouble.trouble is Trouble.SERVER:
        return LinkCheck(url, 500, here, reason=trouble.reason)
    ours = trouble.trouble in _OURS or trouble.reason.startswith("not asked")
    enough = ours and trouble.trouble is not Trouble.FORBIDDEN_ADDRESS
    return LinkCheck(url, None, here, reason=f"{trouble.trouble}: {trouble.reason}", inconclusive=ours, enough=enough)
