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
from pipeline.layout.catalog import Catalog, Curated, Path, Snapshots, Tree, fault_at, parse_curated, parse_snapshots
from pipeline.model.curated import CuratedFamily, Pin
from pipeline.model.ids import near
from pipeline.model.observed import ObservedCheckpoint, ObservedFamily
from pipeline.model.outcomes import InputFaults
from pipeline.names.join import NO_JOIN, NameIndex
from pipeline.reconcile.catalog import Derived, best_standings, join_board, observe, observe_paper
from pipeline.reconcile.forms import value_of, wanted
from pipeline.reconcile.members import members, models_in
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


def derived(tree: Tree, *, strict: bool = False) -> Outputs:
    """The outputs one after the other, in bounded memory. Raises as `derive_all` does, before the first output."""
    inputs, curated, snapshots = _read(tree, most=_HELD, strict=strict)
    yield from _outputs(inputs, curated, snapshots, Catalog({}, {}, {}, {}), long=len(curated.families) * 2 > _HELD)


def derive_all(tree: Tree, *, strict: bool = False) -> Derived:
    """The outputs with the values that they were made from; InputFaults with every fault of the input files."""
    (inputs, curated, snapshots), catalog = _read(tree, strict=strict), Catalog({}, {}, {}, {})
    return Derived(dict(_outputs(inputs, curated, snapshots, catalog)), curated, snapshots, catalog)


def _read(tree: Tree, most: int | None = None, *, strict: bool = False) -> tuple[Tree, Curated, Snapshots]:
    """The inputs as files and as values; if `strict`, also against one another."""
    inputs = {path: data for path, data in tree.items() if paths.is_input(path)}
    curated, snapshots = parse_curated(inputs), parse_snapshots(inputs, most=most)
    faults = [  # columns that a board never had
        fault
        for slug, one in sorted(snapshots.boards.items()) if slug in curated.boards
        for fault in column_faults(curated.boards[slug], one.facts.columns, inputs[kinds.CURATED_BOARDS.path(slug)])
    ]  # fmt: skip
    faults += [fault_at(inputs, *one) for one in _beside_the_catalog(curated, snapshots)] if strict else []
    if faults:
        raise InputFaults(faults)
    return inputs, curated, snapshots


def _beside_the_catalog(curated: Curated, snapshots: Snapshots) -> Iterator[tuple[str, Path, str, str]]:
    """Names that nothing has, what is said twice, values that are none: file, place in it, what is wrong, fix.

    No upstream's answer makes one of these: what once had a snapshot stays known; whom nobody asked may have any.
    """
    named = {c for family in curated.families.values() for c in family.checkpoints}
    collected = {c for one in snapshots.collections for c in models_in(one, snapshots, gone=True)}
    others = {*snapshots.checkpoints, *collected} - named
    makers = curated.organizations.organizations.items()
    hubs = [(name.casefold(), slug) for slug, maker in makers for name in maker.hub]
    owners = {name for _, maker in makers for name in maker.hub} | {c.partition("/")[0] for c in named}
    unasked = owners - {c.partition("/")[0] for c in snapshots.checkpoints}
    may_be = others | unasked
    for slug, family in curated.families.items():
        yield from ((kinds.FAMILIES.path(slug), *one) for one in _of_family(family, may_be))
    spelt = {name.casefold(): name for c in named | others for name in (c, f"{c.partition('/')[0]}/*")}
    joined, fix = {NO_JOIN, *curated.families}, 'write a slug, the id of a checkpoint, or "none"'
    for slug, name, to in ((slug, *alias) for slug, board in curated.boards.items() for alias in board.aliases.items()):
        if to not in joined and to.casefold() not in spelt and to.partition("/")[0] not in unasked:
            said = f"the list has no {to!r}{near(to, [*joined, *spelt.values()])}"
            yield kinds.CURATED_BOARDS.path(slug), ("aliases", name), said, fix
    for n, one in enumerate(curated.declined.declined):
        if (twin := spelt.get(one.id.casefold(), one.id)) != one.id:
            yield paths.DECLINED, ("declined", n, "id"), f"the Hub spells {one.id!r} otherwise", f'write "{twin}"'
    first = dict(reversed(hubs))
    for name, slug in ((name, slug) for name, slug in hubs if first[name] != slug):
        yield paths.ORGANIZATIONS, ("organizations", slug, "hub"), f"{name!r} is also of {first[name]}", "keep one"


def _of_family(family: CuratedFamily, others: set[str]) -> Iterator[tuple[Path, str, str]]:
    fix = f"write it as `checkpoints` has it, add it there, or ask first: awesome refresh --family {family.slug}"
    for place, one in (((key, n), one) for key in ("facts", "pins") for n, one in enumerate(getattr(family, key))):
        if (of := one.checkpoint) and of not in family.checkpoints and others.isdisjoint((of, of.partition("/")[0])):
            yield (*place, "checkpoint"), f"{family.slug} has no {of!r}{near(of, [*family.checkpoints, *others])}", fix
        value = value_of(one.field, one.value)
        if value is None or (value == () and not isinstance(one, Pin)):  # a pin's empty list takes the value away
            yield (*place, "value"), f"{one.value!r} cannot be read as {one.field}", f"write {wanted(one.field)}"
    pins = [f"{pin.field} of {pin.checkpoint or family.slug}" for pin in family.pins]
    for key, items in (("checkpoints", family.checkpoints), ("pins", pins)):
        again = (n for n, item in enumerate(items) if item in items[:n])
        yield from (((key, n), f"{items[n]!r} stands twice in `{key}`", "take one of the two out") for n in again)


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
