"""A card made ready for reading: its statements, each with the model it speaks of, and the quantities in them.

A statement is a sentence, a `label: value` line, a heading, or a table cell with its head.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, islice
from typing import Final, Literal

from pipeline.cards.front_matter import FrontMatter
from pipeline.cards.numbers import Quantity, quantities
from pipeline.cards.rules import LABELS, SHARED, WORDS, Findings, Pattern, apart, holds, in_english, is_english
from pipeline.cards.subjects import Mention, Subject, is_name
from pipeline.markdown import Block, Document, MarkdownLink, Section, Table, inline
from pipeline.names.dissected import OWN, Relation, close, numbered, parse_name
from pipeline.names.vocabulary import GENERIC

Form = Literal["sentence", "label", "cell", "heading", "code"]

_SENTENCE_END, _LABEL, _ASKS, _BOTH = (re.compile(SHARED[f"statements.{name}"]) for name in ("sentence_end", "label", "asks", "both"))
_FIGURE, _WHOLE, _VALUED = (re.compile(SHARED[f"statements.{name}"], re.IGNORECASE) for name in ("figure", "whole", "valued"))
_NUMERIC: Final = re.compile("[0-9亿万]")
_MODEL_HEAD, _SIZE_HEAD, _DATED, _THINGS = (Pattern(f"said.{name}") for name in ("model_head", "size_head", "dated", "things"))
_MATHS: Final = re.compile(r"\\[()\[\]]|[{}$\\]")
_WORDS: Final = re.compile(r"[a-z0-9.]+")
_MARKS: Final = re.compile(r"[*`\[]|__|</?(?:b|strong|em)>|\](?:\([^()\s]{0,200}\))?")
_NOT_LATIN: Final = re.compile(r"[()/\s]*[\u2e80-\u9fff]+[()/\s]*")
_MOST_STATEMENTS, _MOST_CELLS = 400, 2_500
_BRIEF, _LONGEST = 32, 1_500
_SHORT, _TERSE, _EARLY = 70, 3_000, 200
"""As long as a line of a specification, and a card that is little more: with a number, these are read for every field that is counted, in the first blocks."""
_URL: Final = re.compile(r"https?://[^\s<>()\"'\]|{}]+")


@dataclass
class Statement:
    """One statement; a cell is a block of its own. `value_at` is where the value begins after its label; `start` the offset in the block."""

    text: str
    form: Form
    block: Block
    start: int = 0
    label: str = ""
    value_at: int = 0
    relation: Relation | None = None
    links: tuple[MarkdownLink, ...] = ()
    mentions: list[Mention] | None = None

    @cached_property
    def lower(self) -> str:
        """The text in lower case, as long as it is."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else "".join(c.lower()[:1] for c in self.text)

    @cached_property
    def english(self) -> str:
        """The same with the words that rules look for in English."""
        return in_english(self.lower)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The quantities in the text; of a cell only those of its value."""
        return [q for q in quantities(self.text) if q.start >= self.value_at or self.form != "cell"]


@dataclass
class Card:
    """All that the rules see of one card."""

    id: str
    lines: list[str]
    matter: FrontMatter
    doc: Document
    subject: Subject
    out: Findings
    kind: str = "llm"
    role: str | None = None
    _statements: dict[int, list[Statement]] = field(default_factory=dict)
    _about: dict[int, Relation | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The repository's name without its organisation."""
        return self.id.rpartition("/")[2]

    @property
    def owner(self) -> str:
        """The organisation."""
        return self.id.partition("/")[0]

    @cached_property
    def text(self) -> str:
        """The text after the front matter, as it is written."""
        return "\n".join(self.lines[self.matter.end :])

    @cached_property
    def lowered(self) -> str:
        """The same in lower case."""
        return "\n".join([line.lower() for line in self.lines[self.matter.end :]])  # in ASCII it is quicker

    @cached_property
    def plain(self) -> str:
        """Its first 14,000 characters without marks and links' addresses, each paragraph in its first line."""
        start, lines = self.matter.end + 1, self.lowered[:14_000].split("\n")
        for block in (b for b in self.doc.blocks if b.breaks and b.kind != "code"):
            first, end = block.line - start, block.line - start + len(block.breaks) + 1
            lines[first:end] = [" ".join(line.lstrip("> ") for line in lines[first:end]), *[""] * len(block.breaks)]
        return _MARKS.sub("", "\n".join(lines))

    @cached_property
    def cells(self) -> list[Statement]:
        """The cells of all tables as statements."""
        return list(islice((cell for table in self.doc.tables for cell in table_statements(table, self.subject)), _MOST_CELLS))

    @cached_property
    def english(self) -> bool:
        """Whether the words for what cards count are English ones alone."""
        return all(map(is_english, (*apart(self.lowered), self.name.lower())))

    @cached_property
    def lower(self) -> list[str]:
        """The blocks in lower case, in English, "" for code."""
        texts = [b.text.lower() if b.kind != "code" else "" for b in self.doc.blocks]
        return texts if self.english else list(map(in_english, texts))

    @cached_property
    def _places(self) -> list[tuple[str, list[int], list[int]]]:
        """The text in ASCII and the rest, each with where its blocks begin and which they are."""
        each = ([n for n, text in enumerate(self.lower) if text and text.isascii() is plain] for plain in (True, False))
        parts = (([self.lower[n] for n in numbers], numbers) for numbers in each if numbers)
        return [("\n".join(texts), [*accumulate((len(text) + 1 for text in texts), initial=0)], numbers) for texts, numbers in parts]

    def holding(self, words: Iterable[str]) -> set[int]:
        """The blocks that hold one of some words in lower case."""
        found = set[int]()
        for text, starts, numbers in self._places:
            for word in words:
                at = text.find(word)
                while at >= 0:
                    k = bisect_right(starts, at)
                    found.add(numbers[k - 1])
                    at = text.find(word, starts[k])
        return found

    @cached_property
    def with_numbers(self) -> frozenset[int]:
        """The blocks with a number."""
        return frozenset(n for n, text in enumerate(self.lower) if _NUMERIC.search(text) or "illion" in text)

    @cached_property
    def _cells_lower(self) -> str:
        return in_english("\n".join(cell.lower for cell in self.cells))

    def mentions(self, statement: Statement) -> list[Mention]:
        """The models that a statement names, found once."""
        if statement.mentions is None:
            statement.mentions = self.linked(statement, self.subject.mentions(statement.text))
        return statement.mentions

    def linked(self, statement: Statement, found: list[Mention], start: int = 0) -> list[Mention]:
        """Mentions, and the words of links to this repository from an offset on: these mean it, however they call it."""
        ours = (link for link in statement.links if link.start >= start and self.subject.linked_in(link.target))
        own = [Mention(a.start - start, a.end - start, Relation.SELF) for a in ours if any(map(str.isalnum, a.label))]
        return sorted((*own, *(m for m in found if not any(a.start < m.end and m.start < a.end for a in own))))

    def section_relation(self, section: Section) -> Relation | None:
        """The model a section is about, by its heading or one above it; None where none is named."""
        if section.index not in self._about:
            title, name, about = section.title, parse_name(section.title), None
            relations = [m.relation for m in self.subject.names(title)] if len(title) < 120 else []
            if relations:  # the card's own title is its own, whatever it is named after
                about = Relation.SELF if section.index == 1 or set(relations) & OWN else relations[0]
            elif name.labels and set(name.family) <= GENERIC:
                about = self.subject.relation(title)  # "31B Dense"
            elif section.line:
                about = self.section_relation(self.doc.sections[section.parent])
            self._about[section.index] = about
        return self._about[section.index]

    def links(self, *words: str) -> Iterator[tuple[Statement, MarkdownLink]]:
        """The links whose target holds one of some words, each with the statement it stands in."""
        for n, block in enumerate(self.doc.blocks):
            if any(holds(link.target, words) for link in block.links):
                yield from ((s, link) for s in self.of_block(n) for link in s.links if holds(link.target, words))
            elif block.kind == "code" and "://" in block.text and holds(block.text, words):
                s = Statement(block.text, "code", block)
                yield from ((s, MarkdownLink(m.start(), m.end(), m[0], "")) for m in _URL.finditer(block.text) if holds(m[0], words))
        for table in self.doc.tables:
            for row, line in zip(table.raw, table.lines, strict=True):
                for raw in (cell for cell in row if "://" in cell and holds(cell, words)):
                    text, links = inline(raw if len(row) != 2 or raw is row[0] or is_name(row[0]) else ": ".join(row))
                    s = Statement(text, "cell", Block("table", text, line, table.section))
                    yield from ((s, link) for link in links if holds(link.target, words))

    def of_block(self, n: int) -> list[Statement]:
        """The statements of block `n`."""
        if n not in self._statements:
            block = self.doc.blocks[n]
            found = self._statements[n] = list(block_statements(block)) if block.kind != "code" else []
            for statement in found if self.english else ():
                statement.english = statement.lower
        return self._statements[n]

    def statements(self, *words: str, numeric: bool = False) -> Iterator[Statement]:
        """Statements of the tables and the text that hold one of some words in lower case; `numeric`: and a number."""
        if holds(self._cells_lower, words):
            yield from (cell for cell in self.cells if holds(cell.english, words))
        short = 0 if not numeric else _SHORT if len(self.text) >= _TERSE else _TERSE
        blocks = self.holding(words)
        if numeric:
            blocks |= {n for n, text in enumerate(self.lower[:_EARLY]) if len(text) < short}
            blocks &= self.with_numbers
        said = (s for n in sorted(blocks) for s in self.of_block(n))
        wanted = (s for s in said if s.text == s.block.text or len(s.text) < short or holds(s.english, words))
        yield from islice(wanted, _MOST_STATEMENTS)


