"""What an answer says about a link: fine, moved, led to a front page, or failing; and when failing means dead.

A link is called dead only after it failed in several runs over days. Until then that it fails is
run state and no snapshot, and a redirect that says it is temporary moves nothing.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from pipeline.layout.catalog import TEXTS, Curated, links_of
from pipeline.sources.json_fields import day_of, days_since

DEAD_RUNS: Final = 3
"""Runs, one a day counted, in which a link must have failed."""
DEAD_DAYS: Final = 3
"""Days that must lie between the first and the last of them."""
KEPT_FAILURES: Final = 10
RECHECK_DAYS: Final = 7
"""A link that answered is asked again after that many days."""

CANNOT_TELL: Final = frozenset({401, 402, 403, 405, 406, 407, 409, 418, 421, 423, 429, 451, 460, 498, 499, 530, 999})
"""Answers of sites that do not talk to programs: they say nothing about the page."""
_ELSEWHERE: Final = frozenset({"arxiv.org", "export.arxiv.org", "www.arxiv.org"})
"""Hosts that another source asks, at its own pace."""
_GATE: Final = re.compile(
    r"/(?:log-?in|sign-?in|sign-?up|auth|oauth2?|sso|consent|captcha|challenge|verify|cookie)\b", re.IGNORECASE
)
_LOCALE: Final = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_INDEX: Final = frozenset({"index.html", "index.htm", "index.php", "home"})
_TITLE: Final = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_NOT_FOUND_TITLE: Final = re.compile(r"\b404\b|page not found|not found\W*$|页面不存在|找不到页面", re.IGNORECASE)

Seen = Literal["ok", "moved", "failing", "unknown"]


def shown_links(curated: Curated) -> tuple[str, ...]:
    """The links that the list shows outside of its texts, each once, in order, but what another source asks."""
    found = dict.fromkeys(link.url for link in links_of(curated) if link.place not in TEXTS)
    return tuple(url for url in found if (urlsplit(url).hostname or "") not in _ELSEWHERE)


def verdict(url: str, status: int | None, final_url: str, *, permanent: bool = False, body: bytes = b"") -> Seen:
    """What a look says: the last status (None: no answer), where it led, whether for good; "failing" is not yet dead."""
    title = _TITLE.search(body[:65_536]) if status == 200 else None
    if title and _NOT_FOUND_TITLE.search(title[1].decode(errors="replace").strip()):
        return "failing"
    if status in CANNOT_TELL:
        return "unknown"
    if status is None or status >= 400:
        return "failing"
    if same_page(url, final_url) or _GATE.search(urlsplit(final_url).path):
        return "ok"
    leads_to_front = _parts(url)[1] and not _parts(final_url)[1]
    return "moved" if permanent or leads_to_front else "ok"


def same_page(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but scheme, "www.", case, final slash, index page, locale, query."""
    (host, parts), (other_host, others) = _parts(one), _parts(other)
    return host == other_host and parts == others


def _parts(url: str) -> tuple[str, tuple[str, ...]]:
    split = urlsplit(url)
    parts = [p.casefold() for p in split.path.split("/") if p]
    if parts and parts[-1] in _INDEX:
        parts.pop()
    if parts and _LOCALE.fullmatch(parts[0]) and len(parts[0]) in {2, 5, 6, 7}:
        parts.pop(0)
    return (split.hostname or "").removeprefix("www."), tuple(parts)


def remember(memory: Mapping[str, Any], seen: Seen, today: date) -> dict[str, Any]:
    """A link's run state after a look: when, and on which days it failed in a row."""
    kept: dict[str, Any] = {k: v for k, v in memory.items() if k in {"etag", "modified"}} | {"asked": today.isoformat()}
    failed = {*failures(memory)} if seen in {"failing", "unknown"} else set()
    failed |= {today} if seen == "failing" else set()
    return kept | ({"failed": [d.isoformat() for d in sorted(failed)[-KEPT_FAILURES:]]} if failed else {})


def failures(memory: Mapping[str, Any]) -> list[date]:
    """The days on which a link failed in a row, oldest first; run state that is no such list counts as none."""
    stated = memory.get("failed")
    return sorted(set(filter(None, map(day_of, stated)))) if isinstance(stated, list) else []


def is_dead(memory: Mapping[str, Any]) -> bool:
    """Whether a link failed often and long enough to be called dead."""
    failed = failures(memory)
    return len(failed) >= DEAD_RUNS and (failed[-1] - failed[0]).days >= DEAD_DAYS


def to_ask(urls: Iterable[str], noted: Mapping[str, Any], today: date, *, most: int, recheck: bool = False) -> list[str]:
    """Which links are due (`most` in one run): failing ones, then those never asked, then those asked longest ago."""
    due: list[tuple[int, float, int, str]] = []
    for position, url in enumerate(urls):
        memory = noted.get(url, {})
        days, failing = days_since(memory.get("asked"), today), bool(failures(memory))
        if recheck or days >= (1 if failing else RECHECK_DAYS):
            due.append((1 if days == math.inf else 0 if failing else 2, -days, position, url))
    return [url for *_, url in sorted(due)[:most]]
