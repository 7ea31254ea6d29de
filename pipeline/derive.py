"""derive: inputs to outputs. Text tree to text tree; no clock, no network, no order of files.

`derive(derive(t)) == derive(t)`, and CI checks that the committed tree is its own derivation. There is one
way: the outputs are handed on one by one. `derived` lets go of what the rest does not need, so that a list of
any length fits into memory; `derive_all` keeps the values for those who ask about them.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import starmap
from typing import Final

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog, Curated, Snapshots, Tree, parse_curated, parse_snapshots
from pipeline.model.observed import ObservedCheckpoint, ObservedFamily
from pipeline.model.outcomes import InputFaults
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import Derived, best_standings, join_board, observe, observe_paper
from pipeline.reconcile.members import members
from pipeline.render.choose import ASKED
from pipeline.render.family import evidence_page
from pipeline.render.pages import every_page
from pipeline.render.placement import RenderContext
from pipeline.render.trends import pictures
from pipeline.sources.boards.grid import column_faults

Outputs = Iterator[tuple[str, bytes]]
_HELD: Final = 1024
"""Snapshots of each kind that `derived` holds; it reads others again, and half as many families are held whole."""
_SET: Final[set[str]] = set()  # what pydantic notes of each value as set; of each row its own would take a kilobyte


def derive(tree: Tree) -> dict[str, bytes]:
    """The outputs: path -> bytes. What is an output and not in it no longer follows. Raises as `derive_all` does."""
    return dict(derived(tree))


def derived(tree: Tree) -> Outputs:
    """The outputs one after the other, in bounded memory. Raises as `derive_all` does, before the first output."""
    inputs, curated, snapshots = _read(tree, most=_HELD)
    yield from _outputs(inputs, curated, snapshots, Catalog({}, {}, {}, {}), long=len(curated.families) * 2 > _HELD)


def derive_all(tree: Tree) -> Derived:
    """The outputs with the values that they were made from; InputFaults with every fault of the input files."""
    (inputs, curated, snapshots), catalog = _read(tree), Catalog({}, {}, {}, {})
    return Derived(dict(_outputs(inputs, curated, snapshots, catalog)), curated, snapshots, catalog)


def _read(tree: Tree, most: int | None = None) -> tuple[Tree, Curated, Snapshots]:
    """The inputs as files and as values."""
    inputs = {path: data for path, data in tree.items() if paths.is_input(path)}
    curated, snapshots = parse_curated(inputs), parse_snapshots(inputs, most=most)
    faults = [  # columns that a board never had
        fault
        for slug, one in sorted(snapshots.boards.items()) if slug in curated.boards
        for fault in column_faults(curated.boards[slug], one.facts.columns, inputs[kinds.CURATED_BOARDS.path(slug)])
    ]  # fmt: skip
    if faults:
        raise InputFaults(faults)
    return inputs, curated, snapshots


def _outputs(inputs: Tree, curated: Curated, snapshots: Snapshots, catalog: Catalog, *, long: bool = False) -> Outputs:
    """Boards, families with their evidence, papers, pictures and pages; what they are made from is kept in the catalog.

    Of a `long` list only what the rest needs of a family, once it is made.
    """
    ids = members(curated, snapshots)
    index = NameIndex(curated.families, ids)
    for slug, board in sorted(curated.boards.items()):
        if slug in snapshots.boards:
            catalog.boards[slug] = join_board(board, snapshots.boards[slug], index)
            yield kinds.OBSERVED_BOARDS.path(slug), dumps(catalog.boards[slug])
    best = best_standings({slug: (curated.boards[slug], board) for slug, board in catalog.boards.items()})
    context = RenderContext(catalog, curated.listed, snapshots)
    for slug, family in sorted(curated.families.items()):
        observed, catalog.evidence[slug] = observe(family, ids[slug], snapshots)
        catalog.families[slug] = observed = observed.model_copy(update={"standings": best.get(slug, {})})
        for identity in {*family.papers, *observed.texts("own_arxiv")}:
            others = catalog.papers[identity].families if identity in catalog.papers else ()
            if (paper := observe_paper(identity, (*others, slug), curated, snapshots)) is not None:
                catalog.papers[identity] = paper
        yield kinds.OBSERVED_FAMILIES.path(slug), dumps(observed)
        yield kinds.EVIDENCE.path(slug), dumps(catalog.evidence[slug])
        if slug in context.curated.families:  # its papers are those of families before it too
            yield _page(*evidence_page(family, context))
        if long:
            catalog.families[slug] = _row(observed)
            del catalog.evidence[slug]
    for identity, paper in sorted(catalog.papers.items()):
        yield kinds.OBSERVED_PAPERS.path(identity), dumps(paper)
    drawn = dict(pictures(index, context.curated, catalog, inputs))
    yield from drawn.items()
    yield from starmap(_page, every_page(replace(context, pictured=frozenset(drawn))))


def _page(path: str, text: str) -> tuple[str, bytes]:
    """A page with one newline at the end; what a person could not have typed as UTF-8 is shown as a replacement."""
    return path, (text.rstrip("\n") + "\n").encode(errors="replace")


def _row(observed: ObservedFamily) -> ObservedFamily:
    """What the pages of the lists show of a family: of its checkpoints the state, and what a choice asks."""
    made = ObservedCheckpoint.model_construct
    shown = {}
    for name, one in observed.checkpoints.items():
        asked = {field: one.facts[field] for field in ASKED if field in one.facts}
        shown[name] = made(_SET, **dict(one) | {"facts": asked, "absent": {}, "sha": None})
    return ObservedFamily.model_construct(_SET, **dict(observed) | {"checkpoints": shown})
