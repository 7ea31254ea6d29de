"""The whole Hub: its complete listing of models, walked once from end to end, and then only as far as it is new.

Newest first, a thousand a page. Each page is folded into a tally of bounded size and written to
the walk's journal before the next is asked for, so a walk that was stopped, by a budget or by
kill -9, goes on where it was. Nothing of it enters git.
"""

import math
import re
from dataclasses import replace
from typing import Any, Final, NamedTuple

from pipeline.discover.entries import Entry, read_entry
from pipeline.discover.evidence import Known
from pipeline.discover.tally import Delta, Tally, page_delta
from pipeline.http.meter import SourceTrouble
from pipeline.model.progress import Progress
from pipeline.model.reports import SourceReport
from pipeline.settings import Settings
from pipeline.sources.answers import Gathered
from pipeline.sources.asking import paced
from pipeline.sources.hub import SOURCE
from pipeline.sources.hub.client import HubClient, ListingPage
from pipeline.store.walks import WalkFiles

FIELDS: Final = ("createdAt", "likes", "pipeline_tag", "library_name", "tags", "safetensors")
VERSION: Final = 1
PAGE: Final = 1000
HUB_SIZE: Final = 2_000_000
"""Models that we expect before a first walk has counted them."""
QUOTA: Final = (500, 300)
"""Requests and seconds: what the Hub allows without a token (hub-docs, rate-limits)."""
CHECKPOINT_EVERY: Final = 25
_QUOTA: Final = re.compile(r"q=(\d{1,7})\s*;\s*w=(\d{1,6})")


class Walked(NamedTuple):
    """How far a walk came. `complete` says that nothing is left to ask for now."""

    tally: Tally
    complete: bool
    new: int
    asked: int
    report: SourceReport

    def entries(self) -> list[Entry]:
        """The candidates as discovery judges them."""
        return [e for e in (read_entry(c, "the whole Hub") for c in self.tally.best()) if e is not None]


def least_seconds(pages: int, quota: tuple[int, int]) -> int:
    """The least time that a number of requests takes when so many are allowed in so many seconds."""
    allowed, window = quota
    return max(0, math.ceil(pages / max(1, allowed)) - 1) * window


def walk(
    settings: Settings,
    known: Known,
    progress: Progress,
    *,
    most: int | None = None,
    max_wait: float = 7200.0,
    again: bool = False,
) -> Walked:
    """Walk, or go on walking. `most` bounds the pages of this run; `again` starts over from nothing.

    Raises:
        TreeBusy: another walk writes the same files (raised by the caller's lock).
    """
    policy = replace(SOURCE.policy, requests=max(SOURCE.policy.requests, (most or 0) + 100, 20_000))
    meter = paced(SOURCE, max_wait, policy=policy, say=progress.say)
    client = HubClient(settings.hf_endpoint, settings.hf_token, meter)
    try:
        return _Walk(client, WalkFiles(settings.state / "whole-hub"), known, progress, again=again).run(most)
    finally:
        client.close()


