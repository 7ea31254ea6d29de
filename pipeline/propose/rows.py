"""Rows: changes as lines that a reviewer reads, what they are about first, equal ones of several checkpoints told once.

Below them the rows of the list that a reader will see change, and edits by hand that a derivation undoes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from itertools import chain, pairwise
from typing import Final, NamedTuple, TypeVar

from pipeline.fields import FIELDS, PROXIES, shown_in
from pipeline.layout import paths
from pipeline.layout.kinds import EVIDENCE, OBSERVED_FAMILIES
from pipeline.model.changes import ORDER, Change, ChangeKind
from pipeline.model.claims import Value
from pipeline.model.observed import FamilyEvidence, ObservedFamily, plain
from pipeline.propose.scopes import Files, Tree
from pipeline.render import escape, values
from pipeline.words import ENGLISH

T = TypeVar("T")
NAMED: Final = 3  # subjects that a routine row names before it counts the rest
LISTED: Final = 8  # of one that needs eyes, and values of a list that are shown
NAMELESS: Final = 20  # models that the list does not have, that are named
LONGEST: Final = 160
LINE: Final = "- {names}: {what}"
STANDINGS: Final = {ChangeKind.STANDING_GAINED, ChangeKind.STANDING_MOVED, ChangeKind.STANDING_LOST}


class Row(NamedTuple):
    """A line of a section, and how many of what the section counts it stands for."""

    text: str
    of: int = 1


def without_echoes(changes: Collection[Change]) -> list[Change]:
    """Each matter once: no restatement of a disputed fact, and the name of a licence beside the id that names none."""
    disputed = {c.fact for c in changes if c.kind is ChangeKind.FACT_DISPUTED}
    named = {(c.family, c.subject, "license"): c for c in changes if c.field == "license_name" and isinstance(c.new, str)}
    other = FIELDS["license"].nameless
    beside = {c.fact: named[c.fact] for c in changes if c.new == other and c.fact in named}
    kept = [c for c in changes if c not in beside.values() and not (c.kind is ChangeKind.FACT_RESTATED and c.fact in disputed)]
    return [c.model_copy(update={"new": (other, beside[c.fact].new)}) if c.fact in beside else c for c in kept]


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: 1 row, 2 rows, 1,000 rows."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def counts(changes: Collection[Change]) -> Iterator[str]:
    """How many of each kind, the important kinds first: `1 licence changed`, `3 facts gained`."""
    found, listed = Counter(change.kind for change in changes), Counter(change.kind for change in changes if change.family)
    for kind in (kind for kind in ChangeKind if found[kind]):
        noun, _, rest = kind.value.partition(" ")
        few = f" ({listed[kind] or 'none'} of listed models)" if noun == "standing" and listed[kind] < found[kind] else ""
        yield counted(found[kind], kind.value, kind.row.plural or f"{noun}s {rest}") + few


def rows_of(changes: Collection[Change], form: str = LINE, of: Collection[Change] = ()) -> list[Row]:
    """A row for each thing that happened, by family and importance, what is in no family last.

    `form` has places for `family`, `names` and `what`. Among `of` may be how a disputed fact is restated.
    """
    unlisted = [c for c in changes if c.kind in STANDINGS and not c.family]
    others = [c for c in changes if c.kind not in STANDINGS or c.family]
    found: list[Row] = []
    for of_family in by(sorted(others, key=lambda c: (not c.family, c.family, ORDER[c.kind], c.field, c.subject)), lambda c: c.family):
        for group in _grouped(of_family):
            family = escape.md_code(group[0].family) if group[0].family else ""
            # What happened, each thing with the page that states it of the first subject of which it is told.
            first = {(c.kind, c.field, c.old, c.new): c for c in reversed(group)}
            what = "; ".join(map(_what, reversed(first.values()))) + _in_dispute(group[0], of)
            found.append(Row(form.format(family=family, names=_names(group), what=what), len(group)))
    for group in by(unlisted, lambda c: (c.kind, c.subject.partition(": ")[0])):  # nothing on the list rests on them
        names = list(dict.fromkeys(escape.md_inline(c.subject.partition(": ")[2], 80) for c in group))
        board = linked(escape.md_code(group[0].subject.partition(": ")[0]), group[0].url)
        text = f"- {counted(len(group), 'standing')} of models that are not on the list, on {board}: {some(names, NAMELESS)}"
        found.append(Row(text, len(group)))
    return found


def _grouped(changes: list[Change]) -> list[list[Change]]:
    """What one row tells: equal changes of the same subjects or all of one subject, whichever makes fewer rows."""
    alone = [[c] for c in changes if not c.kind.row.together]
    rest = [c for c in changes if c.kind.row.together]
    equal = by(rest, lambda c: (c.kind, c.field, c.old, c.new))
    by_value = [list(chain(*same)) for same in by(equal, lambda group: tuple(c.subject for c in group))]
    by_subject = by(rest, lambda c: c.subject)
    return sorted([*alone, *min(by_value, by_subject, key=len)], key=lambda group: ORDER[group[0].kind])


def by(things: Iterable[T], key: Callable[[T], object]) -> list[list[T]]:
    """Things of one key together, in the order in which the keys come first."""
    groups: defaultdict[object, list[T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return list(groups.values())


def some(names: Sequence[str], most: int, between: str = ", ") -> str:
    """The first of these names, and how many more there are."""
    return between.join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _names(group: list[Change]) -> str:
    change = group[0]
    if change.kind in STANDINGS:  # the subject is "board: name", the field the metric
        board, _, name = change.subject.partition(": ")
        metric = f" ({escape.md_inline(change.field, 40)})" if change.field else ""
        joined = f" ({escape.md_code(change.family)})" if change.family else ""
        return f"{escape.md_cell(name, 80)}{joined} on {escape.md_code(board)}{metric}"
    eyes = change.needs_eyes
    pages = {c.subject or c.family: c.url for c in reversed(group)}
    several = eyes and len(pages) > 1  # then each is looked at on its own page
    return some([linked(_code(name), page if several else "") for name, page in reversed(pages.items())], LISTED if eyes else NAMED)


def _what(change: Change) -> str:
    words = change.kind.row.words
    old, new = shown(change, change.old, change.old_voice), shown(change, change.new, change.voice)
    moved = f"{old} → {new}"
    if (short := shown(change, change.new)) == shown(change, change.old):
        moved = f"{short}, as before but for the last digits"
    field = FIELDS[change.field].en.name.lower() if change.field in FIELDS else change.kind.value
    told = words.format(field=field, old=linked(old, change.old_url), new=linked(new, change.url), moved=linked(moved, change.url))
    return told if "{" in words else linked(told, change.url)


def _in_dispute(change: Change, of: Collection[Change]) -> str:
    """Of a disputed fact: how far the source is from the person, and what is shown now and once this is merged."""
    if change.kind is not ChangeKind.FACT_DISPUTED:
        return ""
    restated = (c for c in of if c.kind is ChangeKind.FACT_RESTATED and c.fact == change.fact)
    now, merged = next(((shown(c, c.old), shown(c, c.new)) for c in restated), (shown(change, change.old),) * 2)
    apart = f", {(change.new - change.old) / change.old:+.0%}" if isinstance(change.old, int) and isinstance(change.new, int) and change.old else ""
    return f"{apart}. **Shown is {now} now, and {'the same' if now == merged else merged} once this is merged**"


def _code(identifier: str, unit: str = "") -> str:
    """An identifier as code, with its unit's signs; one that is odd or long in words, which begin nothing."""
    known = identifier.translate({ord(sign): "+" for sign in unit if sign > "~"})
    plain = escape.md_code(known)[:1] == "`" and len(identifier) <= LONGEST
    return f"`{identifier}`" if plain else escape.md_cell(escape.spelled(identifier), LONGEST)


