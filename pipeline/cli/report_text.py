"""What commands find, as lines for people, cleaned of anything that a terminal could obey."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from pipeline.fields import FIELDS
from pipeline.markdown import passage
from pipeline.model.amounts import show_amount
from pipeline.model.changes import Change
from pipeline.model.claims import CardReading, Claim, Value
from pipeline.model.clean import clean
from pipeline.model.reports import Finding, ProposalNote, RunReport, SourceReport

if TYPE_CHECKING:
    from pipeline.discover.find import CandidateFamily, Found
    from pipeline.why import FieldExplanation

MOST: Final = 60
"""Changes, candidates or checkpoints that are told one by one."""
_MOST_REASONS: Final = 12
_IN_REPORT: Final = "(all in --report FILE.json)"
_IN_JSON: Final = "more (all in --json)"


def lines_of(report: RunReport) -> Iterator[str]:
    """A run's report: sources first, then changes by family, findings, proposals."""
    for source in report.sources:
        yield from _source(source)
    yield ""
    yield from change_lines(report.changes)
    if report.findings:
        yield f"{len(report.findings)} finding(s) of the audit (`awesome audit` has them all):"
    yield from _first(map(finding_line, report.findings), _MOST_REASONS, f"more {_IN_REPORT}")
    if report.proposals:
        yield f"{len(report.proposals)} proposal(s):"
    for p in report.proposals:
        yield f"  {p.state:<10} {p.branch}: {p.title} [{p.risk}]"
        below = (p.url or p.body_path, p.trouble and "not done: " + clean(p.trouble, limit=400))
        yield from (f"{'':<13}{line}" for line in below if line)
    if report.dry_run:
        yield "dry run: nothing was written"
    elif not report.proposals:
        count = len(report.files_changed)
        yield f"{count} file{'s' if count != 1 else ''} changed" if count else "no file changed"


def _first(lines: Iterable[str], most: int, more: str, indent: str = "  ") -> Iterator[str]:
    """The first of some lines, and how many there are beside them."""
    whole = list(lines)
    yield from (indent + clean(line, limit=500) for line in whole[:most])
    if len(whole) > most:
        yield f"{indent}… and {len(whole) - most:,} {more}"


def _source(source: SourceReport, without: str = "kept as it was") -> Iterator[str]:
    r = source.requests
    costs = ("hops", "retries", "fallbacks", "gated", "not_modified")
    apart = ", ".join(f"{n} {name.replace('_', ' ')}" for name in costs if (n := getattr(r, name)))
    yield clean(
        f"{source.source}: {source.outcome}; {r.logical} requests" + (f" ({apart})" if apart else "")
        + f", {r.bytes:,} bytes; {source.objects} objects seen, {source.written} moved"
        + (f"; {source.message}" if source.message else ""), limit=400,
    )  # fmt: skip
    by_reason: dict[str, list[str]] = {}  # a source that is down has one story, not a hundred
    for kept in source.kept:
        by_reason.setdefault(kept.reason, []).append(kept.subject)
    told = []
    for reason, subjects in by_reason.items():
        more = f" and {len(subjects) - 3} more" if len(subjects) > 3 else ""
        told.append(f"{without}: {', '.join(subjects[:3])}{more}: {reason}")
    yield from _first(told, _MOST_REASONS, f"more reasons {_IN_REPORT}")
    if source.rejects:
        yield f"  {len(source.rejects)} thing(s) could not be used (in --report FILE.json), such as:"
        yield "    " + clean(f"{source.rejects[0].subject}: {source.rejects[0].reason}", limit=400)


def change_lines(changes: Sequence[Change], most: int = MOST) -> Iterator[str]:
    """Changes grouped by family, old -> new."""
    yield f"{len(changes)} change(s) in the catalog:" if changes else "no change in the catalog"
    for family, several in groupby(changes[:most], key=attrgetter("family")):
        yield f"  {family or '(no family)'}"
        for one in several:
            what = f"{one.kind.value}: {one.subject}".rstrip(": ") + (f" {one.field}" if one.field else "")
            values = " -> ".join(filter(None, (shown(one.field, one.old), shown(one.field, one.new))))
            yield "    " + clean(f"{what}: {values}" if values else what, limit=300)
    if len(changes) > most:
        yield f"  … and {len(changes) - most} more {_IN_REPORT}"


def shown(field: str, value: Value | float | date | None) -> str:
    """A value as people write it: 15T, 2024-04, en, zh."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int) and not isinstance(value, bool) and field in FIELDS and FIELDS[field].form == "count":
        return f"{show_amount(value)} ({value:,})" if value >= 10_000 else f"{value:,}"
    return str(value)


def finding_line(finding: Finding) -> str:
    """A finding in one line: what and where."""
    return clean(f"{finding.level}: {finding.subject}: {finding.message} [{finding.rule}]", limit=500)


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings with what was expected and the places to look."""
    for finding in findings:
        yield finding_line(finding)
        if finding.expected:
            yield "  " + clean(f"expected: {finding.expected}", limit=300)
        yield from ("  " + clean(place, limit=400) for place in finding.where if place)


