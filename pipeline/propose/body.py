"""Body: what a maintainer reads, the most important first, within a budget of characters.

The order: one sentence, what merging does, the sources that failed; what needs eyes; the rows of the list; the other
changes by family, whose heading counts as the title does; what could not be used and what the audit notes; what happens
next; the box. The bot's own note goes above all this when the body is sent (`pipeline.propose.wording`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import accumulate
from math import log2
from statistics import median
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout import paths
from pipeline.layout.catalog import Curated
from pipeline.layout.kinds import BOARDS, CARDS, FAMILIES, OBSERVED_FAMILIES
from pipeline.model.changes import Change, ChangeKind, Risk
from pipeline.model.claims import Value
from pipeline.model.observed import ObservedFamily
from pipeline.model.reports import Finding, RunReport
from pipeline.propose import rows, wording
from pipeline.propose.rows import STANDINGS, Row, counted, counts, rows_of, without_echoes
from pipeline.propose.scopes import FIRST, NEW, Files, Tree, lane_of_scope, lane_of_source, lanes, owners_of, unit_of
from pipeline.render import escape

MINUTE: Final = 230  # words that a person reads in a minute; a section that goes beyond them is folded
MOST: Final = 100  # rows of one section
KEPT: Final = 5  # objects of a failed source that are named
PLACES: Final = 2  # of passages that could not be used for one reason
LEAST: Final = 3  # rows that stand open where a section never folds
SAMPLE: Final = 10  # of the oddest
FRAME: Final = 160  # characters of a section besides its words
FORM: Final = "| {family} | {names} | {what} |"
FORM_HEAD: Final = ("| Family | Checkpoint | Stated |", "|---|---|---|")
NOTE_ROOM: Final = 1_200  # for the bot's note, besides the fingerprints in it
_UNREAD: Final = re.compile(r"\]\([^)]*\)|<[^>]*>")


class Doubt(NamedTuple):
    """Something odd beyond any one change: what it is about, what kind of doubt (a word that is counted), and why."""

    about: str
    kind: str
    why: str


class Contents(NamedTuple):
    """What a body tells: a scope's files on a base, and what follows from them."""

    scope: str
    risk: Risk
    files: Files
    changes: Collection[Change] = ()
    doubts: Collection[Doubt] = ()
    notices: Collection[Finding] = ()  # the audit's that the base has not
    base: Tree = {}
    edited: Files = {}  # outputs of the base that do not follow from its inputs, each with what does
    curated: Curated = Curated({}, {}, {})  # what people decided, with these files in it


class _Section(NamedTuple):
    title: str  # with its counts
    rows: list[Row]
    where: str = f"the Files changed tab, under `{paths.OBSERVED}`"  # those are that find no room
    folded: bool | None = None  # None: where it is not read within the minute; of one that never is, the later rows
    more: str = ""  # beside the title where it is folded
    head: tuple[str, ...] = ()  # of a table of the rows
    end: str = ""


def body_of(contents: Contents, report: RunReport, limit: int) -> str:
    """The words of a pull request, without the bot's note; at most `limit` characters with it."""
    scope, files = contents.scope, contents.files
    stated = {change.family for change in contents.changes if change.field in FIELDS}
    names = {one.name for slug, one in contents.curated.families.items() if slug in stated}
    listed = rows.list_rows(contents.base, files, names)
    families = len({change.family for change in contents.changes} - {""})
    sentence = wording.sentence(scope, contents.risk, numbers_of(contents.changes, contents.doubts), families, files)
    head = "\n\n".join([sentence, wording.merging(scope, contents.risk, list(listed)), *_failed(report, contents)])
    room = limit - len(head) - len(wording.NEXT) - NOTE_ROOM
    sections = [section for section in (*_changed(contents, listed), *_concerning(contents)) if section.rows]
    return "\n\n".join([head, *_written(sections, MINUTE - _words(f"{head} {wording.REBUILD}"), room), wording.NEXT]) + "\n"


def numbers_of(changes: Collection[Change], doubts: Collection[Doubt]) -> list[str]:
    """How many of each kind of doubt and change: in title, first sentence and headings the same."""
    odd = Counter(doubt.kind for doubt in doubts)
    return [*(counted(count, kind) for kind, count in sorted(odd.items())), *counts(without_echoes(changes))]