def shown(change: Change, value: Value | None, voice: str = "") -> str:
    """A value as people write it, escaped: 15T, 2024-04, `apache-2.0`, a dash for none; and that its name says so."""
    if value is None:
        return escape.EMPTY
    spec = FIELDS.get(change.field)
    named = change.kind.row.identifiers or (spec and spec.identifier)
    one = partial(_code, unit=spec.unit if spec else "") if named else partial(escape.md_inline, limit=LONGEST)
    if isinstance(value, tuple):
        if change.field == "license" and change.subject:  # beside the id `other` its name
            return ", named ".join(map(one, value))
        return some(list(map(one, value)), LISTED)
    if spec and spec.form == "date" and voice in PROXIES:
        return one(f"≤ {str(value)[:7]}")
    ends = str(value).split("–")  # two where checkpoints state from so many to so many
    is_count = spec and spec.form == "count" and all(map(str.isdecimal, ends))
    said = "–".join(values.amount(int(end), spec) for end in ends) if spec and is_count else one(str(value))
    return f"{said} by its name" if voice == "name" else said


def linked(text: str, address: str) -> str:
    """Escaped words as a link to the page that states it; the words alone where no address will do."""
    target = escape.url(address)
    return text if target is None else f"[{text}]({target.replace('&', '&amp;')})"


