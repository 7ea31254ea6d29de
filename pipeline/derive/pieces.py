"""derive, piece by piece: families, papers, boards, pictures, pages, each handed on as soon as it is made.

A piece is a pure function of its frame (its own file and what earlier steps concluded for it) and of
what it looks up in tables. So a large catalog is never in memory as a whole, and with a memo only
the pieces are made again for which something moved: the same bytes as without one.

1. curated files and snapshots are checked;
2. every family's members are found, boards are joined to them, and all pages are laid out;
3. family by family: values, evidence, evidence page;
4. papers, pictures and the pages of the lists.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, cast

from pydantic_core import to_json

from pipeline.derive.looks import Digests, Looks, Presence, Table, digest_of
from pipeline.derive.recall import Made, Recall, remembered_toml
from pipeline.derive.shelves import checkpoint_ids, shelved
from pipeline.derive.whole import Tree, check_boards, derive_all
from pipeline.layout import paths
from pipeline.layout.canonical import dumps, loads
from pipeline.layout.catalog import Catalog, evidence_json
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, CuratedFamily, CuratedOrganization, Organizations
from pipeline.model.memo import Memo
from pipeline.model.observed import ObservedBoard, ObservedCheckpoint, ObservedFamily, ObservedPaper, ObservedStanding
from pipeline.reconcile.catalog import observe, observe_paper
from pipeline.reconcile.join import NameIndex
from pipeline.reconcile.members import members
from pipeline.reconcile.standings import best_standings, join_board
from pipeline.render.comparison import compared_families
from pipeline.render.context import RenderContext
from pipeline.render.evidence import evidence_pages
from pipeline.render.list_page import linked_pages, list_page
from pipeline.render.pages import as_file
from pipeline.render.placement import Page, Place, Placement, place_pages
from pipeline.render.trends import picture_files, trends
from pipeline.words import LANGUAGES


def derive(tree: Tree, memo: Memo | None = None) -> dict[str, bytes]:
    """The outputs alone: path -> bytes. What is an output and not in it no longer follows.

    Raises:
        InputFaults: an input file cannot be read; all faults at once.
    """
    return dict(derived(tree, memo))


def derived(tree: Tree, memo: Memo | None = None) -> Iterator[tuple[str, bytes]]:
    """The outputs one after the other. Faults of input files are raised before the first of them, or instead of one.

    Raises:
        InputFaults: an input file cannot be read.
    """
    inputs = {path: data for path, data in tree.items() if paths.is_input(path)}
    digest = Digests(tree) if memo is not None else Presence(tree)
    looks = Looks()
    curated = parse_curated(inputs, remembered_toml(memo))
    snapshots = shelved(inputs, digest, looks, memo)
    if snapshots is None:
        yield from derive_all(inputs).files.items()
        return
    check_boards(curated, snapshots, inputs)
    recall = Recall(memo, tree, digest, looks)
    yield from _Pieces(inputs, curated, snapshots, recall, looks, digest).all()


class _Pieces:
    """The pieces of one tree, and the tables in which they look things up."""

    def __init__(
        self,
        inputs: Tree,
        curated: Curated,
        snapshots: Snapshots,
        recall: Recall,
        looks: Looks,
        digest: Digests | Presence,
    ) -> None:
        self._inputs = inputs
        self._snapshots = snapshots
        self._recall = recall
        self._digest = digest
        self._looks = looks
        self._rows: dict[str, bytes] = {}
        self._curated = curated
        makers = curated.organizations.organizations
        self._owners: dict[str, list[str]] = {}
        for checkpoint in checkpoint_ids(inputs):
            self._owners.setdefault(checkpoint.partition("/")[0], []).append(checkpoint)
        organizations: Table[str, CuratedOrganization] = Table(
            "organizations", looks, make=makers.get, keys=lambda: makers,
            digest=cache(lambda key: digest_of(to_json(makers[key])) if key in makers else b""),
        )  # fmt: skip
        self._by_owner: Table[str, list[str]] = Table(
            "owners", looks, make=self._owners.get, keys=lambda: self._owners,
            digest=cache(lambda key: digest_of(to_json(self._owners[key])) if key in self._owners else b""),
        )  # fmt: skip
        self._papers: Table[str, ObservedPaper] = Table(
            "papers shown", looks, keys=tuple, digest=lambda key: digest(paths.paper_snapshot(key)),
            make=lambda key: observe_paper(key, (), snapshots),
        )  # fmt: skip
        listed = curated.listed
        boards: Table[str, CuratedBoard] = Table(
            "curated boards", looks, make=curated.boards.get, keys=lambda: curated.boards,
            digest=lambda key: digest(f"{paths.BOARDS}{key}.toml"),
        )  # fmt: skip
        benchmarks: Table[str, CuratedBenchmark] = Table(
            "benchmarks", looks, make=curated.benchmarks.get, keys=lambda: curated.benchmarks,
            digest=lambda key: digest(f"{paths.BENCHMARKS}{key}.toml"),
        )  # fmt: skip
        families: Table[str, CuratedFamily] = Table(
            "families", looks, make=listed.families.get, keys=lambda: listed.families,
            digest=lambda key: digest(paths.family(key)) if key in listed.families else b"",
        )  # fmt: skip
        self._rows_table: Table[str, ObservedFamily] = Table(
            "rows", looks, keys=lambda: self._rows, digest=lambda key: digest_of(self._rows[key]) if key in self._rows else b"",
            make=lambda key: ObservedFamily.model_validate_json(self._rows[key]),
        )  # fmt: skip
        self._listed = listed
        self._looked_up = listed._replace(
            families=families, boards=boards, benchmarks=benchmarks,
            organizations=Organizations.model_construct(organizations=cast("dict[str, CuratedOrganization]", organizations)),
        )  # fmt: skip
        shelves = cast("tuple[Table[str, object], ...]", tuple(snapshots[:-1]))
        recall.know(
            *shelves, organizations, self._by_owner, self._papers, boards, benchmarks, families, self._rows_table
        )

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Every output."""
        found = {slug: self._members(family) for slug, family in sorted(self._curated.families.items())}
        boards = self._boards(found)
        for _, data in boards.values():
            yield from data.items()
        best = best_standings({slug: (self._curated.boards[slug], board) for slug, (board, _) in boards.items()})
        placing = place_pages(self._listed)
        papers: dict[str, list[str]] = {}
        encoders: set[str] = set()
        for slug, family in sorted(self._curated.families.items()):
            made = self._family(family, found[slug], best.get(slug, {}), placing)
            self._rows[slug] = made.note["row"].encode()
            if made.note["encoder"]:
                encoders.add(slug)
            for paper in made.note["papers"]:
                papers.setdefault(paper, []).append(slug)
            yield from made.files.items()
        for identity, slugs in sorted(papers.items()):
            yield from self._paper(identity, slugs).items()
        pictures = self._pictures(found)
        yield from pictures.files.items()
        placed: dict[str, dict[str, ObservedStanding]] = {}
        for slug, standings in sorted(best.items()):
            if slug in self._listed.families:
                for board, standing in standings.items():
                    placed.setdefault(board, {})[slug] = standing
        compared = compared_families(self._listed, placed, encoders)
        places: Table[tuple[str, str], Place] = Table(
            "places", self._looks, make=placing.families.get, keys=lambda: placing.families,
            digest=lambda key: f"{place.page}#{place.anchor}".encode() if (place := placing.families.get(key)) else b"",
        )  # fmt: skip
        joined: Table[str, ObservedBoard] = Table(
            "observed boards", self._looks, make=lambda key: boards[key][0], keys=lambda: boards,
            digest=cache(lambda key: digest_of(*boards[key][1].values()) if key in boards else b""),
        )  # fmt: skip
        self._recall.know(places, joined)
        around = RenderContext(
            Catalog(self._rows_table, {}, joined, self._papers), self._looked_up, self._snapshots,
            Placement(placing.lists, places), placed, frozenset(pictures.note["pictured"]), compared,
        )  # fmt: skip
        first = digest_of(to_json(placed), to_json(sorted(around.pictured)))
        # Both languages of a page after one another: they show the same families.
        for page in sorted(placing.pages, key=lambda p: (p.kind, p.number)):
            yield from self._page(page, around, first).items()

    def _members(self, family: CuratedFamily) -> dict[str, str]:
        """Checkpoint -> how it became a member of a family."""

        def make() -> Made:
            return Made({}, {"members": members(family, self._looked_up, self._snapshots, self._by_owner)})

        if not family.match and not family.collections:
            return cast("dict[str, str]", make().note["members"])  # only named ones: nothing to look up
        frame = (self._digest(paths.family(family.slug)), self._digest(paths.DECLINED))
        return cast("dict[str, str]", self._recall.piece(f"members {family.slug}", frame, make).note["members"])

    def _boards(self, found: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[ObservedBoard, dict[str, bytes]]]:
        """Every board that has a snapshot, joined to the list; and its file."""
        there = [slug for slug in sorted(self._curated.boards) if slug in self._snapshots.boards]
        if not there:
            return {}
        checkpoints = {checkpoint for ids in found.values() for checkpoint in ids}
        names = self._names(self._curated, sorted(checkpoints))
        index: list[NameIndex] = []
        joined = {}
        for slug in there:
            board, path = self._curated.boards[slug], paths.observed_board(slug)

            def make(board: CuratedBoard = board, slug: str = slug, path: str = path) -> Made:
                if not index:
                    index.append(NameIndex(self._curated.families, checkpoints))
                return Made({path: dumps(join_board(board, self._snapshots.boards[slug], index[0]))}, {})

            frame = (names, self._digest(f"{paths.BOARDS}{slug}.toml"), self._digest(paths.board_snapshot(slug)))
            files = self._recall.piece(f"board {slug}", frame, make).files
            joined[slug] = (loads(ObservedBoard, path, files[path]), files)
        return joined

    def _names(self, curated: Curated, checkpoints: object) -> bytes:
        """What joining names depends on."""
        said = [
            (slug, f.name, f.organization, f.aliases, f.checkpoints, f.match, f.exclude)
            for slug, f in sorted(curated.families.items())
        ]
        return digest_of(to_json((said, checkpoints)))

    def _family(
        self,
        family: CuratedFamily,
        ids: Mapping[str, str],
        standings: Mapping[str, ObservedStanding],
        placing: Placement,
    ) -> Made:
        """A family's values, evidence and evidence pages, and what the pages of the lists show of it."""
        slug = family.slug
        shown = self._listed.families.get(slug)

        def make() -> Made:
            observed, evidence, _ = observe(family, ids, self._snapshots)
            if standings:
                observed = observed.model_copy(update={"standings": dict(standings)})
            files = {paths.observed_family(slug): dumps(observed), paths.evidence_family(slug): evidence_json(evidence)}
            if shown is not None:
                catalog = Catalog({slug: observed}, {slug: evidence}, {}, self._papers)
                around = RenderContext(catalog, self._looked_up, self._snapshots, placing, {})
                files.update((path, as_file(text)) for path, text in evidence_pages(shown, around))
            note = {
                "row": _row(observed), "encoder": bool(observed.facts.vision_encoder),
                "papers": sorted({*family.papers, *observed.facts.own_arxiv}),
            }  # fmt: skip
            return Made(files, note)

        places = [placing.families.get((language, slug)) for language in LANGUAGES]
        frame = (
            self._digest(paths.family(slug)), to_json(list(ids)), to_json(standings),
            *(f"{place.page}#{place.anchor}".encode() if place else b"" for place in places),
        )  # fmt: skip
        return self._recall.piece(f"family {slug}", frame, make)

    def _paper(self, identity: str, slugs: list[str]) -> dict[str, bytes]:
        """A paper's file; nothing where it was not retrieved."""

        def make() -> Made:
            paper = observe_paper(identity, slugs, self._snapshots)
            return Made({} if paper is None else {paths.observed_paper(identity): dumps(paper)}, {})

        frame = (self._digest(paths.paper_snapshot(identity)), to_json(slugs))
        return self._recall.piece(f"paper {identity}", frame, make).files

    def _pictures(self, found: Mapping[str, Mapping[str, str]]) -> Made:
        """The pictures of boards that have a past, and the boards that have one."""
        pasts = sorted(slug for slug in self._curated.boards if paths.board_history(slug) in self._inputs)
        if not pasts:
            return Made({}, {"pictured": []})

        def make() -> Made:
            lines = trends(found, self._listed, self._inputs)
            return Made(picture_files(lines, self._listed), {"pictured": sorted(lines)})

        files = [
            (self._digest(paths.board_history(slug)), self._digest(f"{paths.BOARDS}{slug}.toml")) for slug in pasts
        ]
        frame = (
            self._names(self._listed, {slug: list(ids) for slug, ids in found.items()}),
            *(part for slug, both in zip(pasts, files, strict=True) for part in (slug.encode(), *both)),
        )
        return self._recall.piece("pictures", frame, make)

    def _page(self, page: Page, around: RenderContext, first: bytes) -> dict[str, bytes]:
        """One page of a list."""

        def make() -> Made:
            return Made({page.path: as_file(list_page(page, around))}, {})

        others = [(p.path, p.families[0].name, p.families[-1].name) for p in linked_pages(page, around) if p.families]
        # Boards and benchmarks have their sections on first pages; what stands where of the families is in a table.
        tops = [
            {key: anchor for key, anchor in pages[0].anchors.items() if not key.startswith("family ")}
            for pages in around.placement.lists.values()
        ]
        frame = (
            to_json((page.path, page.number, page.kind, page.words.code, page.anchors, others, tops)),
            self._digest(paths.SECTIONS),
            to_json([(f.slug, f.predecessor, f.successor, f.slug in around.compared) for f in page.families]),
            *(self._digest(paths.family(f.slug)) for f in page.families),
        )
        if page.number == 1:
            frame = (*frame, first, to_json([b.slug for b in page.boards]), to_json([b.slug for b in page.benchmarks]),
                     *(self._digest(f"{paths.BOARDS}{b.slug}.toml") for b in page.boards),
                     *(self._digest(f"{paths.BENCHMARKS}{b.slug}.toml") for b in page.benchmarks))  # fmt: skip
        return self._recall.piece(f"page {page.path}", frame, make).files


def _row(observed: ObservedFamily) -> str:
    """What the pages of the lists show of a family, with the order of its parts kept: of checkpoints their state alone."""
    return observed.model_dump_json(exclude_defaults=True, exclude={"checkpoints": {"__all__": _NOT_SHOWN}})


_NOT_SHOWN: Final = set(ObservedCheckpoint.model_fields) - {"state"}
