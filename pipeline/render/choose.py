"""Which model to take: by the memory at hand and by wish, a row each, ordered by a score of a board that is named.

A model is in a row only where everything that the row asks is known of it: what is not known is no yes. Small models
are on few boards: a second row names the newest that none has rated.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import islice, takewhile
from types import MappingProxyType
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout.catalog import Catalog, Curated, Snapshots
from pipeline.model.amounts import Span, gigabytes, memory_needed, show_amount
from pipeline.model.boards import CuratedBoard, Rates, Score, ScoreColumn
from pipeline.model.curated import CuratedFamily
from pipeline.model.licences import least_free, licences, terms_of
from pipeline.model.observed import UNSEEN, DateSpan, ObservedCheckpoint, ObservedFamily
from pipeline.names.dissected import parse_name
from pipeline.names.vocabulary import RAW, TUNED_OF_RAW
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.render.placement import Page, RenderContext
from pipeline.render.values import amount, began, counts_of, edition_words, label, memory, score_text, takes_in
from pipeline.tables import table_beside
from pipeline.words import Words

MOST: Final = 5
ENOUGH: Final = 2  # families that a board has to know for a row: one alone is no choice
FEW: Final = 4  # with fewer families than that a row has another one beside it, by another board
UNSURE: Final = 3  # models that a row names of which nobody states what it asks
MANY: Final = 50
"""Languages of which the one that is asked is likely to be one: whoever states so many, and not which, is named first."""
ONE_SIZE: Final = 1.05
"""A family's checkpoints are of one size up to this ratio: counted by the weights and as their makers round."""
_NO_ANSWER: Final = frozenset({"pretrained", "derivative"})  # roles of checkpoints that do not answer by themselves
ASKED: Final = ("total_params", "active_params", "context_length", "context_length_extended", "license", "license_name", "license_link",
                "languages", "languages_count", "modalities", "release_date", "role")  # fmt: skip
"""What the rows, and news, ask of a checkpoint."""
_LENGTHS: Final = ("context_length", "context_length_extended")
_SIZES: Final = (4 * 10**9, 8 * 10**9, 14 * 10**9, 32 * 10**9, 70 * 10**9, 120 * 10**9)
ROOM: Final = 10
"""One part in so many of a class of memory stays free: for the system, and for a context that is not short."""
_NARROW: Final = re.compile(r"ocr|transl|(?:^|[-_])(?:mt|code|coder|math|web)|locat|embod|guard|prover|med|parse", re.IGNORECASE)
"""What names say of models for one task, where nobody has said so of their family: they answer no general wish."""


@dataclass(frozen=True)
class Contender:
    """A model that may stand in a row: a checkpoint of a family, with the score of the board that orders the row.

    `name` is the board's for it; `checkpoint` None where nobody knows which one that is, `score` where none is.
    """

    family: CuratedFamily
    observed: ObservedFamily
    name: str
    checkpoint: str | None
    score: Score | None = None

    @property
    def own(self) -> ObservedCheckpoint:
        """The checkpoint, as far as it is known."""
        return self.observed.checkpoints.get(self.checkpoint or "", UNSEEN)

    def fact(self, field: str) -> object:
        """What is known of this very checkpoint: its own value, else what is stated of the whole family."""
        return None if self.own is UNSEEN else self.observed.value_for(self.own, field)

    def count(self, field: str) -> int:
        """A count that is known of it, the lowest of several; 0 where none is."""
        value = self.fact(field)
        return value.low if isinstance(value, Span) else value if isinstance(value, int) else 0

    @property
    def called(self) -> str:
        """The checkpoint's name; where none is known, the board's name for it."""
        return (self.checkpoint or "").rpartition("/")[2] or self.name

    @cached_property
    def released(self) -> DateSpan | None:
        """When the checkpoint was released, else its family where all of it came at once; None where nobody knows."""
        own, whole = self.observed.release_of(self.checkpoint or ""), self.observed.dates("release_date")
        return own or (whole if whole and whole.first == whole.latest and self.own is not UNSEEN else None)

    @cached_property
    def parameters(self) -> int:
        """Its own count, else the size in its name, else its family's where all are of one size; 0 of one of which only the name is known."""
        counts = () if self.observed.is_hearsay(self.checkpoint or "") else counts_of(self.name, self.checkpoint, self.observed)
        return max(counts) if counts and max(counts) <= ONE_SIZE * min(counts) else 0

    @cached_property
    def memory(self) -> int:
        """Gigabytes at four bits; 0 where the parameters are not known."""
        return gigabytes(self.parameters, 4)

    @cached_property
    def licences(self) -> tuple[str, ...]:
        """The names of its licences."""
        return self.observed.licences_for(self.own)

    def has_room(self, size: int) -> bool:
        """Whether so many gigabytes hold it at four bits, and leave some free."""
        return 0 < self.memory * ROOM <= size * (ROOM - 1)

    def rated(self, row: "Choice") -> str:
        """The score that orders a row, behind a name."""
        return f" {score_text(self.score, row.column, interval=False)}" if self.score else ""

    def terms(self, words: Words, shorter: Mapping[str, str] = MappingProxyType({})) -> str:
        """What its licences permit together, by class in words of its own where `shorter` has some, and where they do not hold."""
        found = [one for name in self.licences for one in licences(name)]
        least = least_free(found) or "none"
        said = [shorter.get(least, words[f"licence.{least}"]), *(one.permits(words.code, "barred_") for one in found)]
        return words["beside"].join(dict.fromkeys(filter(None, said)))

    def rests_on(self, field: str, said: str, words: Words) -> str:
        """What follows from a field; "about" where its name or its family alone has it."""
        return words("about", date=said) if said and not self.own.facts.get(field) else said

    def beside(self, row: "Choice", words: Words) -> str:
        """What stands behind its name: score, memory, what the row shows of it, what stands in its way."""
        shown = (SAID[key](self, words) for key in ("memory", *row.wish.shows))
        terms = self.terms(words, {"free": "", "conditions": words["conditions"]})
        return self.rated(row) + self.between(words, *shown, terms, "" if row.board else SAID["month"](self, words))

    def between(self, words: Words, *said: str) -> str:
        """What is said of it in brackets, with what it asks for first, and that nobody saw its weights."""
        terms = words["terms_first"] if self.own.access == "gated" else ""
        unseen = words["unseen"] if self.observed.is_hearsay(self.checkpoint or "") else ""
        return words.aside(words["beside"].join(filter(None, (*said, terms, unseen))))