def _written(sections: list[_Section], minute: int, room: int) -> Iterator[str]:
    """The sections, open as far as they are read in a minute, with as many rows as find room, first sections first.

    Of each one the first rows find room.
    """
    room -= sum(FRAME + sum(map(len, (s.title, s.where, s.end, *s.head))) for s in sections)
    least = [sum(len(row.text) + 1 for row in section.rows[:LEAST]) for section in sections]
    for place, section in enumerate(sections):
        minute -= _words(section.title)
        ends = [minute - _words(section.end) - end for end in accumulate(_words(row.text) for row in section.rows)]
        fit = sum(end >= 0 for end in ends)
        folded = fit < len(ends) if section.folded is None else section.folded
        shown = 0 if folded else min(max(fit, LEAST), len(ends))
        minute = ends[shown - 1] if shown else minute
        left = max(room - sum(least[place + 1 :]), min(room, least[place]))
        taken = [end for end in accumulate(len(row.text) + 1 for row in section.rows[:MOST]) if end <= left]
        room -= taken[-1] if taken else 0
        yield _framed(section, len(taken), shown)


def _words(text: str) -> int:
    return len(re.findall(r"\w[^\s|]*", _UNREAD.sub("", text)))


def _framed(section: _Section, kept: int, shown: int) -> str:
    """A section with so many of its rows; `shown` of them stand open, of one that is folded none."""
    lines, left = [row.text for row in section.rows[:kept]], sum(row.of for row in section.rows[kept:])
    if left:
        lines += [*([""] if section.head else []), f"- … and {left:,} more: see {section.where}"]
    end = ["", section.end] if section.end else []
    if not shown:
        return _details(f"{section.title}{section.more}", [*section.head, *lines, *end])
    shown += bool(left) and shown == kept
    parts = ["\n".join([f"### {section.title}", "", *section.head, *lines[:shown], *end])]
    if lines[shown:]:
        parts.append(_details(f"{sum(row.of for row in section.rows[shown:]):,} more of these", lines[shown:]))
    return "\n\n".join(parts)


def _details(summary: str, lines: list[str]) -> str:
    return "\n".join([f"<details><summary>{summary}</summary>", "", *lines, "", "</details>"])


def _changed(contents: Contents, listed: Mapping[str, list[Row]]) -> Iterator[_Section]:
    """What needs eyes, the rows that a reader of the list will see, then the rest by family."""
    scope, changes = contents.scope, without_echoes(contents.changes)
    eyes = [c for c in changes if c.needs_eyes and not (scope.startswith(NEW) and c.kind is ChangeKind.FAMILY_ADDED)]
    odd = [Row(f"- {escape.md_code(d.about)}: **{d.kind}**: {escape.md_inline(d.why, 300)}") for d in contents.doubts]
    title = ", ".join(numbers_of(eyes, contents.doubts))
    asked = _questions(eyes, contents.doubts)
    yield _Section(f"Needs your eyes: {title}", odd + rows_of(eyes, of=contents.changes), folded=False, end=asked)
    if scope == FIRST:
        yield _Section("The oddest, to judge the rest by", list(_oddest(changes, contents)), folded=False, end=wording.TEXTS["oddest"])
    if scope.startswith(NEW):
        known = list(rows.known_rows(scope.removeprefix(NEW), contents.files))
        yield _Section("What the sources state", known, f"`{paths.EVIDENCE}`", folded=False)
    for title, lines in listed.items():
        head = rows.ROWS_HEAD if lines[0].text.startswith("|") else ()
        echoes = title.endswith("of the READMEs") or None  # of what the rows and the changes say
        yield _Section(title, lines, "the Files changed tab, under `README.md`", head=head, folded=echoes)
    notices = [
        Row(f"- {escape.md_code(f.subject)}: {escape.md_inline(f.message, 240)} ({escape.md_code(f.rule)})") for f in contents.notices
    ]
    yield _Section(counted(len(notices), "notice") + " of the audit", notices, "`awesome audit`")
    revised = [c for c in changes if c.kind is ChangeKind.CHECKPOINT_MOVED_ON]
    routine = [c for c in changes if not c.needs_eyes and c.kind is not ChangeKind.CHECKPOINT_MOVED_ON]
    if scope == FIRST:  # a folded table for each publisher, by family
        named = {maker: one.name for maker, one in contents.curated.organizations.organizations.items()}
        names = {c.family: named.get(maker := maker_of(c.family, contents.curated), maker) for c in routine}
        for name in sorted({*names.values()}):
            found = [c for c in routine if names[c.family] == name]
            yield _Section(f"{escape.html(name)}: {', '.join(counts(found))}", rows_of(found, FORM), folded=True, head=FORM_HEAD)
    else:
        boards = (c.subject.partition(": ")[0] for c in routine if c.kind in STANDINGS)
        fields = (FIELDS[c.field].en.name.lower() for c in routine if c.field in FIELDS and c.kind not in STANDINGS)
        most = ", ".join(f"{escape.html(name)} {count}" for name, count in Counter([*boards, *fields]).most_common(4))
        yield _Section(", ".join(counts(routine)), rows_of(routine), more=f" ({most})" if most else "")
    for read, said in ((True, "the same facts"), (False, "whose cards were not read")):
        found = [c for c in revised if (CARDS.path(c.subject) in contents.files) == read]
        yield _Section(f"{', '.join(counts(found))}: new commits, {said}", rows_of(found), folded=True)