def answer_lines(answers: "Iterable[FieldExplanation]") -> Iterator[str]:
    """Answers to why: the value, everything heard with the place that opens it, the receipts."""
    for answer in answers:
        label = f" ({FIELDS[answer.field].en.name.lower()})" if answer.field in FIELDS else ""
        absent = f"— ({answer.absent or 'not stated'})"
        value = shown(answer.field, answer.value) if answer.value is not None else absent
        yield clean(f"{answer.checkpoint or answer.family} · {answer.field}{label}: {value}", limit=400)
        for claim in answer.claims:
            yield from _claim(answer, claim)
        for path, receipt in answer.receipts.items():
            when = f"retrieved {receipt.get('retrieved_at') or 'date unknown'}, {receipt.get('size', '?')} bytes"
            digest = f"sha256 {str(receipt.get('sha256'))[:16]}…"
            yield "  " + clean(f"receipt {path}: {receipt.get('url')}, {when}, {digest}", limit=500)


def _claim(answer: "FieldExplanation", claim: Claim) -> Iterator[str]:
    of = f" for {claim.subject}" if claim.subject and answer.checkpoint is None else ""
    revision = claim.revision[:12] if claim.revision else "revision unknown"
    at = f" at {revision}" if claim.revision or claim.source not in ("pin", "curated") else ""
    place = f", line {claim.line}" if claim.line else f", {claim.pointer}" if claim.pointer else ""
    by = claim.source + (f" (rule: {claim.rule})" if claim.rule and claim.rule != claim.source else "")
    yield "  " + clean(f"{claim.verdict}: {shown(answer.field, claim.value)}{of} — {by}{place}{at}", limit=400)
    yield "    " + clean(claim.url or f"in {claim.snapshot} {claim.at}", limit=600)
    if claim.because:
        yield "    " + clean(f"because: {claim.because}", limit=400)


def reading_lines(reading: CardReading) -> Iterator[str]:
    """A reading for people: each fact with its line, passage and rule, then what was not used."""
    decided = f" (line {reading.kind_line})" if reading.kind_line else ""
    role = f", {reading.role.value}" if reading.role else ""
    at = f" (line {reading.role_line})" if reading.role and reading.role_line else ""
    yield f"{passage(reading.id)}: {reading.kind.value}{decided}{role}{at}"
    for claim in reading.claims:
        value = ", ".join(claim.value) if isinstance(claim.value, tuple) else claim.value
        shown = f"{value:,}" if isinstance(value, int) else passage(str(value))
        yield f"  {claim.line:>5}  {claim.field} = {shown}{' (of the base model)' if claim.about == 'base' else ''}"
        yield f"         {passage(claim.text)}  [{claim.rule}]"
    if reading.rejects:
        yield "  seen and not used:"
    for reject in reading.rejects:
        field = f"{reject.field}: " if reject.field else ""
        text = f"  {passage(reject.text)}" if reject.text else ""
        yield f"  {reject.line:>5}  {field}{passage(reject.reason)}{text}"


def discovered_lines(
    found: "Found", looked: SourceReport | None, written: Sequence[str], notes: Sequence[ProposalNote]
) -> Iterator[str]:
    """What discovery found: new families, new checkpoints, what was set aside, what it cost, what was proposed."""
    drafted = [c for c in found.candidates if c.organization is not None]
    strangers = [c for c in found.candidates if c.organization is None]
    yield f"{found.seen:,} repositories seen, {found.known:,} of them on the list or known before"
    yield f"{len(drafted)} new famil{'ies' if len(drafted) != 1 else 'y'} of makers on the list:"
    yield from _candidates(drafted)
    if strangers:
        yield f"{len(strangers)} of makers that the list does not know (add them to organizations.toml to draft these):"
        yield from _candidates(strangers)
    if found.checkpoints:
        yield f"{len(found.checkpoints)} new checkpoint(s) of families on the list:"
    joined = (f"{c.family}: {c.checkpoint}, created {c.created or 'unknown'} (joined by {c.rule})" for c in found.checkpoints)
    yield from _first(joined, MOST, _IN_JSON)
    if found.set_aside:
        by_rule = Counter(one.rule for one in sorted(found.set_aside, key=lambda one: one.rule))
        shares = ", ".join(f"{n} {rule}" for rule, n in by_rule.most_common())
        yield f"{len(found.set_aside)} set aside: {shares} (each with its evidence in --json)"
    yield from (f"written: {path}" for path in written)
    if looked is not None:
        yield from _source(looked, "not had")
    for note in notes:
        yield clean(f"proposed: {note.branch} ({note.state}) {note.url or note.body_path}", limit=400)


def _candidates(candidates: "Sequence[CandidateFamily]") -> Iterator[str]:
    for candidate in candidates[:MOST]:
        head = f"{candidate.slug} ({candidate.kind}, {candidate.owner}), score {candidate.score:.1f}"
        yield "  " + clean(head, limit=200)
        sized = ((s, show_amount(s.total_params) if s.total_params else "") for s in candidate.checkpoints)
        stated = (filter(None, (s.id, s.created[:10] or "date unknown", s.license, size)) for s, size in sized)
        yield from _first(map(" · ".join, stated), 8, "more", "    ")
        yield "    " + clean(f"because: {'; '.join(candidate.reasons)}", limit=600)
    yield from _first((c.slug for c in candidates[MOST:]), 0, _IN_JSON)
