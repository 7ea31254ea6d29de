"""How the families of a kind compare: encoder, base LLM, and scores on the boards of that kind, side by side."""

from collections.abc import Collection
from typing import Final

from pipeline.fields import shown_in
from pipeline.kinds import LISTED
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import ObservedFamily
from pipeline.render import marked
from pipeline.render.context import Placed, RenderContext
from pipeline.render.escape import EMPTY
from pipeline.render.marked import Marked
from pipeline.render.placement import Page
from pipeline.render.scores import bare
from pipeline.words import Words

NAMED: Final = 2
"""Encoders or base LLMs that a cell names; the family's section names them all."""


def compared_families(curated: Curated, placed: Placed, known: Collection[str]) -> frozenset[str]:
    """The families of the kinds that are compared which have a row: a known encoder or base LLM, or a score there.

    `known` are the families of which an encoder or a base LLM is known.
    """
    scored = {slug for board in _boards(curated, placed) for slug in placed[board.slug]}
    return frozenset(
        slug
        for slug, family in curated.families.items()
        if LISTED[family.kind].compared and (slug in known or slug in scored)
    )


def _boards(curated: Curated, placed: Placed) -> tuple[CuratedBoard, ...]:
    """The boards of a kind that is compared on which a family of it stands: shares of right answers first, then ratings.

    Of a board that moved and its successor one is taken: two scales under one heading would not
    compare, and the successor comes first where it has scores.
    """
    scored = {
        board
        for board, families in placed.items()
        if any((one := curated.families.get(slug)) is not None and LISTED[one.kind].compared for slug in families)
    }
    kinds = {kind for kind, spec in LISTED.items() if spec.compared}
    known = [b for b in curated.boards.values() if b.kind in kinds and b.slug in scored]
    chosen = (b for b in known if b.metric is not None and b.successor not in scored)
    return tuple(sorted(chosen, key=lambda b: (not (b.metric and b.metric.unit), _short(b, curated), b.slug)))


def comparison(page: Page, context: RenderContext) -> Marked:
    """The section that compares the families of a page, in the list's order: a score is read, not ranked."""
    families = [family for family in page.families if family.slug in context.compared]
    if "compared" not in page.anchors or not families:
        return Marked("")
    words, specs = page.words, shown_in("comparison")
    boards = _boards(context.curated, context.placed)
    sources = marked.joined((_source(board, page, context) for board in boards), words["semicolon"])
    columns = (
        Marked(words["model"]),
        *(Marked(words.label(spec).name) for spec in specs),
        *(marked.cell(_short(board, context.curated)) for board in boards),
    )
    return marked.blocks(
        Marked(f"### {words['compared']}"),
        Marked(words["compared_notes"]),
        Marked(f"{words['scores_from']}{words['colon']}{sources}{words['stop']}" if sources else ""),
        marked.table(
            columns, (_row(one, boards, page, context) for one in families), numbers=range(1 + len(specs), len(columns))
        ),
    )


def _short(board: CuratedBoard, curated: Curated) -> str:
    """What a column is called: the score's own label where it names the board, else where the board lives on."""
    column = board.metric
    if column is not None and column.label.startswith(board.name):
        return column.label
    successor = curated.boards.get(board.successor) if board.successor else None
    return successor.name if successor else board.name


def _source(board: CuratedBoard, page: Page, context: RenderContext) -> Marked:
    """The board and the edition that a column's scores are from."""
    observed, words = context.catalog.boards.get(board.slug), page.words
    name = context.to_section(f"board {board.slug}", board.name, page) or marked.inline(board.name)
    if observed is None or not observed.edition:
        return name
    return Marked(f"{name}{words['opening']}{words['edition']} {marked.inline(observed.edition)}{words['closing']}")


def _row(
    family: CuratedFamily, boards: tuple[CuratedBoard, ...], page: Page, context: RenderContext
) -> tuple[Marked, ...]:
    observed = context.catalog.families[family.slug]
    return (
        context.to_family(family, page),
        *(_few(observed.facts.texts(spec.name), page.words) for spec in shown_in("comparison")),
        *(_score(observed, board) for board in boards),
    )


def _few(names: tuple[str, ...], words: Words) -> Marked:
    text = words["comma"].join(names[:NAMED])
    if len(names) > NAMED:
        text += words("and_more", n=len(names) - NAMED, all=len(names))
    return marked.cell(text)


def _score(observed: ObservedFamily, board: CuratedBoard) -> Marked:
    standing = observed.standings.get(board.slug)
    return bare(standing.score, standing.metric, board) if standing else Marked(EMPTY)