class _Walk:
    """One run of a walk: the tally, where it stands, and where it may stop."""

    def __init__(self, client: HubClient, files: WalkFiles, known: Known, progress: Progress, *, again: bool) -> None:
        self.client, self.files, self.known, self.progress = client, files, known, progress
        self.gathered = Gathered(SOURCE.name, tally=client.meter.tally)
        self.tally, self.cursor, self.until, self.stop_at = Tally(), "", "", frozenset[str]()
        self.complete = False
        self.expected = HUB_SIZE
        checkpoint, journal = files.read()
        if again or not self._restore(checkpoint):
            self.files.folder.mkdir(parents=True, exist_ok=True)
            self._checkpoint()
            journal = []
        for line in journal:
            if line.get("page") == self.tally.pages + 1:
                self._apply(line)

    def run(self, most: int | None) -> Walked:
        """Ask until the listing ends, or reaches what the last walk had, or the budget is spent."""
        if self.complete:  # what came since
            self.until, self.stop_at = self.tally.newest, frozenset(self.tally.edge)
            self.cursor, self.complete = "", False
            self._checkpoint()
        before, asked = self.tally.seen, 0
        self._announce(None)
        query: list[tuple[str, str | int]] = [("sort", "createdAt")]
        if self.cursor:
            query.append(("cursor", self.cursor))
        self.progress.start("pages", self._pages_left())
        try:
            for answer in self.client.models(query, expand=FIELDS, limit=PAGE):
                asked += 1
                self._take(answer)
                self.progress.step("pages")
                if asked == 1:
                    self._announce(answer)
                if self.complete or (most is not None and asked >= most):
                    break
        except SourceTrouble as trouble:
            self.gathered.keep(f"the listing, page {self.tally.pages + 1}", trouble)
        self._checkpoint()
        self.gathered.objects = self.tally.seen - before
        if not self.complete:
            self.gathered.message = f"stopped after {self.tally.pages:,} pages; the next run goes on from there"
        return Walked(self.tally, self.complete, self.tally.seen - before, asked, self.gathered.report())

    def _take(self, page: ListingPage) -> None:
        self.gathered.answered = True
        fresh = [w for w in page.entries if self._is_new(w)]
        line: Delta = page_delta(fresh, self.known)
        ended = page.cursor is None or (bool(self.until) and any(self._is_older(w) for w in page.entries))
        line.update(page=self.tally.pages + 1, cursor=None if ended else page.cursor)
        self.files.append(line)
        self._apply(line)
        if self.tally.pages % CHECKPOINT_EVERY == 0:
            self._checkpoint()

    def _apply(self, line: Delta) -> None:
        self.tally.apply(line)
        self.cursor = line["cursor"] or ""
        self.complete = line["cursor"] is None

    def _is_new(self, wire: Any) -> bool:  # noqa: ANN401  whatever the upstream sent
        if not self.until or not isinstance(wire, dict):
            return True
        created = wire.get("createdAt")
        if not isinstance(created, str):
            return False
        return created > self.until or (created == self.until and wire.get("id") not in self.stop_at)

    def _is_older(self, wire: Any) -> bool:  # noqa: ANN401
        created = wire.get("createdAt") if isinstance(wire, dict) else None
        return isinstance(created, str) and created < self.until

    def _restore(self, whole: dict[str, Any] | None) -> bool:
        if whole is None or whole.get("version") != VERSION:
            return False
        try:
            self.tally = Tally.from_json(whole["tally"])
            self.cursor, self.complete = str(whole["cursor"]), bool(whole["complete"])
            self.until, self.stop_at = str(whole["until"]), frozenset(str(i) for i in whole["stop_at"])
        except (KeyError, TypeError, ValueError, AttributeError):
            self.tally, self.cursor, self.until, self.stop_at, self.complete = Tally(), "", "", frozenset(), False
            return False
        return True

    def _checkpoint(self) -> None:
        self.files.checkpoint({
            "version": VERSION, "tally": self.tally.as_json(), "cursor": self.cursor, "complete": self.complete,
            "until": self.until, "stop_at": sorted(self.stop_at),
        })  # fmt: skip

    def _pages_left(self) -> int:
        if self.until:
            return 1
        return max(1, math.ceil((self.expected - self.tally.seen) / PAGE))

    def _announce(self, answer: ListingPage | None) -> None:
        """Say how long it will take: before the first page by what is documented, after it by what the Hub says."""
        pages, quota = self._pages_left(), QUOTA
        if answer is not None:
            stated = _QUOTA.search(answer.headers.get("ratelimit-policy", ""))
            if stated is None or (quota := (int(stated[1]), int(stated[2]))) == QUOTA:
                return
        if self.until:
            self.progress.say(f"asking only for what was created after {self.until[:19]}")
            return
        seconds = least_seconds(pages, quota)
        place = f"going on after page {self.tally.pages:,}: " if self.tally.pages else ""
        self.progress.say(
            f"{place}about {pages:,} pages of {PAGE:,}; the Hub allows {quota[0]:,} requests in {quota[1]} s, "
            f"so at least {math.ceil(seconds / 60)} minutes"
        )
