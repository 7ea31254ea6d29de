"""What a card counts of its checkpoint (parameters, context length, tokens), and its dates: release, last data."""

import re
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from typing import Final

from pipeline.cards.engine import LEAST_WINDOW, VIEWS, Occurrence, judge, numbers
from pipeline.cards.numbers import SCALE, quantities
from pipeline.cards.rules import MONTHS, SHARED, WORDS, Candidate, Pattern, holds, stating
from pipeline.cards.statements import Card, Statement
from pipeline.cards.subjects import Mention
from pipeline.names.dissected import FOREIGN, Relation, close, parse_name

TOTAL, ACTIVE, NATIVE, EXTENDED = "total_params", "active_params", "context_length", "context_length_extended"
_MILLIONS: Final = frozenset(unit for unit, scale in SCALE.items() if scale >= 10**6)
_WINDOW_UNITS: Final = frozenset({"", "k", "m", "million", "thousand", "万", "千"})
_ACTIVE_PAIR: Final = re.compile(r"-A(\d{1,4}(?:\.\d{1,3})?[BM])\b")
_OF_THIS: Final = Pattern(r"#\s?(?:tokens,? )?(?:for|in|with|of) this (?:repo|model|check|v|card|one)|\bthis (?:repo|model|v|card|one)\w*: #")
_MOST_FIGURES: Final = 1_200
CUTOFF: Final = "knowledge_cutoff"
DATE, _RELEASE, _NO_COUNT, _SIZED, _ACTIVE_AFTER = (
    re.compile(SHARED[name], re.IGNORECASE) for name in ("dates.date", "dates.release", "params.no_count", "tokens.sized", "params.active_after")
)
_SHORT: Final = 80  # a headline; what follows it is of the same date
_LISTED, _NAMED_BEFORE, _SAID_END, _PROMPTED = (re.compile(SHARED[f"dates.{name}"]) for name in ("listed", "named", "said_end", "prompted"))
_SIZED_AFTER, _STEP, _STEP_AFTER, _PAIR = (re.compile(SHARED[name]) for name in ("tokens.sized_after", "tokens.step", "tokens.step_after", "params.pair"))
_SIZE: Final = re.compile(r"(?<![\w.-])\d[\d.]*[BM]\b(?![ -]?(?:param|token|dense|model\b))")
_GAP: Final = re.compile(r"[\s,、/&和及]{0,6}(?:and|or)?[\s,]{0,3}(?:与|the )?\s?(?:base models? )?", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<![\w.-])20[12]\d(?=\W*$)")
_ANY_YEAR: Final = re.compile(r"20[12][0-9]|(?<=\[)2[3-9](?=/\d\d/\d\d\])")
_BRACKETS: Final = re.compile(r"\([^()]{0,80}\)")


def _fits_active(o: Occurrence) -> str:
    """Whether a figure agrees with the active size in the name; without one, with the size and the total beside it."""
    subject = o.card.subject
    effective = next((label for label in subject.name.labels if label[0] in "en"), None)
    written = subject.name.actives if len(subject.name.actives) == 1 else ()
    known = written[0] if written else quantities(effective[1:])[0].value if effective else None
    if known:
        return "fits" if close(o.number, known, 0.74, 1.7) else "differs"
    if not subject.size:
        return ""
    beside = [q.value for q in quantities(o.view("wide")[-40:]) if q.unit in _MILLIONS]
    return "differs" if (beside and not close(beside[-1], subject.size)) or o.number > subject.size * 1.2 else "fits"


def _sized(o: Occurrence) -> str:
    """Whether another size than the card's own is what was trained: fits, differs or ""."""
    size, text = o.card.subject.size, o.statement.text
    if size and (of := _SIZED_AFTER.match(text, o.end)):
        return "fits" if any(close(q.value, size) for q in quantities(of[1])) else "differs"
    before = quantities(text[: o.start])
    near = (q for q in before if q.unit in {"b", "m", "billion", "million"} and q.start > o.start - 90)
    found = [q for q in near if _SIZED.match(text[q.end : q.end + 14]) and "activ" not in o.statement.lower[max(0, q.start - 30) : q.end + 10]]
    if not found or size is None or found[-1].ranged:
        return ""
    return "fits" if any(close(q.value, size) for q in (found[-1:] if found[-1].group == 1 else before)) else "differs"


