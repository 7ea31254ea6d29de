"""Sources: whether they agree, move, and can be opened."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule
from pipeline.model.amounts import show_amount
from pipeline.model.claims import Claim
from pipeline.reconcile.days import days

_ELSEWHERE: Final = frozenset({
    "license", "license_name", "license_link",  # the rule license-changed
    "cited_arxiv",  # two lists of citations may differ and both be right
})  # fmt: skip


@rule(
    "notice",
    exceptions="licences and facts of people, which have rules of their own; lists of citations; values that a pin overrules",
)
def rival_values(audited: Audited) -> Iterator[RuleResult]:
    """Two sources state values of one field that differ beyond its tolerance; both places are given."""
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        for checkpoint, fields in sorted(evidence.checkpoints.items()):
            for field, heard in sorted(fields.items()):
                rival = next((h for h in heard[1:] if h.verdict == "rival"), None) if field not in _ELSEWHERE else None
                if rival is not None and heard[0].source != "curated":
                    yield RuleResult(
                        f"{slug}/{checkpoint}/{field}", f"{_said(heard[0])}, but {_said(rival)}",
                        "one value, or a pin with the reason",
                        (heard[0].url or heard[0].snapshot, rival.url or rival.snapshot),
                    )  # fmt: skip


def _said(heard: Claim) -> str:
    value = heard.value
    shown = (
        show_amount(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ", ".join(value)
        if isinstance(value, tuple)
        else str(value)
    )
    line = f" (line {heard.line})" if heard.line else ""
    return f"{heard.source} states {shown}{line}"


@rule("warning")
def row_evidence(audited: Audited) -> Iterator[RuleResult]:
    """A family none of whose values has a source that a person can open."""
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        heard = [
            h
            for many in (*evidence.facts.values(), *(h for c in evidence.checkpoints.values() for h in c.values()))
            for h in many
        ]
        if any(h.url for h in heard):
            continue
        what = (
            f"{len(evidence.facts)} values, none with a source that can be opened"
            if heard
            else "no value, and nothing was heard"
        )
        yield about_family(slug, "", what, "members with snapshots, or facts with their source")


_DEFAULT: Final = 365


@rule("warning", exceptions="boards marked retired or moved, and those that are never refreshed")
def stale_source(audited: Audited) -> Iterator[RuleResult]:
    """An active leaderboard whose edition is older than its stale_after_days (else 365), while others moved."""
    editions = {s: d for s, board in audited.catalog.boards.items() if (d := days(board.edition)) is not None}
    newest = max((d.last for d in editions.values()), default=None)
    for slug, board in sorted(audited.curated.boards.items()):
        edition = editions.get(slug)
        if board.state != "active" or board.refresh == "never" or edition is None or newest is None:
            continue
        limit = timedelta(days=board.stale_after_days or _DEFAULT)
        if edition.last + limit < audited.today and newest > edition.last + limit / 2:
            yield RuleResult(
                f"leaderboards/{slug}", f"its edition is of {edition.last}, while other boards moved until {newest}",
                'a newer edition, or state = "retired" with the date',
                (f"catalog/curated/leaderboards/{slug}.toml", board.url),
            )  # fmt: skip
