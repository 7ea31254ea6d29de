"""Which model to take: by the memory at hand and by wish, a row each, ordered by a score of a board that is named.

A model is in a row only where the board has it and everything that the row asks is known of it: what is not
known is no yes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.model.boards import CuratedBoard, ScoreColumn
from pipeline.model.curated import CuratedFamily
from pipeline.model.licences import is_free, licences_of
from pipeline.model.memory import CLASSES, gigabytes
from pipeline.model.observed import JoinedStanding, ObservedFamily, Span
from pipeline.render import marked
from pipeline.render.context import RenderContext
from pipeline.render.marked import Marked
from pipeline.render.placement import Page
from pipeline.render.scores import bare, column_of

MOST: Final = 5
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


Rating = tuple[str, str]
"""A board and one of its scores."""
_ARENA: Final[tuple[Rating, ...]] = (("arena-text-hub", "rating"), ("arena-text", "rating"))


class Wish(NamedTuple):
    """A row: which ratings may order it (the first that knows a fitting model does), and what a model has to have."""

    name: str
    ratings: tuple[Rating, ...]
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


WISHES: Final = (
    Wish("general", _ARENA),
    Wish("reasoning", (("livebench", "reasoning"),)),
    Wish("code", (("livebench", "coding"), ("aider-polyglot", "pass-rate"))),
    Wish("vision", (("mmmu-pro", "pro"),)),
    Wish("long", _ARENA, _long),
    Wish("chinese", _ARENA, _chinese),
    Wish("free", _ARENA, _free),
)


RATED: Final = frozenset(board for wish in WISHES for board, _ in wish.ratings)
"""The boards that order a row."""


def choose(page: Page, context: RenderContext) -> Marked:
    """Both tables; nothing where no board knows a model of the list."""
    made = marked.blocks(_by_memory(page, context), _by_wish(page, context))
    return marked.blocks(Marked(page.words["choose_key"]), made) if made else made


def _by_memory(page: Page, context: RenderContext) -> Marked:
    """What fits into each class of memory, all of it by one rating."""
    words = page.words
    rating = _rating(Wish("", _ARENA, lambda one: one.memory is not None), context)
    if rating is None:
        return Marked("")
    rows = []
    for size in (*CLASSES, None):
        best = _best(rating, _within(size), context)
        label = words("gigabytes", n=size) if size else words("more_memory", n=CLASSES[-1])
        if best:
            rows.append((Marked(label), _in_a_row(best, rating, page, context, memory=True)))
    heading = Marked(f"{words['best_first']}{words['colon']}{_source(rating, page, context)}")
    return marked.table((Marked(words["memory_at_hand"]), heading), rows)


def _within(size: int | None) -> Callable[[RatedModel], bool]:
    """Whether a model fits into a class; the last one is all that fits into none."""

    def fits(one: RatedModel) -> bool:
        return one.memory is not None and (one.memory <= size if size else one.memory > CLASSES[-1])

    return fits


def _by_wish(page: Page, context: RenderContext) -> Marked:
    words = page.words
    rows = []
    for wish in WISHES:
        rating = _rating(wish, context)
        if rating is not None:
            best = _in_a_row(_best(rating, wish.fits, context), rating, page, context)
            rows.append((Marked(words[f"wish.{wish.name}"]), best, _source(rating, page, context)))
    headings = (Marked(words[key]) for key in ("wish", "best_first", "ordered_by"))
    return marked.table(headings, rows) if rows else Marked("")


class _Rating(NamedTuple):
    board: CuratedBoard
    column: ScoreColumn


def _rating(wish: Wish, context: RenderContext) -> _Rating | None:
    """The first of a wish's ratings that knows a fitting model."""
    for slug, metric in wish.ratings:
        board = context.curated.boards.get(slug)
        column = column_of(metric, board)
        if board is not None and column is not None:
            rating = _Rating(board, column)
            if any(wish.fits(one) for one in _candidates(rating, context)):
                return rating
    return None


def _candidates(rating: _Rating, context: RenderContext) -> Iterator[RatedModel]:
    """The rows of a board that are families of the list and have the score."""
    observed = context.catalog.boards.get(rating.board.slug)
    for name, standing in sorted(observed.standings.items()) if observed else ():
        family = context.curated.families.get(standing.family or "")
        score = standing.scores.get(rating.column.name)
        if family is not None and score is not None:
            yield RatedModel(family, context.observed(family.slug), name, standing, score.value)


def _best(rating: _Rating, fits: Callable[[RatedModel], bool], context: RenderContext) -> list[RatedModel]:
    """The first few by score, each family once; of one score the first by name."""
    sign = -1 if rating.column.higher_is_better else 1
    first: dict[str, RatedModel] = {}
    for one in sorted(_candidates(rating, context), key=lambda c: (sign * c.value, c.name)):
        if fits(one):
            first.setdefault(one.family.slug, one)
    return list(first.values())[:MOST]


def _in_a_row(
    best: list[RatedModel], rating: _Rating, page: Page, context: RenderContext, *, memory: bool = False
) -> Marked:
    named = []
    for one in best:
        score = bare(one.standing.scores[rating.column.name], rating.column.name, rating.board)
        said = f"{context.to_family(one.family, page, one.called)} {score}"
        if memory and one.memory is not None:
            said += f"{page.words['opening']}{page.words('gigabytes', n=one.memory)}{page.words['closing']}"
        named.append(Marked(said))
    return marked.joined(named, page.words["semicolon"])


def _source(rating: _Rating, page: Page, context: RenderContext) -> Marked:
    """Board, score and edition."""
    board, column = rating
    observed = context.catalog.boards.get(board.slug)
    said = [context.to_section(f"board {board.slug}", board.name, page) or marked.inline(board.name)]
    if column is not board.metric and column.label:
        said.append(marked.inline(column.label))
    if observed is not None and observed.edition:
        said.append(marked.inline(observed.edition))
    return marked.joined(said, page.words["comma"])
