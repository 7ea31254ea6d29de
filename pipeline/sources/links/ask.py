"""The links of the list: looked at gently, one host at a time; only what changed becomes a snapshot."""

from collections.abc import Collection
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import REDIRECTS, PageClient
from pipeline.layout import kinds
from pipeline.model.ids import HUB_URL
from pipeline.model.snapshots import LinkFacts, LinkSnapshot
from pipeline.sources.answers import Gathered, receipt
from pipeline.sources.asking import Job
from pipeline.sources.batches import Batch, Stage, Stages
from pipeline.sources.github.states import repository_of
from pipeline.sources.links.states import (
    LinkCheck,
    failures,
    is_dead,
    is_not_found_title,
    links_of,
    remember,
    to_ask,
    verdict,
)

TOPIC: Final = "links"
RECHECK_DAYS: Final = 7
"""A link that answered is asked again after that many days."""
PER_RUN: Final = 300
"""Links asked in one run at most; the others wait for the next."""
HOSTS_AT_ONCE: Final = 6
_OURS: Final = frozenset({Trouble.BUDGET, Trouble.FORBIDDEN_ADDRESS, Trouble.LIMITED})
"""Troubles that say nothing of the link."""


def stages(job: Job) -> Stages:
    """One batch a host, which has a pace of its own: the links of it that are due, one after the other."""
    settings, old = job.settings, job.old
    # What the Hub and GitHub state themselves is better than a look at their pages, and costs them less.
    known = {HUB_URL + c for c in old.checkpoints} | {f"{HUB_URL}collections/{c}" for c in old.collections}
    shown = links_of(job.shown())
    urls = [u for u in shown if u not in known and (repository_of(u) or "") not in old.repositories]
    allowed = named_hosts(links_of(job.curated))
    state = job.state()
    noted: dict[str, Any] = {u: m for u, m in state.read(TOPIC).items() if u in set(urls)}
    work = to_ask(urls, noted, job.today, days=RECHECK_DAYS, most=PER_RUN, recheck=job.options.recheck)
    hosts: dict[str, list[str]] = {}
    for url in work:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(url)
    job.progress.start("links", len(work))

    def one_host(host: str, part: Gathered) -> None:
        headers = {"User-Agent": settings.user_agent, "Accept": "text/html,*/*;q=0.5"}
        pages = PageClient(job.meter(), settings.origins, headers, allowed)
        for url in hosts[host]:
            memory = noted.get(url) or {}
            known = bool(old.links.get(url) or memory.get("asked")) and not failures(memory)
            etag, modified = (memory.get("etag"), memory.get("modified")) if known else (None, None)
            look = check_link(url, pages, etag=_text(etag), modified=_text(modified))
            job.progress.step("links", url)
            _conclude(look, job, noted, part)
            if look.enough:
                break

    yield Stage(
        [
            Batch("links", "host", f"{len(hosts[host])} links of {host}", partial(one_host, host))
            for host in sorted(hosts)
        ],
        HOSTS_AT_ONCE,
    )
    if work:
        state.write(TOPIC, noted)
    else:
        job.gathered.answered = True
        job.gathered.message = "no link was due"


def _conclude(look: LinkCheck, job: Job, noted: dict[str, Any], gathered: Gathered) -> None:
    before = job.old.links.get(look.url)
    seen = verdict(look)
    gathered.objects += 1
    if look.inconclusive:
        gathered.keep(look.url, look.reason)
        return
    gathered.answered = True
    memory = remember(noted.get(look.url) or {}, seen, job.today)
    if seen in {"ok", "moved"}:
        memory.update({k: v for k, v in (("etag", look.etag), ("modified", look.modified)) if v and len(v) < 300})
    noted[look.url] = memory
    if seen == "failing" and not is_dead(memory):
        reason = f"HTTP {look.status}" if look.status else look.reason
        answered = look.status is not None and look.status < 500
        gathered.keep(look.url, f"it fails ({reason}), on {len(failures(memory))} day(s) so far; not called dead yet", trouble=not answered)
        return
    if seen == "unknown":
        gathered.reject(look.url, f"HTTP {look.status}: the site does not tell programs")
        return
    if seen == "ok" and (before is None or before.state == "ok"):
        return  # what is fine and always was needs no file
    final = look.final_url[:2000] if seen == "moved" else None
    facts = LinkFacts(url=look.url, final_url=final, status=look.status)
    body = look.final_url.encode() if seen == "moved" else look.body
    made = receipt(look.url, body, date=look.date, etag=look.etag)
    gathered.objects -= 1  # `store` counts it
    snapshot = LinkSnapshot(facts=facts, receipt=made, state="dead" if seen == "failing" else seen)
    gathered.store(kinds.LINKS.path(look.url), snapshot, before)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def named_hosts(urls: Collection[str]) -> frozenset[str]:
    """The origins that the list names, each with and without "www.", over http and https: where redirects may go."""
    found: set[str] = set()
    for url in urls:
        split = urlsplit(url)
        bare = (split.hostname or "").removeprefix("www.")
        port = f":{split.port}" if split.port not in {None, 80, 443} else ""
        found.update(f"{scheme}://{w}{bare}{port}" for scheme in ("http", "https") for w in ("", "www."))
    return frozenset(found)


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
