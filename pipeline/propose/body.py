"""Body: what a maintainer reads, the most important first, within a budget of characters.

The order: one sentence; what needs eyes; changes by kind; what could not be used and what the
audit found; the health of each source; what happens next; the box. The bot's own note goes above
all this when the body is sent (`pipeline.propose.state`).
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.proposals import Risk
from pipeline.model.reports import RunReport, SourceReport
from pipeline.propose.drafted import known_rows
from pipeline.propose.objects import lanes
from pipeline.propose.risk import needs_eyes
from pipeline.propose.rows import Row, rows_of
from pipeline.propose.scopes import FAMILY, NEW, REFRESH
from pipeline.propose.state import REBUILD
from pipeline.propose.title import counts
from pipeline.render import escape

FOLD: Final = 6  # rows from which a routine section is folded
NOTE_ROOM: Final = 1_200  # for the bot's note, besides the fingerprints in it

K = ChangeKind
SECTIONS: Final[tuple[tuple[str, frozenset[ChangeKind]], ...]] = (
    ("Families", frozenset({K.FAMILY_ADDED, K.FAMILY_REMOVED})),
    ("Checkpoints", frozenset({K.CHECKPOINT_ADDED, K.CHECKPOINT_GONE, K.CHECKPOINT_RENAMED, K.CHECKPOINT_REMOVED})),
    ("Facts", frozenset({K.FACT_GAINED, K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED, K.ACCESS_CHANGED})),
    ("Papers", frozenset({K.PAPER_ADDED, K.PAPER_REVISED, K.PAPER_WITHDRAWN})),
    ("Collections", frozenset({K.COLLECTION_GAINED, K.COLLECTION_LOST})),
    ("Standings", frozenset({K.EDITION_MOVED, K.STANDING_GAINED, K.STANDING_MOVED, K.STANDING_LOST})),
    ("Links", frozenset({K.LINK_BROKEN, K.LINK_MOVED, K.LINK_MENDED})),
    ("New revisions that change no fact", frozenset({K.CHECKPOINT_MOVED_ON})),
)


class Doubt(NamedTuple):
    """Something odd about a proposal as a whole."""

    what: str
    why: str


class _Section(NamedTuple):
    title: str
    rows: list[Row]
    folded: bool
    where: str  # where those are that find no room


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
    eyes = [c for c in changes if needs_eyes(c) and not (scope.startswith(NEW) and c.kind is K.FAMILY_ADDED)]
    routine = [c for c in changes if c not in set(eyes)] if eyes else list(changes)
    tab = "the Files changed tab"
    sections = [
        _Section(
            "Needs your eyes",
            [Row(f"- **{d.what}**: {escape.md_inline(d.why, 300)}") for d in doubts] + rows_of(eyes),
            folded=False,
            where=f"{tab}, under `{paths.OBSERVED}`",
        )
    ]
    if scope.startswith(NEW):
        known = known_rows(scope.removeprefix(NEW), files)
        sections.append(
            _Section("What the sources state", known, folded=False, where=f"{tab}, under `{paths.EVIDENCE}`")
        )
        routine = [c for c in routine if c.kind is not K.FAMILY_ADDED]  # the first sentence says so
    for title, kinds in SECTIONS:
        rows = rows_of(c for c in routine if c.kind in kinds)
        sections.append(_Section(title, rows, len(rows) > FOLD, f"{tab}, under `{paths.OBSERVED}`"))
    subjects = {c.subject for c in changes} | {c.family for c in changes} | _objects(files)
    sections += [
        _Section("Drafts", _drafts(files), folded=False, where=f"`{paths.FAMILIES}`"),
        _Section("Read but not used", _rejects(report, subjects), folded=True, where="the run's report"),
        _Section("Findings of the audit", _findings(report, subjects), folded=False, where="`awesome audit`"),
    ]
    head = _sentence(scope, changes, files)
    tail = "\n".join([*_health(report, scope), "", *_next(scope, risk)])
    room = limit - len(head) - len(tail) - NOTE_ROOM - 8 * sum(1 for p in files if paths.is_input(p))
    return "\n\n".join([head, *_fitted(sections, room), tail]) + "\n"


def _sentence(scope: str, changes: Collection[Change], files: Mapping[str, bytes | None]) -> str:
    """What this is, in one sentence with counts."""
    families = len({c.family for c in changes if c.family})
    what = {
        "huggingface": "What the Hugging Face Hub states now",
        "arxiv": "What arXiv states now",
        "leaderboards": "What the leaderboards state now",
        "links": "What links and repositories answer now",
    }.get(scope)
    if what is None:
        slug = escape.md_code(
            scope.partition("-")[2].replace("-and-", ", ") if scope.startswith(REFRESH) else scope.partition("-")[2]
        )
        if scope.startswith(NEW):
            what = f"A new family, {slug}, drafted from what its sources state"
        elif scope.startswith(FAMILY):
            what = f"Changes of {slug} that a person should judge, apart from the routine"
        elif scope.startswith(REFRESH):
            what = f"A refresh of {slug} that somebody asked for"
        else:
            what = f"Changes of the {scope.partition('-')[0]} {slug}, which several families share"
    told = counts(changes)
    if not told:
        inputs = sum(1 for p in files if paths.is_input(p))
        return f"{what}: nothing that the list shows, {inputs} snapshot{'s' if inputs != 1 else ''} behind it."
    of = f" in {families} {'families' if families != 1 else 'family'}" if families and scope in lanes() else ""
    return f"{what}{of}: {', '.join(told)}."


def _drafts(files: Mapping[str, bytes | None]) -> list[Row]:
    return [
        Row(f"- {escape.md_code(path)}: take over what is right, write the prose, then merge")
        for path, content in files.items()
        if path.startswith(paths.FAMILIES) and content is not None
    ]


def _objects(files: Mapping[str, bytes | None]) -> set[str]:
    """Ids of the upstream objects among the files, as sources' reports name them."""
    found: set[str] = set()
    for path in files:
        if path.startswith(paths.SNAPSHOTS):
            found.add(paths.unflat(path.rpartition("/")[2].removesuffix(".json")))
    return found


