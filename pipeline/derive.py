"""derive: inputs to outputs. Text tree to text tree; no clock, no network, no order of files.

`derive(derive(t)) == derive(t)`, and CI checks that the committed tree is its own derivation. There is one
way: the outputs are handed on one by one. `derived` lets go of what the rest does not need, so that a list of
any length fits into memory; `derive_all` keeps the values for those who ask about them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import starmap
from typing import Final

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog, parse_curated, parse_snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import ObservedCheckpoint, ObservedFamily
from pipeline.model.outcomes import InputFaults
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import Derived, best_standings, join_board, observe, observe_paper
from pipeline.reconcile.members import members
from pipeline.render.choose import ASKED
from pipeline.render.family import evidence_page
from pipeline.render.pages import every_page
from pipeline.render.placement import RenderContext, Succession
from pipeline.render.trends import pictures
from pipeline.sources.boards.grid import column_faults

Tree = Mapping[str, bytes]
_HELD: Final = 1024
"""Snapshots of each kind that `derived` holds; it reads others again, and half as many families are held whole."""
_SET: Final[set[str]] = set()  # what pydantic notes of each value as set; of each row its own would take a kilobyte


def derive(tree: Tree) -> dict[str, bytes]:
    """The outputs: path -> bytes. What is an output and not in it no longer follows. Raises as `derive_all` does."""
    return dict(derived(tree))


def derived(tree: Tree) -> Iterator[tuple[str, bytes]]:
    """The outputs one after the other, in bounded memory. Raises as `derive_all` does, before the first output."""
    yield from _Derivation(tree, most=_HELD).outputs()


def derive_all(tree: Tree) -> Derived:
    """The outputs with the values that they were made from; InputFaults with every fault of the input files."""
    one = _Derivation(tree)
    return Derived(dict(one.outputs()), one.curated, one.snapshots, one.catalog)


class _Derivation:
    """One derivation; with `most` the values of a long list are let go as soon as the rest can be made without them."""

    def __init__(self, tree: Tree, most: int | None = None) -> None:
        self._inputs = {path: data for path, data in tree.items() if paths.is_input(path)}
        self.curated = parse_curated(self._inputs)
        self._lets_go = most is not None and len(self.curated.families) * 2 > most
        self.snapshots = parse_snapshots(self._inputs, most=most)
        faults = [  # columns that a board never had
            fault
            for slug, one in sorted(self.snapshots.boards.items()) if slug in self.curated.boards
            for fault in column_faults(self.curated.boards[slug], one.facts.columns, self._inputs[kinds.CURATED_BOARDS.path(slug)])
        ]  # fmt: skip
        if faults:
            raise InputFaults(faults)
        self.catalog = Catalog({}, {}, {}, {})

    def outputs(self) -> Iterator[tuple[str, bytes]]:
        """Boards, families with their evidence, papers, pictures and pages."""
        curated, snapshots = self.curated, self.snapshots
        ids = members(curated, snapshots)
        index = NameIndex(curated.families, ids)
        for slug, board in sorted(curated.boards.items()):
            if slug in snapshots.boards:
                self.catalog.boards[slug] = join_board(board, snapshots.boards[slug], index)
                yield kinds.OBSERVED_BOARDS.path(slug), dumps(self.catalog.boards[slug])
        best = best_standings({slug: (curated.boards[slug], board) for slug, board in self.catalog.boards.items()})
        listed = curated.listed
        context = RenderContext(self.catalog, listed, snapshots, Succession.of(listed.families.values()))
        for slug, family in sorted(curated.families.items()):
            observed, self.catalog.evidence[slug] = observe(family, ids[slug], snapshots)
            self.catalog.families[slug] = observed.model_copy(update={"standings": dict(best[slug])}) if slug in best else observed
            yield from self._family(family, context)
        for identity, paper in sorted(self.catalog.papers.items()):
            yield kinds.OBSERVED_PAPERS.path(identity), dumps(paper)
        drawn = dict(pictures(index, listed, self.catalog, self._inputs))
        yield from drawn.items()
        yield from starmap(_page, every_page(replace(context, pictured=frozenset(drawn))))

    def _family(self, family: CuratedFamily, context: RenderContext) -> Iterator[tuple[str, bytes]]:
        """A family's values, evidence, and page if it is listed; its papers are those of families before it too."""
        slug, observed, known = family.slug, self.catalog.families[family.slug], self.catalog.papers
        for identity in {*family.papers, *observed.texts("own_arxiv")}:
            others = known[identity].families if identity in known else ()
            if (paper := observe_paper(identity, (*others, slug), self.curated, self.snapshots)) is not None:
                known[identity] = paper
        yield kinds.OBSERVED_FAMILIES.path(slug), dumps(observed)
        yield kinds.EVIDENCE.path(slug), dumps(self.catalog.evidence[slug])
        if slug in context.curated.families:
            yield _page(*evidence_page(family, context))
        if self._lets_go:
            self.catalog.families[slug] = _row(observed)
            del self.catalog.evidence[slug]


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
