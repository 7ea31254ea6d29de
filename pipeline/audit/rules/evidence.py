"""Evidence of people's facts: whether the page that is cited stays what it was, and can state what it is cited for."""

import re
from typing import Final

from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.model.curated import CuratedFact, Pin

_AT: Final = re.compile(
    r"(?://(?:www\.)?(?:huggingface\.co|github\.com)/.+?/(?P<tab>blob|blame|raw|resolve|tree|commits)/|//raw\.githubusercontent\.com/[^/]+/[^/]+/)"
    r"(?P<revision>refs/[a-z]+/[^/?#]+|[^/?#]+)(?:/(?P<file>[^?#]*))?"
)
_PINNED: Final = re.compile(r"[0-9a-f]{7,64}|v?[0-9]+(?:\.[0-9]+)+[a-z0-9.-]*|(?:refs/)?tags/.+", re.IGNORECASE)
"""A commit, or the tag of a release."""
_PROPOSED: Final = re.compile(r"/refs/pr/|//github\.com/[^/]+/[^/]+/pull/")


def _decoded(url: str) -> str:
    return url.replace("%2F", "/").replace("%2f", "/")


def _of(item: CuratedFact | Pin) -> str:
    return "/".join(part for part in (item.checkpoint, item.field) if part)


@family_rule("warning")
def unsourced_fact(family: AuditedFamily, _: Audited) -> Results:
    """A person's fact that names another list and no page that states it."""
    for fact in family.curated.facts:
        if fact.source is None:
            yield RuleResult(_of(fact), f"{fact.value}, from {fact.origin}", "the page that states it, or no fact")


@family_rule("error")
def proposed_source(family: AuditedFamily, _: Audited) -> Results:
    """A fact cites a change that somebody proposed (refs/pr/…, a pull request): nobody has said that the maker took it over."""
    for item in family.by_people():
        if item.source and _PROPOSED.search(_decoded(item.source)):
            yield RuleResult(_of(item), "its source is a proposed change", "what the maker published, at its revision", (item.source,))


@family_rule("warning", exceptions="commits, and tags of releases; pages that have no revision; the history of a branch for a date")
def branch_source(family: AuditedFamily, _: Audited) -> Results:
    """A fact cites a file on a branch (blob/main/…), which says something else tomorrow."""
    for item in family.by_people():
        at = _AT.search(_decoded(item.source or ""))
        if at is None or (item.field == "release_date" and at["tab"] == "commits"):
            continue
        revision = at["revision"]
        if not revision.startswith("refs/pr/") and not _PINNED.fullmatch(revision):
            yield RuleResult(_of(item), f"its source is a file on the branch {revision}", "the same file at a commit", (item.source or "",))


_CONFIGURED: Final = frozenset({"context_length", "context_length_extended", "architecture", "modalities", "vision_encoder", "base_llm", "sizes",
                                "total_params", "active_params", "tool_use", "reasoning"})  # fmt: skip
_NOTHING: Final[frozenset[str]] = frozenset()
_LICENCE: Final = frozenset({"license", "license_name", "license_link"})
_HOLDS: Final = (
    (re.compile(r"(?:.*[/_-])?config\.json|params\.json", re.IGNORECASE), _CONFIGURED),
    (re.compile(r"(?:.*/)?chat_template\.\w+", re.IGNORECASE), frozenset({"tool_use", "reasoning", "modalities"})),
    (re.compile(r".*\.safetensors(?:\.index\.json)?|.*\.gguf", re.IGNORECASE), frozenset({"total_params", "sizes", "architecture"})),
    (re.compile(r"(?:.*/)?(?:tokenizer|vocab|merges|special_tokens_map|added_tokens|trainer_state)\.\w+|.*\.ipynb", re.IGNORECASE), _NOTHING),
    (re.compile(r"(?:.*/)?(?:model_?|use_policy)?licen[cs]e[^/]*", re.IGNORECASE), _LICENCE),
)
"""What a file of a repository can state, by its path; any other file may state anything."""


@family_rule("error", exceptions="files whose name does not say what is in them")
def source_file(family: AuditedFamily, _: Audited) -> Results:
    """The file that a fact cites cannot hold its field: a configuration states no licence, a vocabulary nothing."""
    for item in family.by_people():
        at = _AT.search(_decoded(item.source or ""))
        file = (at["file"] or "") if at is not None else ""
        holds = next((fields for named, fields in _HOLDS if named.fullmatch(file)), None)
        if holds is not None and item.field not in holds:
            yield RuleResult(_of(item), f"{file} states no {item.field}", "the page or file that states it", (item.source or "",))


_OPEN: Final = "open_weights = true"


@family_rule("warning", exceptions=f"facts whose note says {_OPEN!r}, as the entry does")
def closed_weights_date(family: AuditedFamily, _: Audited) -> Results:
    """A release date from an entry of models.dev, which dates services too, of which nothing says that it calls the weights open."""
    for fact in family.curated.facts:
        if fact.field == "release_date" and "/models.dev/" in (fact.source or "") and _OPEN not in fact.note:
            yield RuleResult(_of(fact), f"{fact.value} may be the day of a service", f"note = {_OPEN!r}, or another source", (fact.source or "",))