def _rejects(report: RunReport, subjects: Collection[str]) -> list[Row]:
    return [
        Row(f"- {escape.md_code(note.subject.partition(' ')[0])}: {escape.md_inline(note.reason, 240)}")
        for source in report.sources
        for note in source.rejects
        if _concerns(note.subject, subjects)
    ]


def _concerns(subject: str, subjects: Collection[str]) -> bool:
    head = subject.partition(" ")[0].partition("#")[0].partition(":")[0]
    return subject in subjects or head in subjects


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


_FINE: Final = "ok"


def _health(report: RunReport, scope: str) -> list[str]:
    """One line for each source; a source that failed says what that means for this proposal."""
    if not report.sources:
        return ["### Sources", "", "No source was asked: this was derived again because the base moved."]
    fine = [escape.md_code(s.source) for s in report.sources if s.outcome == _FINE]
    lines = ["### Sources", ""]
    lines += [_source(s) for s in report.sources if s.outcome != _FINE]
    lines += [f"- answered in full: {', '.join(fine)}"] if fine else []
    if any(s.outcome != _FINE for s in report.sources) and scope in lanes():
        lines += [
            "",
            "What a failed source said before stays as it was: nothing here was taken away because it failed.",
        ]
    return lines


def _source(source: SourceReport) -> str:
    name = escape.md_code(source.source)
    message = f": {escape.md_inline(source.message, 200)}" if source.message else ""
    kept = f"; {len(source.kept)} object{'s' if len(source.kept) != 1 else ''} kept as they were" if source.kept else ""
    return f"- {name}: **{source.outcome}**{message}{kept}"


def _next(scope: str, risk: Risk) -> list[str]:
    """What the bot will do, and what stops it."""
    kind = (
        "this is a draft because a person should look first"
        if risk == "needs eyes"
        else "nothing here takes a value away"
    )
    again = "the draft changes" if scope.startswith(NEW) else "what an upstream states about it changes"
    return [
        "### What happens next",
        "",
        f"- Merge: the list shows it; {kind}.",
        f"- Close: the answer is no, for each object in here, until {again}.",
        "- Wait: the branch is rebuilt, always as one commit of the bot, when the catalog or an upstream moves.",
        f"- Commit: yours to `{paths.CURATED}` stay, and the rest is derived again on top. Any other commit stops the bot.",
        "",
        f"- [ ] {REBUILD}",
    ]


def _fitted(sections: list[_Section], room: int) -> list[str]:
    """The sections with as many rows as there is room for, the first sections first."""
    told = [s for s in sections if s.rows]
    room -= sum(len(_framed(s, 0)) + 40 for s in told)
    blocks: list[str] = []
    for section in told:
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
    grouped = any(row.family for row in section.rows)
    family = ""
    for row in section.rows[:kept]:
        if row.family != family:
            family = row.family
            lines += ["", _heading(family), ""] if lines else [_heading(family), ""]
        lines.append(row.text)
    if kept < len(section.rows):
        left = len(section.rows) - kept
        lines += [""] if grouped and lines else []
        lines.append(f"- … and {left:,} more, not shown for want of room: see {section.where}")
    count = f"{len(section.rows):,}"
    if section.folded:
        return "\n".join([f"<details><summary>{section.title} ({count})</summary>", "", *lines, "", "</details>"])
    return "\n".join([f"### {section.title} ({count})", "", *lines])
