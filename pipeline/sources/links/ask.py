"""The links of the list: looked at gently, one host at a time; only what changed becomes a snapshot."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from httpx2 import Headers

from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import REDIRECTS, FetchedPage, PageClient
from pipeline.layout import kinds
from pipeline.model.ids import HUB_URL, github_repo
from pipeline.model.snapshots import LinkFacts, LinkSnapshot
from pipeline.sources.asking import Batch, Gathered, Job, Stage, Stages, receipt
from pipeline.sources.links.states import failures, is_dead, remember, shown_links, to_ask, verdict

TOPIC: Final = "links"
PER_RUN: Final = 300
"""Links asked in one run at most; the others wait for the next."""
HOSTS_AT_ONCE: Final = 6
_OURS: Final = frozenset({Trouble.BUDGET, Trouble.FORBIDDEN_ADDRESS, Trouble.LIMITED})
"""Troubles that say nothing of the link."""


def stages(job: Job) -> Stages:
    """One batch a host, which has a pace of its own: the links of it that are due, one after the other."""
    old = job.old
    # What the Hub and GitHub state themselves is better than a look at their pages, and costs them less.
    known = {HUB_URL + c for c in old.checkpoints} | {f"{HUB_URL}collections/{c}" for c in old.collections}
    links = (u for u in shown_links(job.scope()) if u not in known)
    urls = dict.fromkeys(u for u in links if github_repo(u) not in old.repositories)
    allowed = _named_hosts(shown_links(job.curated))
    noted: dict[str, Any] = {u: m for u, m in job.known(TOPIC).items() if u in urls and isinstance(m, dict)}
    work = to_ask(urls, noted, job.today, most=PER_RUN, recheck=job.options.recheck)
    hosts: dict[str, list[str]] = {}
    for url in work:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(url)
    job.progress.start("links", len(work))

    def one_host(host: str, part: Gathered) -> None:
        headers = {"User-Agent": job.settings.user_agent, "Accept": "text/html,*/*;q=0.5"}
        pages = PageClient(job.meter(), job.settings.origins, headers, allowed)
        for looked, url in enumerate(hosts[host], 1):
            goes_on = _look(url, pages, job, noted, part)
            part.objects = looked
            job.progress.step("links")
            if not goes_on:
                break

    named = ((host, f"{len(hosts[host])} links of {host}") for host in sorted(hosts))
    yield Stage([Batch(name, partial(one_host, host)) for host, name in named], HOSTS_AT_ONCE)
    job.conclude(TOPIC, noted, asked=bool(work), otherwise="no link was due")


def _asked(url: str, pages: PageClient, memory: Mapping[str, Any]) -> tuple[FetchedPage, int | None, str]:
    """What a link's address answers, and the link's status, or None and what is wrong with it.

    SourceTrouble that says nothing of the link.
    """
    etag, modified = (str(memory.get(key) or "") for key in ("etag", "modified"))
    try:
        page = pages.look(url, etag=etag, modified=modified)
    except SourceTrouble as trouble:
        if trouble.trouble in _OURS or trouble.reason.startswith("not asked"):
            raise
        status = 500 if trouble.trouble is Trouble.SERVER else None
        return FetchedPage(0, Headers(), b"", url), status, f"{trouble.trouble}: {trouble.reason}"
    if page.status not in REDIRECTS or not page.headers.get("location"):
        return page, 200 if page.unchanged else page.status, ""
    # It was not followed: its word is enough where it leads to a host that nobody named.
    if urlsplit(page.url).scheme not in {"http", "https"}:
        return page, None, "it redirects to what is no web address"
    return (page, None, "it redirects without end") if page.hops > pages.meter.policy.max_hops else (page, 200, "")


def _look(url: str, pages: PageClient, job: Job, noted: dict[str, Any], part: Gathered) -> bool:
    """Look at a link and note what is seen; whether its host, if it answers and wants no rest, is asked for another."""
    try:
        page, status, reason = _asked(url, pages, noted.get(url, {}))
    except SourceTrouble as trouble:
        part.keep(url, trouble)
        return trouble.trouble is Trouble.FORBIDDEN_ADDRESS
    part.answered = True
    own, before = page.headers if page.status not in REDIRECTS else {}, job.old.links.get(url)
    seen = verdict(url, status, page.url, permanent=page.permanent, body=page.body)
    memory = noted[url] = remember(noted.get(url, {}), seen, job.today)
    if seen in {"ok", "moved"}:
        memory |= {k: v for k, h in (("etag", "etag"), ("modified", "last-modified")) if (v := own.get(h)) and len(v) < 300}
    if seen == "failing" and not is_dead(memory):
        said, silent = f"HTTP {status}" if status else reason, status is None or status >= 500
        part.keep(url, f"it fails ({said}), on {len(failures(memory))} day(s) so far; not called dead yet", trouble=silent)
    elif seen == "unknown":
        part.reject(url, f"HTTP {status}: the site does not tell programs")
    elif seen != "ok" or (before is not None and before.state != "ok"):  # what is fine and always was needs no file
        moved = seen == "moved"
        facts = LinkFacts(url=url, final_url=page.url[:2000] if moved else None, status=status)
        made = receipt(url, page.url.encode() if moved else page.body, date=page.date, etag=own.get("etag"))
        snapshot = LinkSnapshot(facts=facts, receipt=made, state="dead" if seen == "failing" else seen)
        part.store(kinds.LINKS.path(url), snapshot, before)
    return True


def _named_hosts(urls: Collection[str]) -> frozenset[str]:
    """The origins that the list names, each with and without "www.", over http and https: where redirects may go."""
    parts = {(split.hostname or "", split.port) for split in map(urlsplit, urls)}
    bare = {f"{host.removeprefix('www.')}{'' if port in {None, 80, 443} else f':{port}'}" for host, port in parts}
    return frozenset(f"{scheme}://{w}{one}" for one in bare for scheme in ("http", "https") for w in ("", "www."))
