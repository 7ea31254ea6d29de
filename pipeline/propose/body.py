"""Body: what a maintainer reads, the most important first, within a budget of characters.

The order: one sentence; what needs eyes; changes by kind; what could not be used and what the
audit found; the health of each source; what happens next; the box. The bot's own note goes above
all this when the body is sent (`pipeline.propose.wording`).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.proposals import Risk
from pipeline.model.reports import RunReport, SourceReport
from pipeline.propose import wording
from pipeline.propose.change_kinds import KINDS, SECTIONS, needs_eyes
from pipeline.propose.objects import lanes
from pipeline.propose.rows import Row, known_rows, rows_of
from pipeline.propose.scopes import NEW
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
    *,
    risk: Risk,
    files: Mapping[str, bytes | None],
    limit: int,
) -> str:
    """The words of a pull request, without the bot's note; at most `limit` characters with it."""
    head = wording.sentence(scope, changes, files)
    tail = "\n".join([*_health(report, scope), "", *wording.next_steps(scope, risk)])
    room = limit - len(head) - len(tail) - NOTE_ROOM - 8 * sum(1 for p in files if paths.is_input(p))
    sections = [*_changed(scope, changes, doubts, files), *_concerning(changes, report, files)]
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
    changes: Collection[Change], report: RunReport, files: Mapping[str, bytes | None]
) -> Iterator[_Section]:
    """Drafts to finish, and what the run's report says of the objects in here."""
    drafts = [
        Row(f"- {escape.md_code(path)}: take over what is right, write the prose, then merge")
        for path, content in files.items()
        if path.startswith(paths.FAMILIES) and content is not None
    ]
    yield _Section("Drafts", drafts, f"`{paths.FAMILIES}`")
    subjects = {c.subject for c in changes} | {c.family for c in changes}
    snapshots = (p.rpartition("/")[2].removesuffix(".json") for p in files if p.startswith(paths.SNAPSHOTS))
    subjects |= {paths.unflat(stem) for stem in snapshots}
    yield _Section("Read but not used", _rejects(report, subjects), "the run's report", folded=True)
    yield _Section("Findings of the audit", _findings(report, subjects), "`awesome audit`")


def _rejects(report: RunReport, subjects: Collection[str]) -> list[Row]:
    return [
        Row(f"- {escape.md_code(note.subject.partition(' ')[0])}: {escape.md_inline(note.reason, 240)}")
        for source in report.sources
        for note in source.rejects
        if _concerns(note.subject, subjects)
    ]


def _findings(report: RunReport, subjects: Collection[str]) -> list[Row]:
    order = {"error": 0, "warning": 1, "notice": 2}
    concerning = [f for f in report.findings if _concerns(f.subject, subjects)]
    return [
        Row(
            f"- {f.level}, {escape.md_code(f.rule)}, {escape.md_code(f.subject)}: {escape.md_inline(f.message, 240)}"
            + (f"; expected {escape.md_inline(f.expected, 120)}" if f.expected else "")
        )
        for f in sorted(concerning, key=lambda f: (order[f.level], f.subject, f.rule))
    ]


def _concerns(subject: str, subjects: Collection[str]) -> bool:
    head = subject.partition(" ")[0].partition("#")[0].partition(":")[0]
    return subject in subjects or head in subjects


def _health(report: RunReport, scope: str) -> list[str]:
    """One line for each source; a source that failed says what that means for this proposal."""
    if not report.sources:
        return ["### Sources", "", "No source was asked: this was derived again because the base moved."]
    fine = [escape.md_code(s.source) for s in report.sources if s.outcome == "ok"]
    bad = [_source(s) for s in report.sources if s.outcome != "ok"]
    lines = ["### Sources", "", *bad]
    lines += [f"- answered in full: {', '.join(fine)}"] if fine else []
    if bad and scope in lanes():
        lines += [
            "",
            "What a failed source said before stays as it was: nothing here was taken away because it failed.",
        ]
    return lines


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
