"""The engine: an occurrence of a value in a statement, and the rows of rules that judge it.

A rule is a row of rules.toml: of some views of an occurrence it asks for a pattern, or for one of some words, or that
there be none (`not_`). Rules that state a field are tried in their order; the first that matches makes a candidate,
unless a rule that refuses matches too: it is named in the reject.

Views: what stands around a value, as text; patterns in lower case are matched with it in lower case. `before` and `after`
end at the values beside it; `lead` and `tail` are the phrases next to it; `span` is `before` and `after` with # for the
value, `frame` `wide` and `after`, `near` the ends of the phrases, `piece` what stands between two marks such as commas;
`clause` reaches from the last full stop to 60 characters after, with the headings above behind it as `clause_below`;
`wide` is 160 characters before. `many` is one, list or range; `change` is from or to, where something grew; `fits` says
whether a figure agrees with the size in the name (fits, differs, or "" where it has none); `whose` is the relation of the
model that the value is said of; `opening` is how its block and its section begin.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import Final

from pipeline.cards.numbers import in_unit
from pipeline.cards.rules import REFUSING, SHARED, WITHIN, Candidate, Pattern, Rule, holds, in_english
from pipeline.cards.statements import Card, Statement
from pipeline.cards.subjects import Mention, governor
from pipeline.fields import FIELDS
from pipeline.model.claims import Value
from pipeline.names.dissected import FOREIGN, Relation, close

_PIECE_END: Final = re.compile(r"[;·|•()\[\]（），、；。：:]|(?<!\d),|,(?!\d{3})|\s[/–—-]\s|[.!?](?=\s|$)")
_LINE_END: Final = re.compile(r"\.\s|。|\|| - ")
_PHRASE, _PHRASE_AFTER, _ARROW, _ARROWED, _IT, _FROM, _TO, _HEAD_UNIT, _ABOUT = (
    re.compile(SHARED[f"engine.{name}"], re.IGNORECASE)
    for name in ("phrase", "phrase_after", "arrow", "arrowed", "it", "from", "to", "head_unit", "about")
)
_CHANGE, _SUM = Pattern("said.grown"), Pattern("engine.sum")
_DATED: Final = re.compile(SHARED["dates.begun"], re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?:[.!。] |^)(?:[^.]{4,150}?, (?=[A-Z]))?")
_OF_NAME: Final = re.compile(SHARED["subjects.of_name"])
LEAST_WINDOW: Final = 256


@dataclass
class Occurrence:
    """A value at its place in a statement. `low` and `high` are where the values beside it end and begin; `target` and `anchor` a link's address and words."""

    card: Card
    statement: Statement
    value: Value
    start: int
    end: int
    low: int = 0
    high: int = 1 << 30
    unit: str = ""
    group: int = 1
    ranged: bool = False
    target: str = ""
    anchor: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    seen_lower: dict[str, str] = field(default_factory=dict)

    def view(self, name: str) -> str:
        """What stands around the value, by the name of a view."""
        if name not in self.seen:
            self.seen[name] = VIEWS[name](self)
        return self.seen[name]

    def lowered(self, name: str) -> str:
        """A view in lower case."""
        if name not in self.seen_lower:
            lower, statement = self.view(name).lower(), self.statement
            is_english = self.card.english or (name in WITHIN and statement.english == statement.lower)
            self.seen_lower[name] = lower if is_english else in_english(lower)
        return self.seen_lower[name]

    @property
    def number(self) -> int:
        """The value as a number."""
        return self.value if isinstance(self.value, int) else 0

    @property
    def written(self) -> str:
        """The value as it is written, without "about"."""
        return _ABOUT.sub("", self.statement.text[self.start : self.end], count=1)

    @property
    def quoted(self) -> str:
        """The statement, or of a long one the part that holds the value; what a link names stands behind it."""
        text, begin = self.statement.text, max(0, self.start - 100)
        part = text if len(text) <= 170 else text[begin : begin + 170]
        return f"{part.strip()[:110]} [{self.value}]" if self.target else part

    @property
    def line(self) -> int:
        """The card's line."""
        return self.statement.block.line_at(self.statement.start + self.start)

    @cached_property
    def relation(self) -> Relation | None:
        """The relation of the model that the value is said of: by the cell, the sentence or the heading above."""
        if self.number >= 10**6 and _SUM.search(self.view("frame").lower()):
            return Relation.SELF
        if self.statement.form == "cell":
            return self.statement.relation
        mentions, lower = self.card.mentions(self.statement), self.statement.lower
        after = next((m for m in mentions if m.named and m.start >= self.end), None)
        labelled = after and self.number and after.start == self.statement.value_at  # "Scaled to 100B: Corvid-2 is"
        joined = after and _OF_NAME.fullmatch(f"{lower[: self.end]}#{lower[self.end : after.start]}")
        if self.view("change") == "to":  # "Corvid-2 extends the window of Corvid-1 from 8K to 128K"
            mentions = [m for m in mentions if m.relation not in FOREIGN and m.end <= self.start] or mentions
        said = (after if labelled or joined else None) or governor(self.statement.text, mentions, self.start) or self._carried()
        above = self.card.section_relation(self.statement.block.section)
        return above if said is None or (said.relation is Relation.FAMILY and above is Relation.SIBLING) else said.relation

    def _carried(self) -> Mention | None:
        """Another model that a sentence goes on about: it names none and begins with "it", or stands in its news."""
        block, start = self.statement.block, self.statement.start
        dated = _DATED.match(block.text)
        if not start or not (dated or _IT.match(self.statement.text)):
            return None
        before = block.text[:start] if dated else _SENTENCE.split(block.text[: start - 1])[-1]
        named = self.card.subject.mentions(before)[: 1 if dated else None]
        return named[0] if named and (dated or named[0].start < 12) and all(m.relation in FOREIGN for m in named) else None

    def relations(self, text: str) -> str:
        """The relations of the models that a text names, in the order of the alphabet."""
        return " ".join(sorted({m.relation for m in self.card.subject.names(text)}))


