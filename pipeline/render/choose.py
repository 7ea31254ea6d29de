"""Which model to take: by the memory at hand and by wish, a row each, ordered by a score of a board that is named.

A model is in a row only where the board has it and everything that the row asks is known of it: what is not
known is no yes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard, Rates, ScoreColumn
from pipeline.model.curated import CuratedFamily
from pipeline.model.licences import is_free, licences_of
from pipeline.model.memory import CLASSES, gigabytes
from pipeline.model.observed import JoinedStanding, ObservedFamily, Span
from pipeline.render import marked
from pipeline.render.context import RenderContext
from pipeline.render.marked import Marked
from pipeline.render.placement import Page
from pipeline.render.scores import bare
from pipeline.words import Words

MOST: Final = 5
ENOUGH: Final = 2
"""Families that a board has to know for a row: one alone is no choice."""
FEW: Final = 4
"""With fewer families than that a row has another one beside it, by another board."""
ASKED: Final = ("total_params", "context_length", "license", "languages")
"""What the rows ask of a checkpoint."""
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
        own = one.facts.get(field)
        return own if own is not None or field in self.observed.coverage else self.observed.facts.get(field)

    @property
    def called(self) -> str:
        """The checkpoint's name; where none is known, the board's name for it."""
        return (self.standing.checkpoint or "").rpartition("/")[2] or self.name

    @property
    def memory(self) -> int | None:
        """Gigabytes at four bits; None where the parameters are not known."""
        parameters = self.fact("total_params")
        return gigabytes(parameters, 4) if isinstance(parameters, int) else None


class Wish(NamedTuple):
    """A row: its label, what the score that orders it has to rate, and what a model has to have."""

    label: str
    rates: Rates
    fits: Callable[[RatedModel], bool] = lambda _: True


def _long(one: RatedModel) -> bool:
    tokens = one.fact("context_length")
    return (tokens.low if isinstance(tokens, Span) else tokens if isinstance(tokens, int) else 0) >= LONG


def _chinese(one: RatedModel) -> bool:
    languages = one.fact("languages")
    return isinstance(languages, tuple) and "zh" in languages


def _free(one: RatedModel) -> bool:
    checkpoint = one.observed.checkpoints.get(one.standing.checkpoint or "")
    own = [found.name for found in licences_of(checkpoint.facts)] if checkpoint is not None else []
    # What is stated of the whole family is every checkpoint's licence; what rolled up from some is theirs alone.
    whole = () if "license" in one.observed.coverage else one.observed.facts.texts("license")
    stated = own or whole
    return checkpoint is not None and bool(stated) and all(map(is_free, stated))


def _within(size: int | None) -> Callable[[RatedModel], bool]:
    """Whether a model fits into a class of memory; the last one is all that fits into none."""

    def fits(one: RatedModel) -> bool:
        return one.memory is not None and (one.memory <= size if size else one.memory > CLASSES[-1])

    return fits


def _memory_wishes(words: Words) -> Iterator[Wish]:
    for size in CLASSES:
        yield Wish(words("gigabytes", n=size), "general", _within(size))
    yield Wish(words("more_memory", n=CLASSES[-1]), "general", _within(None))


def _wishes(words: Words) -> Iterator[Wish]:
    plain: tuple[Rates, ...] = ("general", "reasoning", "code", "agents", "vision", "documents")
    for rates in plain:
        yield Wish(words[f"wish.{rates}"], rates)
    for name, fits in (("long", _long), ("chinese", _chinese), ("free", _free)):
        yield Wish(words[f"wish.{name}"], "general", fits)


class _Rating(NamedTuple):
    """A board and one of its scores."""

    board: CuratedBoard
    column: ScoreColumn


def rated_boards(curated: Curated) -> frozenset[str]:
    """The boards with a score that may order a row."""
    return frozenset(slug for slug, board in curated.boards.items() if any(one.rates for one in board.scores))


def choose(page: Page, context: RenderContext) -> Marked:
    """Both tables; nothing where no board knows a model of the list."""
    tables = [_table("memory_at_hand", _memory_wishes(page.words), page, context),
              _table("wish", _wishes(page.words), page, context)]  # fmt: skip
    return marked.blocks(Marked(page.words["choose_key" if any(tables) else "none_yet"]), *tables)


def _table(heading: str, wishes: Iterable[Wish], page: Page, context: RenderContext) -> Marked:
    """A row for each wish that a board can answer; two where the most recent one knows few."""
    rows = [
        (Marked(wish.label), _in_a_row(best, rating, page, context), _source(rating, page, context))
        for wish in wishes
        for rating, best in _answers(wish, context)
    ]
    headings = (Marked(page.words[key]) for key in (heading, "best_first", "ordered_by"))
    return marked.table(headings, rows) if rows else Marked("")


def _in_a_row(best: list[RatedModel], rating: _Rating, page: Page, context: RenderContext) -> Marked:
    return marked.joined((_named(one, rating, page, context) for one in best[:MOST]), page.words["semicolon"])


def _answers(wish: Wish, context: RenderContext) -> list[tuple[_Rating, list[RatedModel]]]:
    """The scores that order a row, with the models that fit, best first.

    The score is that of the most recent living board that knows enough of them, else of the one that knows most.
    Where that one knows few, the next that knows many orders a row of its own: scores of two boards never meet in one.
    """
    found = [(rating, best) for rating in _ratings(wish.rates, context) if (best := _best(rating, wish.fits, context))]
    first = next((one for one in found if len(one[1]) >= ENOUGH), None) or max(found, key=lambda one: len(one[1]), default=None)
    if first is None:
        return []
    more = (one for one in found if one is not first and len(one[1]) >= MOST)
    return [first, *(islice(more, 1) if len(first[1]) < FEW else ())]


def _ratings(rates: Rates, context: RenderContext) -> list[_Rating]:
    """The scores that rate something, the most recent edition first: living boards, archives, and those without a date."""
    boards, observed = context.curated.boards, context.catalog.boards
    known = [_Rating(board, one) for slug, board in sorted(boards.items()) if slug in observed
             for one in board.scores if one.rates == rates]  # fmt: skip
    recent = sorted(known, key=lambda one: observed[one.board.slug].edition or "", reverse=True)
    return sorted(recent, key=lambda one: (not observed[one.board.slug].edition, one.board.state != "active"))


def _best(rating: _Rating, fits: Callable[[RatedModel], bool], context: RenderContext) -> list[RatedModel]:
    """The models of the list that fit, by score, each family once; of one score the first by name."""
    sign = -1 if rating.column.higher_is_better else 1
    first: dict[str, RatedModel] = {}
    for one in sorted(_rated(rating, context), key=lambda c: (sign * c.value, c.name)):
        if fits(one):
            first.setdefault(one.family.slug, one)
    return list(first.values())


def _rated(rating: _Rating, context: RenderContext) -> Iterator[RatedModel]:
    """The rows of a board that are families of the list and have the score."""
    for name, standing in context.catalog.boards[rating.board.slug].standings.items():
        family = context.curated.families.get(standing.family or "")
        score = standing.scores.get(rating.column.name)
        if family is not None and score is not None:
            yield RatedModel(family, context.observed(family.slug), name, standing, score.value)


def _named(one: RatedModel, rating: _Rating, page: Page, context: RenderContext) -> Marked:
    """A model with its score, and the memory that it needs where that is known."""
    words = page.words
    score = bare(one.standing.scores[rating.column.name], rating.column.name, rating.board)
    memory = f"{words['opening']}{words('gigabytes', n=one.memory)}{words['closing']}" if one.memory else ""
    return Marked(f"{context.to_family(one.family, page, one.called)} {score}{memory}")


def _source(rating: _Rating, page: Page, context: RenderContext) -> Marked:
    """Board, score and edition."""
    board, column = rating
    observed = context.catalog.boards[board.slug]
    said = [context.to_section(f"board {board.slug}", board.name, page) or marked.inline(board.name)]
    if column is not board.metric and column.label:
        said.append(marked.inline(column.label))
    if observed.edition:
        said.append(marked.inline(observed.edition))
    return marked.joined(said, page.words["comma"])