VIEWS.update({
    "fits_active": _fits_active,
    "fits_window": lambda o: "less" if o.number < 0.74 * (o.card.subject.name.window or 0) else "",
    "labelled": lambda o: f"{o.statement.label}|{o.view('clause_before')[-80:]}~{o.view('near')}",
    # The words that say of what stage it is: from the last "then" or the like before, and the phrase after.
    "phrase": lambda o: f"{_STEP.split(o.view('wide'))[-1][-100:]} {_STEP_AFTER.split(o.view('after')[:60])[0]}",
    "sized": _sized,
    "sentence": lambda o: f"{o.view('clause_before')}#{o.view('after')}",
})  # fmt: skip


def _counts_parameters(o: Occurrence) -> bool:
    exact = not o.unit and ("," in o.written or o.statement.form == "cell")
    sign = o.statement.text[max(0, o.start - 2) : o.start]
    money = sign[-1:] and sign[-1:] in "$¥€-_" and not sign[:1].isspace()
    few = o.unit in {"", "k", "thousand"} and "param" in o.lowered("after")[:8]
    counted = few if o.number < 10**6 else exact or o.unit in _MILLIONS
    return counted and not money and not _NO_COUNT.match(o.view("after"))


def _counts_window(o: Occurrence) -> bool:
    counted = bool(o.unit) or "," in o.written or " " in o.written
    round_number = not o.number % 128 or o.number % 1000 == 0 or (o.statement.form == "cell" and o.number >= 1000)
    return o.unit in _WINDOW_UNITS and (counted or round_number)


def _figures(card: Card, words: str, within: tuple[int, int], counts: Callable[[Occurrence], bool]) -> Iterator[tuple[Statement, list[Occurrence]]]:
    """Statements with figures between two bounds that may count, with those; a card can use up only so many."""
    left = _MOST_FIGURES
    for statement in card.statements(*WORDS[f"passages.{words}"], numeric=True):
        found = [o for o in numbers(card, statement, *within) if counts(o)]
        left -= len(found)
        if left < 0:
            return
        if found:
            yield statement, found


def read_parameters(card: Card) -> None:
    """Candidates from tables, lines, sentences and, last, the name itself; as many active as there are in all is a dense model."""
    for statement, found in _figures(card, "params", (10**5, 20 * 10**12), _counts_parameters):
        if len(found) == 2 and found[1].group == 2 and _ACTIVE_AFTER.match(found[1].view("after")):
            found[0].group = found[1].group = 1  # "(118B, 12B active)" is no list
        if len(found) == 2 and _PAIR.search(statement.label) and found[0].relation not in FOREIGN:
            pair = zip((ACTIVE, TOTAL), sorted(found, key=lambda o: o.number), strict=True)
            card.out.candidates += [Candidate(name, o.value, o.line, statement.text, "params.pair", 60) for name, o in pair]
            continue
        for o in found:
            candidate = judge(o, stating(TOTAL, ACTIVE))
            if candidate is not None and (beside := _ACTIVE_PAIR.match(statement.text, o.end)):  # "a 30B-A3B mixture"
                card.out.candidates.append(candidate._replace(field=ACTIVE, value=quantities(beside[1])[0].value))
    if card.kind != "other" and not any(c.about == "self" for c in card.out.of(TOTAL)):
        _read_name(card)
    best = max(card.out.of(TOTAL), key=lambda c: c.rank, default=None)
    for c in card.out.of(ACTIVE):
        if best is not None and int(str(c.value)) >= 0.95 * int(str(best.value)):
            card.out.drop(c, "params.dense: as many active as total parameters")