def known_rows(slug: str, files: Files) -> Iterator[Row]:
    """What the sources state of a new family: one row for each fact of its row on the list, with its evidence."""
    tree = {path: content for path, content in files.items() if content is not None}
    observed = OBSERVED_FAMILIES.read(tree).get(slug, ObservedFamily(slug=slug))
    claims = EVIDENCE.read(tree).get(slug, FamilyEvidence(slug=slug)).facts
    for field, value in observed.facts.items():
        url, stated = next((claim.url for claim in claims.get(field, ())), ""), plain(value, counts="–", dates="–", by="by ")
        yield from rows_of([Change(kind=ChangeKind.FACT_GAINED, family=slug, field=field, new=stated, url=url)], "- {what}")


_LISTS: Final = re.compile(r"README(?:_[A-Z][A-Za-z]*)?\.md|pages/[a-z]+-\d+\.md")
"""The pages of the lists in English: those in other languages say the same."""
_INWARD: Final = re.compile(r"\[((?:\\.|[^\\\[\]])*)\]\((?!https://)[^)\s]*\)")  # it leads nowhere from a pull request
_LABEL: Final = re.compile(r"^\*\*(.+?)\*\*: ?", re.MULTILINE)  # a heading in bold, of what follows it
_ITEM: Final = re.compile(r"^- (?:\*\*)?(.{1,60}?)(?::\*\*|(?:\*\*)?:) (.*)")  # of two cells, as a row of a table is
_BAR: Final = re.compile(r"\s*(?<!\\)\|\s*")
_PARTS: Final = re.compile(r"; |<br>|(?<=\*): ")  # each model of a line under Choose
_COLUMNS: Final = ("organization", "column.kind", *(f"column.{one.name}" for one in shown_in("row")), "weights_column")
ROWS_HEAD: Final = ("| Row | " + " | ".join(ENGLISH[key] for key in _COLUMNS) + " |", "|---" * (len(_COLUMNS) + 1) + "|")
"""The head of the table of rows: the columns of the list, in their order."""


_Place = tuple[str, ...]
"""Where a list says something: its section, and perhaps a heading in it and what the line begins with."""


def list_rows(base: Tree, files: Files, stated: set[str]) -> dict[str, list[Row]]:
    """What differs on the lists' pages, by how many lines; of families that move the names, but of the `stated` what comes."""
    was, now = (_lines(tree, files) for tree in (base, files))
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    moves = _moves(stated, *({place[:2] for place in lines if len(place) > 1} for lines in (was, now)))
    for what in sorted({*moves.values()}):
        names = sorted({name for (_, name), one in moves.items() if one == what})
        found["line", "of moved families"] += [Row(f"- Families that {what} ({len(names)}): {some(names, NAMELESS)}")]
    for place in (one for one in {**now, **was} if was.get(one) != now.get(one) and one[:2] not in moves):
        before, after = (lines.get(place, []) for lines in (was, now))
        if place[0] == ENGLISH["models"] and len(place) > 1:
            before, after = (cells or [escape.EMPTY] * len(_COLUMNS) for cells in (before, after))
            marked = (cell if cell == old else f"**{cell}**" for old, cell in zip(before, after, strict=False))
            two = (f"| {place[-1]} {when} | {' | '.join(cells)} |" for when, cells in (("before", before), ("after", marked)))
            found["row", "of the list"].append(Row("\n".join(two)))
            continue
        parts = [[part for cell in cells for part in _PARTS.split(cell)] for cells in (before, after)]
        moved = ([part for part in one if part not in other] for one, other in (parts, parts[::-1]))
        said = " → ".join(some(one, LISTED, "; ") or escape.EMPTY for one in moved)
        kind = ("line", "under Choose") if place[0] == ENGLISH["choose"] else ("further line", "of the READMEs")
        found[kind].append(Row("- " + ": ".join(filter(None, [", ".join(filter(None, place)), said]))))
    return {f"{counted(len(lines), noun)} {of}": lines for (noun, of), lines in sorted(found.items(), reverse=True)}


