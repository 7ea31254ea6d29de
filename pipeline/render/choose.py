"""Which model to take: by the memory at hand and by wish, a row each, ordered by a score of a board that is named.

A model is in a row only where everything that the row asks is known of it: what is not known is no yes. Small models
are on few boards: a second row names the newest that none has rated.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.amounts import Span, show_amount
from pipeline.model.boards import CuratedBoard, Rates, Score, ScoreColumn
from pipeline.model.curated import CuratedFamily
from pipeline.model.licences import is_free
from pipeline.model.memory import CLASSES, Memory, gigabytes
from pipeline.model.observed import ObservedFamily
from pipeline.names.dissected import parse_name
from pipeline.names.vocabulary import RAW, TUNED_OF_RAW
from pipeline.render import marked
from pipeline.render.context import RenderContext
from pipeline.render.marked import Marked
from pipeline.render.placement import Page
from pipeline.render.scores import counts_of, edition_words, label, score_text
from pipeline.render.values import began, memory
from pipeline.words import Words

MOST: Final = 5
ENOUGH: Final = 2
"""Families that a board has to know for a row: one alone is no choice."""
FEW: Final = 4
"""With fewer families than that a row has another one beside it, by another board."""
_SIDE_BY_SIDE: Final = 3
"""Models of the first row that a link puts side by side."""
ONE_SIZE: Final = 1.05
"""A family's checkpoints are of one size up to this ratio: counted by the weights and as their makers round."""
_NO_ANSWER: Final = frozenset({"pretrained", "derivative"})
"""Roles of checkpoints that do not answer by themselves."""
ASKED: Final = ("total_params", "context_length", "context_length_extended", "license", "license_name", "license_link", "languages",
                "release_date", "role")  # fmt: skip
"""What the rows, and news, ask of a checkpoint."""
_SIZES: Final = (4 * 10**9, 8 * 10**9, 14 * 10**9, 32 * 10**9, 70 * 10**9, 120 * 10**9)
LONG: Final = 250_000
"""Tokens: what is sold as 256K may be 256,000 or 262,144."""
AT_HOME: Final = 24
"""Gigabytes of a machine at home: few boards rate what fits into it."""
_NARROW: Final = re.compile(r"ocr|transl|(?:^|[-_])(?:mt|code|coder|math|web)|locat|embod|guard|prover|med|parse", re.IGNORECASE)
"""What names say of models for one task: they answer no general wish."""
WHOLE_BOOKS: Final = 128_000
SMALL: Final = 10 * 10**9
"""Parameters of what runs on a machine at home."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A model that may stand in a row: a checkpoint of a family, with the score of the board that orders the row.

    `name` is the board's for it; `checkpoint` None where nobody knows which one that is, `score` where none is.
    """

    family: CuratedFamily
    observed: ObservedFamily
    name: str
    checkpoint: str | None
    score: Score | None = None

    def fact(self, field: str) -> object:
        """What is known of this very checkpoint: its own value, else what is stated of the whole family."""
        one = self.observed.checkpoints.get(self.checkpoint or "")
        return self.observed.value_for(one, field) if one is not None else None

    def count(self, field: str) -> int:
        """A count that is known of it, the lowest of several; 0 where none is."""
        value = self.fact(field)
        return value.low if isinstance(value, Span) else value if isinstance(value, int) else 0

    @property
    def called(self) -> str:
        """The checkpoint's name; where none is known, the board's name for it."""
        return (self.checkpoint or "").rpartition("/")[2] or self.name

    @property
    def released(self) -> str:
        """When the checkpoint was released, else its family where all of it came at once; "" where nobody knows."""
        one, dates = self.observed.checkpoints.get(self.checkpoint or ""), self.observed.facts.dates("release_date")
        whole = dates.first if dates is not None and dates.first == dates.latest else ""
        return str(one.facts.get("release_date") or whole) if one is not None else ""

    @property
    def parameters(self) -> int | None:
        """Its own count, else the size in its name, else its family's where all are of one size; None of one of which only the name is known."""
        counts = counts_of(self.name, self.checkpoint, self.observed)
        alike = counts and max(counts) <= ONE_SIZE * min(counts)
        return max(counts) if alike and not self.observed.is_hearsay(self.checkpoint or "") else None

    @property
    def memory(self) -> int | None:
        """Gigabytes at four bits; None where the parameters are not known."""
        return gigabytes(self.parameters, 4) if self.parameters else None

    def beside(self, row: "Choice", words: Words) -> str:
        """What stands behind its name: score, memory, its month where no score orders the row, what it asks for, and that nobody saw its weights."""
        score = f" {score_text(self.score, row.column.name, row.board, interval=False)}" if self.score and row.column else ""
        unseen = words["unseen"] if self.observed.is_hearsay(self.checkpoint or "") else ""
        one = self.observed.checkpoints.get(self.checkpoint or "")
        terms = words["terms_first"] if one is not None and one.access == "gated" else ""
        month = "" if row.board else began(self.observed.release_of(self.checkpoint or ""), len("YYYY-MM"), words)
        facts = (memory([self.memory]) if self.memory else "", month, terms, unseen)
        inside = words["beside"].join(filter(None, facts))
        return score + (f"{words['opening']}{inside}{words['closing']}" if inside else "")