def _read_name(card: Card) -> None:
    """The size in the model's own name, where the card's text writes that name: in a block, or first in a row."""
    size = card.subject.size
    if size is None or card.subject.name.mixture or card.subject.name.pruned or size < 10**7:
        return
    places = [(b.line, b.text[:1000]) for b in map(card.doc.blocks.__getitem__, sorted(card.with_numbers))]
    places += [(line, row[0]) for table in card.doc.tables[:20] for row, line in zip(table.rows[:60], table.lines, strict=False) if row and len(row[0]) < 60]
    for line, text in places:
        for mention in card.subject.names(text):
            if mention.relation not in FOREIGN and size in parse_name(text[mention.start : mention.end]).sizes:
                card.out.candidates.append(Candidate(TOTAL, size, line, text[max(mention.start - 80, 0) :], "params.name", 5))
                return


def read_context(card: Card) -> None:
    """Candidates for the native and the extended context length; what a configuration for YaRN shows says which is which."""
    out = card.out
    for statement, found in _figures(card, "context", (LEAST_WINDOW, 20_000_000), _counts_window):
        given: set[str] = set()
        for o in sorted(found, key=lambda o: _OF_THIS.search(o.lowered("near")) is None):
            late = card.kind == "other" and o.view("early") == "" and statement.relation is not Relation.SELF
            candidate = None if late else judge(o, stating(NATIVE, EXTENDED))
            if candidate is not None and candidate.field in given and statement.label:
                out.drop(candidate, "context.further: a further figure in the same line")
            elif candidate is not None:
                given.add(candidate.field)
                exact = (x.number for x in found if o.unit and not x.unit and abs(x.number - o.number * 1.024) <= o.number * 0.03)
                out.candidates[-1] = candidate._replace(value=next(exact, o.number))
    config = next((c for c in out.of(NATIVE) if c.rule == "context.config"), None)
    for c in out.of(NATIVE):
        if config is not None and c.rule != config.rule and int(str(c.value)) >= 1.8 * int(str(config.value)):
            out.candidates[out.candidates.index(c)] = c._replace(field=EXTENDED, rank=c.rank + (c.text.count(",") > 0))


def read_tokens(card: Card) -> None:
    """Candidates for the number of pre-training tokens."""
    for _, found in _figures(card, "tokens", (10**7, 500 * 10**12), lambda o: bool(o.unit or "," in o.written)):
        for o in found:
            candidate = judge(o, stating("training_tokens")) if "param" not in o.lowered("after")[:8] else None
            if candidate is not None and holds(o.lowered("clause_before"), ("base model", "backbone")):
                card.out.candidates[-1] = candidate._replace(about="base")


def as_date(m: re.Match[str]) -> str | None:
    """A matched date as YYYY-MM or YYYY-MM-DD, or None where it is no date."""
    g = m.groupdict()
    n = next(n for n in "12345678" if g.get(f"y{n}"))
    name = g.get(f"n{n}")
    month, day = int(MONTHS[name.lower()] if name else g.get(f"m{n}") or 0), int(g.get(f"d{n}") or 0)
    if n == "5" and month > 12 >= day:  # of 03/04/2025 it is not known which is the month
        month, day = day, month
    if (n == "5" and day != month and max(day, month) <= 12) or not 1 <= month <= 12 or day > 31:
        return None
    return f"20{g[f'y{n}'][-2:]}-{month:02}" + f"-{day:02}" * (day > 0)


def dates_in(text: str) -> list[tuple[re.Match[str], str]]:
    """The dates in a text."""
    places, end = list[re.Match[str]](), 0
    for year in _ANY_YEAR.finditer(text):  # sought around the years alone
        places += DATE.finditer(text, max(end, year.start() - 36), year.end() + 28)
        end = places[-1].end() if places else 0
    return [(m, date) for m in places if (date := as_date(m))]