def _lead(o: Occurrence) -> str:
    """The phrase before, without the rest of a bracket that holds the value beside: "30B (3B active) to 60B"."""
    before = o.view("before")
    inner, closed, outer = before.partition(")")
    return _PHRASE.split(outer if closed and "(" not in inner else before)[-1]


def _tail(o: Occurrence) -> str:
    """The phrase that follows; a bracket opened right after the value counts as one."""
    after = o.view("after").removeprefix(")").lstrip()
    inner, closed, _ = after[1:].partition(")") if after[:1] == "(" else (after, ")", "")
    return _PHRASE_AFTER.split(inner, maxsplit=1)[0] if closed else ""  # not closed: a bracket with a figure of its own


def _between(mark: re.Pattern[str], before: str, value: str, after: str) -> str:
    """What stands between two marks around a value: of "7B dense; 2T tokens, a window of 8K" the value's own words."""
    return mark.split(before)[-1] + value + mark.split(after, maxsplit=1)[0]


def fits(number: int, size: int | None) -> str:
    """Whether a number agrees with a size: fits, differs, or "" where there is none."""
    return "" if size is None else "fits" if close(number, size) else "differs"


def _span(o: Occurrence) -> str:
    """What stands around a value, a cell's label before it; a small number beside it cuts nothing off."""
    low = max((q.end for q in o.statement.quantities if q.end <= o.start and q.value >= LEAST_WINDOW), default=o.statement.value_at)
    label = o.statement.label if o.statement.form == "cell" else ""
    return f"{label} {o.statement.text[max(low, o.start - 110) : o.start]}#{o.view('after')}"


def _clause_before(o: Occurrence) -> str:
    text = o.statement.text
    return text[max(text.rfind(". ", 0, o.start), text.rfind("; ", 0, o.start), o.start - 240, 0) : o.start]


def _above(o: Occurrence) -> str:
    """Of a link that stands alone in its paragraph, how the words before it end."""
    above = takewhile(lambda block: block is not o.statement.block, o.card.doc.blocks)
    here = o.statement.block.section
    words = [block.text.rstrip(" .!:") for block in above if block.section is here and block.kind == "paragraph"]
    return f"{next(filter(None, reversed(words)), '')[-160:]}: "


def _change(o: Occurrence) -> str:
    text = o.statement.text
    if o.group == 1 and _ARROW.match(text, o.end):
        return "from"
    if o.group == 1 and _ARROWED.search(o.view("wide")) and "yarn" not in o.lowered("after"):
        return "to"
    lower = o.statement.lower
    if not ("from" in lower or "从" in text or "由" in text) or not (_CHANGE.search(lower) or (o.unit == "k" and "context" in lower)):
        return ""
    if _TO.search(o.view("wide")):
        return "to"
    return "from" if _FROM.search(o.view("wide")) and re.search(r"\bto\b|→|->|[到至]", text[o.end :]) else ""