class Wish(NamedTuple):
    """A row: the key of its label with a number, what the score that orders it has to rate, what a model has to have.

    `newest`: a second row names the newest that no board has rated so. `language`: a board that rates models in it orders
    a row of its own, whatever the first one does.
    """

    key: str
    rates: Rates
    fits: Callable[[Contender], bool] = lambda _: True
    newest: bool = False
    number: int = 0
    language: str = ""


def _long(one: Contender, tokens: int = LONG) -> bool:
    return max(one.count("context_length"), one.count("context_length_extended")) >= tokens


def _chinese(one: Contender) -> bool:
    languages = one.fact("languages")
    return isinstance(languages, tuple) and "zh" in languages


def _free(one: Contender) -> bool:
    checkpoint = one.observed.checkpoints.get(one.checkpoint or "")
    stated = one.observed.licences_for(checkpoint) if checkpoint is not None else ()
    return bool(stated) and all(map(is_free, stated))


def _small(one: Contender) -> bool:
    return 0 < (one.parameters or 0) <= SMALL and _long(one, WHOLE_BOOKS) and _chinese(one) and _free(one)


def _at_home(one: Contender) -> bool:
    return 0 < (one.memory or 0) <= AT_HOME


def _size(size: int, smaller: int) -> Wish:
    """A class of memory: what it can run and the smaller one cannot."""
    return Wish("gigabytes", "general", lambda one: smaller < (one.memory or 0) <= size, newest=size <= AT_HOME, number=size)


_RATED: Final[tuple[Rates, ...]] = ("general", "reasoning", "code", "agents", "vision", "documents")
WISHES: Final[Mapping[str, tuple[Wish, ...]]] = {
    "memory_at_hand": (
        *map(_size, CLASSES, (0, *CLASSES)),
        Wish("more_memory", "general", lambda one: (one.memory or 0) > CLASSES[-1], number=CLASSES[-1]),
    ),
    "wish": (
        *(Wish(f"wish.{one}", one) for one in _RATED),
        Wish("wish.code_at_home", "code", _at_home, number=AT_HOME),
        Wish("wish.long", "general", _long),
        Wish("wish.chinese", "general", _chinese, language="zh"),
        Wish("wish.chinese_at_home", "general", lambda one: _chinese(one) and _at_home(one), number=AT_HOME),
        Wish("wish.free", "general", _free),
        Wish("wish.small", "general", _small, newest=True),
    ),
}
"""The tables by the key of their first heading, a wish a row."""


