"""A run's report as lines for people: sources first, then changes by family, then proposals."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from pipeline.fields import FIELDS
from pipeline.model.amounts import show_amount
from pipeline.model.changes import Change
from pipeline.model.claims import Value
from pipeline.model.clean import clean
from pipeline.model.reports import RunReport, SourceReport

MOST: Final = 60
MOST_REASONS: Final = 12


def lines_of(report: RunReport) -> Iterator[str]:
    """The report, cleaned of anything that a terminal could obey."""
    for source in report.sources:
        yield from _source(source)
    yield ""
    yield from change_lines(report.changes)
    yield from _findings(report)
    if report.proposals:
        yield f"{len(report.proposals)} proposal(s):"
        for p in report.proposals:
            yield f"  {p.state:<10} {p.branch}: {p.title} [{p.risk}]"
            if p.url or p.body_path:
                yield f"             {p.url or p.body_path}"
            if p.trouble:
                yield "             not done: " + clean(p.trouble, limit=400)
    if report.dry_run:
        yield "dry run: nothing was written"
    elif not report.proposals:
        count = len(report.files_changed)
        yield f"{count} file{'s' if count != 1 else ''} changed" if count else "no file changed"


def _source(source: SourceReport) -> Iterator[str]:
    r = source.requests
    apart = ", ".join(
        f"{n} {what}" for n, what in ((r.hops, "hops"), (r.retries, "retries"), (r.fallbacks, "fallbacks"),
                                      (r.gated, "gated"), (r.not_modified, "not modified")) if n
    )  # fmt: skip
    yield clean(
        f"{source.source}: {source.outcome}; {r.logical} requests" + (f" ({apart})" if apart else "")
        + f", {r.bytes:,} bytes; {source.objects} objects seen, {source.written} moved"
        + (f"; {source.message}" if source.message else ""), limit=400,
    )  # fmt: skip
    yield from _kept(source)
    if source.rejects:
        yield f"  {len(source.rejects)} thing(s) could not be used (in --report FILE.json), such as:"
        yield "    " + clean(f"{source.rejects[0].subject}: {source.rejects[0].reason}", limit=400)


def _findings(report: RunReport) -> Iterator[str]:
    """What the audit says of this tree: errors and warnings, and notices of families that changed."""
    if report.findings:
        yield f"{len(report.findings)} finding(s) of the audit (`awesome audit` has them all):"
    for finding in report.findings[:MOST_REASONS]:
        yield "  " + clean(f"{finding.level}: {finding.subject}: {finding.message} [{finding.rule}]", limit=400)
    if len(report.findings) > MOST_REASONS:
        yield f"  … and {len(report.findings) - MOST_REASONS} more (all in --report FILE.json)"


def _kept(source: SourceReport) -> Iterator[str]:
    """What keeps its last snapshot, one line a reason: a source that is down has one story, not a hundred."""
    by_reason: dict[str, list[str]] = {}
    for kept in source.kept:
        by_reason.setdefault(kept.reason, []).append(kept.subject)
    for reason, subjects in list(by_reason.items())[:MOST_REASONS]:
        named = ", ".join(subjects[:3]) + (f" and {len(subjects) - 3} more" if len(subjects) > 3 else "")
        yield "  " + clean(f"kept as it was: {named}: {reason}", limit=500)
    if len(by_reason) > MOST_REASONS:
        yield f"  … and {len(by_reason) - MOST_REASONS} more reasons (all in --report FILE.json)"


def change_lines(changes: tuple[Change, ...], most: int = MOST) -> Iterator[str]:
    """Changes grouped by family, old -> new."""
    if not changes:
        yield "no change in the catalog"
        return
    yield f"{len(changes)} change(s) in the catalog:"
    shown = 0
    for family, group in groupby(changes, key=lambda c: c.family):
        if shown >= most:
            break
        yield f"  {family or '(no family)'}"
        for change in group:
            if shown >= most:
                break
            shown += 1
            yield "    " + clean(_line(change), limit=300)
    if shown < len(changes):
        yield f"  … and {len(changes) - shown} more (all in --report FILE.json)"


def _line(change: Change) -> str:
    what = f"{change.kind.value}: {change.subject}".rstrip(": ")
    if change.field:
        what += f" {change.field}"
    old, new = shown(change.field, change.old), shown(change.field, change.new)
    if old and new:
        return f"{what}: {old} -> {new}"
    return f"{what}: {new or old}" if new or old else what


def shown(field: str, value: Value | None) -> str:
    """A value as people write it: 15T, 2024-04, en, zh."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int) and not isinstance(value, bool) and field in FIELDS and FIELDS[field].form == "count":
        return f"{show_amount(value)} ({value:,})" if value >= 10_000 else f"{value:,}"
    return str(value)