@lru_cache(maxsize=4096)
def _names_field(text: str) -> bool:
    lower = in_english(text.lower())
    return holds(lower, WORDS["passages.cells"]) or LABELS.search(lower) is not None


def block_statements(block: Block) -> Iterator[Statement]:
    """A block cut at its sentence ends; a very long sentence is cut at 1,500 characters."""
    text, start = block.text, 0
    for stop in [*(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]:
        asks = stop < len(text) and _ASKS.match(text, start, stop)
        if asks or (text[start:stop].rstrip()[-1:] == ";" and text.count("(", start, stop) > text.count(")", start, stop)):
            continue  # a question is read with its answer, a bracket as a whole
        for at in range(start, stop or 1, _LONGEST):  # a block of pictures has no words, but links
            piece = text[at : min(stop, at + _LONGEST)]
            if piece.strip() or block.links:
                yield _statement(block, piece, at)
        start = stop


def _statement(block: Block, text: str, start: int) -> Statement:
    end = start + len(text)
    inside = (link for link in block.links if start <= link.start < end or link.start == end == len(block.text))
    links = tuple(link._replace(start=link.start - start, end=link.end - start) for link in inside)
    said = Statement(text, "heading" if block.kind == "heading" else "sentence", block, start, links=links)
    if said.form == "heading":
        return said
    m = None if start and block.kind == "paragraph" and len(block.text) > 600 else _LABEL.match(text)
    words = (m[1] or m[2] or m[3] or m[4]).strip(" -–•#*").lower() if m else ""
    if m is not None and any(map(str.isalpha, words)) and len(words.split()) <= 8 and (not m[4] or (not start and _names_field(words))):
        said.form, said.label, said.value_at = "label", _in_one(words), m.end()
    elif len(block.text) < _BRIEF and LABELS.search(block.section.title.lower()):
        said.form, said.label = "label", block.section.title.lower()  # "## Size" above "7B"
    return said


def _in_one(label: str) -> str:
    """A label in two languages in English alone: "参数量 parameters"."""
    english = label if label.isascii() else _NOT_LATIN.sub(" ", label).strip(" /")
    return english if english != label and LABELS.search(english) else label


def _cell(head: str, value: str, line: int, relation: Relation | None, section: Section) -> Statement:
    label = (_MATHS.sub("", head).replace("_", " ") if "{" in head or "$" in head else head)[:80]
    label = label.replace("[", "(").replace("]", ")")
    block = Block("table", f"{label}: {value}", line, section)
    return Statement(block.text, "cell", block, 0, _in_one(label.lower().strip()), len(label) + 2, relation)


def table_statements(table: Table, subject: Subject) -> Iterator[Statement]:
    """The cells of a table as statements, whichever way it runs."""
    if not table.raw or not _names_field("|".join((*table.raw[0], *(cell for row in table.raw[1:400] for cell in row[:2])))):
        return
    rows = table.rows
    width = max(len(row) for row in rows[:50])
    valued = width == 2 or _VALUED.match("|".join(rows[0])) is not None
    if valued:
        yield from _pairs(table, subject)
    if width > 2 or _names_field(rows[0][-1]):
        yield from _by_row(table, subject)
    if width > 2 and not valued:
        yield from _by_column(table, subject)


def _pairs(table: Table, subject: Subject) -> Iterator[Statement]:
    """Two columns, before those of notes: a label and its value, of the model that heads the second, if one does."""
    first, second = (*table.rows[0], "", "")[:2]
    headed = bool(second) and not _names_field(first)
    relation = heads([second], subject)[0] if headed else None
    counted = second if headed and _names_field(second) else ""
    rows = ((row, line) for row, line in zip(table.rows, table.lines, strict=True) if len(row) > 1)
    for row, line in rows:
        for sentence in _SENTENCE_END.split(row[1]) if len(row[1]) > _SHORT else row[1:2]:
            yield _cell(f"{row[0]} {counted}".strip(), sentence, line, relation, table.section)


def _by_row(table: Table, subject: Subject) -> Iterator[Statement]:
    """A model a row: the cells under the heads that name a field."""
    head, rows = table.rows[0], table.rows[1:]
    if any("activ" in h.lower() or "embedding" in h.lower() for h in head):
        head = [f"{h} parameters" if h.lower().strip(" #").endswith(("total", "activated", "active")) else h for h in head]
    unnamed = len(rows) == 1 and _names_field(head[0]) and _FIGURE.fullmatch(rows[0][0]) is not None  # a single model: no column holds its name
    fields = [j for j, h in enumerate(head) if (j or unnamed or _DATED.search(h.lower())) and len(h) < 80 and _names_field(h)]
    if not fields or not rows:
        return
    relations: list[Relation | None] = []
    keys = (-1,) if unnamed else (0, *(j for j, h in enumerate(head) if j and j not in fields and _MODEL_HEAD.search(h.lower())))
    for key in sorted(keys, key=lambda j: len({"".join(row[j : j + 1]) for row in rows}) == 1 < len(rows)):
        above = ""
        cells = (row[key].strip() if -1 < key < len(row) else "" for row in rows)
        names = [above := cell or above for cell in cells]  # an empty cell says what stands above it
        parts = not unnamed and _THINGS.search(head[key].lower())
        relations = [Relation.SELF if _WHOLE.match(name) else Relation.OTHER for name in names] if parts else heads(names, subject)
        if any(relations):
            break
    if len(set(names)) == 1 and len(rows) > 1:
        relations = _by_size(head, rows, subject)  # one name in all rows: their sizes tell them apart
    if Relation.OTHER not in relations:  # a family's own dates
        head = [f"release {h}" if h.strip().lower() == "date" else h for h in head]
    relations = _by_link(relations, table, subject)
    told_apart = any(relations)
    for row, line, name, found in zip(rows, table.lines[1:], names, relations, strict=True):
        relation = Relation.OTHER if found is None and told_apart and name.strip() else found
        for j in fields:
            if j < len(row) and j != key:
                label = f"{row[0]} {head[j]}" if parts and relation is Relation.OTHER else head[j]
                yield _cell(label, row[j], line, relation, table.section)


def _by_link(relations: list[Relation | None], table: Table, subject: Subject) -> list[Relation | None]:
    """The relation of each row: one that alone links this repository is its own, whatever it is called there."""
    linked = [any(map(subject.linked_in, row)) for row in table.raw[1:]]
    rest = [Relation.SIBLING if relation is Relation.SELF else relation for relation in relations]
    own = [Relation.SELF if links else other for links, other in zip(linked, rest, strict=True)]
    return own if linked.count(True) == 1 else relations


def _by_size(head: list[str], rows: list[list[str]], subject: Subject) -> list[Relation | None]:
    """The relation of each row by its number of parameters, where one is this checkpoint's alone."""
    column = next((j for j, h in enumerate(head) if _SIZE_HEAD.search(h.lower())), None)
    sizes = [quantities(row[column]) if column is not None and column < len(row) else [] for row in rows]
    own = [bool(found and subject.size and close(found[0].value, subject.size, 0.9, 1.12)) for found in sizes]
    return [(Relation.SELF if fits else Relation.SIBLING) if own.count(True) == 1 else None for fits in own]


def _by_column(table: Table, subject: Subject) -> Iterator[Statement]:
    rows = zip(table.rows[1:], table.lines[1:], strict=True)
    told = [(row, line) for row, line in rows if row and len(row[0]) <= 60 and _names_field(row[0])]
    columns = heads(table.rows[0], subject) if told else []
    for row, line in told:
        cells = zip(row[1:], columns[1:], strict=False)
        yield from (_cell(row[0], cell, line, relation, table.section) for cell, relation in cells if relation)


def heads(names: list[str], subject: Subject) -> list[Relation | None]:
    """The relation of each row or column head; of several that fit, only the closest is the card's own."""
    found = [max((_head(part, subject) for part in _BOTH.split(name.strip())), key=lambda r: r[1]) for name in names]
    best = max((score for _, score in found), default=0)
    if best:
        return [Relation.SELF if score == best else Relation.SIBLING if r in OWN | {Relation.BASE} else r for r, score in found]
    own = _shortened(names, subject) if {r for r, _ in found} <= {None, Relation.OTHER} else None
    if own is None:
        return [r for r, _ in found]
    return [Relation.SELF if j == own else Relation.SIBLING if name.strip() and j else None for j, name in enumerate(names)]


def _head(text: str, subject: Subject) -> tuple[Relation | None, int]:
    """How a head's name stands to the card's own, and how closely it fits."""
    relation = subject.relation(text) if text and len(text) < 80 else None
    if relation not in OWN:
        return (None if relation is Relation.OTHER and not is_name(text) else relation), 0
    other, own = numbered(text), numbered(subject.name.raw)
    sized = bool(set(other.sizes) & set(own.sizes)) or bool(other.labels & own.labels)
    if other.key and other.key != own.key and not sized:
        return Relation.SIBLING, 0  # a family member of another make, such as R1 beside R1-Distill
    exact = text.lower().replace(" ", "-") == subject.id.rpartition("/")[2].lower()
    return relation, 1 + (other.variants == own.variants) + sized * 2 + (other.key == own.key) * 2 + exact * 4 + (other.formats == own.formats)


def _shortened(names: list[str], subject: Subject) -> int | None:
    """The one head that ends the card's own name, "H Small MoE" of "corvid-4-h-small", or is a long word of it."""
    own = _WORDS.findall(subject.id.rpartition("/")[2].lower())
    while own and ((last := parse_name(own[-1])).variants or last.formats):
        own.pop()
    ends: dict[int, list[int]] = {}
    for j, name in enumerate(name.partition(" (")[0] for name in names[:60]):
        words = [w for w in _WORDS.findall(name.lower()) if w not in GENERIC] if len(name) < 40 else []
        inner = words[:1] == words != ["vision"] and set(words) <= {w for w in own if len(w) > 3 and w.isalpha()}
        if 0 < len(words) < len(own) and (inner or own[-len(words) :] == words):
            ends.setdefault(len(words), []).append(j)
    longest = ends[max(ends)] if ends else []
    return longest[0] if len(longest) == 1 else None