def read_dates(card: Card) -> None:
    """Candidates for the release date; of several dates in a statement each with the words around it."""
    written = card.statements("201", "202", "[2", numeric=True)
    for statement in islice((s for s in written if _ANY_YEAR.search(s.text)), _MOST_FIGURES):
        text, block = statement.text, statement.block.text
        headline = len(text) < min(_SHORT, len(block)) and block.startswith(text)
        found = dates_in(text)[:6]
        heads = bool(found) and not any(map(str.isalnum, text[: found[0][0].start()]))
        if headline and heads and not (_RELEASE.search(text) or card.subject.names(text)):
            text, found = block[:400], dates_in(block[:400])[:6]
        ends = [0, *(m.end() for m, _ in found)]
        for n, (m, date) in enumerate(found):
            end = found[n + 1][0].start() if n + 1 < len(found) else len(text)
            if m.end() <= len(statement.text):
                o = Occurrence(card, statement, date, m.start(), m.end())
                _views(o, text[(start := m.start() if heads else ends[n]) : end], start)
                judge(o, stating("release_date"))


def _views(o: Occurrence, event: str, start: int) -> None:
    """The views of a date: its event, from an offset on, and the relation of what was released ("": none named, "no": nothing was)."""
    before = event.partition(o.written)[0]
    said = _RELEASE.search(event) or (None if before.strip(" -*[(") else _LISTED.fullmatch(event, len(before) + len(o.written)))
    o.seen |= {"event": _BRACKETS.sub(" ", event), "released": "no", "said": "", "edition": f"{event[:120]} @ {o.card.name}"}
    if said is None:
        return
    o.seen["said"] = _BRACKETS.sub(" ", event[: said.end()] + _SAID_END.split(event[said.end() :])[0])
    mentions = o.card.linked(o.statement, [m for m in o.card.subject.names(event) if not DATE.match(event, m.start)], start)
    if o.card.subject.size:  # "We release the 7B and the 70B version", "Corvid-2B/9B"
        sizes = (m for m in _SIZE.finditer(event) if not any(n.start <= m.start() < n.end for n in mentions))
        mentions = sorted((*mentions, *(Mention(m.start(), m.end(), o.card.subject.relation(m[0])) for m in sizes)))
    if said[0] > "\u2e80" and any(_NAMED_BEFORE.fullmatch(event, m.end, said.start()) for m in mentions):
        mentions = [m for m in mentions if m.end <= said.start()]  # "Corvid-7B 发布" and who is named behind
    aside = event.rfind("(", 0, said.start())
    if aside >= 0 and ")" not in event[aside : said.start()]:  # "Corvid-1 (released in May)" says nothing of who is named before
        mentions = [m for m in mentions if m.start > aside] or [m for m in mentions if m.end <= aside][-1:]
        if mentions and mentions[-1].relation is Relation.FAMILY:
            return
    after = [m for m in mentions if m.start >= said.start()]
    gaps = (_BRACKETS.sub("", event[a.end : m.start]) for a, m in pairwise(after))
    parted = next((n for n, gap in enumerate(gaps, 1) if not _GAP.fullmatch(gap)), len(after))
    together = [m.relation for m in after[:parted]]  # named in one breath: the first, and those enumerated right after it
    first = together[0] if together else mentions[-1].relation if mentions else ""
    own = Relation.SELF in together or ((first is Relation.FAMILY or not together) and Relation.SELF in {m.relation for m in mentions})
    o.seen["released"] = "self" if own else str(first)


def read_cutoff(card: Card) -> None:
    """Candidates for the month of the cutoff, or a label's year; last of them what a system prompt tells the model."""
    for statement in card.statements(*WORDS["passages.cutoff"], numeric=True):
        years = _YEAR.finditer(statement.text, statement.value_at) if statement.label else ()
        for m, date in dates_in(statement.text) or [(m, m[0]) for m in years]:
            judge(Occurrence(card, statement, date[:7], m.start(), m.end()), stating(CUTOFF))
    for block in card.doc.blocks:
        prompt = _PROMPTED.search(block.text) if block.kind == "code" and "our knowledge" in block.text else None
        if prompt is not None and (at := DATE.match(block.text, prompt.end())) and (month := as_date(at)):
            card.out.candidates.append(Candidate(CUTOFF, month[:7], block.line_at(prompt.start()), block.text[prompt.start() : at.end()], "cutoff.prompt", 30))