def _moves(stated: set[str], before: set[_Place], after: set[_Place]) -> dict[_Place, str]:
    """What families of both lists do, by section and name. What comes into New is news, and no move."""
    models, earlier, newest, new = (ENGLISH[key] for key in ("models", "earlier", "newest", "new"))
    still = {name for _, name in before if all({(models, name), (earlier, name)} & at for at in (before, after))}
    come = {section: f"move to {section}" for section in (models, earlier, newest)}
    leave = {models: come[earlier], earlier: come[models], newest: f"leave {newest}", new: f"leave {new}"}
    found = {one: (come if one in after else leave).get(one[0], "") for one in before ^ after if one[1] in still}
    return {one: what for one, what in found.items() if what and not (one in after and one[1] in stated)}


def _lines(tree: Files, pages: Iterable[str]) -> dict[_Place, list[str]]:
    """The lines of the lists, cell by cell; what two of them say is told of README.md."""
    found: dict[_Place, list[str]] = {}
    for page in sorted(filter(_LISTS.fullmatch, pages), reverse=True):
        own: defaultdict[_Place, list[str]] = defaultdict(list)
        for place, cells in _cells((tree.get(page) or b"").decode(errors="replace")):
            own[place] += [cell or escape.EMPTY for cell in cells]
        found |= own
    return found


def _cells(page: str) -> Iterator[tuple[_Place, list[str]]]:
    """Each line of a page and its cells. A person may have typed anything there: of tags <br> alone stays one."""
    text = _LABEL.sub(r"### \1\n", _INWARD.sub(r"\1", page))
    lines = [re.sub("<(?!br>)", "&lt;", line) for line in text.splitlines() if line and line[0] != "<"]
    at: _Place = ("",)
    for line, below in pairwise([*lines, ""]):
        mark, _, title = line.partition(" ")
        row = _ITEM.sub(r"| \1 | \2 |", line)
        name, *cells = _BAR.split(row)[1:-1] if row.startswith("| ") else ("", line)
        if mark in ("##", "###"):
            at = (title,) if mark == "##" else (at[0], title)
        elif below.startswith("| --"):  # the head of a table; one of models has none of its own
            at = at if name == ENGLISH["model"] else (at[0], name)
        elif at[0] == ENGLISH["earlier"] and name:  # the families of a maker
            yield from (((*at, one.rpartition(" (")[0] or one), [one, name]) for one in cells[0].split(", "))
        elif mark != "|" or title[:2] != "--":
            yield (*at, name) if name else at, cells


_EDITED: Final = 5  # files that a person edits by hand at once
_OWNERS: Final = (
    (re.compile(r"families/([a-z0-9][a-z0-9.-]*)\.(?:md|json)"), paths.FAMILIES + "{}.toml"),
    (re.compile(r"\A.*?boards/([a-z0-9.-]+)\."), paths.BOARDS + "{}.toml"),
    (re.compile(r"\A.*?/papers/()"), paths.CURATED_PAPERS),
    (re.compile(r"\A.*?(?:benchmarks|coverage)()"), paths.BENCHMARKS),
)
"""The curated file that a generated line rests on: by the lines that name a family, else by the file's path above them."""


def edit_rows(base: Tree, edited: Files, files: Files) -> Iterator[Row]:
    """What these files put back as it is derived: where main says something else, and where that belongs.

    A person edits few files; where there are many, main was derived by another version of the program.
    """
    if len(edited) > _EDITED:
        yield Row(
            f"- main is not the derivation of its inputs in {len(edited)} files (run `awesome derive`); "
            "what this proposal changes is derived anew"
        )
        return
    for path in sorted(edited.keys() & files.keys() & base.keys()):
        theirs, ours = (data.decode(errors="replace").splitlines() for data in (base[path], edited[path] or b""))
        places = (p[1:] for p in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes() if p[0] != "equal")
        start, end, left, right = next(places, (0, 0, 0, 0))
        said = " ".join(theirs[start:end]) or "nothing"
        lines = "\n".join([path, *theirs[start:end], *ours[left:right], *theirs[start : start + 1]])
        owners = (place.format(found[1]) for pattern, place in _OWNERS if (found := pattern.search(lines)))
        yield Row(
            f"- {escape.md_code(path)}, line {start + 1}: main says {escape.md_inline(said, 120)}. "
            f"To keep that, write it into {escape.md_code(next(owners, paths.SECTIONS))}."
        )