SAID: Final[Mapping[str, Callable[[Contender, Words], str]]] = {
    "sizes": lambda one, _: "-A".join(show_amount(n) for n in (one.parameters, one.count("active_params")) if n) if one.parameters else "",
    "memory": lambda one, words: one.rests_on("total_params", memory((one.memory,)) if one.memory else "", words),
    "context": lambda one, _: " → ".join(amount(n, FIELDS["context_length"]) for n in dict.fromkeys(map(one.count, _LENGTHS)) if n),
    "takes": lambda one, words: takes_in((taken for taken in (one.fact("modalities"),) if isinstance(taken, str)), one.family.kind, words),
    "license": lambda one, words: words["and"].join(one.licences),
    "month": lambda one, words: one.rests_on("release_date", began(one.released, len("YYYY-MM"), words), words),
    "spoken": lambda one, words: words("languages_count", n=n) if (n := one.count("languages_count")) and not one.fact("languages") else "",
}
"""What decides between models in words, size in all and at work, languages only where nobody lists them; "" where it is not known."""
_HEADS: Final = {"rated": "score", "sizes": "column.sizes", "memory": "site.memory", "context": "column.context_length", "takes": "site.takes",
                 "license": "license", "month": "column.release_date"}  # fmt: skip
"""What is compared side by side, and the words above it."""


class Wish(NamedTuple):
    """A row of choose.toml, which says what each key asks; a board that rates models in its `language` has a row of its own."""

    key: str
    rates: Rates
    within: int = 0
    above: int = 0
    parameters: int = 0
    tokens: int = 0
    language: str = ""
    free: bool = False
    newest: str | None = None
    shows: Sequence[str] = ()
    table: bool = False

    def fits(self, one: Contender) -> bool | None:
        """Whether a model meets all that is asked; None where one thing alone is open, since nobody states it."""
        if self.within and not one.has_room(self.within):
            return False
        longest = max(map(one.count, _LENGTHS)) if self.tokens else 0
        met = (
            not self.above or (one.score is not None and self.within) or (bool(one.memory) and not one.has_room(self.above)),
            not self.parameters or 0 < one.parameters <= self.parameters,
            not self.tokens or (longest >= self.tokens if longest else None),
            not self.language or (self.language in said if isinstance(said := one.fact("languages"), tuple) else None),
            not self.free or ({*map(terms_of, one.licences)} == {"free"} if one.licences else None),
        )
        return False not in met and met.count(None) < 2 and (None not in met or None)


WISHES: Final = {table: tuple(Wish(**row) for row in rows) for table, rows in table_beside(__file__).items()}
"""The tables by the key of their first heading, a wish a row."""


