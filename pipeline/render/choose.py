"""Which model to take: by the memory at hand and by wish, a row each, ordered by a score of a board that is named.

A model is in a row only where the board has it and everything that the row asks is known of it: what is not
known is no yes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.amounts import show_amount
from pipeline.model.boards import CuratedBoard, Rates, ScoreColumn
from pipeline.model.curated import CuratedFamily
from pipeline.model.licences import is_free
from pipeline.model.memory import CLASSES, Memory, gigabytes
from pipeline.model.observed import JoinedStanding, ObservedFamily, Span
from pipeline.names.checkpoints import named_size
from pipeline.render import marked
from pipeline.render.context import RenderContext
from pipeline.render.marked import Marked
from pipeline.render.placement import Page
from pipeline.render.scores import label, score_text
from pipeline.render.values import memory
from pipeline.words import Words

MOST: Final = 5
ENOUGH: Final = 2
"""Families that a board has to know for a row: one alone is no choice."""
FEW: Final = 4
"""With fewer families than that a row has another one beside it, by another board."""
ASKED: Final = ("total_params", "context_length", "license", "languages", "release_date")
"""What the rows, and news, ask of a checkpoint."""
_SIZES: Final = (4 * 10**9, 8 * 10**9, 14 * 10**9, 32 * 10**9, 70 * 10**9, 120 * 10**9)
LONG: Final = 250_000
"""Tokens: what is sold as 256K may be 256,000 or 262,144."""


@dataclass(frozen=True, slots=True)
class RatedModel:
    """A family's row on a board: as it is called there, or by the checkpoint that it is."""

    family: CuratedFamily
    observed: ObservedFamily
    name: str
    standing: JoinedStanding
    value: float

    def fact(self, field: str) -> object:
        """What is known of this very checkpoint: its own value, else what is stated of the whole family."""
        one = self.observed.checkpoints.get(self.standing.checkpoint or "")
        if one is None:
            return None
        return self.observed.value_for(one, field)

    @property
    def called(self) -> str:
        """The checkpoint's name; where none is known, the board's name for it."""
        return (self.standing.checkpoint or "").rpartition("/")[2] or self.name

    @property
    def memory(self) -> int | None:
        """Gigabytes at four bits; None where the parameters are not known."""
        parameters = self.fact("total_params")
        if self.standing.checkpoint not in self.observed.checkpoints:  # a size in the board's name, or the family's only one
            every = {total for one in self.observed.checkpoints.values() if (total := one.facts.get("total_params"))}
            parameters = named_size(f"/{self.name.rpartition('/')[2]}").total or (every.pop() if len(every) == 1 else None)
        return gigabytes(parameters, 4) if isinstance(parameters, int) else None


class Wish(NamedTuple):
    """A row: its label in each language, what the score that orders it has to rate, in which language, what a model has to have."""

    label: Callable[[Words], str]
    rates: Rates
    language: str = ""
    fits: Callable[[RatedModel], bool] = lambda _: True


def _long(one: RatedModel) -> bool:
    tokens = one.fact("context_length")
    return (tokens.low if isinstance(tokens, Span) else tokens if isinstance(tokens, int) else 0) >= LONG


def _chinese(one: RatedModel) -> bool:
    languages = one.fact("languages")
    return isinstance(languages, tuple) and "zh" in languages


def _free(one: RatedModel) -> bool:
    checkpoint = one.observed.checkpoints.get(one.standing.checkpoint or "")
    stated = one.observed.licences_for(checkpoint) if checkpoint is not None else ()
    return bool(stated) and all(map(is_free, stated))


def _within(size: int | None) -> Callable[[RatedModel], bool]:
    """Whether a model fits into a class of memory; the last one is all that fits into none."""

    def fits(one: RatedModel) -> bool:
        return one.memory is not None and (one.memory <= size if size else one.memory > CLASSES[-1])

    return fits


def _words_of(key: str) -> Callable[[Words], str]:
    return lambda words: words[key]


def _size(size: int) -> Wish:
    return Wish(lambda _: memory([size]), "general", fits=_within(size))


_RATED: Final[tuple[Rates, ...]] = ("general", "reasoning", "code", "agents", "vision", "documents")
WISHES: Final[Mapping[str, tuple[Wish, ...]]] = {
    "memory_at_hand": (*map(_size, CLASSES), Wish(lambda words: words("more_memory", n=CLASSES[-1]), "general", fits=_within(None))),
    "wish": (
        *(Wish(_words_of(f"wish.{one}"), one) for one in _RATED),
        Wish(_words_of("wish.long"), "general", fits=_long),
        Wish(_words_of("wish.chinese"), "general", "zh", _chinese),
        Wish(_words_of("wish.free"), "general", fits=_free),
    ),
}
"""The tables by the key of their first heading, a wish a row."""


