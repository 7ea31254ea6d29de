"""The whole Hub page by page: what each page adds to the counts, and the candidates on it. Pure, and of bounded size.

A page becomes one delta; applying deltas in their order is the only way that a tally changes, so a
walk that is resumed from its journal comes to what an undisturbed one comes to.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.discover.entries import read_entry
from pipeline.discover.evidence import Known, kind_of, not_own, refusal
from pipeline.kinds import kind_of_task
from pipeline.model.clean import clean

MOST_CANDIDATES: Final = 5_000
"""Candidates that a tally keeps: the most liked ones."""
MOST_NAMES: Final = 20_000
"""Organisations (and licences) that a tally counts one by one; the smallest go to "others"."""
STRANGERS: Final = 10
"""So many times as many likes are asked of a maker that the list does not know."""
SIZES: Final = (("under 1B", 10**9), ("1B to 3B", 3 * 10**9), ("3B to 10B", 10**10), ("10B to 30B", 3 * 10**10),
                ("30B to 100B", 10**11), ("100B to 1T", 10**12))  # fmt: skip
LARGEST: Final = "1T and over"
UNSTATED: Final = "not stated"
OTHERS: Final = "(others)"
COUNTS: Final = ("organizations", "kinds", "licenses", "sizes", "outcomes")
KEPT_FIELDS: Final = ("id", "createdAt", "likes", "pipeline_tag", "library_name", "safetensors")

Delta = dict[str, Any]


def page_delta(page: Iterable[object], known: Known) -> Delta:
    """What one page of a listing adds: plain JSON, ready for a journal."""
    owners: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    licences: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    found: list[dict[str, Any]] = []
    seen, newest, edge = 0, "", list[str]()
    for wire in page:
        identity = wire.get("id") if isinstance(wire, dict) else None
        if not isinstance(wire, dict) or not isinstance(identity, str) or "/" not in identity[:200]:
            outcomes["no valid id"] += 1
            continue
        seen += 1
        owner = identity.partition("/")[0]
        owners[owner[:100]] += 1
        task = wire.get("pipeline_tag")
        kind = kind_of_task(task) if isinstance(task, str) else UNSTATED
        kinds[kind] += 1
        licences[_license(wire.get("tags"))] += 1
        sizes[_size(wire.get("safetensors"))] += 1
        created = wire.get("createdAt")
        if isinstance(created, str) and created >= newest and len(created) < 40:
            edge = [*edge, identity] if created == newest else [identity]
            newest = created
        outcome = _outcome(wire, owner, kind, known)
        outcomes[outcome] += 1
        if outcome == "candidate":
            found.append(_lean(wire))
    return {
        "seen": seen, "newest": newest, "edge": edge[:1000], "found": found, "organizations": dict(owners), "kinds": dict(kinds),
        "licenses": dict(licences), "sizes": dict(sizes), "outcomes": dict(outcomes),
    }  # fmt: skip


def _outcome(wire: dict[str, Any], owner: str, kind: str, known: Known) -> str:
    """Why a repository is no candidate, or that it is one. The dearer the question, the later it is asked."""
    likes = wire.get("likes")
    wanted = known.min_likes * (1 if owner.casefold() in known.makers else STRANGERS)
    if not isinstance(likes, int) or likes < wanted:
        return "too few likes"
    tags = wire.get("tags")
    if kind == "other" and not (isinstance(tags, list) and "image-text-to-text" in tags):
        return "other modality"
    entry = read_entry(wire)
    if entry is None:
        return "no valid id"
    out = refusal(entry, known)
    if out is not None:
        return out[0]
    judged = kind_of(entry)
    if isinstance(judged, tuple):
        return judged[0]
    against = not_own(entry, judged, known)
    return against[0] if against is not None else "candidate"


def _lean(wire: Mapping[str, Any]) -> dict[str, Any]:
    """What a later judgement needs of a candidate's entry."""
    kept = {k: wire[k] for k in KEPT_FIELDS if wire.get(k) is not None}
    tags = wire.get("tags")
    stated = [t for t in tags if isinstance(t, str) and len(t) < 120][:40] if isinstance(tags, list) else []
    return {**kept, "tags": stated}


def _license(tags: object) -> str:
    if isinstance(tags, list):
        for tag in tags:
            if isinstance(tag, str) and tag.startswith("license:"):
                name = tag[8:68].lower()
                return name if name.isascii() and name.isprintable() and name else clean(name) or UNSTATED
    return UNSTATED


def _size(stated: object) -> str:
    total = stated.get("total") if isinstance(stated, dict) else None
    if not isinstance(total, int) or isinstance(total, bool) or total <= 0:
        return UNSTATED
    return next((name for name, limit in SIZES if total < limit), LARGEST)


@dataclass
class Tally:
    """The sum of pages so far. `edge` are the ids created at `newest`: where the next walk stops."""

    pages: int = 0
    seen: int = 0
    newest: str = ""
    edge: list[str] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COUNTS})
    candidates: dict[str, dict[str, Any]] = field(default_factory=dict)

    def apply(self, delta: Delta) -> None:
        """Add one page."""
        self.pages += 1
        self.seen += int(delta["seen"])
        if delta["newest"] > self.newest:
            self.newest, self.edge = delta["newest"], list(delta["edge"])
        elif delta["newest"] and delta["newest"] == self.newest:
            self.edge = sorted({*self.edge, *delta["edge"]})[:2000]
        for name in COUNTS:
            self.counts[name].update(delta[name])
            self._bound(self.counts[name])
        self.candidates.update((c["id"], c) for c in delta["found"])
        if len(self.candidates) > 2 * MOST_CANDIDATES:
            self.candidates = self._best()

    def best(self) -> list[dict[str, Any]]:
        """The most liked candidates, as lean entries of a listing."""
        return list(self._best().values())

    def _best(self) -> dict[str, dict[str, Any]]:
        best = heapq.nsmallest(
            MOST_CANDIDATES, self.candidates.values(), key=lambda c: (-int(c.get("likes") or 0), c["id"])
        )
        return {c["id"]: c for c in best}

    @staticmethod
    def _bound(counter: Counter[str]) -> None:
        """Keep a count of names flat: the rarest of them are summed up (what comes back starts anew)."""
        if len(counter) <= 2 * MOST_NAMES:
            return
        kept = heapq.nsmallest(MOST_NAMES, counter.items(), key=lambda i: (-i[1], i[0]))
        rest = sum(counter.values()) - sum(n for _, n in kept)
        counter.clear()
        counter.update(dict(kept))
        counter[OTHERS] += rest

    def as_json(self) -> dict[str, Any]:
        """The tally as plain JSON."""
        return {
            "pages": self.pages, "seen": self.seen, "newest": self.newest, "edge": self.edge,
            "counts": {name: dict(c) for name, c in self.counts.items()}, "candidates": self.best(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Tally":
        """A tally as it was written.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        counts = {name: Counter({str(k): int(n) for k, n in plain["counts"][name].items()}) for name in COUNTS}
        return cls(
            pages=int(plain["pages"]), seen=int(plain["seen"]), newest=str(plain["newest"]), edge=[str(i) for i in plain["edge"]],
            counts=counts, candidates={c["id"]: c for c in plain["candidates"]},
        )  # fmt: skip