VIEWS: Final[dict[str, Callable[[Occurrence], str]]] = {
    "text": lambda o: o.statement.text,
    "label": lambda o: o.statement.label,
    "form": lambda o: o.statement.form,
    "title": lambda o: o.statement.block.section.title,
    "path": lambda o: o.statement.block.section.path,
    "company": lambda o: "\n".join(o.card.lines[max(0, o.line - 9) : o.line + 8]),
    "before": lambda o: o.statement.text[max(o.low, o.start - 110, o.statement.value_at) : o.start],
    "after": lambda o: o.statement.text[o.end : min(o.high, o.end + 70)],
    "wide": lambda o: o.statement.text[max(0, o.start - 160) : o.start] if o.statement.text.strip() else _above(o),
    "lead": _lead,
    "tail": _tail,
    "span": _span,
    "frame": lambda o: f"{o.view('wide')}#{o.view('after')}",
    "near": lambda o: f"{o.view('lead')[-34:]}#{o.view('tail')[:44]}",
    "piece": lambda o: _between(_PIECE_END, o.view("wide"), "#", o.statement.text[o.end : o.end + 90]).strip(" *_-"),
    "clause": lambda o: _clause_before(o) + o.statement.text[o.start : o.end + 60].partition("; ")[0],
    "clause_before": _clause_before,
    "clause_below": lambda o: f"{o.view('clause')} / {o.statement.block.section.path}",
    "unit": lambda o: o.unit,
    "size": lambda o: "binary" if o.number >= 2048 and not o.number % 1024 else "",
    "many": lambda o: "range" if o.ranged else "list" if o.group > 1 else "one",
    "change": _change,
    "fits": lambda o: fits(o.number, o.card.subject.size),
    "whose": lambda o: o.relation or "",
    "role": lambda o: o.card.role or "",
    "kind": lambda o: o.card.kind,
    "named": lambda o: o.card.name,
    "opening": lambda o: f"{o.statement.block.text[:24]} @ {o.card.name}\n{o.statement.block.section.title[:24]}: @ {o.card.name}",
    # Of links: their words, the line as it is written, how early it stands, and who is named.
    "anchor": lambda o: o.anchor,
    "around": lambda o: _between(_LINE_END, o.view("wide"), f" {o.written} ", o.view("after")[:60]),
    "early": lambda o: "title " * (o.statement.form == "heading" and o.statement.block.section.index == 1)
    + ("head top" if (at := o.line - o.card.matter.end) < 60 else "top" if at < 120 else ""),
    "anchor_is": lambda o: o.relations(o.anchor),
}


def first_match(found: Occurrence, rules: Iterable[Rule]) -> Rule | None:
    """The first rule of which all views are as they must be."""
    return next((rule for rule in rules if _matches(rule, found)), None)


def _matches(rule: Rule, found: Occurrence) -> bool:
    for words in rule.needed:
        if not holds(found.statement.english, words):
            return False
    for view, wanted, pattern, options in rule.when:
        if pattern is None:
            text = found.view(view)
            fits = text in options or not options.isdisjoint(text.split())
        elif pattern.cased:
            fits = pattern.compiled.search(found.view(view)) is not None
        else:
            text = found.lowered(view)
            fits = pattern.search(text, text) is not None
        if fits is not wanted:
            return False
    return True


def judge(found: Occurrence, rules: Iterable[Rule]) -> Candidate | None:
    """The candidate of the first rule to match, unless one that refuses matches too, or a count stands in a name."""
    if (rule := first_match(found, rules)) is None:
        return None
    out, line, text, stated = found.card.out, found.line, found.quoted, rule.fields[0]
    counts = FIELDS[stated].form == "count"
    if counts and any(m.named and m.start <= found.start < m.end for m in found.card.mentions(found.statement)):
        return None
    if refusal := first_match(found, REFUSING.get(stated, ())):
        out.reject(line, f"{refusal.name}: {refusal.says}", stated, text)
        return None
    base = counts and found.relation is Relation.BASE
    rank = rule.rank + (4 if found.relation is Relation.SELF else -6 if base else 0)
    candidate = Candidate(stated, rule.says or found.value, line, text, rule.name, rank, "base" if base else "self")
    out.candidates.append(candidate)
    return candidate


def numbers(card: Card, statement: Statement, least: int, most: int) -> list[Occurrence]:
    """The quantities of a statement between two bounds; of a cell only those of its value, in the unit that its head names."""
    found = statement.quantities
    if not found:
        return []
    if statement.label and (head := _HEAD_UNIT.search(statement.label)):
        found = [q if q.unit else in_unit(q, statement.text, head[1].lower()) for q in found]
    ends, starts = [0, *(q.end for q in found)], [*(q.start for q in found), 1 << 30]
    begins = [m.start() if (m := _ABOUT.search(statement.text, max(0, q.start - 16), q.start)) else q.start for q in found]
    return [
        Occurrence(card, statement, q.value, begins[n], q.end, ends[n], starts[n + 1], q.unit, q.group, q.ranged)
        for n, q in enumerate(found)
        if least <= q.value <= most
    ]