@dataclass(frozen=True)
class Choice:
    """A row: the wish that it answers, the score that orders it, and the models that fit, best first.

    Without a board the newest that no board has rated, the newest first. `asked` are all that were, in that order, `again`: its
    wish has a row before it.
    """

    wish: Wish
    board: CuratedBoard | None
    column: ScoreColumn | None
    edition: str
    asked: list[Contender]
    again: bool = False

    def fitting(self) -> Iterator[Contender]:
        """All that fit, each family once; where a board rates what fits into some memory, also a far smaller one of it."""
        return _first_of_each((one for one in self.asked if self.wish.fits(one)), again=self.board is not None and self.wish.within > 0)

    @cached_property
    def best(self) -> list[Contender]:
        """The first of these, which the row shows."""
        return list(islice(self.fitting(), MOST))

    @cached_property
    def open(self) -> dict[str, list[Contender]]:
        """Those before the last that is shown of which nobody states what is asked; whose makers only count languages stand apart."""
        shown, last = {one.family.slug for one in self.fitting()}, {one.name for one in self.best[-1:]}
        before = takewhile(lambda one: one.name not in last, self.asked)
        several: dict[str, list[Contender]] = {"may_speak": [], "may_fit": []}
        for one in _first_of_each(one for one in before if one.family.slug not in shown and self.wish.fits(one) is None):
            many = self.wish.language and one.count("languages_count") >= MANY and not one.fact("languages")
            several["may_speak" if many else "may_fit"].append(one)
        return {key: found[:UNSURE] for key, found in several.items() if found}

    def unsure(self, words: Words) -> list[str]:
        """These in words."""
        return [words(key, names=words["comma"].join(one.called + one.beside(self, words) for one in found)) for key, found in self.open.items()]

    def label(self, words: Words) -> str:
        """The wish in words; of a second row of it with a mark."""
        label = words(self.wish.key, n=self.wish.within or self.wish.above)
        return words("also_new" if self.board is None else "also_rated", label=label) if self.again or self.board is None else label

    def rating(self, snapshots: Snapshots, words: Words) -> tuple[str, ...]:
        """What orders it, behind the board's name: which of its scores, and of when."""
        if self.board is None or self.column is None:
            return (words["by_release"],)
        name = "" if self.column is self.board.metric or not self.column.label else label(self.column, words)
        return tuple(filter(None, (name, edition_words(self.edition, self.board, snapshots, words))))


def choices(curated: Curated, catalog: Catalog) -> dict[str, list[Choice]]:
    """The rows of each table: one for each wish that a board can answer, two where the most recent one knows few."""
    families = curated.families
    scored = [
        Choice(Wish("", one.rates), board, one, catalog.boards[slug].edition or "", [
            Contender(families[own], catalog.families[own], name, row.checkpoint, score)
            for name, score, row in catalog.boards[board.slug].ranked(one) if (own := row.family or "") in families
        ])
        for slug, board in sorted(curated.boards.items()) if slug in catalog.boards
        for one in board.scores if one.rates
    ]  # fmt: skip
    # Living boards first, then archives, then those without a date; of each the most recent edition first.
    scored.sort(key=lambda one: one.edition, reverse=True)
    scored.sort(key=lambda one: (not one.edition, one.board is None or one.board.state != "active"))
    unrated = cache(partial(_newest, curated, catalog))
    return {key: [row for wish in wishes for row in _answers(wish, scored, unrated)] for key, wishes in WISHES.items()}


def _answers(wish: Wish, scored: list[Choice], unrated: Callable[[Rates, str], list[Contender]]) -> list[Choice]:
    """The scores that order a row, with the models that fit, best first; then the newest that have none.

    The score is that of the most recent living board that knows enough of them, else of the one that knows most.
    Where that one knows few, the next that knows many orders a row of its own, as does a more recent one that knows what may fit.
    """
    ratings = [replace(one, wish=wish) for one in scored if one.wish.rates == wish.rates]
    found = [one for one in ratings if one.best]
    first = max(found, key=lambda one: min(len(one.best), ENOUGH), default=None)
    others = (one for one in found if one is not first and len(one.best) == MOST)
    asked = (one for one in others if one.column is not None and wish.language in one.column.languages)
    more = asked if wish.language else others if first is not None and len(first.best) < FEW else ()
    newer = () if wish.table else (one for one in takewhile(lambda one: one is not first, ratings) if one.edition and one.open)
    rows = [first, *islice(more, 1), *islice(newer, 1)] if first is not None else []
    new = Choice(wish, None, None, "", unrated(wish.rates, wish.newest) if wish.newest is not None else [])
    return [*rows[:1], *(replace(one, again=True) for one in rows[1:]), *((new,) if new.best else ())]


