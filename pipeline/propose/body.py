"""Body: what a maintainer reads, the most important first, within a budget of characters.

The order: one sentence, what merging does, the sources that failed; what needs eyes; the rows of the list; the other
changes by family, whose heading counts as the title does; what could not be used and what the audit notes; what happens next; the box. The bot's
own note goes above all this when the body is sent (`pipeline.propose.wording`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.layout.kinds import BOARDS, CARDS, CHECKPOINTS, OBSERVED_FAMILIES
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.findings import Finding
from pipeline.model.proposals import Risk
from pipeline.model.reports import RunReport, SourceReport
from pipeline.propose import first_reading, list_rows, wording
from pipeline.propose.change_kinds import KINDS, counts, needs_eyes, without_echoes
from pipeline.propose.objects import lane_of_source, lanes, unit_of
from pipeline.propose.rows import REVISED, Row, known_rows, revision_rows, rows_of
from pipeline.propose.scopes import FIRST, NEW, lane_of_scope
from pipeline.render import escape

FOLD: Final = 40  # routine rows that stand open
MOST: Final = 100  # rows of one section
SHORT: Final = 10  # notices that stand open
READ: Final = 20  # families whose rows of the list, before and after, a person reads
KEPT: Final = 5  # objects of a failed source that are named
PLACES: Final = 2  # of passages that could not be used for one reason
NOTE_ROOM: Final = 1_200  # for the bot's note, besides the fingerprints in it


class Doubt(NamedTuple):
    """Something odd beyond any one change: what it is about, what kind of doubt (a word that is counted), and why."""

    about: str
    kind: str
    why: str


class Contents(NamedTuple):
    """What a body tells: a scope's files on a base, and what follows from them.

    `notices` are the audit's that the base has not. `edited` are outputs of the base that do not follow from its inputs,
    each with what does. `makers` are the names of who makes each family, `kinds` what each is (llm, vlm).
    """

    scope: str
    risk: Risk
    files: Mapping[str, bytes | None]
    changes: Collection[Change] = ()
    doubts: Collection[Doubt] = ()
    notices: Collection[Finding] = ()
    base: Mapping[str, bytes] = {}
    edited: Mapping[str, bytes | None] = {}
    makers: Mapping[str, str] = {}
    kinds: Mapping[str, str] = {}


class _Section(NamedTuple):
    """`title` has its counts in it. `head`: of a table, which the rows then are lines of. `where` those are that find no room."""

    title: str
    rows: list[Row]
    where: str = f"the Files changed tab, under `{paths.OBSERVED}`"
    folded: bool = False
    head: tuple[str, ...] = ()
    end: str = ""


def body_of(contents: Contents, report: RunReport, limit: int) -> str:
    """The words of a pull request, without the bot's note; at most `limit` characters with it."""
    scope, files = contents.scope, contents.files
    numbers = numbers_of(contents.changes, contents.doubts)
    listed = list(list_rows.list_rows(contents.base, files))
    merging = wording.merging(scope, contents.risk, contents.changes, len(listed), front="README.md" in files)
    head = "\n\n".join([wording.sentence(scope, numbers, contents.changes, files), merging, *_failed(report, contents)])
    tail = "\n".join(wording.next_steps(scope))
    room = limit - len(head) - len(tail) - NOTE_ROOM - 8 * sum(1 for p in files if paths.is_input(p))
    sections = [*_changed(contents, listed), *_concerning(contents)]
    return "\n\n".join([head, *_fitted([s for s in sections if s.rows], room), tail]) + "\n"


def numbers_of(changes: Collection[Change], doubts: Collection[Doubt]) -> list[str]:
    """How many of each kind of doubt and change: in title, first sentence and headings the same."""
    odd = Counter(doubt.kind for doubt in doubts)
    return [*(_counted(kind, count) for kind, count in sorted(odd.items())), *counts(without_echoes(changes))]


def _counted(noun: str, count: int) -> str:
    return f"{count:,} {noun}{'s' if count != 1 else ''}"