def _questions(changes: Collection[Change], doubts: Collection[Doubt]) -> str:
    """What merging does with each kind of doubt and change, what to look at before, and what nameless licences show."""
    changed = (c for c in changes if c.kind is ChangeKind.LICENSE_CHANGED)
    other = [escape.md_code(c.subject) for c in changed if c.new == FIELDS["license"].nameless]
    nameless = "\n\n" + wording.TEXTS["nameless"].format(names=rows.some(other, KEPT)) if other else ""
    found = {doubt.kind: wording.DOUBTED.get(doubt.kind, wording.DOUBTED["audit"]) for doubt in doubts}
    found |= {kind.value: kind.row.eyes for kind in ChangeKind if any(change.kind is kind for change in changes)}
    if len(found) == 1:
        return f"Merged, {min(found.values())}{nameless}"
    alike = {what: ", ".join(kind for kind in found if found[kind] == what) for what in found.values()}
    return "\n".join(f"- {kinds}: merged, {what}" for what, kinds in alike.items()) + nameless


def maker_of(slug: str, curated: Curated) -> str:
    """The organisation behind a family."""
    return curated.families[slug].organization if slug in curated.families else "others"


def _concerning(contents: Contents) -> Iterator[_Section]:
    """Drafts to finish, and what the snapshots in here could not use."""
    tree = {path: content for path, content in contents.files.items() if content is not None}
    drafts = sorted({FAMILIES.path(slug) for slug, one in contents.curated.families.items() if one.draft} & tree.keys())
    todo = [Row(f"- {escape.md_code(path)}: take over what is right, write the prose, then merge") for path in drafts]
    yield _Section("Drafts", todo, f"`{paths.FAMILIES}`")
    undone = list(rows.edit_rows(contents.base, contents.edited, contents.files))
    yield _Section(wording.TEXTS["not_derived"], undone, "the Files changed tab", folded=True)
    found: defaultdict[str, list[str]] = defaultdict(list)  # why something that was seen is no value, and where
    for card, snapshot in CARDS.read(tree).items():
        for reject in snapshot.facts.rejects:
            found[reject.reason].append(escape.md_code(card) + (f", line {reject.line}" if reject.line else ""))
    for board, edition in BOARDS.read(tree).items():
        for place, reason in edition.facts.rejects.items():
            found[reason].append(f"{escape.md_code(board)}, {escape.md_inline(place, 80)}")
    rejects = [
        Row(f"- {rows.some(places, PLACES, '; ')}: {escape.md_inline(reason, 240)}", len(places))
        for reason, places in sorted(found.items(), key=lambda one: (len(one[1]), one[0]))
    ]
    yield _Section(f"Read but not used ({sum(r.of for r in rejects)})", rejects, f"`{paths.SNAPSHOTS}`", folded=True)