class Choice(NamedTuple):
    """A row: the wishes that it answers, the score that orders it, and the models that fit, best first."""

    wishes: tuple[Wish, ...]
    board: CuratedBoard
    column: ScoreColumn
    edition: str
    best: list[RatedModel]
    again: bool = False

    def label(self, words: Words) -> str:
        """The wish in words; of a second row of it with a mark."""
        label = words["comma"].join(wish.label(words) for wish in self.wishes)
        return words("also_rated", label=label) if self.again else label

    @property
    def said(self) -> tuple[object, ...]:
        """What the row says beside its wish."""
        return self.board.slug, self.column.name, self.again, tuple(one.name for one in self.best)


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
    for heading, rows in choices(context.curated, context.catalog).items():
        cells = (
            (Marked(row.label(words)),
             marked.joined((_named(one, row, page, context) for one in row.best), words["semicolon"]),
             _source(row, page, context))
            for row in rows
        )  # fmt: skip
        headings = (Marked(words[key]) for key in (heading, "best_first", "ordered_by"))
        tables.append(marked.table(headings, cells) if rows else Marked(""))
    if not any(tables):
        return Marked(words["none_yet"])
    site = context.curated.sections.site
    filters = Marked(words("choose_site", site=site.rstrip("/")) if site else "")
    return marked.blocks(Marked(f"{words['choose_key']}{words['choose_docs']}"), Marked(needs(words)), filters, *tables)


def needs(words: Words) -> str:
    """What models of usual sizes need at each number of bits."""
    said = (words("memory_of", size=show_amount(n), memory=memory(Memory.of(n))) for n in _SIZES)
    return f"{words['memory']}{words['colon']}{words['semicolon'].join(said)}{words['stop']}"


def _answers(wish: Wish, curated: Curated, catalog: Catalog) -> list[Choice]:
    """The scores that order a row, with the models that fit, best first.

    The score is that of the most recent living board that knows enough of them, else of the one that knows most.
    Where that one knows few, the next that knows many orders a row of its own: scores of two boards never meet in one.
    """
    found = [one for one in _ratings(wish, curated, catalog) if one.best]
    first = next((one for one in found if len(one.best) >= ENOUGH), None) or max(found, key=lambda one: len(one.best), default=None)
    if first is None:
        return []
    more = (one for one in found if one is not first and len(one.best) >= MOST)
    rows = (first, *(islice(more, 1) if len(first.best) < FEW else ()))
    return [one._replace(best=one.best[:MOST], again=one is not first) for one in rows]


def _ratings(wish: Wish, curated: Curated, catalog: Catalog) -> list[Choice]:
    """The scores that rate something, the most recent edition first: living boards, archives, and those without a date."""
    known = [
        Choice((wish,), board, one, catalog.boards[slug].edition or "", _best(wish, board, one, curated, catalog))
        for slug, board in sorted(curated.boards.items()) if slug in catalog.boards
        for one in board.scores if one.rates == wish.rates and (not wish.language or wish.language in one.languages)
    ]  # fmt: skip
    recent = sorted(known, key=lambda one: one.edition, reverse=True)
    return sorted(recent, key=lambda one: (not one.edition, one.board.state != "active"))


def _best(wish: Wish, board: CuratedBoard, column: ScoreColumn, curated: Curated, catalog: Catalog) -> list[RatedModel]:
    """The models of the list that fit, by score, each family once; of one score the first by name."""
    sign = -1 if column.higher_is_better else 1
    first: dict[str, RatedModel] = {}
    rated = (
        RatedModel(curated.families[family], catalog.families[family], name, standing, standing.scores[column.name].value)
        for name, standing in catalog.boards[board.slug].standings.items()
        if (family := standing.family or "") in curated.families and family in catalog.families and column.name in standing.scores
    )
    for one in sorted(rated, key=lambda c: (sign * c.value, c.name)):
        if one.family.slug not in first and wish.fits(one):
            first[one.family.slug] = one
    return list(first.values())


def _named(one: RatedModel, row: Choice, page: Page, context: RenderContext) -> Marked:
    """A model with its score, and the memory that it needs where that is known."""
    needed = f"{page.words['opening']}{memory([one.memory])}{page.words['closing']}" if one.memory else ""
    score = score_text(one.standing.scores[row.column.name], row.column.name, row.board, interval=False)
    return Marked(f"{context.to_family(one.family, page, one.called)} {score}{needed}")


def _source(row: Choice, page: Page, context: RenderContext) -> Marked:
    """Board, score and edition."""
    said = [context.to_section(f"board {row.board.slug}", row.board.name, page) or marked.inline(row.board.name)]
    if row.column is not row.board.metric and row.column.label:
        said.append(label(row.column.name, row.board, page.words))
    if row.edition:
        said.append(marked.inline(f"{page.words['edition']} {row.edition}"))
    return marked.joined(said, page.words["comma"])