def _changed(contents: Contents, listed: list[Row]) -> Iterator[_Section]:
    """What needs eyes, the rows that a reader of the list will see, then the rest by family."""
    scope, changes = contents.scope, contents.changes
    eyes = [c for c in changes if needs_eyes(c) and not (scope.startswith(NEW) and c.kind is ChangeKind.FAMILY_ADDED)]
    odd = [Row(f"- {escape.md_code(d.about)}: **{d.kind}**: {escape.md_inline(d.why, 300)}") for d in contents.doubts]
    counted = ", ".join(numbers_of(eyes, contents.doubts))
    yield _Section(f"Needs your eyes: {counted}", odd + rows_of(eyes, of=changes), end=_questions(eyes, contents))
    if scope == FIRST:
        odd = list(first_reading.oddest_rows(changes, OBSERVED_FAMILIES.read(contents.base), contents.kinds))
        yield _Section("The oddest, to judge the rest by", odd, end=wording.ODDEST)
    if scope.startswith(NEW):
        known = known_rows(scope.removeprefix(NEW), contents.files)
        yield _Section("What the sources state", known, f"`{paths.EVIDENCE}`")
    title = _counted("row", len(listed)) + " of the list"
    yield _Section(title, listed, "the Files changed tab, under `README.md`", len(listed) > READ, list_rows.HEAD)
    notices = [
        Row(f"- {escape.md_code(f.subject)}: {escape.md_inline(f.message, 240)} ({escape.md_code(f.rule)})") for f in contents.notices
    ]
    yield _Section(_counted("notice", len(notices)) + " of the audit", notices, "`awesome audit`", len(notices) > SHORT)
    routine = [c for c in without_echoes(changes) if not needs_eyes(c)]
    revised = [c for c in routine if c.kind is ChangeKind.CHECKPOINT_MOVED_ON]
    routine = [c for c in routine if c.kind is not ChangeKind.CHECKPOINT_MOVED_ON]
    if scope == FIRST:
        yield from _by_maker(routine, contents.makers)
    else:
        rows = rows_of(routine)
        yield _Section(", ".join(counts(routine)), rows, folded=len(rows) > FOLD)
    yield _Section(", ".join(counts(revised)) + ": new commits, the same facts", list(revision_rows(revised)), folded=True, head=REVISED)


def _questions(changes: Collection[Change], contents: Contents) -> str:
    """What merging does with each kind of these doubts and changes, and what to look at before."""
    found = {doubt.kind: wording.DOUBTED.get(doubt.kind, wording.BY_THE_AUDIT) for doubt in contents.doubts}
    found |= {kind.value: KINDS[kind].eyes for kind in KINDS if any(change.kind is kind for change in changes)}
    if (licences := ChangeKind.LICENSE_CHANGED.value) in found:
        found[licences] += _share([c for c in changes if c.kind is ChangeKind.LICENSE_CHANGED], contents)
    if len(found) == 1:
        return f"Merged, {min(found.values())}"
    return "\n".join(f"- {kind}: merged, {what}" for kind, what in found.items())


def _share(changes: Collection[Change], contents: Contents) -> str:
    """Of how many checkpoints of their families these are."""
    paths_ = {OBSERVED_FAMILIES.path(change.family) for change in changes if change.family}
    tree = {p: data for p in paths_ if (data := contents.files.get(p) or contents.base.get(p))}
    of = sum(len(family.checkpoints) for family in OBSERVED_FAMILIES.read(tree).values())
    names = {change.subject for change in changes if change.subject}
    return f" {len(names)} of {_counted('checkpoint', of)} of the family change." if names and of else ""


def _by_maker(changes: Collection[Change], makers: Mapping[str, str]) -> Iterator[_Section]:
    """A folded table for each publisher, by family."""
    parts: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        parts[makers.get(change.family, "Others")].append(change)
    for maker, found in sorted(parts.items()):
        rows = rows_of(found, first_reading.FORM)
        yield _Section(f"{escape.html(maker)}: {', '.join(counts(found))}", rows, folded=True, head=first_reading.HEAD)


