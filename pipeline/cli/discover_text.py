"""What discovery found, as lines for people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pipeline.discover.found import CandidateFamily
from pipeline.model.amounts import show_amount
from pipeline.model.clean import clean
from pipeline.model.reports import ProposalNote
from pipeline.sources.hub.discovery import Discovered

MOST: Final = 60
"""Candidates, and checkpoints, that are told one by one; --json has all of them."""


def lines_of(done: Discovered, written: Sequence[str], notes: Sequence[ProposalNote]) -> Iterator[str]:
    """The result: new families, new checkpoints, what was set aside, what it cost, what was proposed."""
    found = done.found
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
        for new in found.checkpoints[:MOST]:
            yield "  " + clean(f"{new.family}: {new.checkpoint}, created {new.created or 'unknown'} (joined by {new.rule})", limit=300)
    by_rule = Counter(one.rule for one in found.set_aside)
    if by_rule:
        shares = ", ".join(f"{n} {rule}" for rule, n in sorted(by_rule.items(), key=lambda i: (-i[1], i[0])))
        yield f"{len(found.set_aside)} set aside: {shares} (each with its evidence in --json)"
    for path in written:
        yield f"written: {path}"
    if done.report is not None:
        r = done.report.requests
        yield f"huggingface: {done.report.outcome}; {r.logical} requests, {r.bytes:,} bytes"
        for kept in done.report.kept[:20]:
            yield "  " + clean(f"not had: {kept.subject}: {kept.reason}", limit=400)
    for note in notes:
        yield clean(f"proposed: {note.branch} ({note.state}) {note.url or note.body_path}", limit=400)


def _candidates(candidates: Sequence[CandidateFamily]) -> Iterator[str]:
    for candidate in candidates[:MOST]:
        yield "  " + clean(f"{candidate.slug} ({candidate.kind}, {candidate.owner}), score {candidate.score:.1f}", limit=200)
        for seen in candidate.checkpoints[:8]:
            stated = seen.created[:10] or "date unknown", seen.license, show_amount(seen.total_params) if seen.total_params else ""
            yield "    " + clean(" · ".join(filter(None, (seen.id, *stated))), limit=300)
        if len(candidate.checkpoints) > 8:
            yield f"    … and {len(candidate.checkpoints) - 8} more"
        yield "    " + clean(f"because: {'; '.join(candidate.reasons)}", limit=600)
    if len(candidates) > MOST:
        yield f"  … and {len(candidates) - MOST:,} more (all in --json)"


def as_plain(done: Discovered, written: Sequence[str], notes: Sequence[ProposalNote]) -> dict[str, Any]:
    """The same for machines. `whole_hub` held counts of a walk that is no more; readers of version 1 find it empty."""
    proposed = {"branch", "title", "state", "url", "body_path"}
    return {
        "version": 1, **done.found.model_dump(mode="json"), "whole_hub": None, "written": list(written),
        "source": done.report.model_dump(mode="json") if done.report else None,
        "proposals": [note.model_dump(mode="json", include=proposed) for note in notes],
    }  # fmt: skip