def _failed(report: RunReport, contents: Contents) -> Iterator[str]:
    """The sources that did not answer in full, and what they keep of this scope; none that failed others alone."""
    scope, said = contents.scope, list[str]()
    here = {unit.lane for path in contents.files if (unit := unit_of(path))} | {lane_of_scope(scope)}
    makers = None if scope in lanes() or scope == FIRST else owners_of(contents.files)
    for source in (s for s in report.sources if s.outcome != "ok" and lane_of_source(s.source) in here):
        subjects = sorted({k.subject.removeprefix(f"{source.source}/") for k in source.kept})
        kept = [escape.md_code(one) for one in subjects if makers is None or one.partition("/")[0] in makers]
        message = f" ({escape.md_inline(source.message, 200)})" if source.message else ""
        if kept or source.outcome != "partial":
            names = f"; kept as it was: {rows.some(kept, KEPT)}" if kept else ""
            said.append(f"{escape.md_code(source.source)}: **{source.outcome}**{message}{names}.")
    if said:
        yield " ".join(["**Not every source answered.**", *said, "Nothing was taken away because of it."])


# The first reading: hundreds of filled absences in one proposal, judged by sampling the ones least like the others.


def _oddest(changes: Collection[Change], contents: Contents) -> Iterator[Row]:
    """The changes that are the least like the others, each with what is odd about it, up to ten.

    First another kind than its family's and a month before it, by the list as it is, then sizes by how much they
    change, then values that stand alone, unless another checkpoint of the family states the same.
    """
    families, curated = OBSERVED_FAMILIES.read(contents.base), contents.curated.families
    usual: defaultdict[str, Counter[Value]] = defaultdict(Counter)
    for change in changes:
        if change.kind is ChangeKind.FACT_GAINED and change.new is not None:
            usual[change.field][change.new] += 1
    found: list[tuple[float, str, int]] = []
    for alike in rows.by(changes, lambda c: (c.family, c.kind, c.field, c.old, c.new)):
        change, kind = alike[0], curated[alike[0].family].kind if alike[0].family in curated else ""
        score, why = next(_oddness(change, families.get(change.family), kind, usual[change.field]), (0.0, ""))
        if score:
            found.append((-score, f"{rows_of(alike)[0].text}: **{why}**", len(alike)))
    yield from (Row(text, of) for _, text, of in sorted(found)[:SAMPLE])


def _oddness(change: Change, family: ObservedFamily | None, kind: str, values: Counter[Value]) -> Iterator[tuple[float, str]]:
    """How odd a change is, and why: by its family's `kind` and dates, by the old value, by the others (`values`)."""
    old, new = change.old, change.new
    if change.field == "kind" and kind and new != kind:
        yield 1_000.0, f"its family is {kind}"
    dates = family.dates("release_date") if family and change.field == "release_date" else None
    if dates and "first" not in dates.by and isinstance(new, str) and new[:7] < dates.first[:7]:
        yield 900.0, f"before its family's first, {dates.first}"  # weights are uploaded some days before they are announced
    if isinstance(old, int) and isinstance(new, int) and old > 0 and abs(new - old) >= 0.05 * old:
        share = f"{abs(new - old) / old:.1%} {'more' if new > old else 'less'} than before"
        yield 2 + 10 * abs(log2(new / old)) if new > 0 else 800.0, share
    stands = {c.facts.get(change.field) for c in family.checkpoints.values()} if family else set()
    if len(values) < 2 or values.total() < 5 or new in stands or change.kind is not ChangeKind.FACT_GAINED:
        return
    if isinstance(new, int) and new > 0:
        middle = median(v for v in values.elements() if isinstance(v, int) and v > 0)
        yield abs(log2(new / middle)) / 8, f"the middle of all in here is {middle:,.0f}"
    elif len(values) * 3 <= values.total() and FIELDS[change.field].form not in {"date", "url"} and new is not None:
        yield 0.8 * (values[new] == 1), "nothing else in here has that value"
