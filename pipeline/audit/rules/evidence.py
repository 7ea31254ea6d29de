"""Evidence of people's facts: whether the page that is cited stays what it was, and can state what it is cited for."""

import re
from typing import Final

from pipeline.audit.addresses import TABLES
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Results, RuleResult, fact_rule
from pipeline.model.curated import CuratedFact, Pin

_AT: Final = re.compile(
    r"(?://(?:www\.)?(?:huggingface\.co|github\.com)/.+?/(?P<tab>blob|blame|raw|resolve|tree|commits)/|//raw\.githubusercontent\.com/[^/]+/[^/]+/)"
    r"(?P<revision>refs/[a-z]+/[^/?#]+|[^/?#]+)(?:/(?P<file>[^?#]*))?"
)
_PINNED: Final = re.compile(r"[0-9a-f]{7,64}|v?[0-9]+(?:\.[0-9]+)+[a-z0-9.-]*|(?:refs/)?tags/.+", re.IGNORECASE)
"""A commit, or the tag of a release."""
_PROPOSED: Final = re.compile(r"/refs/pr/|//github\.com/[^/]+/[^/]+/pull/")


def _decoded(item: CuratedFact | Pin) -> str:
    return (item.source or "").replace("%2F", "/").replace("%2f", "/")


@fact_rule("warning")
def unsourced_fact(item: CuratedFact | Pin, _: Audited) -> Results:
    """A person's fact that names another list and no page that states it."""
    if isinstance(item, CuratedFact) and item.source is None:
        yield RuleResult("", f"{item.value}, from {item.origin}", "the page that states it, or no fact")


@fact_rule("error")
def proposed_source(item: CuratedFact | Pin, _: Audited) -> Results:
    """A fact cites a change that somebody proposed (refs/pr/…, a pull request): nobody has said that the maker took it over."""
    if _PROPOSED.search(_decoded(item)):
        yield RuleResult("", "its source is a proposed change", "what the maker published, at its revision")


@fact_rule("warning", exceptions="commits, and tags of releases; pages that have no revision; the history of a branch for a date")
def branch_source(item: CuratedFact | Pin, _: Audited) -> Results:
    """A fact cites a file on a branch (blob/main/…), which says something else tomorrow."""
    at = _AT.search(_decoded(item))
    if at is None or (item.field == "release_date" and at["tab"] == "commits"):
        return
    if not at["revision"].startswith("refs/pr/") and not _PINNED.fullmatch(at["revision"]):
        yield RuleResult("", f"its source is a file on the branch {at['revision']}", "the same file at a commit")


_HOLDS: Final = [(re.compile(one["file"], re.IGNORECASE), one["fields"]) for one in TABLES["holds"]]


@fact_rule("error", exceptions="files whose name does not say what is in them")
def source_file(item: CuratedFact | Pin, _: Audited) -> Results:
    """The file that a fact cites cannot hold its field: a configuration states no licence, a vocabulary nothing."""
    at = _AT.search(_decoded(item))
    file = (at["file"] or "") if at is not None else ""
    holds = next((fields for named, fields in _HOLDS if named.fullmatch(file)), None)
    if holds is not None and item.field not in holds:
        yield RuleResult("", f"{file} states no {item.field}", "the page or file that states it")


_OPEN: Final = "open_weights = true"


@fact_rule("warning", exceptions=f"facts whose note says {_OPEN!r}, as the entry does")
def closed_weights_date(item: CuratedFact | Pin, _: Audited) -> Results:
    """A release date from an entry of models.dev, which dates services too, of which nothing says that it calls the weights open."""
    dated = isinstance(item, CuratedFact) and item.field == "release_date" and "/models.dev/" in (item.source or "")
    if isinstance(item, CuratedFact) and dated and _OPEN not in item.note:
        yield RuleResult("", f"{item.value} may be the day of a service", f"note = {_OPEN!r}, or another source")