def _concerning(contents: Contents) -> Iterator[_Section]:
    """Drafts to finish, and what the snapshots in here could not use."""
    tree = {path: content for path, content in contents.files.items() if content is not None}
    drafts = [
        Row(f"- {escape.md_code(path)}: take over what is right, write the prose, then merge")
        for path in tree
        if path.startswith(paths.FAMILIES)
    ]
    yield _Section("Drafts", drafts, f"`{paths.FAMILIES}`")
    undone = list(list_rows.edit_rows(contents.base, contents.edited, contents.files))
    yield _Section(wording.NOT_DERIVED, undone, "the Files changed tab", folded=True)
    rejects = list(_rejects(tree))
    yield _Section(f"Read but not used ({sum(r.of for r in rejects)})", rejects, f"`{paths.SNAPSHOTS}`", folded=True)


def _rejects(tree: Mapping[str, bytes]) -> Iterator[Row]:
    """Why something that was seen in a card or on a board is no value, and where: one row a reason, the rare ones first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for card, snapshot in CARDS.read(tree).items():
        for reject in snapshot.facts.rejects:
            found[reject.reason].append(escape.md_code(card) + (f", line {reject.line}" if reject.line else ""))
    for board, edition in BOARDS.read(tree).items():
        for place, reason in edition.facts.rejects.items():
            found[reason].append(f"{escape.md_code(board)}, {escape.md_inline(place, 80)}")
    for reason, places in sorted(found.items(), key=lambda one: (len(one[1]), one[0])):
        more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
        yield Row(f"- {'; '.join(places[:PLACES])}{more}: {escape.md_inline(reason, 240)}", len(places))


def _failed(report: RunReport, contents: Contents) -> Iterator[str]:
    """The sources of this scope that did not answer in full, with what they keep of it; nothing where all did."""
    scope = contents.scope
    here = {unit.lane for path in contents.files if (unit := unit_of(path))} | {lane_of_scope(scope)}
    makers = {_maker(CHECKPOINTS.stem_of(path)) for path in contents.files if CHECKPOINTS.holds(path)}
    whole = None if scope in lanes() or scope == FIRST else makers
    bad = [_source(s, whole) for s in report.sources if s.outcome != "ok" and lane_of_source(s.source) in here]
    if any(bad):
        yield " ".join(["**Not every source answered.**", *filter(None, bad), "Nothing was taken away because of it."])


def _source(source: SourceReport, makers: Collection[str] | None) -> str:
    """A source that failed: all of it, or what it keeps of some makers; nothing where it failed others alone."""
    kept = sorted({k.subject for k in source.kept if makers is None or _maker(paths.flat(k.subject)) in makers})
    if source.outcome == "partial" and not kept:
        return ""
    message = f" ({escape.md_inline(source.message, 200)})" if source.message else ""
    more = f" and {len(kept) - KEPT} more" if len(kept) > KEPT else ""
    stays = f"; kept as it was: {', '.join(map(escape.md_code, kept[:KEPT]))}{more}" if kept else ""
    return f"{escape.md_code(source.source)}: **{source.outcome}**{message}{stays}."


def _maker(stem: str) -> str:
    return stem.partition("--")[0]


def _fitted(sections: list[_Section], room: int) -> list[str]:
    """The sections with as many rows as there is room for, the first sections first."""
    room -= sum(len(_framed(s, 0)) + 40 for s in sections)
    blocks: list[str] = []
    for section in sections:
        kept = 0
        for row in section.rows[:MOST]:
            if len(row.text) + 1 > room:
                room = 0  # what is less important comes after, or not at all
                break
            room, kept = room - len(row.text) - 1, kept + 1
        blocks.append(_framed(section, kept))
    return blocks


def _framed(section: _Section, kept: int) -> str:
    lines = [*section.head, *(row.text for row in section.rows[:kept])]
    if kept < len(section.rows):
        left = sum(row.of for row in section.rows[kept:])
        lines += [*([""] if section.head else []), f"- … and {left:,} more: see {section.where}"]
    lines += ["", section.end] if section.end else []
    if section.folded:
        return "\n".join([f"<details><summary>{section.title}</summary>", "", *lines, "", "</details>"])
    return "\n".join([f"### {section.title}", "", *lines])
