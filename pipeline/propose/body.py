"""Body: what a maintainer reads, the most important first, within a budget of characters.

The order: one sentence; what needs eyes; the rows of the list; changes by kind; what could not be used and what the
audit found; the sources that failed; what happens next; the box. The bot's own note goes above all this when the
body is sent (`pipeline.propose.wording`).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.layout.kinds import BOARDS, CARDS, CHECKPOINTS
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.findings import Finding
from pipeline.model.proposals import Risk
from pipeline.model.reports import RunReport, SourceReport
from pipeline.propose import first_reading, list_rows, wording
from pipeline.propose.change_kinds import KINDS, SECTIONS, needs_eyes
from pipeline.propose.objects import lane_of_source, lanes, unit_of
from pipeline.propose.rows import Row, known_rows, rows_of
from pipeline.propose.scopes import FIRST, NEW, OUTPUTS, lane_of_scope
from pipeline.render import escape

FOLD: Final = 6  # rows from which a routine section is folded
KEPT: Final = 5  # objects of a failed source that are named
NOTE_ROOM: Final = 1_200  # for the bot's note, besides the fingerprints in it
_TAB: Final = "the Files changed tab, under"


class Doubt(NamedTuple):
    """Something odd about a proposal as a whole."""

    what: str
    why: str


class Contents(NamedTuple):
    """What a body tells: a scope's files on a base, and what follows from them.

    `edited` are outputs of the base that do not follow from its inputs, each with what does.
    """

    scope: str
    risk: Risk
    files: Mapping[str, bytes | None]
    changes: Collection[Change] = ()
    doubts: Collection[Doubt] = ()
    findings: Collection[Finding] = ()
    base: Mapping[str, bytes] = {}
    edited: Mapping[str, bytes | None] = {}


class _Section(NamedTuple):
    """`head`: of a table, which the rows then are lines of. `where` those are that find no room."""

    title: str
    rows: list[Row]
    where: str
    folded: bool = False
    head: tuple[str, ...] = ()


def body_of(contents: Contents, report: RunReport, limit: int) -> str:
    """The words of a pull request, without the bot's note; at most `limit` characters with it."""
    scope, files = contents.scope, contents.files
    head = wording.sentence(scope, contents.changes, files)
    health = _health(report, contents)
    tail = "\n\n".join(["\n".join(part) for part in (health, wording.next_steps(scope, contents.risk)) if part])
    room = limit - len(head) - len(tail) - NOTE_ROOM - 8 * sum(1 for p in files if paths.is_input(p))
    sections = [*_changed(contents), *_concerning(contents)]
    return "\n\n".join([head, *_fitted([s for s in sections if s.rows], room), tail]) + "\n"


def _changed(contents: Contents) -> Iterator[_Section]:
    """What needs eyes, what a reader of the list will see, then the rest by kind."""
    observed = f"{_TAB} `{paths.OBSERVED}`"
    scope, changes = contents.scope, contents.changes
    if scope.startswith(NEW):  # the first sentence says so
        changes = [c for c in changes if c.kind is not ChangeKind.FAMILY_ADDED]
    odd = [Row(f"- **{d.what}**: {escape.md_inline(d.why, 300)}") for d in contents.doubts]
    yield _Section("Needs your eyes", odd + rows_of(c for c in changes if needs_eyes(c)), observed)
    if contents.edited:
        undone = list(list_rows.edit_rows(contents.base, contents.edited, contents.files))
        yield _Section(wording.NOT_DERIVED, undone, f"{_TAB} the files named", folded=scope == OUTPUTS)
    if scope == FIRST:
        oddest = list(first_reading.oddest_rows(changes, _by_object(contents.findings)))
        yield _Section("The oddest, to judge the rest by", oddest, observed)
        families = list(first_reading.family_rows(changes))
        yield _Section("By family", families, observed, head=first_reading.HEAD)
    if scope.startswith(NEW):
        known = known_rows(scope.removeprefix(NEW), contents.files)
        yield _Section("What the sources state", known, f"{_TAB} `{paths.EVIDENCE}`")
    rows = list(list_rows.list_rows(contents.base, contents.files))
    lane = lane_of_scope(scope) or scope == FIRST
    yield _Section("On the list", rows, f"{_TAB} `README.md`", folded=bool(lane), head=list_rows.HEAD)
    for title in SECTIONS:
        rows = rows_of(c for c in changes if KINDS[c.kind].section == title and not needs_eyes(c))
        yield _Section(title, rows, observed, folded=len(rows) > FOLD or scope == FIRST)