class Choice(NamedTuple):
    """A row: the wishes that it answers, the score that orders it, and the models that fit, best first.

    Without a board the newest that no board has rated, the newest first. `again`: its wish has a row before it.
    """

    wishes: tuple[Wish, ...]
    board: CuratedBoard | None
    column: ScoreColumn | None
    edition: str
    best: list[Contender]
    again: bool = False

    def label(self, words: Words) -> str:
        """The wish in words; of a second row of it with a mark."""
        label = words["comma"].join(words(wish.key, n=wish.number) for wish in self.wishes)
        return words("also_new" if self.board is None else "also_rated", label=label) if self.again or self.board is None else label

    @property
    def said(self) -> tuple[object, ...]:
        """What the row says beside its wish."""
        return self.board and self.board.slug, self.column and self.column.name, self.again, tuple(one.name for one in self.best)

    def rating(self, words: Words) -> tuple[str, ...]:
        """What orders it, behind the board's name: which of its scores, and of when."""
        if self.board is None or self.column is None:
            return (words["by_release"],)
        name = "" if self.column is self.board.metric or not self.column.label else label(self.column.name, self.board, words)
        return tuple(filter(None, (name, edition_words(self.edition, self.board, words))))


def rated_boards(curated: Curated) -> frozenset[str]:
    """The boards with a score that may order a row."""
    return frozenset(slug for slug, board in curated.boards.items() if any(one.rates for one in board.scores))


def choices(curated: Curated, catalog: Catalog) -> dict[str, list[Choice]]:
    """The rows of each table: one for each wish that a board can answer, two where the most recent one knows few.

    Classes of memory with the same answer share a row.
    """
    found: dict[str, list[Choice]] = {}
    for key, wishes in WISHES.items():
        rows: dict[object, Choice] = {}
        for row in (row for wish in wishes for row in _answers(wish, curated, catalog)):
            place = row.said if key == "memory_at_hand" else (*row.said, row.wishes)
            same = rows.get(place)
            rows[place] = same._replace(wishes=(*same.wishes, *row.wishes)) if same else row
        found[key] = list(rows.values())
    return found


def choose(page: Page, context: RenderContext) -> Marked:
    """Both tables; nothing where no board knows a model of the list."""
    words, tables = page.words, []
    found = choices(context.curated, context.catalog)
    for heading, rows in found.items():
        cells = ((Marked(row.label(words)), _answer(row, page, context)) for row in rows)
        tables.append(marked.table((Marked(words[key]) for key in (heading, "best_first")), cells) if rows else Marked(""))
    if not any(tables):
        return Marked(words["none_yet"])
    site = (context.curated.sections.site or "").rstrip("/")
    first = (one.checkpoint or one.family.slug for row in found["wish"][:1] for one in row.best[:_SIDE_BY_SIDE])
    filters = Marked(words("choose_site", site=site, ids=",".join(first)) if site else "")
    return marked.blocks(Marked(f"{words['choose_key']}{words['choose_docs']}"), Marked(needs(words)), filters, *tables)


def _answer(row: Choice, page: Page, context: RenderContext) -> Marked:
    """What orders the row, then its models, each with score and memory."""
    words, board = page.words, row.board
    by = (context.to_section(f"board {board.slug}", board.name, page) or marked.inline(board.name)) if board else None
    source = marked.joined(filter(None, (by, *map(marked.inline, row.rating(words)))), words["beside"])
    named = (Marked(f"{context.to_family(one.family, page, one.called)}{one.beside(row, words)}") for one in row.best)
    return Marked(f"*{source}*{words['colon']}{marked.joined(named, words['semicolon'])}")


def needs(words: Words) -> str:
    """What models of usual sizes need at each number of bits."""
    said = (words("memory_of", size=show_amount(n), memory=memory(Memory.of(n))) for n in _SIZES)
    return f"{words['memory']}{words['colon']}{words['semicolon'].join(said)}{words['stop']}"


