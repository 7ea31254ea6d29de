"""Body: what a maintainer reads, the most important first, within a budget of characters.

The order: one sentence; what needs eyes; changes by kind; what could not be used and what the
audit found; the health of each source; what happens next; the box. The bot's own note goes above
all this when the body is sent (`pipeline.propose.wording`).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.layout.kinds import BOARDS, CARDS
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.findings import Finding
from pipeline.model.proposals import Risk
from pipeline.model.reports import RunReport, SourceReport
from pipeline.propose import wording
from pipeline.propose.change_kinds import KINDS, SECTIONS, needs_eyes
from pipeline.propose.objects import lane_of_source, unit_of
from pipeline.propose.rows import Row, known_rows, rows_of
from pipeline.propose.scopes import NEW, lane_of_scope
from pipeline.render import escape

FOLD: Final = 6  # rows from which a routine section is folded
NOTE_ROOM: Final = 1_200  # for the bot's note, besides the fingerprints in it
_TAB: Final = "the Files changed tab, under"


class Doubt(NamedTuple):
    """Something odd about a proposal as a whole."""

    what: str
    why: str


class _Section(NamedTuple):
    title: str
    rows: list[Row]
    where: str  # where those are that find no room
    folded: bool = False


def body_of(
    scope: str,
    changes: Collection[Change],
    doubts: Collection[Doubt],
    report: RunReport,
    findings: Collection[Finding] = (),
    *,
    risk: Risk,
    files: Mapping[str, bytes | None],
    limit: int,
) -> str:
    """The words of a pull request, without the bot's note; at most `limit` characters with it."""
    head = wording.sentence(scope, changes, files)
    tail = "\n\n".join(
        ["\n".join(part) for part in (_health(report, scope, files), wording.next_steps(scope, risk)) if part]
    )
    room = limit - len(head) - len(tail) - NOTE_ROOM - 8 * sum(1 for p in files if paths.is_input(p))
    sections = [*_changed(scope, changes, doubts, files), *_concerning(changes, findings, files)]
    return "\n\n".join([head, *_fitted([s for s in sections if s.rows], room), tail]) + "\n"


def _changed(
    scope: str, changes: Collection[Change], doubts: Collection[Doubt], files: Mapping[str, bytes | None]
) -> Iterator[_Section]:
    """What needs eyes, then the rest by kind."""
    observed = f"{_TAB} `{paths.OBSERVED}`"
    if scope.startswith(NEW):  # the first sentence says so
        changes = [c for c in changes if c.kind is not ChangeKind.FAMILY_ADDED]
    odd = [Row(f"- **{d.what}**: {escape.md_inline(d.why, 300)}") for d in doubts]
    yield _Section("Needs your eyes", odd + rows_of(c for c in changes if needs_eyes(c)), observed)
    if scope.startswith(NEW):
        known = known_rows(scope.removeprefix(NEW), files)
        yield _Section("What the sources state", known, f"{_TAB} `{paths.EVIDENCE}`")
    for title in SECTIONS:
        rows = rows_of(c for c in changes if KINDS[c.kind].section == title and not needs_eyes(c))
        yield _Section(title, rows, observed, folded=len(rows) > FOLD)


def _concerning(
    changes: Collection[Change], findings: Collection[Finding], files: Mapping[str, bytes | None]
) -> Iterator[_Section]:
    """Drafts to finish, what the snapshots in here could not use, and what the audit finds of their objects."""
    tree = {path: content for path, content in files.items() if content is not None}
    drafts = [
        Row(f"- {escape.md_code(path)}: take over what is right, write the prose, then merge")
        for path in tree
        if path.startswith(paths.FAMILIES)
    ]
    yield _Section("Drafts", drafts, f"`{paths.FAMILIES}`")
    yield _Section("Read but not used", list(_rejects(tree)), f"`{paths.SNAPSHOTS}`", folded=True)
    yield _Section("Findings of the audit", _findings(findings, changes), "`awesome audit`")