def _by_object(findings: Collection[Finding]) -> dict[tuple[str, str], Finding]:
    """Findings by the family and the object or field in it that they are about."""
    return {(slug, rest): f for f in findings for slug, _, rest in [f.subject.partition("/")] if rest}


def _concerning(contents: Contents) -> Iterator[_Section]:
    """Drafts to finish, what the snapshots in here could not use, and what the audit finds of their objects."""
    tree = {path: content for path, content in contents.files.items() if content is not None}
    drafts = [
        Row(f"- {escape.md_code(path)}: take over what is right, write the prose, then merge")
        for path in tree
        if path.startswith(paths.FAMILIES)
    ]
    yield _Section("Drafts", drafts, f"`{paths.FAMILIES}`")
    findings = _findings(contents.findings, contents.changes)
    yield _Section("Findings of the audit", findings, "`awesome audit`", folded=len(findings) > FOLD)
    yield _Section("Read but not used", list(_rejects(tree)), f"`{paths.SNAPSHOTS}`", folded=True)


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
    disputed = any(c.kind is ChangeKind.FACT_DISPUTED for c in changes)  # said above, with both pieces of evidence
    concerning = [
        f for f in findings
        if {f.subject, f.subject.rpartition("/")[0]} & about - {""} and not (disputed and f.rule == "disputed-fact")
    ]  # fmt: skip
    return [
        Row(
            f"- {f.level}, {escape.md_code(f.rule)}, {escape.md_code(f.subject)}: {escape.md_inline(f.message, 240)}"
            + (f"; expected {escape.md_inline(f.expected, 120)}" if f.expected else "")
        )
        for f in sorted(concerning, key=lambda f: (order[f.level], f.subject, f.rule))
    ]


def _health(report: RunReport, contents: Contents) -> list[str]:
    """The sources of this scope that did not answer in full, with what they keep of it; nothing where all did."""
    scope = contents.scope
    here = {unit.lane for path in contents.files if (unit := unit_of(path))} | {lane_of_scope(scope)}
    whole = scope in lanes() or scope == FIRST
    makers = {_maker(CHECKPOINTS.stem_of(path)) for path in contents.files if CHECKPOINTS.holds(path)}
    bad = [
        line
        for source in report.sources
        if source.outcome != "ok" and lane_of_source(source.source) in here
        for line in _source(source, None if whole else makers)
    ]
    if not bad:
        return []
    stays = "What a failed source said before stays as it was: nothing here was taken away because it failed."
    return ["### Sources", "", *bad, "", stays]


def _source(source: SourceReport, makers: Collection[str] | None) -> list[str]:
    """A source that failed: all of it, or what it keeps of some makers; nothing where it failed others alone."""
    kept = [k for k in source.kept if makers is None or _maker(paths.flat(k.subject)) in makers]
    if source.outcome == "partial" and not kept:
        return []
    message = f": {escape.md_inline(source.message, 200)}" if source.message else ""
    names = ", ".join(escape.md_code(subject) for subject in sorted({k.subject for k in kept})[:KEPT])
    more = f" and {len(kept) - KEPT} more" if len(kept) > KEPT else ""
    stays = f"; kept as it was: {names}{more}" if kept else ""
    return [f"- {escape.md_code(source.source)}: **{source.outcome}**{message}{stays}"]


def _maker(stem: str) -> str:
    return stem.partition("--")[0]


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
    lines += section.head
    for row in section.rows[:kept]:
        if row.family != family:
            family = row.family
            lines += ["", _heading(family), ""] if lines else [_heading(family), ""]
        lines.append(row.text)
    if kept < len(section.rows):
        left = len(section.rows) - kept
        lines += [""] if section.head or (lines and any(row.family for row in section.rows)) else []
        lines.append(f"- … and {left:,} more, not shown for want of room: see {section.where}")
    count = f"{len(section.rows):,}"
    if section.folded:
        return "\n".join([f"<details><summary>{section.title} ({count})</summary>", "", *lines, "", "</details>"])
    return "\n".join([f"### {section.title} ({count})", "", *lines])