def _newest(curated: Curated, catalog: Catalog, rates: Rates, purpose: str) -> list[Contender]:
    """The models of a purpose that no board has rated so, the newest first, then the largest."""
    names = {one.name for board in curated.boards.values() for one in board.scores if one.rates == rates}
    standings = (row for board in catalog.boards.values() for row in board.standings.values())
    known = {row.checkpoint for row in standings if names & row.scores.keys()}
    every = (
        Contender(family, catalog.families[slug], name, name)
        for slug, family in sorted(curated.families.items()) if family.purpose == purpose
        for name, one in sorted(catalog.families[slug].checkpoints.items()) if name not in known and one.copy_of is None and one.state != "gone"
        if one.facts.get("role") not in _NO_ANSWER and (purpose or not _NARROW.search(name.partition("/")[2]))
    )  # fmt: skip
    dated = ((one.released.first[:7], one, parse_name(one.name).variants) for one in every if one.released and one.memory)
    fit = [(month, one.memory, not TUNED_OF_RAW.isdisjoint(variants), one) for month, one, variants in dated if RAW.isdisjoint(variants)]
    return [one for *_, one in sorted(fit, key=lambda found: found[:3], reverse=True)]


def _first_of_each(candidates: Iterable[Contender], *, again: bool = False) -> Iterator[Contender]:
    """Those that can be had, the first of each family; `again` also one that needs at most a quarter of its memory."""
    named = dict[str, int]()
    for one in candidates:
        before = named.get(one.family.slug)
        if (before is None or (again and 0 < one.memory * 4 <= before)) and one.observed.can_be_had(one.checkpoint or ""):
            named[one.family.slug] = one.memory
            yield one


def choose(page: Page, context: RenderContext) -> Marked:
    """Both tables, and before them one for each row whose models stand below one another; nothing where no board knows a model of the list."""
    words, tables = page.words, []
    found = context.held.get("choices") or context.held.setdefault("choices", choices(context.curated, context.catalog))
    if not any(found.values()):
        return Marked(words["none_yet"])
    apart = [row for several in found.values() for row in several if row.wish.table]
    for heading, several in found.items():
        cells = [(Marked(row.label(words)), _answer(row, page, context)) for row in several if not row.wish.table]
        tables.append(marked.table((Marked(words[key]) for key in (heading, "best_first")), cells) if cells else Marked(""))
    first = (one.checkpoint or one.family.slug for row in apart[:1] for one in row.best)
    filters = Marked(words("choose_site", site=context.site, ids=",".join(first)) if context.site else "")
    return marked.blocks(Marked(f"{words['choose_key']}{words['choose_docs']}"), Marked(needs(words)), filters,
                         *(block for row in apart for block in _side_by_side(row, page, context)), *tables)  # fmt: skip


def _side_by_side(row: Choice, page: Page, context: RenderContext) -> Iterator[Marked]:
    """What orders a row, its models with all that decides between them, one below the other, and those that may fit."""
    words = page.words
    heads = {key: words[head] for key, head in _HEADS.items() if row.board or key != "rated"}
    rows = []
    for one in row.best:
        said = {key: SAID[key](one, words) for key in heads if key in SAID} | {"rated": one.rated(row).strip()}
        said["license"] = words["dash"].join(filter(None, (said["license"], one.terms(words))))
        rows.append((Marked(context.to_family(one.family, page, one.called) + one.between(words)), *(marked.cell(said[key]) for key in heads)))
    yield Marked(f"**{row.label(words)}**{words['colon']}{_source(row, page, context)}")
    yield marked.table(map(Marked, (words["model"], *heads.values())), rows)
    yield from (marked.inline(unsure + words["stop"], 500) for unsure in row.unsure(words))


def _source(row: Choice, page: Page, context: RenderContext) -> Marked:
    board, words = row.board, page.words
    by = (context.to_section(f"board {board.slug}", board.name, page) or marked.inline(board.name)) if board else None
    return Marked(f"*{marked.joined(filter(None, (by, *map(marked.inline, row.rating(context.snapshots, words)))), words['beside'])}*")


def _answer(row: Choice, page: Page, context: RenderContext) -> Marked:
    """The board that orders the row, if any, then its models, each with score and memory; on lines of their own those that may fit."""
    words = page.words
    named = (Marked(f"{context.to_family(one.family, page, one.called)}{one.beside(row, words)}") for one in row.best)
    lines = filter(None, (marked.joined(named, words["semicolon"]), *(marked.inline(unsure, 500) for unsure in row.unsure(words))))
    return Marked((f"{_source(row, page, context)}{words['colon']}" if row.board else "") + marked.joined(lines, "<br>"))


def needs(words: Words) -> str:
    """What models of usual sizes need at each number of bits."""
    said = (words("memory_of", size=show_amount(n), memory=memory(memory_needed(n))) for n in _SIZES)
    return f"{words['memory']}{words['colon']}{words['semicolon'].join(said)}{words['stop']}"