def _answers(wish: Wish, curated: Curated, catalog: Catalog) -> list[Choice]:
    """The scores that order a row, with the models that fit, best first; then the newest that have none.

    The score is that of the most recent living board that knows enough of them, else of the one that knows most.
    Where that one knows few, the next that knows many orders a row of its own: scores of two boards never meet in one.
    """
    found = [one for one in _ratings(wish, curated, catalog) if one.best]
    first = next((one for one in found if len(one.best) >= ENOUGH), None) or max(found, key=lambda one: len(one.best), default=None)
    others = (one for one in found if one is not first and len(one.best) >= MOST)
    asked = (one for one in others if one.column is not None and wish.language in one.column.languages)
    more = asked if wish.language else others if first is not None and len(first.best) < FEW else ()
    rows = [first, *islice(more, 1)] if first is not None else []
    new = list(islice(_newest(wish, curated, catalog), MOST)) if wish.newest else []
    rows += [Choice((wish,), None, None, "", new)] if new else []
    return [one._replace(best=one.best[:MOST], again=one is not first) for one in rows]


def _ratings(wish: Wish, curated: Curated, catalog: Catalog) -> list[Choice]:
    """The scores that rate something, the most recent edition first: living boards, archives, and those without a date."""
    known = [
        Choice((wish,), board, one, catalog.boards[slug].edition or "", _best(wish, board, one, curated, catalog))
        for slug, board in sorted(curated.boards.items()) if slug in catalog.boards
        for one in board.scores if one.rates == wish.rates
    ]  # fmt: skip
    recent = sorted(known, key=lambda one: one.edition, reverse=True)
    return sorted(recent, key=lambda one: (not one.edition, one.board is None or one.board.state != "active"))


def _best(wish: Wish, board: CuratedBoard, column: ScoreColumn, curated: Curated, catalog: Catalog) -> list[Contender]:
    """The models of the list that fit, by score, each family once; of one score the first by name."""
    sign = -1 if column.higher_is_better else 1
    scored = ((name, row, row.scores.get(column.name)) for name, row in catalog.boards[board.slug].standings.items())
    rated = (
        (sign * score.value, name, Contender(curated.families[family], catalog.families[family], name, row.checkpoint, score))
        for name, row, score in scored
        if score is not None and (family := row.family or "") in curated.families and family in catalog.families
    )
    return list(_first_of_each(wish, (one for *_, one in sorted(rated, key=lambda found: found[:2]))))


def _newest(wish: Wish, curated: Curated, catalog: Catalog) -> Iterator[Contender]:
    """The models that fit and that no board has rated so, the newest first, then the largest; each family once."""
    boards = ((board, catalog.boards[slug].standings.values()) for slug, board in curated.boards.items() if slug in catalog.boards)
    names = {one.name for board in curated.boards.values() for one in board.scores if one.rates == wish.rates}
    known = {row.checkpoint for board, rows in boards for row in rows if names & row.scores.keys()}
    every = (
        Contender(family, observed, name, name)
        for slug, family in sorted(curated.families.items()) if (observed := catalog.families.get(slug)) is not None
        for name, one in sorted(observed.checkpoints.items()) if name not in known and one.copy_of is None and one.state != "gone"
        if one.facts.get("role") not in _NO_ANSWER and not _NARROW.search(name.partition("/")[2])
    )  # fmt: skip
    fit = [one for one in every if one.released and one.memory and RAW.isdisjoint(parse_name(one.name).variants)]
    fit.sort(key=lambda one: (one.released[:7], one.memory, not TUNED_OF_RAW.isdisjoint(parse_name(one.name).variants)), reverse=True)
    yield from _first_of_each(wish, fit)


def _first_of_each(wish: Wish, candidates: Iterable[Contender]) -> Iterator[Contender]:
    """Those that can be had and fit a wish, the first of each family."""
    named = set[str]()
    for one in candidates:
        if one.family.slug not in named and one.observed.can_be_had(one.checkpoint or "") and wish.fits(one):
            named.add(one.family.slug)
            yield one