def _rejects(tree: Mapping[str, bytes]) -> Iterator[Row]:
    """What was seen in a card or on a board, and why it is no value."""
    for card, snapshot in CARDS.read(tree).items():
        for reject in snapshot.facts.rejects:
            where = f", line {reject.line}" if reject.line else ""
            yield Row(f"- {escape.md_code(card)}{where}: {escape.md_inline(reject.reason, 240)}")
    for board, edition in BOARDS.read(tree).items():
        for place, reason in edition.facts.rejects.items():
            yield Row(f"- {escape.md_code(board)}, {escape.md_inline(place, 80)}: {escape.md_inline(reason, 240)}")


def _findings(findings: Collection[Finding], changes: Collection[Change]) -> list[Row]:
    """Those about a changed object: their subjects are family, family/field or family/checkpoint/field, or an object."""
    about = {c.family for c in changes} | {c.subject.partition(": ")[0] for c in changes}
    about |= {f"{c.family}/{c.subject or c.field}" for c in changes}
    order = {"error": 0, "warning": 1, "notice": 2}
    concerning = [f for f in findings if {f.subject, f.subject.rpartition("/")[0]} & about - {""}]
    return [
        Row(
            f"- {f.level}, {escape.md_code(f.rule)}, {escape.md_code(f.subject)}: {escape.md_inline(f.message, 240)}"
            + (f"; expected {escape.md_inline(f.expected, 120)}" if f.expected else "")
        )
        for f in sorted(concerning, key=lambda f: (order[f.level], f.subject, f.rule))
    ]


def _health(report: RunReport, scope: str, files: Mapping[str, bytes | None]) -> list[str]:
    """The sources of this scope that did not answer in full, and what that means for it; nothing where all did."""
    here = {unit.lane for path in files if (unit := unit_of(path))} | {lane_of_scope(scope)}
    bad = [_source(s) for s in report.sources if s.outcome != "ok" and lane_of_source(s.source) in here]
    if not bad:
        return []
    stays = "What a failed source said before stays as it was: nothing here was taken away because it failed."
    return ["### Sources", "", *bad, *(["", stays] if lane_of_scope(scope) else [])]


def _source(source: SourceReport) -> str:
    message = f": {escape.md_inline(source.message, 200)}" if source.message else ""
    kept = f"; {len(source.kept)} object{'s' if len(source.kept) != 1 else ''} kept as they were" if source.kept else ""
    return f"- {escape.md_code(source.source)}: **{source.outcome}**{message}{kept}"


def _fitted(sections: list[_Section], room: int) -> list[str]:
    """The sections with as many rows as there is room for, the first sections first."""
    room -= sum(len(_framed(s, 0)) + 40 for s in sections)
    blocks: list[str] = []
    for section in sections:
        used, kept, family = 0, 0, ""
        for row in section.rows:
            cost = len(row.text) + 1 + (len(_heading(row.family)) + 2 if row.family != family else 0)
            if used + cost > room:
                break
            used, kept, family = used + cost, kept + 1, row.family
        room = room - used if kept == len(section.rows) else 0  # what is less important comes after, or not at all
        blocks.append(_framed(section, kept))
    return blocks


def _heading(family: str) -> str:
    return f"**{escape.md_code(family)}**" if family else "**Others**"


def _framed(section: _Section, kept: int) -> str:
    lines: list[str] = []
    family = ""
    for row in section.rows[:kept]:
        if row.family != family:
            family = row.family
            lines += ["", _heading(family), ""] if lines else [_heading(family), ""]
        lines.append(row.text)
    if kept < len(section.rows):
        left = len(section.rows) - kept
        lines += [""] if lines and any(row.family for row in section.rows) else []
        lines.append(f"- … and {left:,} more, not shown for want of room: see {section.where}")
    count = f"{len(section.rows):,}"
    if section.folded:
        return "\n".join([f"<details><summary>{section.title} ({count})</summary>", "", *lines, "", "</details>"])
    return "\n".join([f"### {section.title} ({count})", "", *lines])
